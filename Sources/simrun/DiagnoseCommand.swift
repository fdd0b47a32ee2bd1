import PipelineModel
import Scenarios
import SimKernel

/// `diagnose`: which of the runbook's scenarios it is, and whether its advice works.
struct DiagnoseCommand: Command {
  let name = "diagnose"
  let abstract = "Walk the runbook's decision tree over run records and try its advice."
  let discussion = """
    The records are an export of orchestrator and worker runs (docs/diagnose.md), what 'simrun \
    replay --format json' prints, or a scenario (.jsonc), which is replayed first.

    A scenario is continued by the advised remedy at the moment asked about; of records, which do \
    not tell the whole world, the gaps are filled, and where the answer hangs on whether the cause \
    is gone, both cases are played. --profile, --seed, --set and --at are about a scenario.

    Exit code 2 when the run that is diagnosed was cut off.

    An output that ends in .jsonc is the incident as a scenario: the faults and latencies with \
    which a replay shows what the records show, and none of their texts.
    """
  let parameters = [
    Option.profile([.runbook, .asBuilt], otherwise: Option.ProfileChoice.asBuilt.otherwise),
    Option.seed(), Option.set,
    .option(
      "at", value: "time", otherwise: "its end",
      "Look at a scenario's replay at this time after its start."),
    Option.format(ReportFormat.self), Option.output(),
    .argument("file", values: .files, "The records; '-' is the standard input."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed)
    let end = try parsed.duration("at", in: 1...Distribution.maximum.microseconds)
      .map { SimTime(microseconds: $0) }
    var results = try Results(parsed, inputs: ["file"], terminal)
    let path = parsed.text("file") ?? "-"
    if !path.hasSuffix(".jsonc") {
      for option in ["profile", "seed", "set", "at"] where parsed.isGiven(option) {
        throw UsageError("'--\(option)' is about the replay of a scenario, and these are records.")
      }
    }
    let isIncident = parsed.text("output")?.hasSuffix(".jsonc") ?? false
    if isIncident, path.hasSuffix(".jsonc") {
      throw UsageError(
        "'\(VisibleText.of(path))' is a scenario already; an incident is made from records.")
    }
    let (reports, incident) = try Progress.during(name, on: terminal) { mark in
      mark.advance(to: 0, path)
      if path.hasSuffix(".jsonc") { return (try Self.reports(of: path, options, until: end), "") }
      let cases = try RecordedCases(at: path)
      let root = try? ScenarioRoot.find()
      guard isIncident else { return (cases.reports(root: root), "") }
      let incident = try cases.incident(root: root)
      return (incident.reports, incident.text)
    }
    let content = DiagnosisReport.content(reports, Option.reportFormat(parsed))
    try results.write(isIncident ? incident : content)
    try results.finish()
    if isIncident { try terminal.write(content) }
    return reports.contains(where: \.cutOff) ? .undecided : .success
  }

  private static func reports(
    of path: String, _ options: RunOptions, until end: SimTime?
  ) throws -> [DiagnosisReport] {
    var scenario = options.changed(try Scenario.load(path: path))
    guard scenario.fleet == nil else {
      throw UsageError("'\(VisibleText.of(path))' has a fleet, whose items are not recorded.")
    }
    if let seeds = options.seeds { scenario.seeds = seeds }
    let profiles = try options.profiles(of: scenario.profiles, usual: .asBuilt, in: path)
    return DiagnosisReport.all(of: scenario, profile: profiles[0], until: end)
  }
}
