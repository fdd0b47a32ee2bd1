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
    then each claim of the runbook with its verdict. Format 'ndjson' is one run per line, as soon \
    as it and those before it are there.

    One scenario is shown in full. Exit code 0 when every expectation holds or there is none, 1 \
    when one is broken, 2 when a run was cut off or what it is about never happened.
    """
  let parameters = [
    Option.profile(otherwise: Option.ProfileChoice.runbook.otherwise), Option.seed(),
    Option.seeds(otherwise: "the scenario's first"), Option.set, Option.threads(),
    Option.format(Format.self, otherwise: "text"), Option.output(),
    .flag("timeline", short: "t", "Print what happened, line by line."),
    .option(
      "filter", value: "words",
      "Of the timeline only the lines with these words: a unit, a run, what happened."),
    .option(
      "trace", value: "file", values: .files,
      "Write a Chrome trace that opens in Perfetto; for one run only."),
    .option(
      "items", value: "file", values: .files,
      "Write the fate of every item, one JSON object a line; for one run only."),
    .option(
      "events", value: "file", values: .files,
      "Write every milestone, one JSON object a line; for one run only."),
    .option(
      "otlp", value: "file", values: .files,
      "Write the runs as OpenTelemetry spans (OTLP JSON); for one run only."),
    .option(
      "until", value: "time",
      "Stop there and show what every room holds: 35.098s or 0:00:35.098; for one run only."),
    Option.files,
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed)
    var results = try Results(parsed, inputs: ["files"], terminal)
    let selection = try ScenarioSelection.read(parsed, terminal)
    let plans = try selection.scenarios().flatMap { options.plans(of: $0, usual: .runbook) }
    try options.check(selection, playing: plans.count, terminal)
    let outputs = (["output"] + Self.files).compactMap { parsed.text($0) }
    if let output = OutputFile.repeated(outputs) {
      throw UsageError(
        "Two outputs go into '\(VisibleText.of(output))': name another file for one of them.")
    }
    for option in Self.files + ["until"] where parsed.isGiven(option) {
      if option != "until" {
        try OutputFile.check(parsed.text(option) ?? "", inputs: parsed.texts("files"))
      }
      guard plans.count != 1 else { continue }
      throw UsageError(
        "'--\(option) <\(option == "until" ? "time" : "file")>' takes one run, and this is "
          + "\(plans.count): name one scenario and one profile.")
    }
    if parsed.isGiven("until") { return try showRooms(of: plans[0], parsed, &results) }
    let format = parsed.choice("format", as: Format.self) ?? .text
    let reports = try play(plans, options, parsed, terminal) { report in
      if format == .ndjson { try results.show(report.json(onOneLine: true) + "\n") }
    }
    switch format {
    case .ndjson: break
    case .json: try results.write(ReplayReport.json(reports) + "\n")
    case .text: try results.write(text(of: reports, parsed))
    }
    try results.finish()
    return TestOutput.exitCode(of: reports)
  }

  /// The files that are written beside the results.
  private static let files = ["trace", "items", "events", "otlp"]

  /// What every room of one run holds at a moment.
  private func showRooms(
    of plan: ReplayPlan, _ parsed: ParsedArguments, _ results: inout Results
  ) throws -> ExitCode {
    for option in Self.files + ["timeline", "filter"] where parsed.isGiven(option) {
      throw UsageError(
        "'--until' shows one moment, and '--\(option)' tells of a whole run: leave one of the two "
          + "out.")
    }
    guard let time = try parsed.value("until", MomentText.parse) else { return .usage }
    let rooms = RoomReport(plan, at: time)
    switch parsed.choice("format", as: Format.self) ?? .text {
    case .text: try results.write(rooms.text)
    case .json: try results.write(rooms.content(.json))
    case .ndjson: try results.write(rooms.line)
    }
    try results.finish()
    return .success
  }

  /// A run's report, and the texts of the files asked for beside it, by their options.
  private struct Shown: Sendable {
    let report: ReplayReport
    let files: [String: String]
  }

  private static func text(of file: String, _ replay: Replay) -> String {
    switch file {
    case "trace": ChromeTrace(replay.evidence).json
    case "items": replay.evidence.itemRecords
    case "events": replay.evidence.eventRecords
    default: OTLPTrace(replay).json
    }
  }

  /// Makes the runs and hands over each report in order; writes the files of the run.
  private func play(
    _ plans: [ReplayPlan], _ options: RunOptions, _ parsed: ParsedArguments, _ terminal: Terminal,
    take: (ReplayReport) throws -> Void
  ) throws -> [ReplayReport] {
    let wanted = Self.files.filter(parsed.isGiven)
    let words = parsed.text("filter")
    let wantsTimeline = parsed.flag("timeline") || words != nil
    // Fates need no more than the tables; the other files tell of everything.
    let tellsAll = wantsTimeline || !Set(wanted).isSubset(of: ["items"])
    var reports: [ReplayReport] = []
    var progress = Progress(name, total: plans.count, on: terminal)
    defer { progress.finish() }
    try Campaign.inOrder(
      plans, threads: options.threads,
      watch: { done, running in
        progress.advance(to: done, running.first.map { plans[$0].words } ?? "")
      },
      { plan in
        let replay = plan.run(recording: tellsAll ? .items : plan.leastRecording)
        var report = ReplayReport(replay)
        if wantsTimeline {
          let timeline = words.map(replay.timeline.only) ?? replay.timeline
          report.timeline = timeline.text().split(separator: "\n").map(String.init)
        }
        return Shown(
          report: report,
          files: Dictionary(
            uniqueKeysWithValues: wanted.map { ($0, Self.text(of: $0, replay)) }))
      },
      take: { _, shown in
        reports.append(shown.report)
        for (file, text) in shown.files.sorted(by: { $0.key < $1.key }) {
          try AtomicFile.write(text, to: parsed.text(file) ?? "")
        }
        try take(shown.report)
        return true
      })
    return reports
  }

  private func text(of reports: [ReplayReport], _ parsed: ParsedArguments) -> String {
    var text = ""
    for report in reports {
      guard let timeline = report.timeline else { continue }
      if reports.count > 1 { text += "\(report.scenario) (\(report.profile))\n" }
      text += timeline.joined(separator: "\n") + "\n\n"
    }
    text += reports.count == 1 ? ReplayText(reports[0]).text : RunbookTable(reports).text
    return text + footer(reports, parsed)
  }

  private func footer(_ reports: [ReplayReport], _ parsed: ParsedArguments) -> String {
    var options: [(String, String)] = []
    let profiles = Set(reports.map(\.profile))
    // A profile that a scenario names itself needs no option.
    if profiles.count == 1,
      let profile = NamedProfile.builtIn.first(where: { profiles == [$0.label] })
    {
      options.append(("profile", profile.title))
    }
    let seeds = Set(reports.map(\.seed))
    if seeds.count == 1, !parsed.isGiven("seeds"), let seed = seeds.first {
      options.append(("seed", "\(seed)"))
    }
    return Footer(
      reports, version: parsed.program.version, command: parsed.commandLine(adding: options)
    ).text
  }
}
