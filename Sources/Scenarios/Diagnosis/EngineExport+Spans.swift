extension EngineExport {
  /// The keys of a span in the engine's answers, and what is read of them.
  private static let spanKeys = [
    ("name", ["name", "step_name", "stepName"]), ("op", ["step_op", "stepOp", "op"]),
    ("status", ["status"]), ("attempt", ["attempt", "attempts"]),
    ("queuedAt", ["queued_at", "queuedAt"]), ("startedAt", ["started_at", "startedAt"]),
    ("endedAt", ["ended_at", "endedAt"]),
  ]

  /// The spans of a run: a list, or a tree below a root; nil where there are none.
  static func spans(of run: JSONNode) -> JSONNode? {
    if let spans = run["spans"], case .array(let list) = spans.value {
      return JSONNode(.array(list.flatMap { leaves($0, nil) }), span: spans.span)
    }
    guard let root = run["root_span"] ?? run["rootSpan"] ?? run["trace"] else { return nil }
    return JSONNode(.array(children(of: root).flatMap { leaves($0, nil) }), span: root.span)
  }

  private static func children(of span: JSONNode) -> [JSONNode] {
    for key in ["children", "child_spans", "children_spans", "childrenSpans", "childSpans"] {
      if case .array(let list) = span[key]?.value { return list }
    }
    return []
  }

  /// Attempts below a step have the step's name; what is below other spans counts by itself.
  private static func leaves(_ span: JSONNode, _ step: JSONNode?) -> [JSONNode] {
    let below = children(of: span)
    guard !below.isEmpty else { return [normal(span, named: step)] }
    return below.enumerated().flatMap { place, child in
      let isAttempt = text(child["name"]).lowercased().hasPrefix("attempt")
      guard isAttempt else { return leaves(child, nil) }
      return [normal(child, named: span["name"], attempt: place)]
    }
  }

  private static func normal(
    _ span: JSONNode, named step: JSONNode?, attempt: Int? = nil
  ) -> JSONNode {
    var members = spanKeys.compactMap { key, names in
      member(key, names.lazy.compactMap { span[$0] }.first { $0.kind != .null })
    }
    if let step {
      members.removeAll { $0.key == "name" }
      members += [member("name", step)].compactMap(\.self)
    }
    if let attempt, !members.contains(where: { $0.key == "attempt" }) {
      let number = JSONNode(.number(JSONNumber(validText: "\(attempt)")), span: span.span)
      members += [member("attempt", number)].compactMap(\.self)
    }
    let output = span["output"]
    let error = output?["name"] ?? span["error"]?["name"]
    members += [member("error", error)].compactMap(\.self)
    return JSONNode(.object(members), span: span.span)
  }

  /// The entity type that the steps of a run name, as in "fetch-issue-p1".
  static func entityType(of run: JSONNode) -> JSONMember? {
    guard case .array(let spans) = spans(of: run)?.value else { return nil }
    return spans.lazy.compactMap { span -> JSONMember? in
      let parts = text(span["name"]).split(separator: "-")
      guard parts.count == 3, ["fetch", "dispatch"].contains(parts[0]) else { return nil }
      return member("entityType", JSONNode(.string(String(parts[1])), span: run.span))
    }.first
  }

  static func text(_ node: JSONNode?) -> String {
    if case .string(let text) = node?.value { text } else { "" }
  }

  // MARK: - The provider's limit

  /// GitHub's headers as they came, texts or numbers, cut to three numbers.
  static func rateLimit(_ node: JSONNode) -> JSONNode {
    let members = node.members.compactMap { header -> JSONMember? in
      let name = header.key.lowercased().replacing("x-ratelimit-", with: "")
      guard ["limit", "remaining", "reset"].contains(name) else { return nil }
      let digits = text(header.value)
      guard let number = Int64(digits) else { return member(name, header.value) }
      return member(
        name, JSONNode(.number(JSONNumber(validText: "\(number)")), span: header.value.span))
    }
    return JSONNode(.object(members), span: node.span)
  }
}
