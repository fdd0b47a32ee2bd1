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

    The advice is tried in the smallest experiment that shows the same situation as built.
    """
  let parameters = [
    Parameter.option(
      "profile", short: "p", value: "profile",
      values: .words(Profile.Name.allCases.map(\.rawValue)), default: Profile.Name.asBuilt.rawValue,
      "The model a scenario is replayed under."),
    .option(
      "at", value: "time",
      "Look at a scenario's replay at this time after its start; default: its end."),
    .option(
      "format", short: "f", value: "format",
      values: .words(ReportFormat.allCases.map(\.rawValue)), default: "text",
      "How the diagnosis is written."),
    .argument("file", values: .files, "The records; '-' is the standard input."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let profile = parsed.choice("profile", as: Profile.Name.self) ?? .asBuilt
    let end = try parsed.duration("at", in: 1...Int64.max).map { SimTime(microseconds: $0) }
    let format = parsed.choice("format", as: ReportFormat.self) ?? .text
    let histories = try DiagnosisInput.histories(
      at: parsed.text("file") ?? "-", profile: profile, until: end)
    try terminal.write(DiagnosisReport.content(histories.map(DiagnosisReport.init), format))
    return .success
  }
}
