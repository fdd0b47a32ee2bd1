import SimKernel
import Testing

@testable import PipelineModel
@testable import Scenarios

@Suite struct EvidenceTests {
  /// The orchestrator runs of a small scenario with these triggers.
  private func runs(_ story: String) throws -> [RunRecord] {
    let scenario = try JudgedRun("Runs", .asBuilt, "\"story\": [\(story)]").scenario()
    return ReplayPlan(scenario, profile: .asBuilt).run().evidence.orchestrators()
  }

  @Test(arguments: [
    ("7", SimDuration.days(7)), ("\" 90 \"", .days(90)), ("null", .days(30)), ("0.5", .hours(12)),
    ("\"\"", .zero), ("\"abc\"", nil),
  ])
  func depthIsWhatTheServiceRead(written: String, depth: SimDuration?) throws {
    let body = """
      { "installationId": "hub", "provider": "github", "orgId": "acme", "depth": \(written) }
      """
    let run = try #require(runs("{ \"trigger\": { \"body\": \(body) } }").first)
    #expect(run.depth == depth)
    #expect(run.storyStep == 0)
  }

  @Test func runsKnowTheStepThatAskedForThem() throws {
    let twice = try runs(
      """
      { "trigger": { "installation": "hub", "key": "wrong" } },
      { "label": "late", "at": "2h", "trigger": { "installation": "hub" } },
      { "at": "1h", "trigger": { "installation": "hub" } },
      """)
    #expect(twice.map(\.storyStep) == [2, 1])
  }

  @Test(arguments: [("31d", "0s", 1), ("20d", "0s", 2), ("20d", "15d", 1)])
  func executionsAreOfTheirMonth(again: String, begun: String, runs: Int) throws {
    let base = repositoryFolder + "/scenarios/runbook/base.jsonc"
    func outcome(_ more: String) throws -> Outcome {
      let text = """
        { "extends": "\(base)", "title": "Months", "levers": { "engine.month-begun": "\(begun)",
          "engine.executions-before": 7 } \(more) }
        """
      let scenario = try ScenarioFiles(["main.jsonc": text]).scenario()
      return ReplayPlan(scenario, profile: .runbook).run(recording: .counts).outcome
    }
    let one = try outcome("")
    let two = try outcome(
      ", \"+story\": [{ \"at\": \"\(again)\", \"trigger\": { \"installation\": \"acme-github\" } }]"
    )
    #expect(one.mostInMonth == one.executions && one.executions > 0)
    #expect(two.executions > one.executions)
    #expect(two.mostInMonth == (runs == 1 ? one.executions : two.executions))
  }

  @Test func thresholdsFollowTheirLevers() {
    var evidence = HandMadeRun().evidence
    #expect(evidence.attempts == 4)
    #expect(evidence.promptly == .minutes(1))
    var levers = Profile(.asBuilt)
    levers.worker.retries = 1
    levers.worker.failureRetries = 2
    evidence = Evidence(
      world: evidence.world, story: evidence.story, levers: levers, outcome: evidence.outcome)
    #expect(evidence.attempts == 2)
    // 15 s and 30 s, each with at most 30 s of jitter.
    #expect(evidence.promptly == .seconds(105))
  }

  @Test func stretchesOfTime() {
    let times = [1, 2, 2, 5, 9].map(minute)
    for start in 0...10 {
      for end in 0...10 {
        let between = times.between(minute(start), minute(end))
        #expect(Array(between) == times.filter { $0 >= minute(start) && $0 < minute(end) })
      }
    }
  }

  @Test(arguments: [
    (SimDuration.days(1), "1 day"), (.days(30), "30 days"), (.hours(12), "0.5 days"),
    (.zero, "0 days"),
  ])
  func daysInWords(depth: SimDuration, words: String) { #expect(depth.days == words) }
}
