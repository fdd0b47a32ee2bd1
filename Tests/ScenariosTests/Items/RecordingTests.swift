import PipelineModel
import Testing

@testable import Scenarios

@Suite("What is recorded")
struct RecordingTests {
  @Test("tables, verdicts and fates need nothing of the runs of captures")
  func hops() throws {
    let scenarios = try ScenarioFolder.scenarios(in: repositoryFolder + "/scenarios/runbook")
    var compared = 0
    for scenario in scenarios where !scenario.isAbstract && scenario.fleet == nil {
      for profile in scenario.profiles {
        let plan = ReplayPlan(scenario, profile: profile)
        guard plan.leastRecording == .hops else { continue }
        let (whole, hops) = (plan.run(), plan.run(recording: .hops))
        #expect(ReplayReport(whole).json() == ReplayReport(hops).json(), "\(scenario.name)")
        #expect(whole.evidence.itemRecords == hops.evidence.itemRecords, "\(scenario.name)")
        #expect(hops.outcome.milestones.count <= whole.outcome.milestones.count)
        compared += 1
      }
    }
    #expect(compared > 20)
  }

  @Test("a history is made of an item's own milestones, in their order")
  func histories() throws {
    let path = repositoryFolder + "/scenarios/runbook/09-dispatch-fails/after-the-mark.jsonc"
    let replay = ReplayPlan(try Scenario.load(path: path), profile: .asBuilt).run()
    let ledger = replay.evidence.ledger
    let delivered = ledger.ordered.reduce(0) { $0 + $1.history.delivered.count }
    let stored = ledger.ordered.reduce(0) { $0 + $1.history.stored.count }
    let counts = replay.outcome.counts
    #expect(delivered == counts.delivered && delivered > 0)
    #expect(stored == counts.stored)
    #expect(ledger.drops.count == ledger.ordered.reduce(0) { $0 + $1.history.dropped.count })
    #expect(ledger.histories.keys == ledger.histories.keys.sorted())
    #expect(ledger.histories[-1] == nil && ledger.histories[.max] == nil)
    let posts = ledger.ordered.reduce(0) {
      $0 + $1.history.accepted.count + $1.history.refused.count + $1.history.failed.count
    }
    #expect(ledger.posts.all.count == posts)
  }
}
