import SimKernel
import Testing

@testable import PipelineModel
@testable import Scenarios

@Suite struct MissingDataClaimsTests {
  @Test func noRunAndNoTrigger() {
    var run = HandMadeRun()
    run.note(minute(0), .connected(reactivated: false))
    run.world.installations[0].connected = false
    #expect(run.verdict("1.1").verdict == .holds)
    run.trigger(at: minute(1))
    #expect(run.verdict("1.1").at == minute(1))
    _ = run.run(.orchestrator, created: minute(2), ended: minute(3))
    #expect(run.verdict("1.1").verdict == .holds)
    _ = run.run(.orchestrator, created: minute(0), ended: minute(3))
    #expect(run.verdict("1.1").verdict == .notExercised)
  }

  @Test func deliveredTriggerWithoutRunRefutes() {
    var run = HandMadeRun()
    run.note(minute(4), .published(message: 1, topic: .trigger))
    run.note(minute(4), .delivered(message: 1, topic: .trigger, status: 200))
    #expect(run.verdict("1.1").at == minute(4))
  }

  @Test func successMeansEverythingWasDispatched() {
    var run = HandMadeRun()
    let parent = run.run(.orchestrator, created: minute(0), ended: minute(10))
    run.item(1, run: 2, at: minute(5), delivered: false, stored: false)
    run.returned(parent, at: minute(10), completed: [HandMadeRun.issues])
    run.expect(items: 1, undelivered: 1, missing: 1)
    #expect(run.verdict("1.2").verdict == .holds)
    run.expect(items: 2, undelivered: 2, missing: 2)
    #expect(run.verdict("1.2").at == minute(10))
  }

  @Test func resultsNameExactlyTheFailed() {
    var run = HandMadeRun()
    let parent = run.run(.orchestrator, created: minute(0), ended: minute(10))
    _ = run.run(
      .worker, HandMadeRun.issues, parent: parent, created: minute(1), ended: minute(9), .failed)
    _ = run.run(
      .worker, HandMadeRun.pullRequests, parent: parent, created: minute(1), ended: minute(2))
    run.returned(
      parent, at: minute(10), failed: [HandMadeRun.issues], completed: [HandMadeRun.pullRequests])
    #expect(run.verdict("1.3").verdict == .holds)
    run.outcome.orchestratorResults = []
    run.returned(parent, at: minute(10), failed: [HandMadeRun.issues, HandMadeRun.pullRequests])
    #expect(run.verdict("1.3").at == minute(10))
  }

  @Test func waitingNeedsAnOpenWorker() {
    var run = HandMadeRun()
    let parent = run.run(.orchestrator, created: minute(0), ended: hour(1))
    run.note(minute(1), .waiting(count: 1), run: parent)
    _ = run.run(
      .worker, HandMadeRun.issues, parent: parent, created: minute(1), ended: minute(59))
    #expect(run.verdict("1.4").verdict == .holds)
    run.outcome.runs[0].endedAt = hour(4)
    #expect(run.verdict("1.4").at == minute(59))
  }

  @Test func remedyLeavesNothingMissing() {
    var run = HandMadeRun()
    _ = run.run(.orchestrator, created: minute(0), ended: minute(5))
    run.trigger(at: minute(10))
    _ = run.run(.orchestrator, created: minute(10), ended: minute(20))
    run.expect(items: 1)
    run.item(1, run: 2, at: minute(15))
    #expect(run.verdict("1.5").verdict == .holds)
    run.expect(items: 2, missing: 1)
    #expect(run.verdict("1.5").at == minute(20))
  }
}

@Suite struct NeverStartedClaimsTests {
  @Test func failedNotifyIsLogged() {
    var run = HandMadeRun()
    run.step(.connect(installation: 0), at: minute(0), status: 302)
    run.note(minute(0), .connected(reactivated: false))
    run.note(minute(0) + .milliseconds(60), .notifyFailed)
    #expect(run.verdict("2.1").verdict == .holds)
    run.outcome.answers[0].at = minute(0) + .seconds(5)
    #expect(run.verdict("2.1").at == minute(0) + .seconds(1))
    run.outcome.milestones.removeAll { $0.kind == .connected }
    #expect(run.verdict("2.1").verdict == .refuted)
  }

  @Test(arguments: ["2.2", "Q1"]) func manualTriggerDoesEverything(claim: String) {
    var run = HandMadeRun()
    run.trigger(at: minute(1))
    let parent = run.run(.orchestrator, created: minute(1), ended: minute(10))
    run.returned(parent, at: minute(10), completed: [HandMadeRun.issues])
    run.item(1, run: 2, at: minute(5))
    run.expect(items: 1)
    #expect(run.verdict(claim).verdict == .holds)
    run.expect(items: 2, undelivered: 1)
    #expect(run.verdict(claim).at == minute(10))
  }
}

@Suite struct PartialFailureClaimsTests {
  /// Issues fail with a 500, pull requests complete; triggered again at the given time.
  private func partial(retriggeredAt time: SimTime) -> HandMadeRun {
    var run = HandMadeRun()
    let first = run.run(.orchestrator, created: minute(0), ended: minute(10))
    _ = run.run(
      .worker, HandMadeRun.issues, parent: first, created: minute(1), ended: minute(9), .failed,
      failure: .status(500))
    let done = run.run(
      .worker, HandMadeRun.pullRequests, parent: first, created: minute(1), ended: minute(2))
    run.returned(
      first, at: minute(10), failed: [HandMadeRun.issues], completed: [HandMadeRun.pullRequests])
    run.item(7, HandMadeRun.pullRequests, run: done, at: minute(1))
    run.trigger(at: time)
    let second = run.run(.orchestrator, created: time, ended: time + .minutes(10))
    let again = run.run(
      .worker, HandMadeRun.pullRequests, parent: second, created: time, ended: time + .minutes(2))
    let issues = run.run(
      .worker, HandMadeRun.issues, parent: second, created: time, ended: time + .minutes(2))
    run.note(
      time + .minutes(1), .itemDuplicate(item: 7, page: 1), run: again, HandMadeRun.pullRequests)
    run.item(8, run: issues, at: time + .minutes(1))
    run.expect(items: 2)
    return run
  }

  private func delivered(again time: SimTime, in run: HandMadeRun) -> HandMadeRun {
    var run = run
    run.note(time, .itemDelivered(item: 7, times: 2), HandMadeRun.pullRequests)
    return run
  }

  @Test func onlyTheAffectedFail() {
    var run = partial(retriggeredAt: hour(1))
    #expect(run.verdict("3.1").verdict == .holds)
    run.outcome.runs[2].outcome = .startTimeout
    #expect(run.verdict("3.1").at == minute(2))
  }

  @Test func refusedWithoutHavingArrived() {
    var run = partial(retriggeredAt: hour(23))
    run.outcome.milestones.removeAll { $0.kind == .itemDelivered && $0.item == 7 }
    #expect(run.verdict("6.1").at == hour(23) + .minutes(1))
    run = delivered(again: hour(23) + .minutes(3), in: partial(retriggeredAt: hour(23)))
    #expect(run.verdict("6.1").at == hour(23) + .minutes(3))
  }

  @Test(arguments: ["3.2", "Q2", "Q6"]) func retriggerWithinADay(claim: String) {
    var run = partial(retriggeredAt: hour(23))
    #expect(run.verdict(claim).verdict == .holds)
    let again = delivered(again: hour(23) + .minutes(3), in: run)
    #expect(again.verdict(claim).at == hour(23) + .minutes(3))
    run.expect(items: 3, undelivered: 1, missing: 1)
    #expect(run.verdict(claim).at == hour(23) + .minutes(10))
  }

  @Test func retriggerAfterADay() {
    var run = partial(retriggeredAt: hour(25))
    #expect(partial(retriggeredAt: hour(23)).verdict("6.1").verdict == .holds)
    #expect(run.verdict("3.2").verdict == .notExercised)
    #expect(run.verdict("6.1").verdict == .notExercised)
    #expect(run.verdict("3.3").at == hour(25) + .minutes(10))
    run = delivered(again: hour(25) + .minutes(3), in: run)
    #expect(run.verdict("3.3").verdict == .holds)
    #expect(run.verdict("Q2").verdict == .holds)
  }

  @Test func everythingIsStoredAgainAfterADay() {
    var run = partial(retriggeredAt: hour(25))
    run.outcome.milestones.removeAll { $0.kind == .itemDuplicate }
    run = delivered(again: hour(25) + .minutes(3), in: run)
    var dropped = run
    dropped.drop(7, .sourceID, HandMadeRun.pullRequests, at: hour(25) + .minutes(4))
    #expect(dropped.verdict("6.2").at == hour(25) + .minutes(4))
    run.note(hour(25) + .minutes(4), .itemStored(item: 7, times: 2), HandMadeRun.pullRequests)
    #expect(run.verdict("6.2").verdict == .holds)
  }

  @Test func databaseDedupClosesTheWindow() {
    var run = partial(retriggeredAt: hour(25))
    #expect(run.verdict("6.3").verdict == .notExercised)
    run.drop(7, .deliveryID, HandMadeRun.pullRequests, at: hour(26))
    #expect(run.verdict("6.3").verdict == .holds)
    run.note(hour(27), .itemStored(item: 7, times: 2), HandMadeRun.pullRequests)
    #expect(run.verdict("6.3").at == hour(27))
  }
}

@Suite struct MidPaginationClaimsTests {
  /// A worker that dispatched page 1 and failed to fetch page 2, triggered again after an hour.
  private func failedOnPageTwo() -> HandMadeRun {
    var run = HandMadeRun()
    let first = run.run(.orchestrator, created: minute(0), ended: minute(10))
    let worker = run.run(
      .worker, HandMadeRun.issues, parent: first, created: minute(1), ended: minute(9), .failed,
      failure: .status(500), pages: 1)
    run.note(minute(1), .page(1, items: 1), run: worker, HandMadeRun.issues)
    run.note(minute(1), .stepDone(step: StepID(.fetch, 1)), run: worker, HandMadeRun.issues)
    run.item(1, run: worker, at: minute(2))
    run.note(minute(3), .stepDone(step: StepID(.dispatch, 1)), run: worker, HandMadeRun.issues)
    for attempt in 1...4 {
      run.note(
        minute(3 + attempt),
        .attemptFailed(step: StepID(.fetch, 2), attempt: Int32(attempt), failure: .status(500)),
        run: worker)
    }
    run.note(
      minute(8), .stepExhausted(step: StepID(.fetch, 2), attempts: 4, failure: .status(500)),
      run: worker)
    run.note(minute(9), .waitResolved(success: false), run: first, HandMadeRun.issues)
    run.trigger(at: hour(1))
    let second = run.run(.orchestrator, created: hour(1), ended: hour(2))
    let again = run.run(
      .worker, HandMadeRun.issues, parent: second, created: hour(1), ended: hour(2))
    run.note(hour(1), .itemDuplicate(item: 1, page: 1), run: again, HandMadeRun.issues)
    run.item(2, run: again, page: 2, at: hour(1) + .minutes(1))
    run.expect(items: 2)
    return run
  }

  @Test func earlierPagesWereDelivered() {
    var run = failedOnPageTwo()
    #expect(run.verdict("4.1").verdict == .holds)
    run.item(9, run: 2, page: 2, at: minute(4))
    #expect(run.verdict("4.1").at == minute(4) + .seconds(1))
    run.item(10, run: 2, page: 1, at: minute(2), delivered: false, stored: false)
    #expect(run.verdict("4.1").at == minute(2))
  }

  @Test func fourAttemptsOfOneStep() {
    var run = failedOnPageTwo()
    #expect(run.verdict("4.2").verdict == .holds)
    var early = run
    let index = run.outcome.milestones.firstIndex { $0.kind == .stepExhausted }
    early.outcome.milestones[index ?? 0].event = .stepExhausted(
      step: StepID(.fetch, 2), attempts: 1, failure: .status(500))
    #expect(early.verdict("4.2").at == minute(8))
    run.note(minute(5), .stepDone(step: StepID(.fetch, 1)), run: 2, HandMadeRun.issues)
    #expect(run.verdict("4.2").at == minute(5))
  }

  @Test func failureArrivesAtOnce() {
    var run = failedOnPageTwo()
    #expect(run.verdict("4.3").verdict == .holds)
    run.outcome.milestones.removeAll { $0.kind == .waitResolved }
    run.outcome.runs[0].endedAt = hour(5)
    run.note(hour(4), .waitTimedOut, run: 1, HandMadeRun.issues)
    #expect(run.verdict("4.3").at == hour(4))
  }

  @Test(arguments: ["4.4", "Q3"]) func retriggerFillsTheRest(claim: String) {
    var run = failedOnPageTwo()
    #expect(run.verdict(claim).verdict == .holds)
    run.note(hour(1) + .minutes(2), .itemDelivered(item: 1, times: 2), HandMadeRun.issues)
    #expect(run.verdict(claim).at == hour(1) + .minutes(2))
  }
}
