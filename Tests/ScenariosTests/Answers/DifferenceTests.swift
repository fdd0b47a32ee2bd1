import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("A comparison of two configurations")
struct DifferenceTests {
  private func scenario(_ folder: SweepFolder) throws -> Scenario {
    var scenario = try Scenario.load(path: folder.path("base.jsonc"))
    scenario.seeds = Array(1...8)
    return scenario
  }

  @Test("of a file with itself is exactly zero")
  func itself() throws {
    try SweepFolder.with { folder in
      let mine = try scenario(folder)
      let difference = Difference(
        .init(mine), .init(mine), profiles: [.runbook, .asBuilt], seeds: mine.seeds, threads: 2)
      #expect(difference.runs == 32)
      for profile in difference.profiles {
        #expect(profile.identical == 8)
        #expect(profile.measures.count == 13)
        #expect(profile.measures.allSatisfy { $0.difference?.isZero ?? true })
        #expect(profile.measures.allSatisfy { $0.difference?.halfWidth ?? 0 == 0 })
      }
      #expect(difference.content(.text).contains("is the same in all 8 seeds"))
    }
  }

  /// Three pages, each fetched a second later; everything else is drawn as before.
  @Test("is what was changed, whatever else is drawn")
  func fetch() throws {
    try AnswerWorld.with(
      "axes: { unused: { path: [\"limits\", \"horizon\"], values: [\"1d\"] } },",
      levers: ["wire.post": "{\"uniform\": [\"90ms\", \"150ms\"]}"], pullRequests: 30
    ) { plan in
      let mine = try SweepPoint(0, of: plan).scenario
      let slower = try LeverSetting.parse("wire.fetch", "7s")
      let difference = Difference(
        .init(mine), .init(mine, overrides: [slower]), profiles: [.runbook],
        seeds: Array(1...10), threads: 2)
      let measures = difference.profiles[0].measures
      let delivered = try #require(measures.first { $0.name == "delivered" }?.difference)
      #expect(delivered.pairs == 10 && delivered.mean == 3_000_000 && delivered.halfWidth == 0)
      #expect(delivered.varianceReductionPerCent == 100)
      #expect(try #require(delivered.unpairedHalfWidth) > 0)
      #expect(delivered.isSignificant && !delivered.isZero)
      #expect(measures.first { $0.name == "executions" }?.difference?.isZero == true)
      #expect(difference.profiles[0].identical == 0)
      #expect(difference.second.overrides == ["wire.fetch": "7s"])
      #expect(difference.content(.text).contains("+3s ± 0s"))
    }
  }

  @Test("does not depend on the number of threads, and comes back from its JSON")
  func threads() throws {
    try SweepFolder.with { folder in
      let mine = try scenario(folder)
      let setting = try LeverSetting.parse("worker.per-organisation", "1")
      let all = [1, 3].map {
        Difference(
          .init(mine), .init(mine, overrides: [setting]), profiles: [.asBuilt], seeds: mine.seeds,
          threads: $0)
      }
      #expect(all[0] == all[1])
      let json = Data(all[0].content(.json).utf8)
      #expect(try JSONDecoder().decode(Difference.self, from: json) == all[0])
    }
  }
}

@Suite("Numbers of the answers")
struct AnswerNumberTests {
  /// Differences 1, 2 and 0: mean 1, deviation 1, t(0.975, 2) = 4.3027, t(0.975, 4) = 2.7764.
  @Test("are those of the textbook for pairs")
  func pairs() throws {
    let paired = PairedDifference([(1, 2), (2, 4), (3, 3)])
    #expect(paired.mean == 1 && paired.first == 2 && paired.second == 3)
    #expect(try (#require(paired.halfWidth) - 4.302_652_73 / 3.0.squareRoot()).magnitude < 6e-4)
    let welch = 2.776_445_105 * (2.0 / 3).squareRoot()
    #expect(try (#require(paired.unpairedHalfWidth) - welch).magnitude < 6e-4)
    #expect(paired.varianceReductionPerCent == 50)
    #expect(!paired.isSignificant && !paired.isZero)
    let single = PairedDifference([(5, 3)])
    #expect(single.mean == -2 && single.halfWidth == nil && !single.isSignificant)
    #expect(PairedDifference.of([]) == nil)
  }

  @Test("count runs that never end as later than all others")
  func never() throws {
    let times = (1...7).map { TimeOrNever.after(.seconds($0)) } + [.never, .never]
    let answer = Percentiles(times.reversed())
    #expect(answer.p50.value == .after(.seconds(5)))
    #expect(answer.p50.low == .after(.seconds(2)) && answer.p50.high == .never)
    #expect(answer.p90.value == .never && answer.p90.high == nil)
    #expect(answer.p99.runsNeeded == 368)
    let json = JSONOutput.text(answer.p50, onOneLine: true)
    #expect(
      json == "{\"high\":\"never\",\"low\":2000000,\"runsNeeded\":6,\"value\":5000000}")
    #expect(
      try JSONDecoder().decode(QuantileAnswer.self, from: Data(json.utf8)) == answer.p50)
  }

  @Test(
    "are written to a tenth",
    arguments: [(0.04, "0"), (-0.06, "-0.1"), (1234.56, "1,234.6"), (12, "12"), (-3, "-3")])
  func text(_ value: Double, _ text: String) { #expect(AnswerWording.number(value) == text) }
}

@Suite("Limits and their levers")
struct BottleneckTests {
  @Test("go together", arguments: SweepResult.limitNames)
  func levers(_ name: String) throws {
    let lever = try #require(Lever.ofLimit(name))
    let bottleneck = Bottleneck(lever: lever, limit: name)
    var profile = Profile(.asBuilt)
    profile.console.capture = .durable
    let setting = try #require(bottleneck.raised(in: profile))
    try SweepFolder.with { folder in
      let scenario = try Scenario.load(path: folder.path("base.jsonc"))
      func cap(_ overrides: [LeverSetting]) -> Int? {
        Study(values: [], scenario: scenario, profile: .asBuilt).run(1, overrides)
          .result.limit(name)?.cap
      }
      let (before, after) = (try #require(cap([])), try #require(cap([setting])))
      #expect(after == before + max(1, (before + 5) / 10))
    }
  }

  @Test("are raised by a tenth, one unit at the least, and not at all where there is none")
  func raised() throws {
    func raised(_ name: String, _ value: LeverValue) throws -> LeverValue? {
      var profile = Profile(.asBuilt)
      let lever = try #require(Lever.named(name))
      #expect(lever.set(value, in: &profile))
      return Bottleneck(lever: lever, limit: nil).raised(in: profile)?.value
    }
    #expect(try raised("worker.global", .count(1)) == .count(2))
    #expect(try raised("worker.global", .count(25)) == .count(28))
    #expect(try raised("worker.global", .count(0)) == nil)
    #expect(try raised("worker.finish-timeout", .duration(.hours(2))) == .duration(.minutes(132)))
    #expect(try raised("engine.state-limit", .bytes(32 << 20)) == .bytes(36_045 << 10))
    #expect(try raised("worker.resume", .choice("start")) == nil)
  }

  @Test("that end runs are the ones of the room")
  func ends() {
    #expect(Lever.ending(.worker, .finishTimeout, .finishTimeout)?.name == "worker.finish-timeout")
    #expect(Lever.ending(.capture, .startTimeout, .none)?.name == "capture.start-timeout")
    #expect(
      Lever.ending(.orchestrator, .failed, .finishTimeout)?.name == "orchestrator.finish-timeout")
    #expect(Lever.ending(.worker, .failed, .stateOverflow)?.name == "engine.state-limit")
    #expect(Lever.ending(.worker, .failed, .stepOverflow)?.name == "engine.step-limit")
    #expect(Lever.ending(.worker, .failed, .stepOutput)?.name == "engine.step-output-limit")
    #expect(Lever.ending(.worker, .failed, .hostTimeout)?.name == "backfill.request-limit")
    #expect(Lever.ending(.worker, .failed, .status(401))?.name == "connections.token-lifetime")
    #expect(
      Lever.ending(.orchestrator, .completed, .waitTimeout)?.name == "orchestrator.wait-timeout")
    #expect(Lever.ending(.worker, .failed, .status(500)) == nil)
    #expect(Lever.ending(.worker, .completed, .none) == nil)
  }
}
