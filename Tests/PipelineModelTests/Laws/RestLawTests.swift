import SimKernel
import Testing

@testable import PipelineModel

/// Source: pipeline-facts §1, §2, §9 to §12, §14.
@Suite("Tenants, teardowns, the live path and the queue's limits, by hand")
struct RestLawTests {
  @Test("A teardown's step is tried four times, and ends the workflow if it fails for good")
  func teardown() {
    for name in Profile.Name.allCases {
      for failures in 0...4 {
        var bench = Bench([.issue: 3], name)
        bench.at(.zero, .delete(installation: 0))
        bench.trigger(at: .hours(2), types: ["issue"])
        if failures > 0 {
          bench.fail(.teardown, .status(500)) {
            $0.step = .softDelete
            $0.attempts = 1...failures
          }
        }
        let outcome = bench.run()
        #expect(outcome.isSound)
        let isGone = failures < 4
        #expect(outcome.milestones(.teardown).count == 5 + min(failures, 3))
        #expect(outcome.counts.delivered == (isGone ? 0 : 3))
        let delays: [SimDuration] = [.zero, .seconds(12), .seconds(160), .seconds(1968)]
        let end = outcome.milestones(.teardown).last.map { $0.time - SimTime.zero }
        let steps = bench.profile.connections.teardownStep * 4
        #expect(end == steps + delays[min(failures, 3)])
      }
    }
  }

  @Test("Two callbacks at once: one row, one refusal", arguments: [0, 50, 199, 200, 300])
  func callbacks(_ apart: Int) {
    for name in Profile.Name.allCases {
      var bench = Bench([.issue: 1], name, connected: false)
      bench.profile.connections.callbackTime = .milliseconds(200)
      bench.profile.connections.notifyAwaited = false
      bench.at(.zero, .connect(installation: 0))
      bench.at(.milliseconds(apart), .connect(installation: 0))
      let answers = bench.run().answers.sorted { $0.step < $1.step }.map(\.status)
      #expect(answers == [200, apart <= 200 ? 502 : 200])
    }
  }

  @Test("Linked twice at once, each unit has two workers", arguments: [(100, 2), (600, 1)])
  func links(_ apart: Int, rows: Int) {
    for name in Profile.Name.allCases {
      var bench = Bench([.issue: 4], name)
      bench.world.repositories[0].linked = false
      bench.profile.connections.linkTime = .milliseconds(500)
      bench.at(.zero, .link(repository: 0))
      bench.at(.milliseconds(apart), .link(repository: 0))
      bench.trigger(at: .minutes(1), types: ["issue"])
      let outcome = bench.run()
      #expect(outcome.runs(of: .worker).count == rows)
      #expect(outcome.counts.delivered == 4)
      #expect(outcome.counts.duplicateRefused == 4 * (rows - 1))
    }
  }

  @Test("A live publish is tried again, its mark is not set again", arguments: 0...4)
  func live(_ failures: Int) {
    for name in Profile.Name.allCases {
      var bench = Bench([.issue: 2], name)
      bench.profile.gateway.liveDedupID = .plain
      bench.at(.zero, .createItems(repository: 0, entityType: .issue, count: 1))
      if failures > 0 { bench.fail(.publish, .status(500), .nth(1...failures)) }
      let outcome = bench.run()
      let attempts = name == .asBuilt ? 4 : 1
      let arrives = failures < attempts
      #expect(outcome.counts.liveDelivered == (arrives ? 1 : 0))
      #expect(outcome.counts.delivered == outcome.counts.liveDelivered)
      #expect(outcome.milestones(.webhookLost).count == (arrives ? 0 : 1))
    }
  }

  @Test("What is linked and not synced is filtered, and after a sync comes with the next marks")
  func synced() {
    for isSynced in [false, true] {
      var bench = Bench([.release: 5])
      bench.world.repositories[0].synced = isSynced
      bench.trigger(types: ["release"])
      bench.at(.hours(1), .alter(.sync, repository: 0))
      bench.trigger(at: .hours(26), types: ["release"])
      let counts = bench.run().counts
      #expect(counts.stored == 5 && counts.missing == 0)
      #expect(counts.captureFiltered == (isSynced ? 0 : 5))
      #expect(counts.captureDuplicates == (isSynced ? 5 : 0))
    }
  }

  @Test("As built only the first workspace of an organisation gets anything", arguments: [1, 2])
  func moved(_ workspace: Int) {
    for name in Profile.Name.allCases {
      var bench = Bench([.release: 5], name)
      bench.world.organisations[0].workspaces = 2
      bench.at(.zero, .move(repository: 0, workspace: workspace))
      bench.trigger(at: .minutes(1), types: ["release"])
      bench.at(.hours(1), .move(repository: 0, workspace: 1))
      bench.trigger(at: .hours(26), types: ["release"])
      let counts = bench.run().counts
      #expect(counts.delivered == 10 && counts.missing == 0 && counts.foreignRows == 0)
      let isFirst = workspace == 1
      #expect(counts.captureFiltered == (isFirst || name == .runbook ? 0 : 5))
    }
  }

  @Test("Rows are in another tenant's workspace only where a trigger names it", arguments: [3, 12])
  func isolation(_ items: Int) {
    for name in Profile.Name.allCases {
      for organisation in ["acme", "other"] {
        var bench = Bench([.release: items], name)
        bench.world.organisations.append(World.Organisation(name: "other"))
        bench.trigger(types: ["release"], organisation: organisation)
        let counts = bench.run().counts
        #expect(counts.foreignRows == (organisation == "acme" ? 0 : items))
        let isAllowed = organisation == "acme" || name == .runbook
        #expect(counts.stored == (isAllowed ? items : 0))
      }
    }
  }

  @Test("The queue takes so many messages a day", arguments: [(4, 3), (10, 10), (3, 5)])
  func dailyLimit(_ items: Int, limit: Int) {
    for name in Profile.Name.allCases {
      var bench = Bench([.release: items], name)
      bench.profile.queue.messagesPerDay = limit
      bench.trigger(types: ["release"])
      let counts = bench.run().counts
      #expect(counts.accepted == min(items, limit))
      #expect(counts.published == counts.accepted && counts.delivered == counts.accepted)
      // Each attempt of the step marks one item more that is never published.
      #expect(counts.failedPosts == min(4, max(0, items - limit)))
    }
  }

  @Test("Dead letters that are published again bring their items")
  func deadLetters() {
    for name in Profile.Name.allCases {
      for replays in 0...2 {
        var bench = Bench([.release: 5], name)
        bench.trigger(types: ["release"])
        bench.fail(
          .ingress, .status(503), .window(from: .zero, to: .zero + .hours(48)))
        for place in 0..<replays { bench.at(.hours(72 + place), .replayDeadLetters) }
        let outcome = bench.run()
        #expect(outcome.isSound)
        #expect(outcome.counts.deadLettered == 5)
        #expect(outcome.counts.delivered == (replays > 0 ? 5 : 0))
        #expect(outcome.counts.published == (replays > 0 ? 10 : 5))
      }
    }
  }

  @Test("A timeout leaves job rows running, a failure does not; vectors come before rows")
  func stores() {
    var late = Bench([.release: 3])
    late.profile.console.finishTimeout = .seconds(3)
    late.trigger(types: ["release"])
    let counts = late.run().counts
    #expect(counts.stuckJobs == 3 && counts.stored == 0)

    var failed = Bench([.release: 3])
    failed.trigger(types: ["release"])
    failed.fail(.capture, .status(500)) { $0.step = .storeObservation }
    let left = failed.run().counts
    #expect(left.stuckJobs == 0 && left.orphanVectors == 3 && left.captureLost == 3)
  }
}
