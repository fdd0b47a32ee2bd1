import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// Sweeps as people brought them.
@Suite("An answer about a case of practice")
struct CaseAnswerTests {
  private func explored(_ sweep: String) throws -> [PointAnswer] {
    var points: [PointAnswer] = []
    try SweepFolder.with { folder in
      try folder.write(sweep, "case.sweep.jsonc")
      let plan = try SweepPlan.load(path: folder.path("case.sweep.jsonc"), version: "1")
      points = try Explorer(plan, threads: 2).exploration().points
    }
    return points
  }

  private func world(_ items: Int) -> String {
    """
    world: {
      organisations: { acme: {} }, installations: { gh: { organisation: "acme" } },
      repositories: { app: { installation: "gh",
        items: { pull_request: { count: \(items), spread: ["0d", "28d"] } } } },
    },
    story: [{ label: "first", trigger: { installation: "gh", entityTypes: ["pull_request"] } }],
    """
  }

  @Test("says that more slots are no use to one worker")
  func slots() throws {
    let points = try explored(
      """
      { title: "One worker, more slots", profile: "as-built", seeds: 8,
        levers: { "engine.response-loss": 0, "queue.redelivery": 0, "capture.model": "direct" },
        \(world(1000))
        axes: { slots: { lever: "worker.per-organisation", values: [1, 5, 10] } } }
      """)
    #expect(points.map(\.values) == [["1"], ["5"], ["10"]])
    for point in points {
      #expect(point.storedRuns == 8 && point.delivered == points[0].delivered)
      #expect(point.effects.isEmpty && point.bindingByWaiting == nil)
    }
  }

  /// A window of 20 requests holds 19 pages, one of 22 holds 21: 38 pages of items and an empty one
  /// are delivered within two windows either way, 39 and an empty one only with the larger.
  @Test("says from which size on a tenth more of a rate limit saves a window")
  func rateLimit() throws {
    let points = try explored(
      """
      { title: "A rate limit that binds", profile: "as-built", seeds: 3,
        levers: {
          "engine.response-loss": 0, "queue.redelivery": 0, "capture.model": "direct",
          "provider.page-size": 10, "provider.rate-limit": "20/1h",
          "connections.token-lifetime": "9d", "worker.finish-timeout": "1d",
          "orchestrator.wait-timeout": "1d", "orchestrator.finish-timeout": "2d",
        },
        \(world(400))
        axes: { size: { items: { repository: "app", entityType: "pull_request" },
          values: [190, 200, 380, 390] } } }
      """)
    let hours = points.map { point -> Int in
      guard case .after(let time) = point.delivered.p50.value else { return -1 }
      return Int(time.inSeconds / 3600)
    }
    #expect(hours == [0, 1, 1, 2])
    let saved = points.map { point in
      point.effects.first { $0.lever == "provider.rate-limit" }?.delivered?.mean ?? 0
    }
    #expect(saved.map { Int(($0 / 3_600_000_000).rounded()) } == [0, -1, 0, -1])
    for point in points {
      #expect(point.bindingByWaiting?.name == "provider.rate-limit")
      let effect = point.effects.first { $0.lever == "provider.rate-limit" }
      #expect(effect.map { $0.to == "22/1h" } ?? true)
    }
  }

  /// `reports/boundaries.md` says the same: 4793, and not 4794.
  @Test("finds the boundary of issues where the report does")
  func boundary() throws {
    try SweepFolder.with { folder in
      try folder.write(
        """
        { extends: "\(repositoryFolder)/scenarios/runbook/base.jsonc", title: "Issues",
          world: { repositories: { app: { items: {
            pull_request: { count: 0 }, release: { count: 0 },
            issue: { count: 100, spread: ["0d", "30d"] } } } } },
          story: { first: { trigger: { entityTypes: ["issue"] } } },
          holds: ["undelivered == 0", "result(1).failed == []"],
          axes: { issues: { items: { repository: "app", entityType: "issue" },
            values: [4793, 4794] } } }
        """, "case.sweep.jsonc")
      let plan = try SweepPlan.load(path: folder.path("case.sweep.jsonc"), version: "1")
      let holds = try (0..<2).map { point in
        let scenario = try SweepPoint(point, of: plan).scenario
        let experiment = scenario.experiment(profile: .asBuilt)
        return scenario.verdict(on: experiment.run(), of: experiment, profile: .asBuilt)
          .expectations.allSatisfy(\.holds)
      }
      #expect(holds == [true, false])
    }
  }
}
