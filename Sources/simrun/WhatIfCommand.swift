import Scenarios

/// `whatif`: which lever makes a refuted claim hold, and what it costs.
struct WhatIfCommand: Command {
  let name = "whatif"
  let abstract = "Find the levers that make refuted claims hold, and what they cost."
  let discussion = """
    Every scenario that refutes a claim as built is run again with each lever in which the \
    profiles differ, with each proposal and with some combinations. What makes the claim hold is \
    listed with its cost in executions, requests and time. Where no single candidate helps, the \
    smallest set of levers that does is searched for.
    """
  let parameters = [
    Parameter.option(
      "claim", short: "c", value: "id", values: .words(Claim.all.map(\.id)), isRepeated: true,
      "Look at this claim only."),
    Option.seed(), Option.seeds(otherwise: "the scenario's first"), Option.set, Option.threads(),
    Option.format(ReportFormat.self), Option.output(), Option.files,
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed)
    var results = try Results(parsed, inputs: ["files"], terminal)
    let wanted = parsed.texts("claim")
    let scenarios = try ScenarioSelection.read(parsed, terminal).scenarios()
    let suitable = try Self.suitable(scenarios, wanted)
    let played = suitable.flatMap { Self.copies(of: options.changed($0), options.seeds) }
    let report = try Progress.during(name, total: played.count, on: terminal) { mark in
      let search = WhatIf(
        played, claims: wanted.isEmpty ? nil : wanted, threads: options.threads)
      mark.begin("whatif", total: search.runs)
      return search.report { mark.advance(to: $0) }
    }
    try results.write(report.content(Option.reportFormat(parsed)))
    try results.finish()
    return .success
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
        "None of these scenarios plays under the profile 'as-built', which is what whatif changes.")
    }
    return asBuilt
  }

  private static func missingClaims(in scenarios: [Scenario]) throws -> DiagnosticList {
    DiagnosticList(
      try scenarios.map { scenario in
        try SourceText.read(path: scenario.path).diagnostic(
          "the file names no claim, so that nothing can be refuted", at: 0..<1,
          help: "name the claims it speaks to: \"claims\": [\"4.2\"]; 'simrun list' shows those"
            + " of the runbook's scenarios")
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
