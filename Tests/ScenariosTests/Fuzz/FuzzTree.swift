import Scenarios

@testable import struct Scenarios.JSONNode

/// A JSON tree to be damaged: what it says, not how it is written.
indirect enum FuzzTree {
  /// A scalar as it is written.
  case literal(String)
  case list([FuzzTree])
  case table([(key: String, value: FuzzTree)])

  init(_ text: String) throws {
    let source = SourceText(path: "tree.jsonc", text: text)
    self.init(try JSON5Parser.parse(source), source)
  }

  private init(_ node: JSONNode, _ source: SourceText) {
    switch node.value {
    case .array(let nodes): self = .list(nodes.map { FuzzTree($0, source) })
    case .object(let members):
      self = .table(members.map { ($0.key, FuzzTree($0.value, source)) })
    default: self = .literal(String(decoding: source.bytes[node.span.range], as: UTF8.self))
    }
  }

  var text: String {
    switch self {
    case .literal(let text): text
    case .list(let trees): "[" + trees.map(\.text).joined(separator: ", ") + "]"
    case .table(let members):
      "{"
        + members.map { "\(FuzzExtremes.quoted($0.key)): \($0.value.text)" }
        .joined(separator: ",\n") + "}"
    }
  }

  private var count: Int {
    switch self {
    case .literal: 1
    case .list(let trees): trees.reduce(1) { $0 + $1.count }
    case .table(let members): members.reduce(1) { $0 + $1.value.count }
    }
  }

  /// Puts a member of the root behind all others, in the place of those with its key.
  mutating func set(_ key: String, _ value: String) {
    guard case .table(var members) = self else { return }
    members.removeAll { $0.key == key }
    members.append((key, .literal(value)))
    self = .table(members)
  }

  /// Changes one part: its value, its kind, what it holds, or how often.
  mutating func damage(_ random: inout SplitMix) {
    let copied = part(at: random.below(count))
    var place = random.below(count)
    var other = random
    change(at: &place) { $0.damageHere(copied, &other) }
    random = other
  }

  private func part(at place: Int) -> FuzzTree {
    var place = place
    var found = self
    var copy = self
    copy.change(at: &place) { found = $0 }
    return found
  }

  private mutating func change(at place: inout Int, _ body: (inout FuzzTree) -> Void) {
    guard place > 0 else {
      if place == 0 { body(&self) }
      place -= 1
      return
    }
    place -= 1
    switch self {
    case .literal: return
    case .list(var trees):
      for index in trees.indices where place >= 0 { trees[index].change(at: &place, body) }
      self = .list(trees)
    case .table(var members):
      for index in members.indices where place >= 0 {
        members[index].value.change(at: &place, body)
      }
      self = .table(members)
    }
  }

  private mutating func damageHere(_ copied: FuzzTree, _ random: inout SplitMix) {
    switch random.below(9) {
    case 0: self = .literal(random.one(of: ["null", "true", "0", "\"\"", "[]", "{}"]))
    case 1: self = copied
    case 2: self = random.below(8) == 0 ? nested(random.below(600)) : .list([self])
    case 3, 4: damageMembers(&random)
    default: self = .literal(FuzzExtremes.literal(&random))
    }
  }

  private func nested(_ depth: Int) -> FuzzTree {
    (0..<depth).reduce(self) { tree, level in
      level % 2 == 0 ? .list([tree]) : .table([("world", tree)])
    }
  }

  private mutating func damageMembers(_ random: inout SplitMix) {
    switch self {
    case .literal: self = .literal(FuzzExtremes.literal(&random))
    case .list(var trees):
      guard !trees.isEmpty else { return }
      let place = random.below(trees.count)
      if random.below(2) == 0 { trees.remove(at: place) } else { trees.append(trees[place]) }
      self = .list(trees)
    case .table(var members):
      guard !members.isEmpty else { return }
      let place = random.below(members.count)
      switch random.below(3) {
      case 0: members.remove(at: place)
      case 1: members.append(members[place])
      default: members[place].key = FuzzExtremes.key(&random)
      }
      self = .table(members)
    }
  }
}
