import SimKernel
import Testing

@testable import PipelineModel

/// Dedup, its order and its window (runbook §6, §9; pipeline-facts §8).
@Suite("The gateway")
struct GatewayLawTests {
  @Test(
    "takes every item again 24 h after it took it, whatever was refused in between",
    arguments: Profile.Name.allCases)
  func window(_ name: Profile.Name) {
    var bench = Bench([.release: 7], name)
    bench.profile.console.capture = .direct
    bench.trigger(types: ["release"])
    bench.trigger(at: .hours(23), types: ["release"])
    bench.trigger(at: .hours(24) - .minutes(1), types: ["release"])
    bench.trigger(at: .hours(24) + .minutes(1), types: ["release"])
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.accepted == 2 * 7)
    #expect(outcome.counts.duplicateRefused == 2 * 7)
    let hours = outcome.milestones(.itemDuplicate).map { ($0.time - .zero).inSeconds / 3600 }
    #expect(hours.allSatisfy { $0 > 22.9 && $0 < 24 })
    #expect(outcome.counts.duplicateDeliveries == 7)
    #expect(outcome.counts.missing == 0)
  }

  @Test("takes the live webhooks of an item as often as they come, with ids of their own (§9)")
  func liveWebhooks() {
    var bench = Bench([.pullRequest: 1])
    bench.profile.gateway.liveDedupID = .plain
    bench.trigger(types: ["pull_request"])
    for minute in 5..<8 {
      bench.at(
        .minutes(minute),
        .updateItems(repository: 0, entityType: .pullRequest, first: 0, count: 1))
    }
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.delivered == 4)
    #expect(outcome.milestones(.webhookLost).isEmpty)
    #expect(
      outcome.milestones(.itemDropped).map(\.drop) == [.idempotency, .idempotency, .idempotency])
  }

  @Test("forgets what Redis forgets")
  func flush() {
    var bench = Bench([.release: 7])
    bench.trigger(types: ["release"])
    bench.at(.hours(1), .flushStore)
    bench.trigger(at: .hours(2), types: ["release"])
    let outcome = bench.run()
    #expect(outcome.counts.accepted == 14)
    #expect(outcome.milestones(.storeFlushed).map(\.event) == [.storeFlushed(keys: 7)])
  }

  @Test("loses an item whose publish fails after its mark")
  func markThenPublish() {
    var bench = Bench([.release: 9])
    bench.trigger(types: ["release"])
    bench.trigger(at: .hours(1), types: ["release"])
    bench.fail(.publish, .status(500), .nth(1...1)) { $0.items = 3...3 }
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.published == 8)
    #expect(outcome.counts.undelivered == 1)
    #expect(outcome.counts.failedPosts == 1)
    // Items 1 to 3 again in the retry, all nine in the second run.
    #expect(outcome.counts.duplicateRefused == 3 + 9)
    #expect(outcome.orchestratorResults.map(\.success) == [true, true])
  }

  @Test("with the other order repeats an item instead")
  func publishThenMark() {
    var bench = Bench([.release: 9])
    bench.profile.gateway.order = .publishThenMark
    bench.trigger(types: ["release"])
    bench.fail(.mark, .status(500), .nth(1...1)) { $0.items = 3...3 }
    bench.fail(.publish, .status(500), .nth(1...1)) { $0.items = 5...5 }
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.undelivered == 0)
    // The publish of items 1 and 2 comes before their mark refuses them, in both retries.
    #expect(outcome.counts.duplicateDeliveries == outcome.counts.delivered - 9)
    #expect(outcome.counts.delivered > 9)
  }

  @Test("answers duplicate to its own mark when Redis' reply was lost")
  func lostReply() {
    var bench = Bench([.release: 4])
    bench.trigger(types: ["release"])
    bench.fail(.mark, .lostReply, .nth(1...1))
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.duplicateRefused == 1)
    #expect(outcome.counts.undelivered == 1)
    #expect(outcome.counts.failedPosts == 0)
  }

  @Test("publishes twice when the queue's reply was lost, once when it crashed itself")
  func lostPublish() {
    func delivered(_ effect: Fault.Effect) -> Int {
      var bench = Bench([.release: 4])
      bench.trigger(types: ["release"])
      bench.fail(.publish, effect, .nth(1...1))
      return bench.run().counts.delivered
    }
    #expect(delivered(.lostReply) == 5)
    #expect(delivered(.crashAfter) == 4)
    #expect(delivered(.lostRequest) == 4)
    #expect(delivered(.crashBefore) == 3)
  }

  @Test("refuses the first fifty in the retry of a step whose 51st failed")
  func partialDispatch() {
    var bench = Bench([.release: 100])
    bench.trigger(types: ["release"])
    bench.fail(.post, .status(500), .nth(1...1)) { $0.items = 51...51 }
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.duplicateRefused == 50)
    #expect(outcome.counts.accepted == 100)
    #expect(outcome.counts.posted == 50 + 1 + 100)
    #expect(outcome.milestones(.itemFailed).count == 1)
    #expect(outcome.counts.duplicateDeliveries == 0)
  }

  @Test("sends items to the workspace of the organisation that the trigger names")
  func namedOrganisation() {
    var bench = Bench([.release: 5])
    bench.world.organisations += [
      World.Organisation(name: "other"), World.Organisation(name: "bare", workspaces: 0),
    ]
    for (index, name) in ["other", "bare", "nobody"].enumerated() {
      bench.story = Story()
      bench.trigger(types: ["release"], organisation: name)
      let outcome = bench.run()
      #expect(outcome.counts.delivered == 5)
      #expect(outcome.counts.stored == 0)
      #expect(outcome.counts.payloadRows == (index == 0 ? 5 : 0))
      #expect(outcome.counts.captureFiltered == 5)
      // Neither another customer's workspace nor none at all is what anybody meant.
      #expect(outcome.counts.filteredOnPurpose == 0 && outcome.counts.lost == 5)
    }
  }
}
