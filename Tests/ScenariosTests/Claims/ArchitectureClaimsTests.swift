import SimKernel
import Testing

@testable import PipelineModel
@testable import Scenarios

@Suite struct ArchitectureClaimsTests {
  @Test func everyClaimHasItsNumberOnce() {
    let ids = Claim.all.map(\.id)
    #expect(ids.count == 43)
    #expect(Set(ids) == ClaimNumber.all)
  }

  @Test func nothingIsExercisedByNothing() {
    var run = HandMadeRun()
    run.world.installations[0].connected = false
    for claim in Claim.all {
      #expect(claim.verdict(on: run.evidence).verdict == .notExercised, "\(claim.id)")
    }
  }

  @Test func queuedRunHolds() {
    var run = HandMadeRun()
    _ = run.run(.orchestrator, created: minute(0), ended: minute(10))
    _ = run.run(.orchestrator, created: minute(5), started: minute(11), ended: minute(20))
    #expect(run.verdict("A1").verdict == .holds)
    #expect(run.verdict("7.3").verdict == .notExercised)
    run.trigger(at: minute(5))
    #expect(run.verdict("7.3").verdict == .holds)
  }

  @Test func overlapRefutesWhereItBegins() {
    var run = HandMadeRun()
    _ = run.run(.orchestrator, created: minute(0), ended: minute(10))
    _ = run.run(.orchestrator, created: minute(5), started: minute(6), ended: minute(20))
    run.trigger(at: minute(5))
    #expect(run.verdict("A1").at == minute(6))
    #expect(run.verdict("7.3").at == minute(6))
  }

  @Test func queuedRunThatNeverStartsRefutes() {
    var run = HandMadeRun()
    _ = run.run(.orchestrator, created: minute(0), ended: minute(10))
    _ = run.run(.orchestrator, created: minute(5), ended: minute(7), .startTimeout)
    #expect(run.verdict("A1").at == minute(7))
  }

  @Test func droppedTriggerRefutes() {
    var run = HandMadeRun()
    _ = run.run(.orchestrator, created: minute(0), ended: minute(10))
    run.note(minute(3), .runDropped(reason: .singleton, function: .orchestrator))
    #expect(run.verdict("A1").at == minute(3))
  }

  @Test func workersAreResourcesTimesTypes() {
    var run = HandMadeRun()
    let parent = run.run(.orchestrator, created: minute(0), ended: minute(10))
    _ = run.run(
      .worker, HandMadeRun.issues, parent: parent, created: minute(1), ended: minute(2))
    #expect(run.verdict("A2").verdict == .holds)
    _ = run.run(
      .worker, HandMadeRun.pullRequests, parent: parent, created: minute(1), ended: minute(6),
      .startTimeout)
    #expect(run.verdict("A2").at == minute(6))
    _ = run.run(
      .worker, HandMadeRun.issues, parent: parent, created: minute(3), ended: minute(4))
    #expect(run.verdict("A2").at == minute(3))
  }

  @Test func limitsAreMeasuredAsTheEngineCaps() {
    var run = HandMadeRun()
    _ = run.run(.worker, HandMadeRun.issues, created: minute(0), ended: minute(1))
    run.limit("worker.per-organisation", maximum: 5, cap: 5)
    run.limit("worker.global", maximum: 9, cap: 10)
    #expect(run.verdict("A3").verdict == .notExercised)
    run.limit("worker.global", maximum: 10, cap: 10)
    #expect(run.verdict("A3").verdict == .holds)
    run.limit("worker.per-organisation", maximum: 6, cap: 20)
    #expect(run.verdict("A3").verdict == .refuted)
  }

  @Test func accountLimitNeedsToBeReached() {
    var run = HandMadeRun()
    run.limit("account.steps", maximum: 60, cap: 100)
    #expect(run.verdict("A4").verdict == .notExercised)
    run.limit("account.steps", maximum: 100, cap: 100)
    #expect(run.verdict("A4").verdict == .holds)
    run.limit("account.steps", maximum: 120, cap: 0)
    #expect(run.verdict("A4").verdict == .refuted)
  }

  @Test func quotaHoldsOrIsPassed() {
    var run = HandMadeRun()
    run.outcome.executions = 1_000_000
    #expect(run.verdict("A5").verdict == .notExercised)
    run.note(hour(1), .quotaReached(executions: 1_000_000))
    #expect(run.verdict("A5").verdict == .holds)
    run.outcome.executions = 1_000_500
    #expect(run.verdict("A5").at == hour(1))
  }

  @Test func everyItemOnceAtEveryHop() {
    var run = HandMadeRun()
    run.item(1, run: 1, at: minute(1))
    run.item(2, run: 1, at: minute(2))
    #expect(run.verdict("A6").verdict == .holds)
    var twice = run
    twice.note(minute(5), .itemDelivered(item: 1, times: 2), HandMadeRun.issues)
    #expect(twice.verdict("A6").at == minute(5))
    run.item(3, run: 1, at: minute(3), delivered: false, stored: false)
    #expect(run.verdict("A6").at == minute(3))
  }

  @Test func filteredItemsAreNotLost() {
    var run = HandMadeRun()
    run.item(1, run: 1, at: minute(1), stored: false)
    run.drop(1, .insignificant, at: minute(2))
    #expect(run.verdict("A6").verdict == .holds)
    run.item(2, run: 1, at: minute(1), stored: false)
    run.drop(2, .startTimeout, at: minute(3))
    #expect(run.verdict("A6").at == minute(3))
  }
}

extension HandMadeRun {
  mutating func limit(_ name: String, maximum: Int, cap: Int) {
    outcome.limits.removeAll { $0.name == name }
    outcome.limits.append(LimitRecord(name: name, maximum: maximum, cap: cap, waited: .zero))
  }

  mutating func drop(
    _ item: Int32, _ why: ItemDrop, _ unit: UnitOfWork = issues, at time: SimTime
  ) {
    note(time, .itemDropped(item: item, reason: why), unit)
  }
}
