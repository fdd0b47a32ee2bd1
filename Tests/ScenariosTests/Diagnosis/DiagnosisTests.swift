import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite struct DiagnosisTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../scenarios/diagnose").standardized.path

  private func history(_ change: (inout RunHistory) -> Void = { _ in }) -> RunHistory {
    var history = RunHistory(
      installation: "i", provider: "github", now: .zero + .hours(2), clock: .story,
      orchestrators: [
        RunHistory.Run(
          id: "#1", outcome: .completed, createdAt: .zero, startedAt: .zero,
          endedAt: .zero + .minutes(5),
          output: RunHistory.Output(success: true, workUnits: 3, results: []))
      ], workers: [])
    change(&history)
    return history
  }

  private func worker(
    _ outcome: RunOutcome, _ error: String = "", step: String = "", pages: Int = 0
  ) -> RunHistory {
    history {
      $0.orchestrators[0].output = RunHistory.Output(
        success: false, workUnits: 1,
        results: [
          RunHistory.UnitResult(
            resource: "app", entityType: "issue", success: false, error: error)
        ])
      $0.workers = [
        RunHistory.Run(
          id: "#2", parent: "#1", resource: "app", entityType: "issue", outcome: outcome,
          error: error, createdAt: .zero, pages: pages, step: step)
      ]
    }
  }

  @Test func theTreeFollowsTheRunbook() {
    func situation(_ history: RunHistory) -> Situation { DecisionTree(history).situation }
    #expect(situation(history()) == .inOrder)
    #expect(situation(history { $0.orchestrators = [] }) == .neverTriggered)
    #expect(situation(history { $0.customer.misses = ["issue"] }) == .lostDownstream)
    #expect(situation(history { $0.customer.wantsDays = 90 }) == .moreHistory(days: 90))
    #expect(situation(history { $0.customer.addedRepository = "x" }) == .newRepository)
    #expect(situation(history { $0.customer.seesDuplicates = true }) == .duplicates)
    #expect(situation(history { $0.customer.deletedConnection = true }) == .deleted)
    #expect(situation(history { $0.orchestrators[0].output?.workUnits = 0 }) == .nothingLinked)
    #expect(situation(history { $0.orchestrators[0].outcome = .cancelled }) == .cancelled)
    #expect(situation(history { $0.orchestrators[0].outcome = .startTimeout }) == .neverStarted)
    #expect(situation(history { $0.orchestrators[0].outcome = .failed }) == .orchestratorFailed)
    let linear = history {
      $0.orchestrators[0].outcome = .failed
      $0.provider = "linear"
    }
    #expect(situation(linear) == .noConnector)
    var waiting = worker(.finishTimeout)
    waiting.orchestrators[0].outcome = .running
    #expect(situation(waiting) == .waitingForNobody)
    waiting.workers[0].outcome = .running
    #expect(situation(waiting) == .stillRunning)
  }

  @Test func theErrorOfAWorkerTellsTheCause() {
    func situation(_ history: RunHistory) -> Situation { DecisionTree(history).situation }
    #expect(situation(worker(.finishTimeout)) == .timedOut)
    #expect(situation(worker(.startTimeout)) == .neverStarted)
    #expect(
      situation(worker(.failed, "GitHub API returned 401", step: "fetch-issue-p1"))
        == .typesFailed(.token))
    #expect(
      situation(worker(.failed, "Token fetch failed: 400", step: "get-token"))
        == .typesFailed(.revoked))
    #expect(
      situation(worker(.failed, "GitHub API returned 500", step: "fetch-issue-p20", pages: 19))
        == .failedMidPage(page: 20, .status(500)))
    #expect(
      situation(worker(.failed, "HTTP 500", pages: 19)) == .failedMidPage(page: 20, .status(500)))
    #expect(
      situation(worker(.failed, "InngestErrStateOverflowed", pages: 14))
        == .failedMidPage(page: 15, .state))
    #expect(
      situation(worker(.failed, "InngestErrFunctionOverflowed", pages: 498))
        == .failedMidPage(page: 499, .steps))
  }

  @Test(
    arguments: [
      .neverTriggered, .neverStarted, .orchestratorFailed, .noConnector, .stillRunning,
      .waitingForNobody, .nothingLinked, .lostDownstream, .typesFailed(.token),
      .typesFailed(.revoked), .typesFailed(.status(500)), .failedMidPage(page: 2, .status(502)),
      .failedMidPage(page: 15, .state), .failedMidPage(page: 499, .steps), .timedOut, .deleted,
      .duplicates, .moreHistory(days: 90), .newRepository,
    ] as [Situation])
  func theSmallestExperimentIsDiagnosedAsItsSituation(_ situation: Situation) throws {
    let history = history {
      if situation == .noConnector { $0.provider = "linear" }
      if situation == .duplicates { $0.customer.seesDuplicates = true }
      if case .moreHistory(let days) = situation { $0.customer.wantsDays = days }
    }
    let plan = try #require(RehearsalPlan(situation, history))
    let played = plan.played()
    #expect(!played.isEmpty)
    for rehearsal in played { #expect(rehearsal.showsSituation, "\(rehearsal.simulated)") }
    #expect(!situation.advice.isEmpty && !situation.sentence(under: RunLimits()).isEmpty)
  }

  /// The user interface's "disconnect" tells the pipeline nothing.
  @Test func aDeletionIsMeantToStopTheRuns() throws {
    let plan = try #require(RehearsalPlan(.deleted, history()))
    let played = plan.played()
    #expect(played.map(\.goal) == [.stop, .stop])
    #expect(played.map(\.verdict) == [.works, .doesNotHelp])
  }

  @Test(arguments: [
    ("mid-page", "failed-mid-page", ["helps", "does-not-help"]),
    ("never-triggered", "never-triggered", ["works"]),
    ("rate-limit", "timed-out", ["does-not-help", "does-not-help"]),
    ("nothing-linked", "nothing-linked", ["works"]),
    ("new-repository", "new-repository", ["helps"]),
  ])
  func theExamplesAreDiagnosed(_ name: String, _ situation: String, _ verdicts: [String]) throws {
    let histories = try DiagnosisInput.histories(at: "\(Self.folder)/\(name).json")
    let report = DiagnosisReport(try #require(histories.first))
    #expect(report.situation == situation)
    #expect(report.rehearsals.map(\.verdict.rawValue) == verdicts)
    for format in ReportFormat.allCases {
      #expect(DiagnosisReport.content([report], format).hasSuffix("\n"))
    }
  }

  @Test func theTextAnswersFourQuestions() throws {
    let histories = try DiagnosisInput.histories(at: "\(Self.folder)/mid-page.json")
    let text = DiagnosisReport.content(histories.map(DiagnosisReport.init), .text)
    #expect(
      text.hasPrefix(
        """
        inst_8f2c: Scenario 4: Worker failed mid-pagination
          A worker failed on page 2 because of HTTP 502.

        Evidence
          1. Did a backfill ever run? (Scenario 1, step 1)
             yes, 1 orchestrator run; the last, 01JMY4, was created at 2026-02-25T10:30:00Z
          2. Did it complete? (Scenario 1, step 2)

        """))
    #expect(text.contains("\nThe runbook advises\n  Re-trigger the full backfill."))
    #expect(text.contains("\nDoes it work as built?\n  Re-trigger the full backfill"))
  }
}
