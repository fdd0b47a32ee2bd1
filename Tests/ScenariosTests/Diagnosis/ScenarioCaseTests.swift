import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// Cases of people who do this job, as scenarios: what diagnose says of each, under its row's name.
@Suite struct ScenarioCaseTests {
  /// One row of the table.
  struct Row: Sendable, CustomStringConvertible {
    var name: String
    /// A shipped file, or the text of one.
    var file: String
    var at: SimDuration?
    var connection = 0
    var situation: String
    /// Somewhere in the text that is printed.
    var words: [String]
    /// Of the rehearsals, in their order; those behind are not compared.
    var verdicts: [String]
    /// Undelivered and lost behind the first remedy.
    var left: [Int]?

    var description: String { name }
  }

  private func reports(_ row: Row) throws -> [DiagnosisReport] {
    let root = repositoryFolder + "/scenarios"
    var files: ScenarioFiles?
    if row.file.hasPrefix("{") {
      files = try ScenarioFiles([
        "main.jsonc": row.file.replacing("BASE", with: "\(root)/runbook/base.jsonc")
      ])
    }
    let path = files.map { $0.path + "/main.jsonc" } ?? "\(root)/\(row.file).jsonc"
    return DiagnosisReport.all(
      of: try Scenario.load(path: path), profile: .asBuilt, until: row.at.map { .zero + $0 })
  }

  @Test(arguments: rows) func row(_ row: Row) throws {
    let reports = try reports(row)
    try #require(reports.count > row.connection)
    let report = reports[row.connection]
    #expect(report.situation == row.situation)
    let text = report.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for words in row.words { #expect(text.contains(words), "\(words) is not in:\n\(report.text)") }
    let verdicts = report.rehearsals.map(\.verdict.rawValue)
    #expect(Array(verdicts.prefix(row.verdicts.count)) == row.verdicts)
    if row.verdicts.isEmpty { #expect(verdicts.isEmpty) }
    if let left = row.left {
      let with = try #require(report.rehearsals.first).with
      #expect([with.undelivered, with.lost] == left)
    }
  }

  private static let again = "does-not-help"

  static let rows: [Row] = [
    Row(
      name: "03a token-hour", file: "cases/token-lifetime/token-hour",
      situation: "failed-mid-page",
      // A second run posts duplicates of fifteen pages in half of the time, and gets to the end.
      words: ["on page 16 because of a token no longer valid"], verdicts: ["works"], left: [0, 0]),
    Row(
      name: "token-expired --at 1h5m", file: "runbook/03-some-types-failed/token-expired",
      at: .minutes(65), situation: "failed-mid-page",
      words: ["on page 2", "fails in fetch-pull_request-p2 (HTTP 401)"], verdicts: [again],
      left: [150, 150]),
    Row(
      name: "revoked-for-good --at 59m", file: "runbook/03-some-types-failed/revoked-for-good",
      at: .minutes(59), situation: "deleted", words: ["at 0:00:06.210", "Nothing: does not help"],
      verdicts: [again]),
    Row(
      name: "11a 410-issues", file: "cases/provider-statuses/410-issues",
      situation: "types-failed", words: ["HTTP 410", "app issue fails in fetch-issue-p1"],
      verdicts: [again], left: [20, 20]),
    Row(
      name: "10b just-above", file: "cases/step-output/just-above", situation: "types-failed",
      words: ["a step output beyond", "in step fetch-pull_request-p1"], verdicts: [again],
      left: [100, 100]),
    Row(
      name: "10e state", file: "cases/step-output/state", situation: "failed-mid-page",
      words: ["on page 16 because of a run state"], verdicts: [again]),
    Row(
      name: "09c 499", file: "cases/step-limit/499", situation: "failed-mid-page",
      words: ["on page 500 because of the engine's step limit", "in step fetch-pull_request-p500"],
      verdicts: ["not-needed"], left: [0, 0]),
    Row(
      name: "04c four", file: "cases/gateway-order/four", situation: "types-failed",
      words: ["4 lost behind its dedup mark", "when the marks are gone"],
      verdicts: ["helps", "works-with-duplicates"], left: [4, 4]),
    Row(
      name: "05a wait-registered-late", file: "cases/completion-wait/wait-registered-late",
      situation: "workers-done",
      words: ["nothing is missing; the orchestrator did not see 3 of their completions"],
      verdicts: []),
    Row(
      name: "timeout --at 1h30m", file: "runbook/10-rate-limit/timeout", at: .minutes(90),
      situation: "asleep", words: ["Wait: does not help", "its limit of 2h leaves it"],
      verdicts: [again],
      left: [220, 220]),
    Row(
      name: "then-manual --at 30m", file: "runbook/02-never-started/then-manual",
      at: .minutes(30), situation: "never-triggered",
      words: [
        "Played with it and without it, as the file has it: story[1], POST /trigger acme-github "
          + "depth 30 at 1:00:00.000"
      ], verdicts: [again]),
    Row(
      name: "36c link-at", file: "cases/linking/link-at", situation: "new-repository",
      words: ["yes, a2"], verdicts: ["works"], left: [0, 0]),
    Row(
      name: "36c link-after", file: "cases/linking/link-after", situation: "new-repository",
      words: ["yes, a2"], verdicts: ["works"], left: [0, 0]),
    Row(
      name: "36e deleted-after-the-end", file: "cases/linking/deleted-after-the-end",
      situation: "in-order", words: ["at 2:00:00.000, after the last run had ended"], verdicts: []),
    Row(
      name: "deleted-lost-cancel --at 55m", file: deletedLostCancel, at: .minutes(55),
      situation: "deleted-but-running",
      words: [
        "the cancel never arrived. Cancel by hand.", "2 runs of it still run",
        "POST /trigger/cancel by hand: works",
      ], verdicts: [again, "works"]),
    Row(
      name: "half-prs", file: halfPullRequests, situation: "failed-mid-page",
      words: ["on page 16", "2,320 items", "fails in fetch-pull_request-p16"], verdicts: [again]),
    Row(
      name: "house-hist", file: quota(1, "again", "acme-github"), situation: "starts-dropped",
      words: ["3 workers asked for, none was made", "made no run of them"], verdicts: [again],
      left: [392, 392]),
    Row(
      name: "house-hist1", file: secondConnection, connection: 1, situation: "starts-dropped",
      words: ["yes, 1 time, and no run was made of it"], verdicts: [again], left: [5, 5]),
    Row(
      name: "a later backfill without units",
      file: issues(
        """
        { "delete": "hub", "at": "2h" }, { "connect": "hub", "at": "3h" },
        { "trigger": { "installation": "hub" }, "at": "4h" }
        """),
      situation: "in-order", words: ["the last,", "with 0 units of work"], verdicts: []),
    Row(
      name: "the only backfill without units", file: issues("", linked: false),
      situation: "nothing-linked", words: ["ran while no repository was linked"], verdicts: [again]),
    Row(
      name: "synced since",
      file: issues(
        """
        { "unsync": "app", "at": "4s" }, { "sync": "app", "at": "10m" },
        { "trigger": { "installation": "hub" }, "at": "20m" }
        """),
      situation: "not-synced-then",
      words: ["when they came, and one does now.", "now, but not before: 50 items"],
      verdicts: [again, "works-with-duplicates"]),
    Row(
      name: "not synced to the end", file: issues("{ \"unsync\": \"app\", \"at\": \"4s\" }"),
      situation: "not-synced", words: ["no workspace syncs their repository."], verdicts: []),
    Row(
      name: "marks flushed",
      file: issues(
        "{ \"flush\": \"store\", \"at\": \"1m\" }",
        faults: "{ \"wire\": \"capture\", \"status\": 500 }"),
      situation: "lost-downstream",
      words: ["the store was flushed at 0:01:00.000, and the marks set before are gone"],
      verdicts: [again]),
    Row(
      name: "trigger refused",
      file: issues(
        "", faults: "{ \"wire\": \"send-event\", \"caller\": \"route\", \"status\": 500 }"),
      situation: "never-triggered",
      words: ["No backfill ever started.", "no, POST /trigger was answered HTTP 500 at 0:00:0"],
      verdicts: [again]),
  ]

  private static func issues(_ story: String, linked: Bool = true, faults: String = "") -> String {
    """
    { "title": "Fifty issues", "levers": { "engine.response-loss": 0, "queue.redelivery": 0 },
      "world": { "organisations": { "acme": {} },
        "installations": { "hub": { "organisation": "acme" } },
        "repositories": { "app": { "installation": "hub", "linked": \(linked),
          "items": { "issue": { "count": 50, "spread": ["0d", "20d"] } } } } },
      "story": [{ "trigger": { "installation": "hub" } }, \(story)],
      "faults": [\(faults)] }
    """
  }

  @Test func aConnectionThatNobodyHasMadeIsToldOfOnlyWhereThereIsNoOther() throws {
    let other = "\"hub\": { \"organisation\": \"acme\" },"
    let text = Self.issues("").replacing(
      "\"hub\": { \"organisation\": \"acme\" }",
      with: other + "\"hub2\": { \"organisation\": \"acme\", \"connected\": false }")
    func names(_ text: String) throws -> [String] {
      let files = try ScenarioFiles(["main.jsonc": text])
      return DiagnosisReport.all(of: try files.scenario(), profile: .asBuilt, until: nil)
        .map(\.installation)
    }
    #expect(try names(text) == ["hub"])
    let trigger = "{ \"trigger\": { \"installation\": \"hub\" } },"
    let none = text.replacing(trigger, with: "").replacing(
      other, with: "\"hub\": { \"organisation\": \"acme\", \"connected\": false },")
    #expect(try names(none) == ["hub", "hub2"])
  }

  @Test func anIncidentOfAReplaySaysWhetherTheModelShowsIt() throws {
    let text = Self.issues("{ \"trigger\": { \"installation\": \"hub\" }, \"at\": \"1h\" }")
    let files = try ScenarioFiles(["main.jsonc": text])
    let replay = ReplayReport(ReplayPlan(try files.scenario(), profile: .asBuilt).run())
    let records = try ScenarioFiles(["records.json": replay.json()])
    let cases = try RecordedCases(at: records.path + "/records.json")
    #expect(cases.reports(root: nil).allSatisfy { $0.reproduction == nil })
    #expect(try cases.incident(root: nil).reports.allSatisfy { $0.reproduction != nil })
  }

  private static let deletedLostCancel = """
    { "title": "Deleted while the worker sleeps",
      "levers": { "provider.rate-limit": "30/1h", "provider.page-size": 10,
        "engine.response-loss": 0, "queue.redelivery": 0 },
      "world": { "organisations": { "acme": {} },
        "installations": { "acme-github": { "organisation": "acme" } },
        "repositories": { "app": { "installation": "acme-github",
          "items": { "pull_request": { "count": 400 } } } } },
      "story": [
        { "trigger": { "installation": "acme-github", "entityTypes": ["pull_request"] } },
        { "at": "20m", "delete": "acme-github" } ],
      "faults": [{ "wire": "cancel", "status": 500 }] }
    """

  private static let halfPullRequests = """
    { "title": "2000 pull requests",
      "world": { "organisations": { "acme": {} },
        "installations": { "acme-github": { "organisation": "acme" } },
        "repositories": { "app": { "installation": "acme-github", "items": {
          "pull_request": { "count": 2000 }, "issue": { "count": 300 },
          "release": { "count": 20 } } } } },
      "story": [{ "trigger": { "installation": "acme-github" } }] }
    """

  /// A month with so few executions; the second trigger comes after an hour.
  private static func quota(
    _ executions: Int, _ label: String, _ connection: String, _ more: String = ""
  ) -> String {
    """
    { "extends": "BASE", "title": "A month used up",
      "levers": { "engine.monthly-executions": \(executions), "engine.at-quota": "refuse" },
      \(more)
      "+story": [{ "label": "\(label)", "at": "1h", "trigger": { "installation": "\(connection)" } }] }
    """
  }

  private static let secondConnection = quota(
    20, "late", "bolt-github",
    """
    "world": { "organisations": { "bolt": {} },
      "installations": { "bolt-github": { "organisation": "bolt" } },
      "repositories": { "lib": { "installation": "bolt-github",
        "items": { "issue": { "count": 5, "spread": ["0d", "10d"] } } } } },
    """)

  @Test func aConnectionWhoseTriggerStartedNothingIsNamedOutOfTheReplaysJSON() throws {
    let text = Self.secondConnection.replacing(
      "BASE", with: repositoryFolder + "/scenarios/runbook/base.jsonc")
    let files = try ScenarioFiles(["main.jsonc": text])
    let replay = ReplayReport(ReplayPlan(try files.scenario(), profile: .asBuilt).run())
    let histories = try DiagnosisInput.histories(in: SourceText(path: "-", text: replay.json()))
    #expect(histories.map(\.installation) == ["acme-github", "bolt-github"])
    let report = DiagnosisReport(histories[1])
    #expect(report.situation == "starts-dropped")
    #expect(report.rehearsals.map(\.assumes).count == 2)
    #expect(report.rehearsals.first?.verdict == .doesNotHelp)
  }

  @Test func aReplaysJSONOfALostCompletionMissesNothing() throws {
    let path = repositoryFolder + "/scenarios/cases/completion-wait/wait-registered-late.jsonc"
    let replay = ReplayReport(ReplayPlan(try Scenario.load(path: path), profile: .asBuilt).run())
    let histories = try DiagnosisInput.histories(in: SourceText(path: "-", text: replay.json()))
    #expect(DiagnosisReport(histories[0]).situation == "workers-done")
  }
}
