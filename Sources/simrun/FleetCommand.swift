import PipelineModel
import Scenarios
import SimKernel

/// `fleet`: many customers who connect over time.
struct FleetCommand: Command {
  let name = "fleet"
  let abstract = "Let many customers connect and share the account's limits."
  let discussion = """
    Runs the fleet of a scenario file and tells the backlog over time, when the month's executions \
    end, how long each connection waits for its items and for which limits, and how often people \
    trigger again. docs/fleet.md says how a fleet is written. One run takes one core.
    """
  let parameters = [
    Parameter.argument("file", values: .files, "The scenario file with a fleet."),
    AnswerOptions.until,
    ReplayOptions.profile(default: .both),
    ReplayOptions.seed,
    ReplayOptions.set,
    Parameter.option(
      "every", value: "duration",
      "How often the backlog is looked at (default: 25 to 120 times while it connects)."),
    Parameter.threads(
      default: "1",
      "How many runs go on at the same time; each needs memory of its own."),
    Parameter.option(
      "format", short: "f", value: "format",
      values: .words(ReportFormat.allCases.map(\.rawValue)),
      "How the report is written (default: by the ending of the output, or text)."),
    Parameter.option(
      "output", short: "o", value: "out", values: .files,
      "Write the report to this file instead of the standard output."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let path = parsed.text("file") ?? ""
    let scenario = try Scenario.load(path: path)
    guard let fleet = scenario.fleet else { throw try Fleet.missing(in: path) }
    if let output = parsed.text("output") { try OutputFile.check(output, inputs: [path]) }
    let choice = parsed.choice("profile", as: ReplayOptions.ProfileChoice.self) ?? .both
    let profiles = choice.profiles.filter(scenario.profiles.contains)
    guard !profiles.isEmpty else {
      throw UsageError("'\(path)' does not play under the profile '\(choice.rawValue)'.")
    }
    let seed = try parsed.integer("seed", in: 0...Int.max).map { UInt64($0) }
    let overrides = try parsed.pairs("set").map { try LeverSetting.parse($0.key, $0.value) }
    let period = try parsed.duration("every", in: 1...Int64.max)
      .map { SimDuration(microseconds: $0) }
    let threads = try parsed.integer("threads", in: 1...1024) ?? 1
    var progress = Progress(
      name, total: profiles.count * FleetReport.looks(at: fleet, period), on: terminal)
    let reports = FleetReport.all(
      scenario, profiles: profiles, seed: seed, overrides: overrides,
      until: parsed.choice("until", as: Goal.self) ?? .stored, every: period, threads: threads
    ) { progress.advance(to: $0) }
    progress.finish()
    let format =
      parsed.choice("format", as: ReportFormat.self)
      ?? parsed.text("output").flatMap { ReportFormat(path: $0) } ?? .text
    var text = FleetReport.content(reports, format)
    if format == .text {
      let seed = ("seed", "\(reports[0].seed)")
      text +=
        "\n"
        + Footer(
          reports, version: parsed.program.version, command: parsed.commandLine(adding: [seed])
        ).text
    }
    if let output = parsed.text("output") {
      try AtomicFile.write(text, to: output)
    } else {
      try terminal.write(text)
    }
    return FleetReport.exitCode(of: reports)
  }
}
