import PipelineModel
import Scenarios

/// `report`: the committed reports.
struct ReportCommand: Command {
  let name = "report"
  let abstract = "Replay the whole runbook under both profiles and write the reports."
  let discussion = """
    Writes the executable runbook (runbook.md, runbook.html), a page for each scenario, the golden \
    fingerprints, the boundaries of claims (boundaries.md), the levers that would make refuted \
    claims hold (whatif.md), a week of a small fleet (fleet.md) and what the pipeline can carry \
    (capacity). Equal models and scenarios give equal bytes.
    """
  let parameters = [
    Parameter.option(
      "output", short: "o", value: "folder", values: .folders, default: "reports",
      "Where the reports are written.")
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let folder = parsed.text("output") ?? "reports"
    let root = try ScenarioRoot.find()
    let reports = try ReportFiles.make(root: root)
    try reports.write(to: folder)
    let searches =
      try SearchReports.make()
      + CapacityReports.make(root: root, version: parsed.program.version)
    for (path, text) in searches { try OutputFile.write(text, to: folder + "/" + path) }
    try terminal.print("\(folder): \(reports.files.count + searches.count) files")
    return .success
  }
}
