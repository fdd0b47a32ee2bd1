import PipelineModel
import Scenarios

/// `replay`: run scenarios and show what happened to the customer's data.
struct ReplayCommand: Command {
  /// How results are written.
  enum Format: String, CaseIterable {
    case text
    case json
    case ndjson
  }

  let name = "replay"
  let abstract = "Replay scenarios and show what happens to the customer's data."
  let discussion = """
    Without files it replays the whole runbook and prints its table: one line for each scenario, \
    then each claim of the runbook with its verdict.

    One scenario is shown in full. Exit code 0 when every expectation holds, 1 when one is broken, \
    2 when a run was cut off or what it is about never happened.
    """
  let parameters = [
    ReplayOptions.profile(default: .runbook),
    ReplayOptions.seed,
    ReplayOptions.set,
    .option(
      "format", short: "f", value: "format", values: .words(Format.allCases.map(\.rawValue)),
      default: "text", "How the results are written; 'ndjson' is one run per line."),
    .flag("timeline", short: "t", "Print what happened, line by line."),
    .option(
      "only", value: "words",
      "Of the timeline only the lines with these words: a unit, a run, what happened."),
    .option(
      "trace", value: "file", values: .files,
      "Write a Chrome trace that opens in Perfetto; for one run only."),
    .option(
      "items", value: "file", values: .files,
      "Write the fate of every item, one JSON object a line; for one run only."),
    ReplayOptions.paths,
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let plans = try ReplayOptions.plans(parsed)
    let trace = parsed.text("trace")
    if trace != nil, plans.count != 1 {
      throw UsageError(
        "'--trace <file>' takes one run, and this is \(plans.count): name one scenario and one "
          + "profile.")
    }
    let items = parsed.text("items")
    if items != nil, plans.count != 1 {
      throw UsageError(
        "'--items <file>' takes one run, and this is \(plans.count): name one scenario and one "
          + "profile.")
    }
    for path in [trace, items].compactMap(\.self) {
      try OutputFile.check(path, inputs: parsed.texts("files"))
    }
    let words = parsed.text("only")
    let wantsTimeline = parsed.flag("timeline") || words != nil
    let results = ReplayOptions.run(plans, name, terminal) { replay in
      var report = ReplayReport(replay)
      if wantsTimeline {
        let timeline = words.map(replay.timeline.only) ?? replay.timeline
        report.timeline = timeline.text().split(separator: "\n").map(String.init)
      }
      return Shown(
        report: report, trace: trace == nil ? "" : ChromeTrace(replay.evidence).json,
        items: items == nil ? "" : replay.evidence.itemRecords)
    }
    if let trace, let result = results.first { try AtomicFile.write(result.trace, to: trace) }
    if let items, let result = results.first { try AtomicFile.write(result.items, to: items) }
    try show(results, parsed, terminal)
    return TestOutput.exitCode(of: results.map(\.report))
  }

  private struct Shown: Sendable {
    let report: ReplayReport
    let trace: String
    let items: String
  }

  private func show(
    _ results: [Shown], _ parsed: ParsedArguments, _ terminal: Terminal
  ) throws(OutputFailure) {
    let reports = results.map(\.report)
    switch parsed.choice("format", as: Format.self) ?? .text {
    case .json: try terminal.print(ReplayReport.json(reports))
    case .ndjson: for report in reports { try terminal.print(report.json(onOneLine: true)) }
    case .text:
      for report in reports {
        guard let timeline = report.timeline else { continue }
        if reports.count > 1 { try terminal.print("\(report.scenario) (\(report.profile))") }
        try terminal.print(timeline.joined(separator: "\n") + "\n")
      }
      if reports.count == 1 {
        try terminal.print(ReplayText(reports[0]).text)
      } else {
        try terminal.print(RunbookTable(reports).text)
      }
      try terminal.write(footer(reports, parsed))
    }
  }

  private func footer(_ reports: [ReplayReport], _ parsed: ParsedArguments) -> String {
    let seeds = Set(reports.map(\.seed))
    var options = [("profile", parsed.text("profile") ?? "runbook")]
    if seeds.count == 1, let seed = seeds.first { options.append(("seed", "\(seed)")) }
    return Footer(
      reports, version: parsed.program.version, command: parsed.commandLine(adding: options)
    ).text
  }
}
