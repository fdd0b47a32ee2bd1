import PipelineModel
import SimKernel
import Testing

@Suite("A dispatch that fails once, by hand")
struct DispatchCalculations {
  @Test(
    "at one item of one page (scenario 9)", arguments: HandWorld.all,
    [(1, 1), (1, 51), (2, 3), (2, 100)])
  func failsOnce(world: HandWorld, place: (page: Int, item: Int)) {
    for profile in Profile.Name.allCases {
      for isMarked in [false, true] {
        let fault = pullRequestFault(
          isMarked ? .publish : .post, page: place.page, item: place.item, onlyFirstAttempt: true)
        let outcome = handExperiment(
          [world.repository("app")], pageSize: world.pageSize, profile,
          steps: [trigger(hours: 0)], faults: [fault]
        ).run()

        // The item exists when its page has so many.
        let inWindow = world.young(world.pullRequests, hours: 720)
        let onPage = min(world.pageSize, inWindow - (place.page - 1) * world.pageSize)
        let strikes = place.item <= onPage
        let before = place.item - 1

        let counts = outcome.counts
        let lost = strikes && isMarked ? 1 : 0
        #expect(counts.duplicateRefused == (strikes ? before + lost : 0))
        #expect(counts.accepted == world.young(hours: 720) - lost)
        #expect(counts.delivered == counts.accepted)
        #expect(counts.undelivered == lost)
        #expect(counts.duplicateDeliveries == 0)
        #expect(outcome.orchestratorResults.map(\.success) == [true])
        #expect(outcome.milestones.count { $0.kind == .attemptFailed } == (strikes ? 1 : 0))
      }
    }
  }

  @Test("at every attempt of one item (scenario 4)", arguments: HandWorld.all)
  func failsAlways(world: HandWorld) {
    let (page, item) = (2, 3)
    for profile in Profile.Name.allCases {
      let outcome = handExperiment(
        [world.repository("app")], pageSize: world.pageSize, profile,
        steps: [trigger(hours: 0), trigger(hours: 1)],
        faults: [pullRequestFault(.post, page: page, item: item)]
      ).run()
      let first = world.young(world.pullRequests, hours: 720)
      let again = world.young(world.pullRequests, hours: 719)
      let strikes = item <= min(world.pageSize, first - (page - 1) * world.pageSize)
      let sent = strikes ? (page - 1) * world.pageSize + item - 1 : first
      // Three retries post the items before it again; the second run posts everything again.
      let retried = strikes ? 3 * (item - 1) : 0
      let others = world.young(hours: 719) - again
      #expect(outcome.counts.duplicateRefused == retried + min(sent, again) + others)
      #expect(outcome.counts.undelivered == first - max(sent, again))
      #expect(outcome.counts.duplicateDeliveries == 0)
      #expect(outcome.orchestratorResults.map(\.success) == [!strikes, true])
    }
  }
}
