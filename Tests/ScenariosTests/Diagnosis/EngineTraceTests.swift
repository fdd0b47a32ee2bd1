import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// The engine's recordings and made-up answers of it, read as they come.
@Suite struct EngineTraceTests {
  private func mistakes(_ answer: RecordedAnswer) -> [(line: Int, message: String)] {
    do {
      _ = try EngineTrace.read(SourceText(path: "runs.json", text: answer.text.text))
      return []
    } catch {
      return error.diagnostics.map { ($0.line, $0.message) }
    }
  }

  @Test func everyRecordingIsReadWithAllItsSteps() throws {
    let answers = try RecordedAnswer.all()
    #expect(answers.count > 30)
    var spans = 0
    for answer in answers {
      #expect(mistakes(answer).isEmpty, "\(answer): \(mistakes(answer))")
      let traces = try EngineTrace.read(SourceText(path: "runs.json", text: answer.text.text))
      #expect(traces.reduce(0) { $0 + $1.spans.count } == answer.spans.count, "\(answer)")
      spans += answer.spans.count
    }
    #expect(spans >= 200)
  }

  @Test func aRetryBeforeItsBackoffIsRefusedWhereItStands() throws {
    var mutated = 0
    for answer in try RecordedAnswer.all() {
      for (place, span) in answer.spans.enumerated() where span.attempt > 0 {
        let before = answer.spans.last {
          $0.run == span.run && $0.step == span.step && $0.attempt == span.attempt - 1
        }
        guard let before, !before.tellsDelay, let end = before.end, let last = span.end else {
          continue
        }
        var wrong = answer
        wrong.spans[place].start = end + 2
        wrong.spans[place].end = end + 2 + (last - span.start)
        let found = mistakes(wrong)
        #expect(found.first?.line == answer.text.lines[place], "\(answer) \(found)")
        #expect(found.first?.message.contains("is tried again after 2s") == true, "\(found)")
        mutated += 1
      }
    }
    #expect(mutated > 20)
  }

  @Test func aStepThatRunsAgainAfterItsSuccessIsRefusedWhereItStands() throws {
    var mutated = 0
    for answer in try RecordedAnswer.all() {
      guard let place = answer.spans.lastIndex(where: { !$0.isFailed && $0.end != nil }),
        !answer.spans[(place + 1)...].contains(where: { $0.run == answer.spans[place].run })
      else { continue }
      var wrong = answer
      var again = answer.spans[place]
      again.attempt += 1
      again.start = (again.end ?? again.start) + 0.001
      again.end = again.start
      wrong.spans.append(again)
      let found = mistakes(wrong)
      #expect(found.first?.line == wrong.text.lines.last, "\(answer) \(found)")
      let message = found.first?.message ?? ""
      #expect(
        message.contains("although it had succeeded")
          || message.contains("starts after its run had ended"), "\(message)")
      mutated += 1
    }
    #expect(mutated > 20)
  }

  private static let answer = """
    [{ "data": [
      { "run_id": "01O", "function_id": "apps-backfill-run-orchestrator", "status": "Running",
        "queued_at": "2026-02-25T20:00:00Z", "run_started_at": "2026-02-25T20:00:00.2Z",
        "ended_at": null, "output": null, "extra": { "a": 1 } } ],
      "metadata": { "fetched_at": "2026-02-25T20:40:00Z", "cached_until": null } },
     { "data": [
      { "run_id": "01W", "function_id": "apps-backfill-entity-worker", "status": "RUNNING",
        "queued_at": "2026-02-25T20:00:01Z", "run_started_at": "2026-02-25T20:00:02Z",
        "ended_at": null, "output": null,
        "root_span": { "name": "run", "children": [
          { "name": "get-token", "step_op": "StepRun", "status": "COMPLETED",
            "queued_at": "2026-02-25T20:00:02Z", "started_at": "2026-02-25T20:00:02Z",
            "ended_at": "2026-02-25T20:00:03Z" },
          { "name": "fetch-issue-p1", "step_op": "StepRun", "status": "COMPLETED", "children": [
            { "name": "Attempt 0", "status": "FAILED", "started_at": "2026-02-25T20:00:03Z",
              "ended_at": "2026-02-25T20:00:04Z" },
            { "name": "Attempt 1", "status": "COMPLETED", "started_at": "2026-02-25T20:00:24Z",
              "ended_at": "2026-02-25T20:00:25Z" } ] },
          { "name": "rate-limit-issue-p1", "step_op": "Sleep", "status": "COMPLETED",
            "started_at": "2026-02-25T20:00:25Z", "ended_at": "2026-02-25T20:30:25Z" },
          { "name": "fetch-issue-p2", "step_op": "StepRun", "status": "RUNNING",
            "started_at": "2026-02-25T20:30:26Z", "ended_at": null } ] } } ],
      "headers": { "X-RateLimit-Limit": "5000", "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": "1772056800", "etag": "secret" },
      "metadata": { "fetched_at": "2026-02-25T20:40:00Z", "cached_until": null } }]
    """

  @Test func pagesOfRunsWithTheirSpansAndHeadersAreRead() throws {
    let text = Self.answer.replacing(
      "\"extra\": { \"a\": 1 }", with: "\"output\": { \"installationId\": \"inst_1\" }")
    let source = SourceText(
      path: "x.json",
      text: text.replacing("\"output\": null, \"output\"", with: "\"output\""))
    let history = try #require(try DiagnosisInput.histories(in: source).first)
    #expect(history.installation == "inst_1")
    let worker = try #require(history.workers.first)
    #expect(worker.entityType == "issue" && worker.pages == 1)
    #expect(worker.asleep == .minutes(30) && worker.spans.count == 5)
    #expect(worker.spans.map(\.attempt) == [0, 0, 1, 0, 0])
    #expect(history.rateLimit?.remaining == 0 && history.rateLimit?.limit == 5000)
    let report = DiagnosisReport(history)
    #expect(report.evidence.contains { $0.answer == "0 of 5,000 left, until 2026-02-25T22:00:00Z" })
  }

  @Test(arguments: ["CREATED", "ACTIVE", "RETRY", "ERROR", "FAILED", "DELIVERED"])
  func theQueueStatesAreRead(_ state: String) throws {
    let text = """
      { "now": "2026-02-25T12:00:00Z", "installation": "i", "logs": { "queue": { "cursor": "1-2",
        "events": [
        { "time": 1686652644442, "messageId": "m", "state": "\(state)", "header": {},
          "body": "c2VjcmV0", "url": "https://b/api/trigger", "nextDeliveryTime": null }
      ] } } }
      """
    let logs = try DiagnosisInput.histories(in: SourceText(path: "x.json", text: text))[0].logs
    #expect(logs.triggerUndelivered == (state == "FAILED"))
    #expect(logs.triggerUnderWay == ["CREATED", "ACTIVE", "RETRY", "ERROR"].contains(state))
  }

  @Test func aLimitThatResetsInTimeIsWaitedFor() {
    var history = RunHistory(
      installation: "i", provider: "github", now: .zero + .minutes(70), clock: .utc,
      orchestrators: [
        RunHistory.Run(id: "O", outcome: .running, createdAt: .zero, startedAt: .zero)
      ],
      workers: [
        RunHistory.Run(
          id: "W", parent: "O", resource: "app", entityType: "issue", outcome: .running,
          createdAt: .zero, startedAt: .zero, pages: 3, step: "rate-limit-issue-p3",
          asleep: .minutes(60))
      ])
    func situation(_ reset: SimDuration) -> Situation {
      history.rateLimit = RunHistory.RateLimit(
        limit: 5000, remaining: 0, resetsAt: .zero + reset)
      return DecisionTree(history).situation
    }
    #expect(situation(.minutes(80)) == .stillRunning)
    #expect(situation(.minutes(130)) == .asleep(left: .minutes(50)))
  }

  @Test func aRefusalForTheLimitPasses() {
    let cause = Situation.Cause(
      error: "GitHub API returned 403: API rate limit exceeded", step: "fetch-issue-p3")
    #expect(cause == .limited(403) && !cause.isLasting)
    #expect(Situation.Cause(error: "returned 403", step: "fetch-issue-p3") == .status(403))
  }
}
