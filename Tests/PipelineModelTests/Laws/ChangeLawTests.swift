import SimKernel
import Testing

@testable import PipelineModel

/// Source: pipeline-facts §1, §2, §4.1, §5, §6, §11; engine-facts 6.5.
@Suite("Deploys in mid-run, clocks that differ, the month's end, by hand")
struct ChangeLawTests {
  /// Forty pull requests on pages of ten: five pages, the last one empty.
  private static func bench(_ name: Profile.Name) -> Bench {
    var bench = Bench([.pullRequest: 40], name)
    bench.profile.provider.pageSize = 10
    bench.trigger(types: ["pull_request"])
    return bench
  }

  private static func deploy(
    steps: [StepName] = [], functions: [FunctionKind] = [], key: Bool = false
  ) -> StoryAction {
    var deploy = Deploy()
    (deploy.steps, deploy.functions, deploy.rotatesKey) = (steps, functions, key)
    return .deploy(deploy)
  }

  @Test(
    "A renamed step is done again by what is under way, and loses nothing",
    arguments: [StepName.getConnection, .fanOut, .getToken, .fetch, .dispatch, .notifyCompletion],
    [0, 400, 1500, 2900, 4700, 6300, 9000, 11_000, 30_000])
  func steps(_ step: StepName, _ at: Int) {
    for name in Profile.Name.allCases {
      var bench = Self.bench(name)
      bench.at(.milliseconds(at), Self.deploy(steps: [step]))
      let outcome = bench.run()
      #expect(outcome.isSound)
      #expect(outcome.counts.undelivered == 0 && outcome.counts.duplicateDeliveries == 0)
      #expect(outcome.orchestratorResults.count == 1 && outcome.orchestratorResults[0].success)
      #expect(outcome.runs(of: .orchestrator).count == 1)
      #expect(outcome.runs(of: .worker).count <= (step == .fanOut ? 2 : 1))
    }
  }

  @Test("What was fetched or posted before a deploy is fetched or posted again")
  func again() {
    for name in Profile.Name.allCases {
      let calm = Self.bench(name).run()
      let pages = calm.milestones(.pageFetched).map(\.time)
      #expect(pages.count == 5)
      for place in 0..<5 {
        let behind = pages[place] - SimTime.zero + .milliseconds(600)
        var fetch = Self.bench(name)
        fetch.at(behind, Self.deploy(steps: [.fetch]))
        let fetched = fetch.run()
        #expect(fetched.milestones(.pageFetched).count == place + 1 + 5)
        #expect(fetched.counts.posted == 40)

        var dispatch = Self.bench(name)
        dispatch.at(behind, Self.deploy(steps: [.dispatch]))
        let posted = dispatch.run()
        #expect(posted.milestones(.pageFetched).count == 5)
        // The page in the middle of its posts ends with the old code, too.
        #expect(posted.counts.duplicateRefused == 10 * min(4, place + 1))
      }
    }
  }

  @Test("A renamed worker fails four times, and its failure handler is not called")
  func functions() {
    for name in Profile.Name.allCases {
      var bench = Self.bench(name)
      bench.at(.seconds(4), Self.deploy(functions: [.worker]))
      bench.trigger(at: .hours(5), types: ["pull_request"])
      let outcome = bench.run()
      let workers = outcome.runs(of: .worker)
      #expect(workers.map(\.outcome) == [.failed, .completed])
      #expect(workers[0].failure == .status(500))
      #expect(outcome.runs(of: .workerFailure).isEmpty)
      #expect(outcome.milestones(.waitTimedOut).count == 1)
      #expect(outcome.orchestratorResults.map(\.success) == [false, true])
      #expect(outcome.counts.undelivered == 0)
    }
  }

  @Test("A capture of the old name leaves its job running")
  func captures() {
    var bench = Bench([.release: 3])
    bench.trigger(types: ["release"])
    bench.at(.seconds(4), Self.deploy(functions: [.capture]))
    let counts = bench.run().counts
    #expect(counts.captureLost == 3 && counts.stuckJobs == 3)
  }

  @Test("A message carries the key of its publication", arguments: [1, 2, 3], [false, true])
  func key(_ failures: Int, isRotated: Bool) {
    let waits: [SimDuration] = [.seconds(12), .seconds(160), .seconds(1968)]
    for name in Profile.Name.allCases {
      var bench = Bench([.issue: 2], name, connected: false)
      bench.profile.connections.linkAtConnect = true
      bench.at(.zero, .connect(installation: 0))
      bench.fail(.trigger, .status(503)) { $0.attempts = 1...failures }
      if isRotated { bench.at(waits[failures - 1] - .seconds(5), Self.deploy(key: true)) }
      let outcome = bench.run()
      #expect(outcome.runs(of: .orchestrator).count == (isRotated ? 0 : 1))
      let refused = outcome.milestones(.delivered).filter {
        if case .delivered(_, .trigger, 401) = $0.event { true } else { false }
      }
      #expect(refused.count == (isRotated ? 4 - failures : 0))
    }
  }

  @Test(
    "The window begins by the orchestrator's clock",
    arguments: [(0, 0, 14), (12, 0, 13), (24, 0, 12), (0, 12, 15), (0, 24, 16), (5, 5, 14)])
  func window(_ ahead: Int, _ behind: Int, posted: Int) {
    for name in Profile.Name.allCases {
      // One item each half day, the youngest six hours old.
      var bench = Bench([.pullRequest: 40], name)
      bench.profile.orchestrator.clockAhead = .hours(ahead)
      bench.profile.orchestrator.clockBehind = .hours(behind)
      bench.trigger(types: ["pull_request"], depth: .number(7))
      let counts = bench.run().counts
      #expect(counts.expected == 14 && counts.posted == posted)
      #expect(counts.undelivered == max(0, 14 - posted))
    }
  }

  @Test("GitHub takes a JWT that has begun and has not ended", arguments: [-600, -599, 60, 61])
  func tokens(_ error: Int) {
    for name in Profile.Name.allCases {
      var bench = Bench([.release: 2], name)
      bench.profile.connections.clockAhead = .seconds(max(0, error))
      bench.profile.connections.clockBehind = .seconds(max(0, -error))
      bench.trigger(types: ["release"])
      #expect(bench.run().counts.delivered == (error > -600 && error <= 60 ? 2 : 0))
    }
  }

  @Test("Executions start anew with the month", arguments: [(19, 2), (20, 1)])
  func month(_ used: Int, runs: Int) {
    for name in Profile.Name.allCases {
      var bench = Bench([.release: 2], name)
      bench.profile.engine.atQuota = .refuse
      bench.profile.engine.monthlyExecutions = 20
      bench.profile.engine.executionsBefore = used
      bench.profile.engine.monthBegun = .days(29) + .hours(21)
      for hours in [0, 1, 4] { bench.trigger(at: .hours(hours), types: ["release"]) }
      #expect(bench.run().runs(of: .orchestrator).count == runs)
    }
  }

  @Test("What an observation starts is billed with it", arguments: [0, 3, 12])
  func downstream(_ executions: Int) {
    var bench = Bench([.release: 5])
    bench.trigger(types: ["release"])
    let before = bench.run().executions
    bench.profile.console.downstreamExecutions = executions
    let outcome = bench.run()
    #expect(outcome.executions == before + 5 * executions && outcome.isSound)
  }
}
