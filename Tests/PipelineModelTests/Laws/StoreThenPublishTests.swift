import SimKernel
import Testing

@testable import PipelineModel

/// The gateway that stores rows: what it recovers, refuses for good and doubles.
@Suite("A gateway that stores and then publishes")
struct StoreThenPublishTests {
  /// Nine releases asked for once or twice, with a fault on item 3.
  private func run(
    _ name: Profile.Name, _ wire: Wire? = nil, _ effect: Fault.Effect = .status(500), nth: Int = 1,
    _ change: (inout Bench) -> Void = { _ in }
  ) -> HopCounts {
    var bench = Bench([.release: 9], name)
    bench.profile.gateway.order = .storeThenPublish
    bench.trigger(types: ["release"])
    change(&bench)
    if let wire { bench.fail(wire, effect, .nth(nth...nth)) { $0.items = 3...3 } }
    let outcome = bench.run()
    #expect(outcome.isSound)
    return outcome.counts
  }

  @Test(
    "recovers what it could not publish, and tells its caller nothing",
    arguments: Profile.Name.allCases)
  func recovers(_ name: Profile.Name) {
    let counts = run(name, .publish)
    #expect(counts.accepted == 9 && counts.failedPosts == 0 && counts.duplicateRefused == 0)
    #expect(counts.delivered == 9 && counts.duplicateDeliveries == 0)
  }

  @Test("tries again what it could not store", arguments: Profile.Name.allCases)
  func storeFails(_ name: Profile.Name) {
    let counts = run(name, .mark)
    #expect(counts.failedPosts == 1 && counts.duplicateRefused == 2)
    #expect(counts.delivered == 9 && counts.duplicateDeliveries == 0)
  }

  @Test("doubles what it published and could not settle", arguments: Profile.Name.allCases)
  func unsettled(_ name: Profile.Name) {
    // Of item 3 storing is the first call, settling the second.
    #expect(run(name, .mark, nth: 2).duplicateDeliveries == 1)
    let died = run(name, .publish, .crashAfter)
    #expect(died.failedPosts == 1 && died.duplicateRefused == 3)
    #expect(died.undelivered == 0 && died.duplicateDeliveries == 1)
    let before = run(name, .publish, .crashBefore)
    #expect(before.undelivered == 0 && before.duplicateDeliveries == 0)
  }

  @Test("refuses an item for good, whatever Redis forgets", arguments: Profile.Name.allCases)
  func isUnique(_ name: Profile.Name) {
    for (order, again) in [(IngestOrder.storeThenPublish, 0), (.markThenPublish, 9)] {
      let counts = run(name) {
        $0.profile.gateway.order = order
        $0.at(.hours(1), .flushStore)
        $0.trigger(at: .hours(30), types: ["release"])
      }
      #expect(counts.duplicateDeliveries == again && counts.duplicateRefused == 9 - again)
    }
  }
}
