import SimKernel
import Testing

@testable import PipelineModel

/// What the queue takes once, what a step writes twice, and whose name a fault has; by hand.
///
/// Source: pipeline-facts 2.4, 2.5, §9, §11, 1.3.
@Suite("Repetitions of the live path and of a capture")
struct RepetitionTests {
  @Test("A live publish whose reply is lost is one message, the backfill's are two")
  func lostReply() {
    for name in Profile.Name.allCases {
      for losses in 1...5 {
        var bench = Bench([.issue: 1], name)
        bench.profile.gateway.liveDedupID = .plain
        bench.at(.hours(1), .createItems(repository: 0, entityType: .issue, count: 1))
        bench.trigger(types: ["issue"])
        let hour = SimTime.zero + .hours(1)
        bench.fail(.publish, .lostReply, .nth(1...losses))
        bench.fail(.publish, .lostReply, .window(from: hour, to: hour + .seconds(3)))
        let outcome = bench.run()
        #expect(outcome.isSound)
        #expect(outcome.counts.liveDelivered == 1)
        #expect(outcome.counts.delivered == 1 + losses + 1)
      }
    }
  }

  @Test("The queue forgets the id after its window", arguments: [1, 10, 40])
  func window(_ minutes: Int) {
    var bench = Bench([.issue: 1])
    bench.profile.gateway.liveDedupID = .plain
    bench.profile.queue.dedupWindow = .minutes(minutes)
    bench.at(.zero, .createItems(repository: 0, entityType: .issue, count: 1))
    bench.fail(.publish, .statusAfterWork(500))
    let outcome = bench.run()
    #expect(outcome.isSound)
    // Attempts after 0 s, 12 s, 2m40s and 32m48s; a message is taken once its predecessor's window
    // is over.
    let taken = minutes == 1 ? 3 : minutes == 10 ? 2 : 1
    #expect(outcome.counts.published == taken && outcome.counts.liveDelivered == taken)
  }

  @Test("The webhook of another change has another id")
  func changes() {
    var bench = Bench([.issue: 1])
    bench.profile.gateway.liveDedupID = .plain
    for minute in 0..<3 {
      bench.at(
        .minutes(minute),
        .changeItems(.edited, repository: 0, entityType: .issue, first: 0, count: 1))
    }
    #expect(bench.run().counts.liveDelivered == 3)
  }

  @Test("A question's step fails before or after its work", arguments: 1...3)
  func questions(_ failures: Int) {
    for (step, effect, rows) in [
      (StepName.storeObservation, Fault.Effect.statusAfterWork(500), 1 + failures),
      (.storeObservation, .status(500), 1), (.storeObservation, .crashAfter, 1 + failures),
      (.storeObservation, .crashBefore, 1), (.checkDuplicate, .statusAfterWork(500), 1),
    ] {
      var bench = Bench([.release: 2])
      bench.trigger(types: ["release"])
      bench.fail(.capture, effect) {
        $0.step = step
        $0.items = 2...2
        $0.attempts = 1...failures
      }
      let outcome = bench.run()
      #expect(outcome.isSound)
      #expect(outcome.faultStrikes == [failures])
      #expect(outcome.counts.stored == 1 + rows, "\(step) \(effect)")
      #expect(outcome.counts.duplicateStored == rows - 1)
    }
  }

  @Test("A fault with the name of what replaces strikes its messages, captures and webhooks")
  func replaced() {
    for name in Profile.Name.allCases {
      for installation in [0, 1] {
        var bench = Bench([.release: 3], name)
        bench.profile.connections.linkAtConnect = true
        bench.profile.gateway.liveDedupID = .plain
        bench.world.installations.append(
          World.Installation(name: "new", organisation: 0, provider: .github, connected: false))
        bench.world.installations[1].replaces = 0
        bench.trigger(types: ["release"])
        bench.at(.hours(30), .connect(installation: 1))
        bench.at(.hours(31), .createItems(repository: 0, entityType: .release, count: 2))
        for wire in [Wire.ingress, .webhook, .capture] {
          bench.fail(wire, .slow(.milliseconds(1))) { $0.installation = installation }
        }
        let outcome = bench.run()
        let strikes = outcome.faultStrikes
        #expect(outcome.isSound && strikes[0] == (installation == 0 ? 3 : 5))
        #expect(strikes[1] == (installation == 0 ? 0 : 2))
        #expect((strikes[2] > 0) == (name == .asBuilt))
      }
    }
  }
}
