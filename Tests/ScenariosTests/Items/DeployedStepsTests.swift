import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// What a run has memoized it does not do again, whatever a deploy renames around it.
@Suite("Steps that a deploy renames")
struct DeployedStepsTests {
  private func outcome(
    _ world: String, _ story: String, levers: String = "", _ profile: NamedProfile
  ) throws -> Outcome {
    let files = try ScenarioFiles([
      "main.jsonc": """
      { "title": "Deployed", "limits": { "maxEvents": 100000 },
        "levers": { "engine.response-loss": 0, "queue.redelivery": 0, \(levers) },
        "world": {
          "organisations": { "acme": {} }, "installations": { "gh": { "organisation": "acme" } },
          "repositories": { \(world) } },
        "story": [{ "trigger": { "installation": "gh" } }, \(story)] }
      """
    ])
    return ReplayPlan(try files.scenario(), profile: profile).run().outcome
  }

  @Test(
    "a wait that is over is not waited for again where other units come or go",
    arguments: NamedProfile.builtIn)
  func waits(_ profile: NamedProfile) throws {
    let world = """
      "app": { "installation": "gh", "linked": false, "items": {} },
      "lib": { "installation": "gh", "items": { "release": { "count": 1 } } }
      """
    let story = """
      { "at": "900ms", "deploy": { "steps": ["getConnection"] } }, { "at": "1s", "link": "app" }
      """
    let outcome = try outcome(world, story, profile)
    #expect(outcome.stop == .noMoreEvents)
    let result = try #require(outcome.orchestratorResults.first)
    // The three of lib are over; the three of app, which no worker was asked for, time out.
    #expect(outcome.orchestratorResults.count == 1 && result.workUnits == 6 && !result.success)
    #expect(
      result.results?.filter { $0.error == .waitTimeout }.map(\.unit.repository) == [0, 0, 0])
    #expect(result.at > .zero + .hours(4) && result.at < .zero + .hours(4) + .minutes(1))
    #expect(outcome.milestones.count { $0.kind == .waitTimedOut } == 3)
  }

  @Test("a capture that has stored its item comes to no other end", arguments: 0...1)
  func captures(_ case: Int) throws {
    let step = `case` == 0 ? "checkDuplicate" : "checkAllowed"
    let world = #""app": { "installation": "gh", "items": { "release": { "count": 1 } } }"#
    let unsync = `case` == 1 ? #"{ "at": "8300ms", "unsync": "app" },"# : ""
    let story = unsync + #"{ "at": "8500ms", "deploy": { "steps": ["\#(step)"] } }"#
    let outcome = try outcome(world, story, .asBuilt)
    #expect(outcome.violations.isEmpty)
    #expect(outcome.counts.stored == 1 && outcome.counts.delivered == 1)
    #expect(outcome.counts.captureDuplicates + outcome.counts.captureFiltered == 0)
  }

  @Test("a row of the outbox is published where nothing is remembered", arguments: [0, 10])
  func outbox(_ milliseconds: Int) throws {
    let world = #""app": { "installation": "gh", "items": { "release": { "count": 1 } } }"#
    let outcome = try outcome(
      world, "",
      levers: """
        "gateway.order": "outbox", "gateway.dedup-window": "\(milliseconds)ms"
        """, .asBuilt)
    #expect(outcome.violations.isEmpty)
    #expect(outcome.counts.published == 1 && outcome.counts.stored == 1)
  }
}
