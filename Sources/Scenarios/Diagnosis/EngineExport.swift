/// What the engine, the orchestrator and the queue write, brought into the form of an export.
///
/// Only keys that a diagnosis reads are kept, so that no payload is carried over.
enum EngineExport {
  /// The keys of a run in the engine's answers, and what an export calls them.
  private static let runKeys = [
    "run_id": "id", "id": "id", "status": "status", "queued_at": "createdAt",
    "run_started_at": "startedAt", "started_at": "startedAt", "ended_at": "endedAt",
    "queuedAt": "createdAt", "startedAt": "startedAt", "endedAt": "endedAt",
  ]

  /// Whether a file is the engine's answer about runs: a page of them under `data`, or several.
  static func isAnswer(_ root: JSONNode) -> Bool {
    if case .array(let pages) = root.value { return pages.first?["data"] != nil }
    return root["data"] != nil
  }

  /// The export that a tree is or stands for, without nulls and keys of no use.
  static func normal(_ root: JSONNode) -> JSONNode {
    let export = isAnswer(root) ? converted(root) : root
    return mapped(export) { key, node in
      switch key {
      case "orchestrators", "workers":
        items(node) { run in
          mapped(withoutNulls(run)) { $0 == "output" ? output($1) : $1 }
        }
      case "logs": logs(node)
      case "rateLimit": rateLimit(node)
      default: node
      }
    }
  }

  // MARK: - Pages of runs

  /// The runs of a page, or of several.
  static func runs(in root: JSONNode) -> [JSONNode] {
    pages(root).flatMap { page -> [JSONNode] in
      switch page["data"]?.value {
      case .array(let runs): runs
      case .object: page["data"].map { [$0] } ?? []
      default: []
      }
    }
  }

  private static func pages(_ root: JSONNode) -> [JSONNode] {
    if case .array(let several) = root.value { several } else { [root] }
  }

  private static func converted(_ root: JSONNode) -> JSONNode {
    let (pages, runs) = (pages(root), runs(in: root))
    let outputs = runs.compactMap { $0["output"] }
    let orchestrators = runs.filter(isOrchestrator)
    let workers = runs.filter { !isOrchestrator($0) }
    return JSONNode(
      .object(
        [
          member("now", now(pages)),
          member("installation", outputs.lazy.compactMap { $0["installationId"] }.first),
          member("provider", outputs.lazy.compactMap { $0["provider"] }.first),
          member("orchestrators", list(orchestrators.map { run($0, isWorker: false) }, root)),
          member("workers", list(workers.map { run($0, isWorker: true) }, root)),
          member("rateLimit", pages.lazy.compactMap { $0["rateLimit"] ?? $0["headers"] }.first),
          member("logs", pages.lazy.compactMap { $0["logs"] }.first),
          member("customer", pages.lazy.compactMap { $0["customer"] }.first),
        ].compactMap(\.self)), span: root.span)
  }

  /// When the last page was fetched.
  private static func now(_ pages: [JSONNode]) -> JSONNode? {
    let metadata = pages.last?["metadata"]
    return metadata?["fetched_at"] ?? metadata?["fetchedAt"]
  }

  private static func isOrchestrator(_ run: JSONNode) -> Bool {
    let names = ["function_id", "functionId", "function", "function_slug"].compactMap {
      key -> String? in
      if case .string(let text) = run[key]?.value { text } else { nil }
    }
    if names.contains(where: { $0.contains("orchestrator") }) { return true }
    return run["output"]?["workUnits"] != nil
  }

  static func run(_ run: JSONNode, isWorker: Bool) -> JSONNode {
    var members: [JSONMember] = []
    for (key, name) in runKeys.sorted(by: { $0.key < $1.key }) {
      guard !members.contains(where: { $0.key == name }) else { continue }
      members += [member(name, run[key])].compactMap(\.self)
    }
    if !members.contains(where: { $0.key == "createdAt" }) {
      members += [member("createdAt", run["run_started_at"] ?? run["started_at"])]
        .compactMap(\.self)
    }
    let result = run["output"]
    members += [member("error", result?["message"] ?? result?["error"])].compactMap(\.self)
    members += [member("spans", spans(of: run))].compactMap(\.self)
    if isWorker {
      let input = run["event"]?["data"] ?? run["input"]?["data"] ?? result
      members += ["entityType", "resource"].compactMap { member($0, input?[$0]) }
      if input?["entityType"] == nil { members += [entityType(of: run)].compactMap(\.self) }
    } else if result?["success"] != nil {
      members += [member("output", result)].compactMap(\.self)
    }
    return JSONNode(.object(members), span: run.span)
  }

  // MARK: - Returns and logs

  /// The orchestrator's literal return value, cut to what is read.
  private static func output(_ node: JSONNode) -> JSONNode {
    mapped(kept(withoutNulls(node), Set(["success", "workUnits", "results"]))) { key, value in
      guard key == "results" else { return value }
      return items(value) { result in
        kept(withoutNulls(result), Set(["entityType", "resource", "success", "error"]))
      }
    }
  }

  /// The queue's log entries, `queue`, become what they say about `/trigger`.
  private static func logs(_ node: JSONNode) -> JSONNode {
    guard let queue = node["queue"] else { return node }
    var entries: [JSONNode] = []
    if case .array(let list) = (queue["logs"] ?? queue["events"] ?? queue).value { entries = list }
    let mine = entries.filter { text($0["url"]).hasSuffix("/trigger") }
    let states = Set(mine.map { text($0["state"]).uppercased() })
    let isLost = states.contains("FAILED") && !states.contains("DELIVERED")
    let isUnderWay =
      !states.isDisjoint(with: ["CREATED", "ACTIVE", "RETRY", "ERROR"])
      && states.isDisjoint(with: ["FAILED", "DELIVERED", "CANCELLED", "CANCEL_REQUESTED"])
    let own: Set = ["queue", "triggerUndelivered", "triggerUnderWay"]
    var members = node.members.filter { !own.contains($0.key) }
    for (key, flag) in [("triggerUndelivered", isLost), ("triggerUnderWay", isUnderWay)] {
      members += [member(key, JSONNode(.bool(flag), span: queue.span))].compactMap(\.self)
    }
    return JSONNode(.object(members), span: node.span)
  }

  // MARK: - Trees

  static func member(_ key: String, _ node: JSONNode?) -> JSONMember? {
    guard let node, node.kind != .null else { return nil }
    return JSONMember(key: key, keySpan: node.span, value: node)
  }

  private static func list(_ nodes: [JSONNode], _ root: JSONNode) -> JSONNode {
    JSONNode(.array(nodes), span: root.span)
  }

  private static func withoutNulls(_ node: JSONNode) -> JSONNode {
    guard node.kind == .object else { return node }
    return JSONNode(.object(node.members.filter { $0.value.kind != .null }), span: node.span)
  }

  /// An object with only these keys; keys that an output may have and nobody reads go.
  private static func kept(_ node: JSONNode, _ keys: Set<String>) -> JSONNode {
    guard node.kind == .object else { return node }
    return JSONNode(.object(node.members.filter { keys.contains($0.key) }), span: node.span)
  }

  private static func items(_ node: JSONNode, _ change: (JSONNode) -> JSONNode) -> JSONNode {
    guard case .array(let nodes) = node.value else { return node }
    return JSONNode(.array(nodes.map(change)), span: node.span)
  }

  private static func mapped(
    _ node: JSONNode, _ change: (String, JSONNode) -> JSONNode
  ) -> JSONNode {
    guard node.kind == .object else { return node }
    let members = node.members.map {
      JSONMember(key: $0.key, keySpan: $0.keySpan, value: change($0.key, $0.value))
    }
    return JSONNode(.object(members), span: node.span)
  }
}
