import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("An exploration")
struct ExplorerTests {
  /// Two starts at once, then one every 6 s: of 5 workers the third, fourth and fifth wait 6, 12
  /// and 18 s. A tenth more is 3 in 12 s: three at once, then one every 4 s, so that the last
  /// starts after 8 s.
  @Test("says how long starts wait for a throttle, and what a tenth more saves")
  func throttle() throws {
    try AnswerWorld.with(
      """
      profile: "as-built", seeds: 3,
      axes: { repositories: { repositories: "app", values: [5] } },
      """, levers: ["worker.throttle": "\"2/12s\""]
    ) { plan in
      let point = try #require(try Explorer(plan, threads: 2).exploration().points.first)
      #expect(point.values == ["5"] && point.profile == "as-built")
      #expect(point.deliveredRuns == 3 && point.storedRuns == 3 && point.reasons.isEmpty)
      let throttle = try #require(point.limits.first { $0.name == "worker.throttle" })
      #expect(throttle.waitedMicroseconds == 36_000_000)
      #expect(throttle.waitingPerMillion == 1_000_000)
      #expect(throttle.cap == 2 && throttle.used == nil)
      #expect(point.bindingByWaiting == throttle)
      #expect(point.delivered.p50.value == .after(.seconds(18) + AnswerWorld.delivered(1)))
      #expect(point.effects.map(\.lever) == ["worker.throttle"])
      let effect = try #require(point.binding(for: .delivered))
      #expect(effect.from == "2/12s" && effect.to == "3/12s" && effect.stepPerCent == 50)
      #expect(effect.delivered?.mean == -10_000_000 && effect.delivered?.halfWidth == 0)
      #expect(effect.undelivered.isZero && effect.deliveredRuns == 0)
      #expect(effect.isCertain(.delivered) && !point.rankingsDiffer)
    }
  }

  /// One worker at a time: the second of three waits for one backfill, the third for two. Twice as
  /// many at once end after two.
  @Test("says how long workers wait for each other")
  func concurrency() throws {
    try AnswerWorld.with(
      """
      profile: "runbook", seeds: 2,
      axes: { repositories: { repositories: "app", values: [3] } },
      """, levers: ["worker.global": "1"], pullRequests: 15
    ) { plan in
      let point = try #require(try Explorer(plan, threads: 1).exploration().points.first)
      let one = AnswerWorld.work(15)
      let limit = try #require(point.limits.first { $0.name == "worker.global" })
      #expect(limit.waitedMicroseconds == (one * 3).microseconds)
      #expect(limit.used == 1 && limit.cap == 1)
      #expect(point.delivered.p50.value == .after(one * 2 + AnswerWorld.delivered(15)))
      let effect = try #require(point.binding(for: .delivered))
      #expect(effect.lever == "worker.global" && effect.to == "2" && effect.stepPerCent == 100)
      #expect(effect.delivered?.mean == Double(-one.microseconds))
    }
  }

  /// Two triggers, the second 1 s after the first, for two repositories of which one is copied at a
  /// time: the second orchestrator waits for two backfills less a second, and in each round one
  /// worker waits for the other.
  @Test("shares the waiting between two limits")
  func shares() throws {
    let again =
      "{ at: \"1s\", trigger: { installation: \"hub\", entityTypes: [\"pull_request\"] } }"
    try AnswerWorld.with(
      """
      "+story": [\(again)], profile: "runbook",
      axes: { repositories: { repositories: "app", values: [2] } },
      """, levers: ["worker.global": "1"], pullRequests: 15
    ) { plan in
      let point = try #require(try Explorer(plan, threads: 1).exploration().points.first)
      let one = AnswerWorld.work(15).microseconds
      func waited(_ name: String) -> Int64? {
        point.limits.first { $0.name == name }?.waitedMicroseconds
      }
      #expect(waited("worker.global") == 2 * one)
      #expect(waited("orchestrator.per-installation") == 2 * one - 1_000_000)
      #expect(
        point.limits.map(\.waitingPerMillion).filter { $0 > 0 } == [493_506, 506_493])
      // The backfill is there before the second orchestrator begins.
      #expect(point.delivered.p50.value == .after(AnswerWorld.work(15) + AnswerWorld.delivered(15)))
    }
  }

  /// Pages are fetched until 6, 17 and 28 s and dispatched until 11, 22 and 33 s. A request under
  /// way goes on when its run ends: 16 s are enough for one page, 17.6 s for two, 27 s for two and
  /// 29.7 s for all three.
  @Test("names the time-out that ends runs, though nobody waits for it")
  func timeout() throws {
    try AnswerWorld.with(
      """
      profile: "runbook", seeds: 2,
      axes: { timeout: { lever: "worker.finish-timeout", values: ["16s", "27s", "1h"] } },
      """, pullRequests: 30
    ) { plan in
      let points = try Explorer(plan, threads: 2).exploration().points
      #expect(points.map(\.deliveredRuns) == [0, 0, 2])
      #expect(points.map(\.undelivered.mean) == [20, 10, 0])
      #expect(points[0].delivered.p50.value == .never)
      let first = try #require(points[0].binding(for: .delivered))
      #expect(first.deliveredRuns == 0 && first.undelivered.mean == -10)
      #expect(points[1].bindingByWaiting == nil)
      let effect = try #require(points[1].binding(for: .delivered))
      #expect(effect.lever == "worker.finish-timeout" && effect.limit == nil)
      #expect(effect.from == "27s" && effect.to == "29.7s" && effect.stepPerCent == 10)
      #expect(effect.deliveredRuns == 2 && effect.delivered == nil)
      #expect(effect.isCertain(.delivered) && points[1].rankingsDiffer)
      #expect(points[1].reasons.first?.runs == 2)
      #expect(points[2].effects.isEmpty && points[2].binding(for: .delivered) == nil)
    }
  }

  @Test("does not depend on the number of threads, and comes back from its JSON")
  func threads() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      let one = try Explorer(plan, threads: 1).exploration()
      let three = try Explorer(plan, threads: 3).exploration()
      #expect(one == three)
      #expect(one.content(.json) == three.content(.json))
      let decoder = JSONDecoder()
      #expect(try decoder.decode(Exploration.self, from: Data(one.content(.json).utf8)) == one)
      #expect(one.points.count == 12)
      #expect(one.runs >= 24)
    }
  }

  @Test("agrees with the rows of the sweep")
  func rows() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      let answers = try Explorer(plan, measuresEffects: false, threads: 2).exploration()
      #expect(answers.runs == plan.runs)
      for (place, point) in answers.points.enumerated() {
        let rows = try (1...2).map { seed in
          let run = plan.run(place * 2 + seed)
          return plan.row(run, try SweepPoint(run.point, of: plan)).result
        }
        #expect(point.executions.mean == Double(rows[0].executions + rows[1].executions) / 2)
        #expect(point.storedRuns == rows.count(where: \.isStored))
        #expect(point.undelivered.maximum == Double(rows.map(\.counts.undelivered).max() ?? -1))
        #expect(point.effects.isEmpty)
      }
    }
  }

  @Test("measures what a sweep over that lever shows")
  func effects() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan(
        """
        seeds: 6, profile: "as-built",
        axes: { steps: { lever: "engine.account-steps", values: [1, 2] } },
        """)
      let point = try #require(try Explorer(plan, threads: 2).exploration().points.first)
      let effect = try #require(point.effects.first { $0.lever == "engine.account-steps" })
      #expect(effect.from == "1" && effect.to == "2")
      let rows = try (1...12).map { number in
        let run = plan.run(number)
        return plan.row(run, try SweepPoint(run.point, of: plan)).result
      }
      var (sum, pairs) = (0.0, 0)
      for (before, after) in zip(rows[..<6], rows[6...]) {
        guard before.isDelivered, after.isDelivered, let first = before.lastDeliveryAt,
          let second = after.lastDeliveryAt
        else { continue }
        sum += Double((second - first).microseconds)
        pairs += 1
      }
      let delivered = try #require(effect.delivered)
      #expect(delivered.pairs == pairs && pairs > 1)
      #expect((delivered.mean - sum / Double(pairs)).magnitude < 1e-3)
      #expect(delivered.mean < 0)
    }
  }

  @Test("runs the seeds and profiles asked for")
  func subset() throws {
    try SweepFolder.with { folder in
      let explorer = Explorer(
        try folder.plan(), profiles: [.asBuilt], seeds: [1, 2, 3], measuresEffects: false,
        threads: 2)
      let answers = try explorer.exploration()
      #expect(answers.points.map(\.profile) == Array(repeating: "as-built", count: 6))
      #expect(answers.points.allSatisfy { $0.runs == 3 } && answers.runs == explorer.plainRuns)
    }
  }

  @Test("is written with everything escaped")
  func markdown() throws {
    try SweepFolder.with { folder in
      var answers = try Explorer(try folder.plan(), measuresEffects: false, threads: 2)
        .exploration()
      answers.title = "a <b> | *c*"
      answers.points[0].values[0] = "x|y"
      let page = answers.content(.markdown)
      #expect(page.hasPrefix("# a &lt;b&gt; | \\*c\\*\n"))
      #expect(page.contains("| x\\|y | "))
      let table = page.split(separator: "\n").filter { $0.hasPrefix("| ") }
      #expect(table.count == 2 * 2 + answers.points.count)
      #expect(answers.content(.text).contains("issues 1 · again 2h · as-built\n  stored      "))
    }
  }
}
