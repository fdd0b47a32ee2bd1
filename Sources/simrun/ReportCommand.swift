import PipelineModel
import Scenarios

/// `report`: the committed reports.
struct ReportCommand: Command {
  let name = "report"
  let abstract = "Replay the whole runbook under both profiles and write the reports."
  let discussion = """
    Writes into a folder the executable runbook (runbook.md, runbook.html), a page for each \
    scenario, the golden fingerprints, the boundaries of claims (boundaries.md), the levers that \
    would make refuted claims hold (mend.md), a week of a small fleet (fleet.md), every way \
    one fault breaks it (hunt.md, hunt.html), what the proposed profile changes (migrate.md) and \
    what the pipeline can carry (capacity). Equal models and scenarios give equal bytes.
    """
  let parameters = [
    Option.output(values: .folders, default: "reports"),
    .flag("migrate", "Write migrate.md only."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let folder = parsed.text("output") ?? "reports"
    let root = try ScenarioRoot.find()
    let version = parsed.program.version
    if parsed.flag("migrate") { return try writeMigration(root, to: folder, terminal) }
    let count = try Progress.during(name, on: terminal) { mark in
      mark.advance(to: 0, "the runbook")
      let reports = try ReportFiles.make(root: root) { mark.advance(to: $0, "the runbook") }
      try reports.write(to: folder)
      mark.advance(to: 0, "boundaries, mend and a week of a fleet")
      var searches = try SearchReports.make()
      mark.advance(to: 0, "every way one fault breaks it")
      searches += try HuntPages.make(root: root)
      mark.advance(to: 0, "a migration")
      searches += try MigrationPage.make(root: root)
      mark.advance(to: 0, "capacity")
      searches += try CapacityReports.make(root: root, version: version)
      for (path, text) in searches { try OutputFile.write(text, to: folder + "/" + path) }
      return reports.files.count + searches.count
    }
    try terminal.print("\(folder): \(count) files")
    return .success
  }

  private func writeMigration(
    _ root: String, to folder: String, _ terminal: Terminal
  ) throws -> ExitCode {
    for (path, text) in try MigrationPage.make(root: root) {
      try OutputFile.write(text, to: "\(folder)/\(path)")
      try terminal.print("\(folder)/\(path)")
    }
    return .success
  }
}
