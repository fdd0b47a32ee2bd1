import PipelineModel

/// What the values of an axis replace in the scenario.
enum AxisTarget: Sendable, Equatable {
  /// A lever by its name.
  case lever(String)
  /// The number of items of one entity type of a repository.
  case items(repository: String, EntityType)
  /// The ages of the items of a repository: the oldest, or the youngest and the oldest.
  case ages(repository: String, [EntityType])
  /// The workload file that a repository takes its items from.
  case workload(repository: String)
  /// How many repositories there are like this one, itself included.
  case copies(repository: String)
  /// The time of a step of the story.
  case time(step: String)
  /// Whatever stands at this path of keys.
  case path([String])

  /// Whether it must see what the other axes have made of the scenario.
  var isLast: Bool { if case .copies = self { true } else { false } }

  /// The lever that it sets, if it sets one.
  var lever: String? { paths.first { $0.count > 1 && $0[0] == "levers" }?[1] }

  /// The tree with a value of the axis in it.
  ///
  /// Throws a `Diagnostic` at the value when the tree cannot take it.
  func apply(
    _ value: JSONNode, to tree: JSONNode, _ merge: ScenarioMerge
  ) throws(Diagnostic) -> JSONNode {
    switch self {
    case .copies(let repository): return try copying(repository, count: value, in: tree, merge)
    case .ages: return try setting(Self.spread(value), in: tree, merge)
    default: return try setting(value, in: tree, merge)
    }
  }

  /// The keys under which its values stand.
  private var paths: [[String]] {
    switch self {
    case .lever(let name): [["levers", name]]
    case .items(let repository, let type): [items(of: repository) + [type.name, "count"]]
    case .ages(let repository, let types):
      types.map { items(of: repository) + [$0.name, "spread"] }
    case .workload(let repository): [items(of: repository) + ["workload"]]
    case .copies: []
    case .time(let step): [["story", step, "at"]]
    case .path(let keys): [keys]
    }
  }

  private func items(of repository: String) -> [String] {
    ["world", "repositories", repository, "items"]
  }

  private func setting(
    _ value: JSONNode, in tree: JSONNode, _ merge: ScenarioMerge
  ) throws(Diagnostic) -> JSONNode {
    var tree = tree
    for path in paths { tree = try merge.merged(tree, Self.overlay(value, at: path)) }
    return tree
  }

  /// An object that holds nothing but a value at a path.
  private static func overlay(_ value: JSONNode, at path: [String]) -> JSONNode {
    path.reversed().reduce(value) { inner, key in
      JSONNode(
        .object([JSONMember(key: key, keySpan: value.span, value: inner)]), span: value.span)
    }
  }

  /// One duration is the age of the oldest item.
  private static func spread(_ value: JSONNode) -> JSONNode {
    guard value.kind == .string else { return value }
    return JSONNode(.array([JSONNode(.string("0s"), span: value.span), value]), span: value.span)
  }

  /// Adds `app-2`, `app-3`, … beside `app`, as many as there shall be in all.
  ///
  /// No two have a pull request or an issue of one number.
  private func copying(
    _ repository: String, count value: JSONNode, in tree: JSONNode, _ merge: ScenarioMerge
  ) throws(Diagnostic) -> JSONNode {
    let source = merge.sources[Int(value.span.file)]
    guard case .number(let number) = value.value, let count = number.int64,
      1...10_000 ~= count
    else {
      throw source.diagnostic(
        "expected an integer from 1 to 10000, found \(value.found)", at: value.span.range,
        help: "the number of repositories like \"\(repository)\", itself included")
    }
    guard count > 1, let original = tree["world"]?["repositories"]?[repository] else {
      return tree
    }
    let copies = (2...count).map { number in
      JSONMember(
        key: "\(repository)-\(number)", keySpan: value.span,
        value: Self.renumbered(original, by: (number - 1) * Self.mostItems))
    }
    let taken = Set(tree["world"]?["repositories"]?.members.map(\.key) ?? [])
    if let clash = copies.first(where: { taken.contains($0.key) }) {
      throw source.diagnostic(
        "the world has a repository \(VisibleText.quoted(clash.key)) already",
        at: value.span.range, help: "rename it, because the copies are numbered")
    }
    return try merge.merged(
      tree,
      Self.overlay(
        JSONNode(.object(copies), span: value.span), at: ["world", "repositories"]))
  }

  /// A repository has at most so many items of one type.
  private static let mostItems: Int64 = 10_000_000

  /// A repository whose numbers begin later.
  private static func renumbered(_ repository: JSONNode, by offset: Int64) -> JSONNode {
    var first: Int64 = 1
    if case .number(let number)? = repository["firstNumber"]?.value { first = number.int64 ?? 1 }
    let number = JSONNode(
      .number(JSONNumber(validText: "\(first + offset)")), span: repository.span)
    let others = repository.members.filter { $0.key != "firstNumber" }
    let member = JSONMember(key: "firstNumber", keySpan: repository.span, value: number)
    return JSONNode(.object(others + [member]), span: repository.span)
  }
}
