import PipelineModel
import SimKernel
import Testing

@Suite("A re-trigger, by hand")
struct RetriggerCalculations {
  @Test(
    "after one type failed at a page (scenarios 3 and 4)", arguments: HandWorld.all,
    [(2, 1), (2, 25), (5, 1), (5, 25)])
  func afterFailure(world: HandWorld, when: (page: Int, hours: Int)) {
    for profile in Profile.Name.allCases {
      let outcome = handExperiment(
        [world.repository("app")], pageSize: world.pageSize, profile,
        steps: [trigger(hours: 0), trigger(hours: when.hours)],
        faults: [pullRequestFault(.fetch, page: when.page)]
      ).run()

      // A listing of n items in the window takes n/size full pages and one that is not full.
      let first = world.young(world.pullRequests, hours: 720)
      let second = world.young(world.pullRequests, hours: 720 - when.hours)
      let fails = first / world.pageSize + 1 >= when.page
      let sent = fails ? (when.page - 1) * world.pageSize : first
      let others = world.young(hours: 720) - first
      let othersAgain = world.young(hours: 720 - when.hours) - second
      let again = min(sent, second) + othersAgain
      let new = max(0, second - sent)
      let isLate = when.hours > 24

      let counts = outcome.counts
      #expect(counts.accepted == sent + others + new + (isLate ? again : 0))
      #expect(counts.duplicateRefused == (isLate ? 0 : again))
      #expect(counts.delivered == counts.accepted)
      #expect(counts.duplicateDeliveries == (isLate ? again : 0))
      #expect(counts.undelivered == first - max(sent, second))
      #expect(outcome.orchestratorResults.map(\.success) == [!fails, true])

      let worker = outcome.runs.first {
        $0.function == .worker && $0.unit.entityType == .pullRequest
      }
      let pages = fails ? when.page - 1 : first / world.pageSize + 1
      #expect(worker.map { Int($0.pages) } == pages)
      // Token, two requests a page, four attempts at the page that fails, and the last request.
      let requests = 1 + 2 * pages + (fails ? 4 + 1 : 1 + 1)
      #expect(worker.map { Int($0.attempts) } == requests)
    }
  }

  @Test("after a run without faults (scenario 6)", arguments: HandWorld.all, [1, 23, 25, 49])
  func afterSuccess(world: HandWorld, hours: Int) {
    for profile in Profile.Name.allCases {
      for hasDatabaseDedup in [false, true] {
        let outcome = handExperiment(
          [world.repository("app")], pageSize: world.pageSize, profile,
          steps: [trigger(hours: 0), trigger(hours: hours)], databaseDedup: hasDatabaseDedup
        ).run()
        let first = world.young(hours: 720)
        let again = world.young(hours: 720 - hours)
        let counts = outcome.counts
        #expect(counts.duplicateRefused == (hours > 24 ? 0 : again))
        #expect(counts.delivered == first + (hours > 24 ? again : 0))
        #expect(counts.duplicateDeliveries == (hours > 24 ? again : 0))
        #expect(counts.payloadRows == (hasDatabaseDedup ? first : counts.delivered))
        #expect(counts.undelivered == 0)
        let storesAgain = profile == .runbook && hours > 24 && !hasDatabaseDedup
        #expect(counts.duplicateStored == (storesAgain ? again : 0))
        #expect(outcome.orchestratorResults.map(\.success) == [true, true])
      }
    }
  }

  @Test("with more depth (scenario 8)", arguments: HandWorld.all, [1, 23, 25])
  func moreDepth(world: HandWorld, hours: Int) {
    var world = world
    world.days *= 3
    for profile in Profile.Name.allCases {
      let outcome = handExperiment(
        [world.repository("app")], pageSize: world.pageSize, profile,
        steps: [trigger(hours: 0, days: 30), trigger(hours: hours, days: 90)]
      ).run()
      let overlap = world.young(hours: 720)
      let all = world.young(hours: 2160 - hours)
      let counts = outcome.counts
      #expect(counts.duplicateRefused == (hours > 24 ? 0 : overlap))
      #expect(counts.duplicateDeliveries == (hours > 24 ? overlap : 0))
      #expect(counts.delivered == all + (hours > 24 ? overlap : 0))
      #expect(counts.undelivered == 0)
      #expect(outcome.orchestratorResults.map(\.success) == [true, true])
    }
  }
}
