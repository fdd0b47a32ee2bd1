import SimKernel
import Testing

@testable import PipelineModel
@testable import Scenarios

@Suite struct DeletionClaimsTests {
  /// An orchestrator and a worker, open when the connection is deleted at minute 5.
  private func deleted(
    _ orchestrator: RunOutcome, at end: SimTime, worker: RunOutcome, at workerEnd: SimTime
  ) -> HandMadeRun {
    var run = HandMadeRun()
    let parent = run.run(.orchestrator, created: minute(0), ended: end, orchestrator)
    _ = run.run(
      .worker, HandMadeRun.issues, parent: parent, created: minute(1), ended: workerEnd, worker)
    run.step(.delete(installation: 0), at: minute(5))
    run.note(minute(6), .teardown(step: 5))
    return run
  }

  @Test func deletionCancels() {
    var run = deleted(.cancelled, at: minute(6), worker: .cancelled, at: minute(6))
    run.note(minute(5) + .seconds(2), .cancelActed(runs: 2))
    #expect(run.verdict("5.1").verdict == .holds)
    #expect(run.verdict("5.2").verdict == .notExercised)
    run.step(
      .cancel(CancelRequest(installationID: .string("acme"))), at: minute(6), status: 200)
    #expect(run.verdict("5.1").at == minute(6))
  }

  @Test func survivorRefutes() {
    let run = deleted(.completed, at: hour(2), worker: .completed, at: hour(1))
    #expect(run.verdict("5.1").at == minute(10))
    #expect(run.verdict("5.2").at == hour(1))
  }

  @Test func failingWorkersEndByThemselves() {
    let run = deleted(.completed, at: minute(9), worker: .failed, at: minute(8))
    #expect(run.verdict("5.2").verdict == .holds)
    let stuck = deleted(.completed, at: hour(4), worker: .failed, at: minute(8))
    #expect(stuck.verdict("5.2").at == minute(13))
  }

  @Test func wasteIsCounted() {
    var run = deleted(.cancelled, at: minute(6), worker: .cancelled, at: minute(6))
    run.note(minute(5) + .seconds(1), .stepDone(step: StepID(.fetch, 0)), run: 2)
    #expect(run.verdict("5.3").verdict == .holds)
    for count in 1...3 { run.note(minute(5 + count), .page(Int32(count), items: 0), run: 2) }
    #expect(run.verdict("5.3").at == minute(8))
  }
}

@Suite struct ManualTriggerClaimsTests {
  private func call(_ change: (inout TriggerRequest) -> Void, status: Int16) -> HandMadeRun {
    var run = HandMadeRun()
    var request = TriggerRequest(
      installationID: .string("acme"), provider: .string("github"), organisationID: .string("acme"))
    change(&request)
    run.step(.trigger(request), at: minute(1), status: status)
    return run
  }

  @Test func defaultsAreTheConnectors() {
    var run = call({ $0.depth = .number(90) }, status: 200)
    let parent = run.run(.orchestrator, created: minute(1), ended: minute(9))
    for type in [EntityType.pullRequest, .issue, .release] {
      _ = run.run(
        .worker, UnitOfWork(repository: 0, entityType: type), parent: parent, created: minute(2),
        ended: minute(3))
    }
    #expect(run.verdict("7.1").verdict == .holds)
    run.outcome.runs.removeLast()
    #expect(run.verdict("7.1").at == minute(1))
  }

  @Test(arguments: [RawValue.number(45), .number(-5), .string("abc"), .string("45"), .number(0)])
  func undocumentedDepth(depth: RawValue) {
    #expect(call({ $0.depth = depth }, status: 400).verdict("7.1").verdict == .holds)
    let accepted = call({ $0.depth = depth }, status: 200)
    #expect(accepted.verdict("7.1").at == minute(1) + .milliseconds(100))
  }

  @Test func providersWithoutConnector() {
    let linear = { (request: inout TriggerRequest) in request.provider = .string("linear") }
    #expect(call(linear, status: 400).verdict("7.1").verdict == .holds)
    #expect(call(linear, status: 200).verdict("7.1").verdict == .notExercised)
    #expect(call({ _ in }, status: 400).verdict("7.1").verdict == .refuted)
  }

  @Test func badCallsAreRefused() {
    let changes: [(inout TriggerRequest) -> Void] = [
      { $0.key = .wrong }, { $0.key = .missing }, { $0.malformed = true },
      { $0.installationID = .absent }, { $0.provider = .string("gitlab") },
      { $0.organisationID = .string("") },
    ]
    for change in changes {
      #expect(call(change, status: 401).verdict("7.2").verdict == .holds)
      #expect(call(change, status: 200).verdict("7.2").verdict == .refuted)
    }
    #expect(call({ _ in }, status: 200).verdict("7.2").verdict == .notExercised)
  }
}

@Suite struct DepthAndRepositoryClaimsTests {
  /// A backfill of 30 days, triggered again with 90 days at the given time.
  private func deeper(at time: SimTime) -> HandMadeRun {
    var run = HandMadeRun()
    run.trigger(at: minute(0))
    let first = run.run(.orchestrator, created: minute(0), ended: minute(5))
    let worker = run.run(
      .worker, HandMadeRun.issues, parent: first, created: minute(0), ended: minute(4))
    run.item(1, run: worker, at: minute(1))
    run.trigger(at: time, depth: 90)
    let second = run.run(.orchestrator, created: time, ended: time + .minutes(5))
    let again = run.run(
      .worker, HandMadeRun.issues, parent: second, created: time, ended: time + .minutes(4))
    run.note(time, .itemDuplicate(item: 1, page: 1), run: again, HandMadeRun.issues)
    run.item(2, run: again, at: time + .minutes(1))
    run.expect(items: 2)
    return run
  }

  @Test(arguments: ["8.1", "Q4"]) func deeperWithinADay(claim: String) {
    var run = deeper(at: hour(2))
    #expect(run.verdict(claim).verdict == .holds)
    run.note(hour(2) + .minutes(2), .itemDelivered(item: 1, times: 2), HandMadeRun.issues)
    #expect(run.verdict(claim).at == hour(2) + .minutes(2))
  }

  @Test func deeperAfterADay() {
    var run = deeper(at: hour(30))
    #expect(run.verdict("8.1").verdict == .notExercised)
    #expect(run.verdict("8.2").at == hour(30) + .minutes(5))
    run.note(hour(30) + .minutes(2), .itemDelivered(item: 1, times: 2), HandMadeRun.issues)
    #expect(run.verdict("8.2").verdict == .holds)
  }

  /// A repository linked an hour after the first backfill, triggered by hand an hour later.
  private func added() -> HandMadeRun {
    var run = HandMadeRun()
    let first = run.run(.orchestrator, created: minute(0), ended: minute(5))
    let worker = run.run(
      .worker, HandMadeRun.issues, parent: first, created: minute(0), ended: minute(4))
    run.item(1, run: worker, at: minute(1))
    run.step(.link(repository: 1), at: hour(1), status: 200)
    run.trigger(at: hour(2))
    let second = run.run(.orchestrator, created: hour(2), ended: hour(3))
    let new = run.run(
      .worker, HandMadeRun.newIssues, parent: second, created: hour(2), ended: hour(3))
    run.item(2, HandMadeRun.newIssues, run: new, at: hour(2))
    run.expect(0, items: 1)
    run.expect(1, items: 1)
    return run
  }

  @Test func addingTriggersNothing() {
    var run = added()
    #expect(run.verdict("11.1").verdict == .holds)
    _ = run.run(.orchestrator, created: minute(61), ended: minute(62))
    #expect(run.verdict("11.1").at == minute(61))
  }

  @Test func manualTriggerReadsResources() {
    var run = added()
    #expect(run.verdict("11.2").verdict == .holds)
    #expect(run.verdict("Q5").verdict == .holds)
    run.note(hour(2) + .minutes(1), .itemDelivered(item: 1, times: 2), HandMadeRun.issues)
    #expect(run.verdict("11.2").at == hour(2) + .minutes(1))
    #expect(run.verdict("Q5").at == hour(2) + .minutes(1))
  }

  @Test func itemsTakenForAnotherReposRefute() {
    var run = added()
    run.outcome.milestones.removeAll { $0.kind == .itemStored && $0.item == 2 }
    run.drop(2, .sourceID, HandMadeRun.newIssues, at: hour(2) + .minutes(3))
    #expect(run.verdict("11.2").at == hour(2) + .minutes(3))
  }
}

@Suite struct DispatchAndRateLimitClaimsTests {
  /// Item 1 accepted, item 2 failed; on the retry item 1 is a duplicate and item 2 is answered.
  private func retried(_ answer: Milestone.Kind) -> HandMadeRun {
    var run = HandMadeRun()
    let worker = run.run(.worker, HandMadeRun.issues, created: minute(0), ended: minute(9))
    run.item(1, run: worker, at: minute(1))
    run.note(
      minute(2), .itemFailed(item: 2, page: 1, failure: .status(500)), run: worker,
      HandMadeRun.issues)
    run.note(
      minute(2), .attemptFailed(step: StepID(.dispatch, 1), attempt: 1, failure: .status(500)),
      run: worker, HandMadeRun.issues)
    run.note(minute(3), .itemDuplicate(item: 1, page: 1), run: worker, HandMadeRun.issues)
    let second: Milestone.Event =
      answer == .itemAccepted
      ? .itemAccepted(item: 2, page: 1) : .itemDuplicate(item: 2, page: 1)
    run.note(minute(4), second, run: worker, HandMadeRun.issues)
    if answer == .itemAccepted {
      run.note(minute(4), .itemDelivered(item: 2, times: 1), HandMadeRun.issues)
    }
    run.note(minute(5), .stepDone(step: StepID(.dispatch, 1)), run: worker, HandMadeRun.issues)
    return run
  }

  @Test func retryDeliversTheRest() {
    #expect(retried(.itemAccepted).verdict("9.1").verdict == .holds)
    #expect(retried(.itemDuplicate).verdict("9.1").at == minute(4))
  }

  /// A worker that slept into its limit, and its next round.
  private func limited(pages: Int32, _ end: RunOutcome, depth: Double? = nil) -> HandMadeRun {
    var run = HandMadeRun()
    run.trigger(at: minute(0), depth: 90)
    let first = run.run(.orchestrator, created: minute(0), ended: hour(3))
    let one = run.run(
      .worker, HandMadeRun.issues, parent: first, created: minute(0), ended: hour(2),
      .finishTimeout, pages: 10, asleep: .hours(1))
    run.note(minute(1), .page(10, items: 0), run: one, HandMadeRun.issues)
    run.trigger(at: hour(4), depth: depth ?? 90)
    let second = run.run(.orchestrator, created: hour(4), ended: hour(7))
    let two = run.run(
      .worker, HandMadeRun.issues, parent: second, created: hour(4), ended: hour(6), end,
      pages: pages)
    run.note(hour(5), .page(Int32(pages), items: 0), run: two, HandMadeRun.issues)
    return run
  }

  @Test func sleepingPassesTheLimit() {
    var run = limited(pages: 20, .completed)
    #expect(run.verdict("10.1").verdict == .holds)
    run.outcome.runs[1].outcome = .completed
    #expect(run.verdict("10.1").verdict == .notExercised)
  }

  @Test func roundsGetFurther() {
    #expect(limited(pages: 20, .completed).verdict("10.2").verdict == .holds)
    #expect(limited(pages: 20, .finishTimeout).verdict("10.2").verdict == .holds)
    #expect(limited(pages: 10, .finishTimeout).verdict("10.2").at == hour(6))
  }

  @Test func lessDepthFits() {
    #expect(limited(pages: 5, .completed, depth: 30).verdict("10.3").verdict == .holds)
    #expect(limited(pages: 5, .finishTimeout, depth: 30).verdict("10.3").at == hour(6))
    #expect(limited(pages: 5, .completed).verdict("10.3").verdict == .notExercised)
  }
}
