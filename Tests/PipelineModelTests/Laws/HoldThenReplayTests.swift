import SimKernel
import Testing

@testable import PipelineModel

/// Source: the variant `gateway.order=hold-then-replay` (docs/profiles.md).
@Suite("Holding what a backfill posts, and replaying it in order, by hand")
struct HoldThenReplayTests {
  private static func bench(_ items: Int, _ name: Profile.Name) -> Bench {
    var bench = Bench([.pullRequest: items], name)
    bench.profile.provider.pageSize = 10
    bench.profile.gateway.order = .holdThenReplay
    bench.trigger(types: ["pull_request"])
    return bench
  }

  private static func items(_ outcome: Outcome, _ kind: Milestone.Kind) -> [Int32] {
    outcome.milestones(kind).compactMap { milestone in
      switch milestone.event {
      case .itemAccepted(let item, _), .itemDelivered(let item, _): item
      default: nil
      }
    }
  }

  @Test("Nothing is published before the workers are done, and then the oldest first")
  func order() {
    for name in Profile.Name.allCases {
      for count in [1, 9, 10, 35] {
        let outcome = Self.bench(count, name).run()
        #expect(outcome.isSound)
        let accepted = Self.items(outcome, .itemAccepted)
        #expect(accepted.count == count)
        #expect(Self.items(outcome, .itemDelivered) == accepted.reversed())
        let done = outcome.runs(of: .worker)[0].endedAt
        #expect(outcome.milestones(.itemDelivered).allSatisfy { $0.time > done })
      }
    }
  }

  @Test("What a cancelled run leaves is held until the next one", arguments: [false, true])
  func cancelled(_ isTriggeredAgain: Bool) {
    for name in Profile.Name.allCases {
      var bench = Self.bench(35, name)
      bench.at(.seconds(5), .cancel(CancelRequest(installationID: .string("main"))))
      if isTriggeredAgain { bench.trigger(at: .hours(30), types: ["pull_request"]) }
      let outcome = bench.run()
      let counts = outcome.counts
      #expect(outcome.isSound && counts.accepted > 0)
      #expect(counts.delivered == (isTriggeredAgain ? 35 : 0))
      // A row is there for good: no window of 24 hours lets its item through again.
      #expect(isTriggeredAgain == (counts.duplicateRefused > 0))
      #expect(counts.duplicateDeliveries == 0)
    }
  }
}
