import PipelineModel
import Scenarios

/// `mend`: the least change that makes a property hold, what it costs and what else it breaks.
struct MendCommand: Command {
  let name = "mend"
  let abstract = "Find the least changes that make a property hold, their cost and what they break."
  let discussion = """
    With a file and '--expect', or with a file of which an expectation does not hold: every lever \
    is tried, of amounts the smallest change that suffices is searched for, and where no single \
    lever suffices a smallest set. Each answer is played in the runbook's scenarios to see what \
    else it breaks; what is cheaper or less lossy is a table.

    Otherwise the property is the claims: every scenario that refutes a claim as built is run again \
    with each lever in which the profiles differ, with each proposal and with some combinations.
    """
  let parameters = [
    Parameter.option(
      "expect", short: "e", value: "sentence", isRepeated: true,
      "What is to hold, as scenario files write it, such as 'missing == 0'."),
    Parameter.option(
      "claim", short: "c", value: "id", values: .words(Claim.all.map(\.id)), isRepeated: true,
      "Look at this claim only."),
    Parameter.option(
      "shipped", value: "n", otherwise: "all that fit",
      "Play each answer in so many of the runbook's scenarios; 0 leaves that out."),
    .option(
      "classes", value: "folder", values: .folders,
      "Play each answer also in the classes that 'hunt --output' wrote there."),
    Option.profile([.runbook, .asBuilt], otherwise: Option.ProfileChoice.asBuilt.otherwise),
    Option.seed(), Option.seeds(otherwise: "the scenario's first"), Option.set, Option.threads(),
    Option.format(AnswerFormat.self), Option.output(), Option.files,
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed)
    var results = try Results(parsed, inputs: ["files"], terminal)
    let format =
      parsed.choice("format", as: AnswerFormat.self)
      ?? parsed.text("output").flatMap { AnswerFormat(path: $0) } ?? .text
    let content: String
    if let question = try MendQuestion(parsed, options) {
      content = try question.report(on: terminal)
        .content(format, command: parsed.commandLine())
    } else {
      guard !parsed.isGiven("classes") else {
        throw UsageError("'--classes' goes with one file and '--expect'.")
      }
      content = try ClaimQuestion(parsed, options, terminal).report(on: terminal)
        .content(format, command: parsed.commandLine())
    }
    try results.write(content)
    if format == .text {
      try results.write(
        "simrun \(parsed.program.version)\nreproduce: \(parsed.commandLine())\n")
    }
    try results.finish()
    return .success
  }
}

/// What is asked of one file: sentences that are to hold of its run.
private struct MendQuestion {
  let plan: ReplayPlan
  let property: [Expectation]
  let shipped: Int?
  /// The classes of a hunt that answers are played in.
  let classes: [Scenario]
  let threads: Int

  /// Nil where the property is the claims.
  init?(_ parsed: ParsedArguments, _ options: RunOptions) throws {
    let (files, sentences) = (parsed.texts("files"), parsed.texts("expect"))
    let isAsked = !sentences.isEmpty
    guard isAsked || !parsed.isGiven("claim") else { return nil }
    classes = try parsed.text("classes").map { try ScenarioRoot.scenarios(at: [$0]) } ?? []
    if isAsked, parsed.isGiven("claim") {
      throw UsageError("'--expect' asks about one file, '--claim' about claims: give one of them.")
    }
    let isFolder = files.count == 1 && ScenarioRoot.isFolder(files[0])
    guard files.count == 1, !isFolder else {
      if isAsked { throw UsageError("'--expect' asks about one scenario file: name it.") }
      return nil
    }
    let scenario = try Scenario.load(path: files[0])
    if isAsked, scenario.fleet != nil {
      throw UsageError(
        "'\(VisibleText.of(files[0]))' has a fleet, whose customers mend does not change.")
    }
    if isAsked, options.seeds?.count ?? 1 > 1 {
      throw UsageError("'--expect' asks about one run: give '--seed <n>' instead of '--seeds <n>'.")
    }
    shipped = try parsed.integer("shipped", in: 0...Int.max)
    threads = options.threads
    let profiles = try options.profiles(of: scenario.profiles, usual: .asBuilt, in: files[0])
    plan = ReplayPlan(
      scenario, profile: profiles[0], seed: options.seeds?[0], overrides: options.levers)
    guard !isAsked else {
      property = try parsed.values("expect") { sentence throws(ValueProblem) in
        try Expectation.parse(sentence, of: scenario)
      }
      return
    }
    guard scenario.fleet == nil, options.seeds?.count ?? 1 == 1 else { return nil }
    property = plan.run().verdict.broken.map(\.expectation)
    guard !property.isEmpty else { return nil }
  }

  func report(on terminal: Terminal) throws -> MendReport {
    let others = shipped == 0 ? [] : (try? ScenarioRoot.scenarios(at: [])) ?? []
    return try Progress.during("mend", on: terminal) { mark in
      let mender = Mender(plan, property: property, threads: threads)
      mark.begin("mend", total: mender.total)
      let found = mender.found { mark.advance(to: $0) }
      let corpus = ClassCheck(found.changes, in: classes, threads: threads)
      if !classes.isEmpty { mark.begin("classes", total: corpus.total) }
      let ended = classes.isEmpty ? [] : corpus.found { mark.advance(to: $0) }
      guard shipped != 0 else { return mender.report(found, .none, ended) }
      mark.begin("shipped scenarios")
      let check = ShippedCheck(
        found.changes, in: others, profile: plan.profile, most: shipped, threads: threads)
      mark.begin("shipped scenarios", total: check.total)
      return mender.report(found, check.found { mark.advance(to: $0) }, ended)
    }
  }
}

/// What is asked without sentences: the claims that scenarios refute as built.
private struct ClaimQuestion {
  private let scenarios: [Scenario]
  private let claims: [String]
  private let threads: Int

  init(_ parsed: ParsedArguments, _ options: RunOptions, _ terminal: Terminal) throws {
    claims = parsed.texts("claim")
    threads = options.threads
    if let word = parsed.text("profile"), options.wanted != [.asBuilt] {
      throw UsageError(
        "Claims are mended as built: '--profile \(VisibleText.of(word))' goes with '--expect'.")
    }
    let read = try ScenarioSelection.read(parsed, terminal).scenarios()
    scenarios = try Self.suitable(read, claims).flatMap {
      Self.copies(of: options.changed($0), options.seeds)
    }
  }

  func report(on terminal: Terminal) throws -> ClaimMendReport {
    try Progress.during("mend", total: scenarios.count, on: terminal) { mark in
      let search = ClaimMender(
        scenarios, claims: claims.isEmpty ? nil : claims, threads: threads)
      mark.begin("mend", total: search.runs)
      return search.report { mark.advance(to: $0) }
    }
  }

  /// The scenarios that play as built and speak to a wanted claim.
  ///
  /// Throws a `ReportedError` when there are none.
  private static func suitable(
    _ scenarios: [Scenario], _ wanted: [String]
  ) throws -> [Scenario] {
    let speaking = scenarios.filter { !$0.claims.isEmpty }
    guard !speaking.isEmpty else { throw try missingClaims(in: scenarios) }
    let asked = speaking.filter { wanted.isEmpty || !$0.claims.allSatisfy { !wanted.contains($0) } }
    guard !asked.isEmpty else {
      let claims = Set(speaking.flatMap(\.claims))
      let known = Claim.all.map(\.id).filter(claims.contains).joined(separator: ", ")
      throw UsageError(
        "None of these scenarios speaks to the claim \(wanted.joined(separator: ", ")); they speak"
          + " to \(known).")
    }
    let asBuilt = asked.filter { $0.profiles.contains(.asBuilt) }
    guard !asBuilt.isEmpty else {
      throw UsageError(
        "None of these scenarios plays under the profile 'as-built', in which claims are mended.")
    }
    return asBuilt
  }

  private static func missingClaims(in scenarios: [Scenario]) throws -> DiagnosticList {
    DiagnosticList(
      try scenarios.map { scenario in
        try SourceText.read(path: scenario.path).diagnostic(
          "the file names no claim, so that nothing can be refuted", at: 0..<1,
          help: "name the claims it speaks to: \"claims\": [\"4.2\"]; 'simrun list' shows those"
            + " of the runbook's scenarios; or say what is to hold: --expect 'missing == 0'")
      })
  }

  /// A scenario once for each seed; of several, each is named by its seed.
  private static func copies(of scenario: Scenario, _ seeds: [UInt64]?) -> [Scenario] {
    (seeds ?? [scenario.seeds[0]]).map { seed in
      var copy = scenario
      copy.seeds = [seed]
      if let seeds, seeds.count > 1 { copy.name += " [seed \(seed)]" }
      return copy
    }
  }
}
