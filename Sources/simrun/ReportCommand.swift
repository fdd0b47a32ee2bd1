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
    one fault breaks it (hunt.md, hunt.html), what the proposed profile changes (migrate.md), where \
    every lever matters (levers.md) and \
    what the pipeline can carry (capacity). Equal models and scenarios give equal bytes.
    """
  let parameters = [
    Option.output(values: .folders, default: "reports"),
    .flag("migrate", "Write migrate.md only."),
    .flag(
      "pages",
      "Also write, and link, a page to look at for each run that refutes a claim and each class "
        + "of the hunt."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let folder = parsed.text("output") ?? "reports"
    let root = try ScenarioRoot.find()
    let version = parsed.program.version
    if parsed.flag("migrate") { return try writeMigration(root, to: folder, terminal) }
    let hasPages = parsed.flag("pages")
    let count = try Progress.during(name, on: terminal) { mark in
      mark.advance(to: 0, "the runbook")
      let reports = try ReportFiles.make(root: root, hasPages: hasPages) {
        mark.advance(to: $0, "the runbook")
      }
      try reports.write(to: folder)
      mark.advance(to: 0, "boundaries, mend and a week of a fleet")
      var searches = try SearchReports.make(root: root, version: version)
      mark.advance(to: 0, "every way one fault breaks it")
      let hunts = try HuntPages(root: root)
      searches += hunts.files(
        command: "\(parsed.program.name) report --output reports", hasPages: hasPages)
      mark.advance(to: 0, "a migration")
      searches += try MigrationPage.make(root: root)
      mark.advance(to: 0, "where levers matter")
      searches += try LeverPage.make(root: root)
      mark.advance(to: 0, "capacity")
      searches += try CapacityReports.make(root: root, version: version)
      for (path, text) in searches { try OutputFile.write(text, to: folder + "/" + path) }
      guard hasPages else { return reports.files.count + searches.count }
      let pages = try reports.pages + classPages(hunts, folder)
      for (place, page) in pages.enumerated() {
        mark.advance(to: place, page.path)
        try write(page.plan, to: folder + "/" + page.path)
      }
      return reports.files.count + searches.count + pages.count
    }
    try terminal.print("\(folder): \(count) files")
    return .success
  }

  /// The pages of a hunt's classes, whose scenarios are written beside them.
  private func classPages(
    _ hunts: HuntPages, _ folder: String
  ) throws -> [(path: String, plan: ReplayPlan)] {
    try hunts.classes.map { file in
      let path = folder + "/" + file.path
      try OutputFile.write(file.text, to: path)
      let plan = ReplayPlan(try Scenario.load(path: path), profile: file.profile)
      return (file.path.replacing(".jsonc", with: ".html"), plan)
    }
  }

  private func write(_ plan: ReplayPlan, to path: String) throws {
    let command =
      "simrun page \(plan.scenario.path) --profile \(plan.profile.label) --seed \(plan.seed)"
    let page = try PageDocument(plan, threads: 2, command: command)
    try OutputFile.write(page.html, to: path)
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
