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
    ReplayOptions.seed,
    .option(
      "format", short: "f", value: "format",
      values: .words(ReportFormat.allCases.map(\.rawValue)), default: "text",
      "How the report is written."),
    ReplayOptions.paths,
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let seed = try parsed.integer("seed", in: 0...Int.max).map { UInt64($0) }
    let format = parsed.choice("format", as: ReportFormat.self) ?? .text
    let claims = parsed.texts("claim")
    let search = WhatIf(
      try ScenarioRoot.scenarios(at: parsed.texts("files")), claims: claims.isEmpty ? nil : claims,
      seed: seed)
    var progress = Progress(name, total: search.runs, on: terminal)
    let report = search.report { progress.advance(to: $0) }
    progress.finish()
    try terminal.write(report.content(format))
    return .success
  }
}
