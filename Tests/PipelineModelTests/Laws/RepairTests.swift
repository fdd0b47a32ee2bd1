import SimKernel
import Testing

@testable import PipelineModel

/// Repairs of the gateway's order: what each saves, and what it loses or doubles itself.
@Suite("A repaired gateway")
struct GatewayRepairTests {
  /// Nine releases asked for once, with one fault on item 3.
  private func run(
    _ order: IngestOrder, _ wire: Wire, _ effect: Fault.Effect, nth: Int = 1,
    _ change: (inout Profile) -> Void = { _ in }
  ) -> Outcome {
    var bench = Bench([.release: 9])
    bench.profile.gateway.order = order
    change(&bench.profile)
    bench.trigger(types: ["release"])
    bench.fail(wire, effect, .nth(nth...nth)) { $0.items = 3...3 }
    let outcome = bench.run()
    #expect(outcome.isSound)
    return outcome
  }

  @Test("that looks first loses nothing and doubles nothing when a publish fails")
  func lookPublishMark() {
    let counts = run(.lookPublishMark, .publish, .status(500)).counts
    // Items 1 and 2 again in the retry.
    #expect(counts.duplicateRefused == 2)
    #expect(counts.failedPosts == 1)
    #expect(counts.undelivered == 0 && counts.duplicateDeliveries == 0)
  }

  @Test("that looks first doubles the item whose mark fails after its publish")
  func lookThenMarkFails() {
    // Of item 3 the look is the first call to Redis, the mark the second.
    let counts = run(.lookPublishMark, .mark, .status(500), nth: 2).counts
    #expect(counts.duplicateRefused == 2)
    #expect(counts.undelivered == 0 && counts.duplicateDeliveries == 1)
  }

  @Test("with a pending mark takes an item again as soon as its lease is over")
  func pendingMark() {
    // The retry comes 15 s later: a lease of 10 s is over, one of 20 s is not until the next retry.
    let short = run(.pendingMark, .publish, .status(500)).counts
    #expect(short.failedPosts == 1 && short.duplicateRefused == 2)
    #expect(short.undelivered == 0 && short.duplicateDeliveries == 0)
    let long = run(.pendingMark, .publish, .status(500)) { $0.gateway.markLease = .seconds(20) }
    #expect(long.counts.failedPosts == 2 && long.counts.duplicateRefused == 2 * 2)
    #expect(long.counts.undelivered == 0 && long.counts.duplicateDeliveries == 0)
  }

  @Test("with a pending mark doubles what it published and could not confirm")
  func pendingMarkUnconfirmed() {
    // Of item 3 the lease is the first call to Redis, the confirmation the second.
    let counts = run(.pendingMark, .mark, .status(500), nth: 2).counts
    #expect(counts.undelivered == 0 && counts.duplicateDeliveries == 1)
    let died = run(.pendingMark, .publish, .crashAfter).counts
    #expect(died.undelivered == 0 && died.duplicateDeliveries == 1)
  }

  @Test("with a lease longer than all retries refuses the item until the worker gives up")
  func pendingMarkForLong() {
    let outcome = run(.pendingMark, .publish, .status(500)) { $0.gateway.markLease = .hours(1) }
    // Four attempts, of which each ends at item 3.
    #expect(outcome.counts.failedPosts == 4)
    #expect(outcome.counts.delivered == 2 && outcome.counts.undelivered == 7)
  }

  @Test("that releases its mark takes the item again, with a pending mark at once")
  func releasesMark() {
    for order in [IngestOrder.markThenPublish, .pendingMark] {
      let counts = run(order, .publish, .status(500)) {
        $0.gateway.releasesMark = true
        $0.gateway.markLease = .hours(1)
      }.counts
      #expect(counts.duplicateRefused == 2 && counts.failedPosts == 1)
      #expect(counts.undelivered == 0 && counts.duplicateDeliveries == 0)
    }
  }

  @Test("that releases its mark doubles what the queue took with an error, and loses where it dies")
  func releasesMarkTooMuch() {
    let release: (inout Profile) -> Void = { $0.gateway.releasesMark = true }
    let taken = run(.markThenPublish, .publish, .statusAfterWork(500), release).counts
    #expect(taken.undelivered == 0 && taken.duplicateDeliveries == 1)
    let died = run(.markThenPublish, .publish, .crashBefore, release).counts
    #expect(died.undelivered == 1 && died.duplicateDeliveries == 0)
  }

  @Test("with a mark that cannot be released loses the item as before")
  func releaseFails() {
    var bench = Bench([.release: 9])
    bench.profile.gateway.releasesMark = true
    bench.trigger(types: ["release"])
    bench.fail(.publish, .status(500), .nth(1...1)) { $0.items = 3...3 }
    bench.fail(.mark, .status(500), .nth(2...2)) { $0.items = 3...3 }
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.undelivered == 1 && outcome.counts.duplicateRefused == 3)
  }
}

/// The outbox: what is written is published, later and at least once.
@Suite("An outbox")
struct OutboxTests {
  private func run(_ faults: [(wire: Wire, effect: Fault.Effect)] = []) -> Outcome {
    var bench = Bench([.release: 9])
    bench.profile.gateway.order = .outbox
    bench.trigger(types: ["release"])
    for fault in faults {
      bench.fail(fault.wire, fault.effect, .nth(1...1)) { $0.items = 3...3 }
    }
    let outcome = bench.run()
    #expect(outcome.isSound)
    return outcome
  }

  @Test("publishes at whole intervals what the gateway accepted before")
  func interval() {
    let outcome = run()
    let times = outcome.milestones(.published).filter { $0.unit == .only(.release) }
      .map { $0.time.microseconds }
    #expect(times.count == 9)
    #expect(times.allSatisfy { $0.isMultiple(of: 5_000_000) })
    #expect(outcome.counts.accepted == 9 && outcome.counts.undelivered == 0)
  }

  @Test("tries again what the queue refused, after twice the interval, and no caller sees it")
  func refused() {
    let plain = run().milestones(.published).last.map(\.time) ?? SimTime.zero
    let outcome = run([(.publish, .status(500))])
    #expect(outcome.counts.failedPosts == 0 && outcome.counts.duplicateRefused == 0)
    #expect(outcome.counts.undelivered == 0 && outcome.counts.duplicateDeliveries == 0)
    #expect(outcome.milestones(.published).last?.time == plain + .seconds(10))
  }

  @Test("doubles what its relay published and could not strike out")
  func relayDies() {
    let counts = run([(.publish, .crashAfter)]).counts
    #expect(counts.undelivered == 0 && counts.duplicateDeliveries == 1)
  }

  @Test("keeps an item whose transaction was answered to nobody")
  func lostReply() {
    let counts = run([(.mark, .lostReply)]).counts
    #expect(counts.duplicateRefused == 1 && counts.accepted == 8)
    #expect(counts.undelivered == 0 && counts.duplicateDeliveries == 0)
  }

  @Test("gives a row up when it is as old as its mark may be, and says so")
  func givenUp() {
    var bench = Bench([.release: 2])
    bench.profile.gateway.order = .outbox
    bench.trigger(types: ["release"])
    bench.fail(.publish, .status(500))
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.accepted == 2 && outcome.counts.undelivered == 2)
    #expect(outcome.milestones(.itemDeadLettered).count == 2)
    #expect(outcome.endedAt <= SimTime.zero + .hours(24))
  }
}

/// The queue's deduplication id on what the backfill publishes (pipeline-facts 2.4).
@Suite("A deduplication id")
struct DeduplicationTests {
  @Test("keeps a publish whose reply was lost from being there twice")
  func lostReply() {
    var bench = Bench([.release: 4])
    bench.profile.gateway.publishDedupID = true
    bench.trigger(types: ["release"])
    bench.fail(.publish, .lostReply, .nth(1...1))
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.accepted == 4 && outcome.counts.delivered == 4)
  }

  @Test("swallows what is sent again within ten minutes because the Console dropped it")
  func swallows() {
    func stored(_ minutes: Int, _ hasID: Bool) -> Int {
      var bench = Bench([.release: 5])
      bench.world.organisations.append(World.Organisation(name: "bare", workspaces: 0))
      bench.profile.gateway.order = .publishThenMark
      bench.profile.gateway.publishDedupID = hasID
      bench.trigger(types: ["release"], organisation: "bare")
      bench.trigger(at: .minutes(minutes), types: ["release"])
      let outcome = bench.run()
      #expect(outcome.isSound)
      return outcome.counts.stored
    }
    #expect(stored(5, false) == 5)
    #expect(stored(5, true) == 0)
    #expect(stored(11, true) == 5)
  }

  @Test("of the database loses an item whose row was written and whose reply was lost")
  func database() {
    var bench = Bench([.release: 4])
    bench.profile.console.databaseDedup = true
    bench.trigger(types: ["release"])
    // Runbook §6; of an item the payload is the second step of the ingress.
    bench.fail(.ingressStep, .lostReply, .nth(2...2)) { $0.items = 3...3 }
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.delivered == 4 && outcome.counts.stored == 3)
    #expect(outcome.milestones(.itemDropped).map(\.drop) == [.deliveryID])
  }
}

/// What an orchestrator learns of its workers.
@Suite("A repaired completion")
struct CompletionRepairTests {
  /// Two triggers, of which the second worker waits for the first until its start timeout.
  private func two(_ change: (inout Profile) -> Void) -> Outcome {
    var bench = Bench([.release: 90])
    bench.profile.worker.perOrganisation = 1
    bench.profile.worker.concurrencyCounts = .runs
    bench.profile.worker.startTimeout = .seconds(5)
    change(&bench.profile)
    bench.trigger(types: ["release"])
    bench.trigger(at: .seconds(1), types: ["release"])
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.runs(of: .worker).map(\.outcome) == [.completed, .startTimeout])
    return outcome
  }

  @Test("that is matched by unit ends another run's wait; one that carries its run does not")
  func carriesRun() {
    let byUnit = two { _ in }
    #expect(byUnit.orchestratorResults.map(\.success) == [true, true])
    #expect(byUnit.endedAt < SimTime.zero + .minutes(5))
    // The worker of the second run told nobody: without the other's completion its run waits.
    let byRun = two { $0.worker.completionCarriesRun = true }
    #expect(byRun.milestones(.waitTimedOut).count == 1)
    #expect(byRun.endedAt > SimTime.zero + .hours(4))
    let told = two {
      $0.worker.completionCarriesRun = true
      $0.worker.tellsTimeouts = true
    }
    #expect(told.milestones(.waitTimedOut).isEmpty)
    let errors = told.orchestratorResults.flatMap { $0.results ?? [] }.map(\.error)
    #expect(errors == [.startTimeout, .none])
  }

  @Test("tells a finish timeout where nobody was told, at the cost of one more run")
  func tellsTimeouts() {
    func run(_ tells: Bool) -> Outcome {
      var bench = Bench([.release: 90])
      bench.profile.worker.finishTimeout = .seconds(5)
      bench.profile.worker.tellsTimeouts = tells
      bench.trigger(types: ["release"])
      return bench.run()
    }
    let (silent, told) = (run(false), run(true))
    #expect(silent.isSound && told.isSound)
    #expect(silent.runs(of: .workerFailure).isEmpty && told.runs(of: .workerFailure).count == 1)
    #expect(silent.orchestratorResults.first?.results?.first?.error == .waitTimeout)
    #expect(told.orchestratorResults.first?.results?.first?.error == .finishTimeout)
    #expect(silent.endedAt > SimTime.zero + .hours(4) && told.endedAt < SimTime.zero + .minutes(2))
  }
}
