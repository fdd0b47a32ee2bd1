import PipelineModel
import SimKernel

extension Shape where Value == SimDuration {
  /// A duration from zero to 100 years, so that no sum of the few that meet in a run overflows.
  static var time: Shape {
    Shape<Int64>.duration().map(SimDuration.init(microseconds:)).checked { duration in
      duration <= Distribution.maximum
        ? nil
        : ValueProblem(
          "\(DurationText.format(duration.microseconds)) is longer than the longest duration",
          help: "the longest duration is \"36500d\"")
    }
  }
}

extension Shape {
  /// This shape with a further condition; `problem` says what is wrong with a value.
  func checked(_ problem: @escaping (Value) -> ValueProblem?) -> Shape {
    Shape(expected, example: example, kinds: kinds, standIn: standIn()) { field in
      guard let value = read(field) else { return nil }
      guard let problem = problem(value) else { return value }
      field.refuse(problem)
      return nil
    }
  }
}

extension Shape where Value == EntityType {
  /// An entity type by its name on the wire.
  static var entityType: Shape { .choice(EntityType.allCases, named: \.name) }
}

/// The names of a world's parts that a file may speak of.
struct WorldNames: Sendable {
  let world: World
  let organisations: NameIndex
  let installations: NameIndex
  let repositories: NameIndex

  init(_ world: World) {
    self.world = world
    organisations = NameIndex(world.organisations.map(\.name))
    installations = NameIndex(world.installations.map(\.name))
    repositories = NameIndex(world.repositories.map(\.name))
  }
}

extension Shape where Value == Int {
  /// The name of something that exists, given as its index, with "did you mean" for the others.
  static func name(of what: String, in names: NameIndex) -> Shape {
    Shape(
      "the name of \(what)", example: "\"\(names.names.first ?? what)\"", kinds: [.string],
      standIn: 0
    ) { field in
      guard case .string(let text) = field.node.value else { return nil }
      if let index = names.place(of: text) { return index }
      field.refuse(
        "the world has no \(what) \(VisibleText.quoted(text))",
        help: names.help(on: text, "it has", orElse: "add it to the world"))
      return nil
    }
  }

  static func installation(in names: WorldNames) -> Shape {
    name(of: "installation", in: names.installations)
  }

  static func repository(in names: WorldNames) -> Shape {
    name(of: "repository", in: names.repositories)
  }
}

extension Shape where Value == ClosedRange<Int> {
  /// A number from 1, or the first and the last of several: `20` or `[20, 25]`.
  static var numbers: Shape {
    let one = Shape<Int>.integer(in: 1...10_000_000).map { $0...$0 }
    let two = Shape<[Int]>.array(of: .integer(in: 1...10_000_000), count: 2...2)
    let pair = Shape(
      "a pair of numbers", example: "[20, 25]", kinds: [.array], standIn: 1...1
    ) { field in
      guard let ends = two.value(of: field), ends.count == 2 else { return nil }
      guard ends[0] <= ends[1] else {
        field.refuse(
          "the first number \(ends[0]) is above the last, \(ends[1])",
          help: "write [\(ends[1]), \(ends[0])]")
        return nil
      }
      return ends[0]...ends[1]
    }
    return .either(one, pair)
  }
}

extension Shape where Value == (SimDuration, SimDuration) {
  /// Two durations, the shorter first: `["1h", "2h"]`.
  static var interval: Shape {
    let two = Shape<[SimDuration]>.array(of: .time, count: 2...2)
    return Shape(
      "a pair of durations", example: "[\"1h\", \"2h\"]", kinds: [.array], standIn: (.zero, .zero)
    ) { field in
      guard let ends = two.value(of: field), ends.count == 2 else { return nil }
      guard ends[0] <= ends[1] else {
        field.refuse(
          "the first duration \(ends[0]) is longer than the second, \(ends[1])",
          help: "write [\"\(ends[1])\", \"\(ends[0])\"]")
        return nil
      }
      return (ends[0], ends[1])
    }
  }
}

/// Names that files give to organisations, installations, repositories and steps.
enum ChosenName {
  /// What is wrong with the name of a part of the world; nil when expressions can use it.
  static func problem(inWorld name: String) -> ValueProblem? {
    guard !ExpressionNames.reserved.contains(name) else {
      return ValueProblem(
        "the name \(VisibleText.quoted(name)) already means something in expressions",
        help: "choose another one, for example \"my-\(name)\"")
    }
    return problem(name)
  }

  /// What is wrong with the spelling of a name; nil when expressions can use it.
  static func problem(_ name: String) -> ValueProblem? {
    let tokens = try? Tokenizer.tokens(of: name)
    guard name.utf8.count <= 64, tokens?.first?.kind == .name(name) else {
      return ValueProblem(
        "the name \(VisibleText.quoted(name)) cannot be written in expressions",
        help: "a name is up to 64 letters and digits, joined by \"-\", \".\", \"/\" or \"_\","
          + " and begins with a letter")
    }
    return nil
  }
}

extension Shape {
  /// An object whose keys are names the file chooses, checked and unique over several objects.
  static func named<Element>(
    _ element: Shape<Element>, unless taken: Set<String>
  ) -> Shape where Value == [Entry<Element>] {
    Shape(
      "an object of names", example: "{\"acme\": \(element.example)}", kinds: [.object],
      standIn: []
    ) { field in
      field.node.members.compactMap { member in
        let key = Field(
          node: JSONNode(.string(member.key), span: member.keySpan), path: field.path,
          findings: field.findings)
        if let problem = ChosenName.problem(inWorld: member.key) {
          key.refuse(problem.message, help: problem.help)
        } else if taken.contains(member.key) {
          key.refuse(
            "the name \(VisibleText.quoted(member.key)) is taken by something else of the world",
            help: "names are unique in the world, so that expressions need no other")
        }
        let inner = Field(
          node: member.value, path: .key(member.key, of: field.path), findings: field.findings)
        return element.value(of: inner).map { Entry(name: member.key, value: $0) }
      }
    }
  }
}
