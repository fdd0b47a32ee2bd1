import Foundation
import PipelineModel
import Testing

@testable import Scenarios

@Suite("The rows of a sweep")
struct SweepRowTests {
  private func rows(_ folder: SweepFolder, _ plan: SweepPlan) throws -> [SweepRow] {
    try (1...plan.runs).map { number in
      let run = plan.run(number)
      return plan.row(run, try SweepPoint(run.point, of: plan))
    }
  }

  @Test("come back from NDJSON and CSV as they were", arguments: SweepFormat.allCases)
  func roundTrip(_ format: SweepFormat) throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan(
        """
        axes: {
          odd: { path: ["story", "again", "trigger", "depth"],
            values: [1.5, "a \\"b\\", c", null, true] },
        },
        """)
      let columns = plan.columns
      for var row in try rows(folder, plan) {
        row.result.why = "a, \"b\"; c"
        var reader = SweepRowReader(format: format)
        if let header = format.header(columns) {
          #expect(try reader.row(Array(header.utf8)[...]) == nil)
        }
        let line = format.line(row, columns)
        #expect(!line.contains("\n"))
        #expect(try reader.row(Array(line.utf8)[...]) == row)
        #expect(reader.columns?.axes == columns.axes)
      }
    }
  }

  @Test("hold what the outcome holds")
  func numbers() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      let run = plan.run(3)
      let point = try SweepPoint(run.point, of: plan)
      let outcome = point.experiment(run).run()
      let result = plan.row(run, point).result
      #expect(result.counts == outcome.counts)
      #expect(result.events == outcome.events)
      #expect(result.fingerprint == outcome.fingerprint)
      #expect(result.orchestrators[Int(RunOutcome.completed.rawValue)] == 2)
      #expect(result.monthSharePerMillion == outcome.executions)
      #expect(result.limit("worker.throttle")?.cap == 4000)
      #expect(result.isDelivered == (outcome.counts.undelivered == 0))
    }
  }

  @Test("of different points share their random numbers, seed by seed")
  func commonRandomNumbers() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan(
        """
        profile: "as-built", seeds: 3,
        axes: { quota: { lever: "engine.monthly-executions", values: [1000000, 2000000] } },
        """)
      let fingerprints = try rows(folder, plan).map(\.result.fingerprint)
      #expect(fingerprints[..<3] == fingerprints[3...])
      #expect(Set(fingerprints).count == 3)
    }
  }

  @Test("say why a run is not stored")
  func reasons() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan(
        """
        profile: "runbook", limits: { maxEvents: 40 },
        axes: { issues: { items: { repository: "app", entityType: "issue" }, values: [9] } },
        """)
      let row = try rows(folder, plan)[0]
      #expect(!row.result.isDelivered && !row.result.isStored)
      #expect(row.result.stop == .eventLimit)
      #expect(row.result.why.hasPrefix("event-limit"))
      #expect(row.result.why.contains("orchestrator running 1"))
    }
  }

  @Test(
    "refuse lines that are none",
    arguments: [
      "", "{}", "[1]", "{\"sweep\":\"0123456789abcdef\"}", "nonsense", "{\"sweep\":1",
    ])
  func refusals(_ line: String) {
    var reader = SweepRowReader(format: .ndjson)
    #expect(throws: SweepLineProblem.self) { try reader.row(Array(line.utf8)[...]) }
  }

  @Test("have columns for every limit of the model and an own title each")
  func columns() {
    let titles = SweepColumns(axes: []).all.map(\.title)
    #expect(Set(titles).count == titles.count)
    #expect(SweepColumns(axes: []).all.allSatisfy { !$0.unit.isEmpty && $0.meaning.hasSuffix(".") })
  }

  @Test("are documented column by column")
  func documentation() throws {
    let path = repositoryFolder + "/docs/sweeps.md"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for column in SweepColumns(axes: []).all {
      let limit = "limit.account.steps."
      guard !column.title.hasPrefix("limit.") || column.title.hasPrefix(limit) else { continue }
      let title = column.title.replacing(limit, with: "limit.NAME.")
      #expect(
        text.contains("| `\(title)` | \(column.unit) | \(column.meaning) |"),
        "| `\(title)` | \(column.unit) | \(column.meaning) |")
    }
    for name in SweepResult.limitNames { #expect(text.contains("`\(name)`")) }
  }
}
