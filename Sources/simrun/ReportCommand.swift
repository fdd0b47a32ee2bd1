import PipelineModel
import Scenarios

/// `report`: the committed reports.
struct ReportCommand: Command {
  let name = "report"
  let abstract = "Replay the whole runbook under both profiles and write the reports."
  let discussion = """
    Writes the executable runbook (runbook.md, runbook.html), a page for each scenario and the \
    golden fingerprints. Equal models and scenarios give equal bytes.
    """
  let parameters = [
    Parameter.option(
      "output", short: "o", value: "folder", values: .folders, default: "reports",
      "Where the reports are written.")
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let folder = parsed.text("output") ?? "reports"
    let reports = try ReportFiles.make(root: ScenarioRoot.find())
    try reports.write(to: folder)
    try terminal.print("\(folder): \(reports.files.count) files")
    return .success
  }
}
