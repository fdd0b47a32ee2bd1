import PipelineModel

/// Lays one scenario file over the one it extends.
///
/// Objects merge key by key, arrays and everything else are replaced. Three things go beyond that:
/// `+story`, `+faults`, `+expect`, `+sometimes` and `+claims` append; a `story` written as an
/// object changes the steps with these labels; and a key drops the keys of the base it excludes.
struct ScenarioMerge {
  let sources: [SourceText]

  /// Keys that belong to one file and are not inherited.
  private static let ownKeys = ["extends", "abstract", "$schema"]

  /// Families of key sets that exclude one another within one object.
  private static let alternatives: [[Set<String>]] = [
    [["count", "spread"], ["perDay"]],
    [["workload"], Set(EntityType.allCases.map(\.name))],
    StoryActionKey.allCases.map { [$0.rawValue] },
    FaultEffectKey.allCases.map { [$0.rawValue] },
    [["nth"], ["window"], ["probability"]],
    [["uniform"], ["exponential"], ["lognormal"], ["empirical"]],
    [["values"], ["from", "to", "step", "factor", "count", "spacing"]],
    [
      ["body"], ["malformed"],
      ["installation", "provider", "organisation", "depth", "entityTypes"],
    ],
  ]

  /// How many levels below a section its keys are names, which exclude nothing.
  private static let names = ["world": 1, "axes": 0]

  /// The tree of a file laid over the tree of its base; both are objects.
  func merged(_ base: JSONNode, _ file: JSONNode) throws(Diagnostic) -> JSONNode {
    var members = OrderedMembers(base.members.filter { !Self.ownKeys.contains($0.key) })
    for member in file.members {
      let isAppended = member.key.hasPrefix("+")
      let key = isAppended ? String(member.key.dropFirst()) : member.key
      let below = members[key]
      let value: JSONNode =
        if isAppended {
          try appended(member, to: below)
        } else if key == "story", case .object = member.value.value, let below {
          try changed(below, by: member.value)
        } else if key == "expect" || key == "sometimes" {
          expectations(below, replacedBy: member.value)
        } else if let below {
          overlaid(below, by: member.value, namesAt: Self.names[key])
        } else {
          member.value
        }
      members.move(JSONMember(key: key, keySpan: member.keySpan, value: value))
    }
    return JSONNode(.object(members.members), span: file.span)
  }

  /// `namesAt` is how many levels down the keys are names.
  private func overlaid(
    _ base: JSONNode, by file: JSONNode, namesAt depth: Int? = nil
  ) -> JSONNode {
    guard case .object(let lower) = base.value, case .object(let upper) = file.value else {
      return file
    }
    var members = OrderedMembers(lower)
    for member in upper {
      for family in depth == 0 ? [] : Self.alternatives {
        guard let own = family.first(where: { $0.contains(member.key) }) else { continue }
        for key in family.joined() where !own.contains(key) { members.remove(key) }
      }
      let below = depth.map { $0 - 1 }
      let value =
        members[member.key].map { overlaid($0, by: member.value, namesAt: below) } ?? member.value
      members.set(JSONMember(key: member.key, keySpan: member.keySpan, value: value))
    }
    return JSONNode(.object(members.members), span: file.span)
  }

  // MARK: - Lists

  private func appended(
    _ member: JSONMember, to base: JSONNode?
  ) throws(Diagnostic) -> JSONNode {
    let name = String(member.key.dropFirst())
    let lists = ["story", "faults", "expect", "sometimes", "claims"]
    guard lists.contains(name) else {
      throw refusal(
        member.keySpan, "unknown key \(VisibleText.quoted(member.key))",
        help: Suggestion.closest(to: name, in: lists).map { "did you mean \"+\($0)\"?" }
          ?? "what can be appended to is \(lists.map { "+" + $0 }.joined(separator: ", "))")
    }
    guard let base else { return member.value }
    switch (base.value, member.value.value) {
    case (.array(let lower), .array(let upper)):
      return JSONNode(.array(lower + upper), span: member.value.span)
    case (.object, _) where name == "expect" || name == "sometimes",
      (_, .object) where name == "expect" || name == "sometimes":
      return joined(byProfile(base), byProfile(member.value))
    default:
      throw refusal(
        member.value.span, "\(member.key): expected an array, found \(member.value.found)",
        help: "what is appended is a list")
    }
  }

  /// A list for both profiles replaces that list alone when the base speaks of profiles.
  private func expectations(_ base: JSONNode?, replacedBy file: JSONNode) -> JSONNode {
    guard let base else { return file }
    switch (base.value, file.value) {
    case (.object, _), (_, .object): return overlaid(byProfile(base), by: byProfile(file))
    default: return file
    }
  }

  private func byProfile(_ node: JSONNode) -> JSONNode {
    guard case .array = node.value else { return node }
    let both = JSONMember(key: "both", keySpan: node.span, value: node)
    return JSONNode(.object([both]), span: node.span)
  }

  private func joined(_ base: JSONNode, _ file: JSONNode) -> JSONNode {
    var members = OrderedMembers(base.members)
    for member in file.members {
      guard case .array(let lower)? = members[member.key]?.value,
        case .array(let upper) = member.value.value
      else {
        members.set(member)
        continue
      }
      let list = JSONNode(.array(lower + upper), span: member.value.span)
      members.set(JSONMember(key: member.key, keySpan: member.keySpan, value: list))
    }
    return JSONNode(.object(members.members), span: file.span)
  }

  /// The steps of the base, those with these labels laid over.
  private func changed(_ base: JSONNode, by file: JSONNode) throws(Diagnostic) -> JSONNode {
    guard case .array(var steps) = base.value else { return file }
    let labels = NameIndex(steps.map(\.label))
    for member in file.members {
      guard let index = labels.place(of: member.key) else {
        throw refusal(
          member.keySpan, "story: no step has the label \(VisibleText.quoted(member.key))",
          help: labels.help(on: member.key, "the labels are", orElse: "no step has a label"))
      }
      steps[index] = overlaid(steps[index], by: member.value)
    }
    return JSONNode(.array(steps), span: file.span)
  }

  private func refusal(_ span: SourceSpan, _ message: String, help: String) -> Diagnostic {
    sources[Int(span.file)].diagnostic(message, at: span.range, help: help)
  }
}

extension JSONNode {
  /// The label of a step of a story; empty when it has none.
  var label: String {
    if case .string(let label)? = self["label"]?.value { label } else { "" }
  }
}
