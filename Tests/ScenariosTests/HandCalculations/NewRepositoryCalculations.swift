import PipelineModel
import SimKernel
import Testing

@Suite("A repository added to a connection, by hand")
struct NewRepositoryCalculations {
  @Test("scenario 11", arguments: HandWorld.all, [(1, 2), (22, 23), (25, 26)])
  func added(world: HandWorld, hours: (link: Int, trigger: Int)) {
    // The second repository has the counts of the first in another order.
    var second = world
    (second.pullRequests, second.issues, second.releases) =
      (world.releases, world.pullRequests, world.issues)
    let link = StoryStep(
      when: StoryTime(offset: .hours(hours.link)), action: .link(repository: 1))
    for profile in Profile.Name.allCases {
      let outcome = handExperiment(
        [world.repository("one"), second.repository("two", linked: false)],
        pageSize: world.pageSize, profile,
        steps: [trigger(hours: 0), link, trigger(hours: hours.trigger)]
      ).run()
      let first = world.young(hours: 720)
      let again = world.young(hours: 720 - hours.trigger)
      let new = second.young(hours: 720 - hours.trigger)
      let isLate = hours.trigger > 24
      let (one, two) = (outcome.countsByRepository[0], outcome.countsByRepository[1])
      #expect(one.duplicateRefused == (isLate ? 0 : again))
      #expect(one.delivered == first + (isLate ? again : 0))
      #expect(one.duplicateDeliveries == (isLate ? again : 0))
      #expect(two.delivered == new)
      #expect(two.duplicateRefused == 0)
      #expect(two.duplicateDeliveries == 0)
      #expect(outcome.orchestratorResults.map(\.workUnits) == [3, 6])
      #expect(outcome.runs.count { $0.function == .orchestrator } == 2)
      #expect(outcome.runs.count { $0.function == .worker } == 3 + 6)
    }
  }
}
