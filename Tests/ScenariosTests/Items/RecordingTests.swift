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

  /// Items that appear between two pages push others from the first to the second.
  @Test("every fetch of an item is listed")
  func fetches() throws {
    let files = try ScenarioFiles([
      "main.jsonc": """
      { "title": "A listing that moves", "levers": { "engine.response-loss": 0 },
        "world": { "organisations": { "acme": {} },
          "installations": { "hub": { "organisation": "acme" } },
          "repositories": { "app": { "installation": "hub",
            "items": { "pull_request": { "count": 150, "spread": ["0d", "20d"] } } } } },
        "story": [
          { "trigger": { "installation": "hub", "entityTypes": ["pull_request"] } },
          { "create": { "repository": "app", "entityType": "pull_request", "count": 30 }, "at": "3s" } ] }
      """
    ])
    let replay = ReplayPlan(try files.scenario(), profile: .asBuilt).run()
    let fetches = replay.evidence.records.map { $0.fetchedAtMicroseconds?.count ?? 0 }
    #expect(fetches.reduce(0, +) == replay.outcome.counts.fetched)
    #expect(fetches.contains(2))
  }

  /// The host ends a request after 5 min, whatever is on its way to it.
  @Test(
    "what never reaches the app is not told as fetched, nor a token as issued",
    arguments: [
      ("{ \"wire\": \"fetch\", \"slow\": \"6m\" }", ""),
      ("{ \"wire\": \"token\", \"slow\": \"6m\" }", ""),
      ("", "\"wire.fetch\": \"11m\","), ("", "\"wire.connections\": \"11m\","),
    ])
  func lateReplies(_ fault: String, _ lever: String) throws {
    let files = try ScenarioFiles([
      "main.jsonc": """
      { "title": "Late replies", "levers": { \(lever) "engine.response-loss": 0 },
        "world": { "organisations": { "acme": {} },
          "installations": { "hub": { "organisation": "acme" } },
          "repositories": { "app": { "installation": "hub",
            "items": { "release": { "count": 2, "spread": ["0d", "20d"] } } } } },
        "story": [{ "trigger": { "installation": "hub", "entityTypes": ["release"] } }],
        "faults": [\(fault)] }
      """
    ])
    let outcome = ReplayPlan(try files.scenario(), profile: .asBuilt).run().outcome
    let isToken = fault.contains("token") || lever.contains("connections")
    #expect(outcome.counts.fetched == 0 && outcome.counts.missing == 2 || isToken)
    #expect(!outcome.milestones.contains { $0.kind == (isToken ? .tokenIssued : .pageFetched) })
    #expect(outcome.milestones.contains { $0.kind == .attemptFailed })
  }
}
