import PipelineModel
import SimKernel

extension Scenario {
  /// The keys of a scenario file.
  static let keys = [
    "$schema", "extends", "abstract", "title", "runbook", "claims", "profile", "levers", "seeds",
    "world", "story", "fleet", "faults", "limits", "expect", "sometimes",
  ]

  /// Reads a scenario file with everything it extends.
  ///
  /// Throws a `ReportedError`: `SourceFailure` when the file cannot be read, `DiagnosticList` with
  /// every mistake, each at the place in the file where the wrong value is written.
  public static func load(path: String) throws -> Scenario {
    try load(ScenarioChain.read(path: path))
  }

  static func load(_ chain: ScenarioChain) throws -> Scenario {
    if let base = chain.root.members.first(where: { $0.key == "base" }) {
      throw DiagnosticList([
        chain.sources[Int(base.keySpan.file)].diagnostic(
          "a scenario has no base: this is a profile", at: base.keySpan.range,
          help: "play under it with '--profile FILE'; 'simrun profile check' reads it")
      ])
    }
    if let axes = chain.root.members.first(where: { $0.key == "axes" }) {
      throw DiagnosticList([
        chain.sources[Int(axes.keySpan.file)].diagnostic(
          "a scenario has no axes: this is a sweep file", at: axes.keySpan.range,
          help: "'simrun sweep', 'simrun explore' and 'simrun frontier' take sweep files")
      ])
    }
    return try Fields.read(chain.root, from: chain.sources) { fields in
      Scenario(fields, chain)
    }
  }

  /// Reads the sections of a scenario out of a tree whose spans name the files of the chain.
  init(_ fields: Fields, _ chain: ScenarioChain) {
    path = chain.sources[0].path
    name = FilePath.scenarioName(of: path)
    _ = fields.optional("$schema", .string())
    _ = fields.optional("extends", .string())
    isAbstract = fields.value("abstract", .bool, default: false)
    title = fields.required("title", .string(length: 1...100))
    runbook = fields.optional("runbook", .integer(in: 1...11))
    claims = fields.value("claims", .array(of: .claim), default: [])
    profile = fields.optional("profile", .profile(of: chain.sources))
    levers = fields.value("levers", .leverSettings, default: [])
    seeds = fields.value("seeds", .seeds, default: [1])
    world = fields.value("world", .world(chain.workloads), default: World())
    let names = WorldNames(world)
    story = fields.value("story", .story(in: names), default: Story())
    fleet = fields.optional("fleet", .fleet(chain.workloads))
    let rules = fields.value(
      "faults", .array(of: .rule(in: names, chain.sources)), default: [])
    self.rules = rules.enumerated().map { index, rule in
      var rule = rule
      rule.fault.rule = index
      return rule
    }
    limits = fields.value("limits", .limits, default: Limits())
    if let fleet, let clash = FleetWorld.clash(of: fleet, with: world) {
      fields.refuse(
        "fleet", "the world has the name \(VisibleText.quoted(clash)), as the fleet has",
        help: "the fleet's organisations are \(FleetWorld.names(of: fleet)): choose another name")
    }
    let words = ExpressionNames(names, story: story)
    let shape = Shape.expectations(words, chain.sources)
    expectations = fields.value("expect", shape, default: [])
    sometimes = fields.value("sometimes", shape, default: [])
    digest = chain.digest(with: profile)
    checkBounds(fields)
  }
}

extension Shape where Value == String {
  /// The number of a claim, such as `"4.2"`, `"A1"` or `"Q3"`.
  fileprivate static var claim: Shape {
    Shape("the number of a claim", example: "\"4.2\"", kinds: [.string], standIn: "A1") { field in
      guard case .string(let text) = field.node.value else { return nil }
      guard ClaimNumber.all.contains(text) else {
        field.refuse(
          "there is no claim \(VisibleText.quoted(text))",
          help: "the claims are A1–A6, 1.1–11.2 and Q1–Q6")
        return nil
      }
      return text
    }
  }
}

extension Shape where Value == [UInt64] {
  /// How many seeds, counted from 1, or the seeds themselves.
  fileprivate static var seeds: Shape {
    let number = Shape<Int>.integer(in: 1...10_000).map { count in (1...UInt64(count)).map { $0 } }
    let list = Shape<[Int]>.array(of: .integer(in: 0...Int.max), count: 1...10_000)
    return .either(number, list.map { $0.map(UInt64.init) })
  }
}

extension Shape where Value == Scenario.Limits {
  fileprivate static var limits: Shape {
    .object { fields in
      var limits = Scenario.Limits()
      let longest = Distribution.maximum.microseconds
      if let horizon = fields.optional("horizon", .duration(in: 1...longest)) {
        limits.horizon = SimTime(microseconds: horizon)
      }
      limits.maxEvents = fields.value(
        "maxEvents", .integer(in: 1...1_000_000_000_000), default: limits.maxEvents)
      return limits
    }
  }
}

/// The numbers of the runbook's claims.
enum ClaimNumber {
  private static let perScenario = [5, 2, 3, 4, 3, 3, 3, 2, 1, 3, 2]

  static let all: Set<String> = Set(
    (1...6).flatMap { ["A\($0)", "Q\($0)"] }
      + perScenario.enumerated().flatMap { scenario, count in
        (1...count).map { "\(scenario + 1).\($0)" }
      })
}
