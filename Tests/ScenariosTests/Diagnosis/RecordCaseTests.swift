import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// Records after public reports, each with its right answer.
@Suite struct RecordCaseTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../scenarios").standardized.path

  private static func report(_ name: String) throws -> DiagnosisReport {
    let path = "\(root)/diagnose/records/\(name).json"
    return DiagnosisReport(try #require(try DiagnosisInput.histories(at: path).first))
  }

  @Test(arguments: [
    ("q14-401-after-hour", "failed-mid-page", "a token no longer valid", "does-not-help"),
    ("w2-orch-not-active", "orchestrator-failed", "orchestrator failed", "does-not-help"),
    ("w3-revoked-400", "types-failed", "without token", "does-not-help"),
    ("q09-404", "types-failed", "HTTP 404", "does-not-help"),
    ("q10-410", "types-failed", "HTTP 410", "does-not-help"),
    ("q11-451", "types-failed", "HTTP 451", "does-not-help"),
    ("w10-same-three-times", "failed-mid-page", "page 7", "does-not-help"),
    ("thrice", "failed-mid-page", "page 38", "does-not-help"),
    ("q05-state", "failed-mid-page", "page 16 because of a run state", "does-not-help"),
    ("q06-output", "types-failed", "a step output", "does-not-help"),
    ("q03-etimedout", "failed-mid-page", "a network error", "works"),
    ("q04-500ms", "failed-mid-page", "a network error", "works"),
    ("q17-statusnum-in-path", "failed-mid-page", "a network error", "works"),
    ("r1-later-partial-trigger", "failed-mid-page", "HTTP 502", "works"),
    ("r5-type-never-asked", "never-asked", "No run asked for issue", "works"),
    ("queued", "queued", "in 31s", "does-not-help"),
    ("sleeping", "asleep", "leaves it 5m2s", "does-not-help"),
  ])
  func theCauseAndTheLikelierAnswer(
    _ name: String, _ situation: String, _ words: String, _ verdict: String
  ) throws {
    let report = try Self.report(name)
    #expect(report.situation == situation)
    #expect(report.sentence.contains(words), "\(report.sentence)")
    #expect(report.rehearsals.first?.verdict.rawValue == verdict)
  }

  @Test func bothCasesArePlayedWhereTheAnswerHangsOnTheCause() throws {
    let thrice = try Self.report("w10-same-three-times").rehearsals
    #expect(
      thrice.map(\.assumes) == [
        "if the cause stays (the same failure 3 times speaks for it)",
        "if the call is answered again",
      ])
    #expect(thrice[0].failsAgain == "app issue fails in fetch-issue-p7 (HTTP 502)")
    #expect(thrice[1].with.undelivered == 0 && thrice[1].failsAgain.isEmpty)
    #expect(try Self.report("q05-state").rehearsals.count == 1)
  }

  @Test(arguments: [
    ("v1-orchestrator-overflow-after-workers", "the engine's step limit"),
    ("r3-completion-lost", "did not see 1 of their completions"),
    ("r4-completion-lost-running", "waits for nobody until its timeout"),
  ])
  func nothingIsMissingWhereAllWorkersCompleted(_ name: String, _ words: String) throws {
    let report = try Self.report(name)
    #expect(report.situation == "workers-done")
    #expect(report.sentence.contains(words))
  }

  @Test func aStartTimeoutIsNoRateLimitAndACancelNoTimeout() throws {
    let dropped = try Self.report("starttimeout")
    #expect(dropped.situation == "waiting-for-nobody")
    #expect(dropped.rehearsals.allSatisfy { $0.simulated.contains("start timeout") })
    #expect(try Self.report("s2-worker-cancelled-20s").situation == "cancelled")
    #expect(try Self.report("s3-orch-cancelled-5s").situation == "cancelled")
  }

  @Test(arguments: ["d-extra-keys", "e-null-times", "a-api-shape", "b-capital-status"])
  func whatTheEngineWritesIsRead(_ name: String) throws {
    let path = "\(Self.root)/diagnose/records/\(name).json"
    let history = try #require(try DiagnosisInput.histories(at: path).first)
    #expect(history.installation == "inst_1" && history.orchestrators.count == 1)
  }

  @Test(arguments: [
    ("u1-now-before", "lies before"), ("u3-ended-running", "is running and ended at"),
    ("u4-completed-no-end", "is completed and has no end"),
    ("u5-parent-nobody", "names the parent 01Z, which is no run"),
    ("u6-duplicate-ids", "two runs have the id 01A"),
    ("u8-misses-type-typo", "there is no entity type \"isue\""),
    ("u10-success-but-results-fail", "says success, its results that issue failed"),
    ("r6-running-9h", "the engine ends it after 8h"),
    ("contra", "its parent O says success"), ("dups", "only one run is recorded"),
  ])
  func whatCannotBeIsRefused(_ name: String, _ words: String) {
    let path = "\(Self.root)/diagnose/records/\(name).json"
    let error = #expect(throws: DiagnosticList.self) { try DiagnosisInput.histories(at: path) }
    let messages = (error?.diagnostics ?? []).map(\.message)
    #expect(messages.contains { $0.contains(words) }, "\(messages)")
  }

  @Test func theQueueSaysWhetherATriggerCame() throws {
    func situation(_ state: String) throws -> RunHistory.Logs {
      let text = """
        { "now": "2026-02-25T12:00:00Z", "installation": "i", "logs": { "queue": { "logs": [
          { "time": 1, "state": "CREATED", "url": "https://b/api/trigger", "messageId": "m" },
          { "time": 2, "state": "\(state)", "url": "https://b/api/trigger", "messageId": "m" }
        ] } } }
        """
      return try DiagnosisInput.histories(in: SourceText(path: "x.json", text: text))[0].logs
    }
    #expect(try situation("FAILED").triggerUndelivered)
    #expect(try !situation("DELIVERED").triggerUndelivered)
  }

  @Test func noSecretIsCarriedOver() {
    #expect(
      ErrorText.redacted("401 for ghp_abc by a@b.c: Bearer x1y2 said no")
        == "401 for … by … Bearer … said no")
  }

  @Test(arguments: [
    ("runbook/03-some-types-failed/revoked-for-good", 59, [0]),
    ("runbook/10-rate-limit/timeout", 90, [220]),
  ])
  func aScenarioIsPlayedInItsOwnWorld(_ name: String, _ minutes: Int, _ missing: [Int]) throws {
    let scenario = try Scenario.load(path: "\(Self.root)/\(name).jsonc")
    let reports = DiagnosisReport.all(
      of: scenario, profile: .asBuilt, until: .zero + .minutes(minutes))
    let first = try #require(reports.first?.rehearsals.first)
    #expect(first.verdict == .doesNotHelp, "\(first.headline)")
    if missing != [0] { #expect([first.with.undelivered] == missing) }
  }

  @Test func aReplaysJSONIsPlayedInItsScenario() throws {
    let path = "\(Self.root)/runbook/03-some-types-failed/token-expired.jsonc"
    let scenario = try Scenario.load(path: path)
    let replay = ReplayReport(ReplayPlan(scenario, profile: .asBuilt).run())
    let files = try ScenarioFiles(["replay.json": replay.json()])
    let root = URL(fileURLWithPath: Self.root).deletingLastPathComponent().path
    #expect(
      try DiagnosisReport.all(at: files.path + "/replay.json", root: root)
        == DiagnosisReport.all(of: scenario, profile: .asBuilt, until: nil))
    var changed = replay
    changed.scenarioHash = "0000000000000000"
    #expect(ReplayedScenario(changed, below: [root + "/scenarios"])?.profile == nil)
  }

  @Test func itemsBehindTheirMarksComeAgainWhenTheMarksAreGone() throws {
    let files = try ScenarioFiles([
      "main.jsonc": smallScenario(
        """
        "faults": [{ "wire": "publish", "entityType": "issue", "items": 2, "rounds": 1, \
        "status": 500 }]
        """)
    ])
    let report = try #require(
      DiagnosisReport.all(of: files.scenario(), profile: .asBuilt, until: nil).first)
    #expect(report.rehearsals.map(\.with.lost) == [1, 0])
    #expect(report.rehearsals.last?.verdict == .worksWithDuplicates)
  }
}
