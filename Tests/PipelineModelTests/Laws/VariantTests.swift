import SimKernel
import Testing

@testable import PipelineModel

/// Structural variants of the worker and the trigger, counted by hand in both profiles.
@Suite("A variant of the backfill")
struct BackfillVariantTests {
  /// So many releases asked for once.
  private func run(
    _ count: Int, _ name: Profile.Name, depth: RawValue = .number(30),
    _ change: (inout Bench) -> Void
  ) -> Outcome {
    var bench = Bench([.release: count], name)
    change(&bench)
    bench.trigger(types: ["release"], depth: depth)
    let outcome = bench.run()
    #expect(outcome.isSound)
    return outcome
  }

  @Test(
    "asks for a token with each page and never meets an old one", arguments: Profile.Name.allCases)
  func tokenPerRequest(_ name: Profile.Name) {
    for count in [40, 100, 250] {
      func outcome(_ token: TokenUse) -> Outcome {
        run(count, name) {
          $0.profile.worker.token = token
          $0.profile.worker.refreshOn401 = false
          // A page's posts take 10 s.
          $0.profile.connections.tokenLifetime = .seconds(5)
        }
      }
      // The last page is not full: 100 releases have a second, empty one.
      let pages = count / 100 + 1
      let each = outcome(.perRequest)
      #expect(each.milestones(.tokenIssued).count == pages)
      #expect(each.counts.delivered == count)
      let once = outcome(.once)
      #expect(once.milestones(.tokenIssued).count == 1)
      #expect(once.counts.delivered == min(count, 100))
    }
  }

  @Test("tries a refused step once", arguments: Profile.Name.allCases)
  func givesUp(_ name: Profile.Name) {
    for (wire, status) in [(Wire.fetch, 401), (.fetch, 403), (.token, 401), (.post, 403)] {
      for (givesUp, attempts) in [(true, 1), (false, 4)] {
        let outcome = run(5, name) {
          $0.profile.worker.givesUpOnRefusal = givesUp
          $0.profile.worker.refreshOn401 = false
          $0.fail(wire, .status(status))
        }
        #expect(outcome.faultStrikes == [attempts], "\(wire) \(status)")
        #expect(outcome.runs(of: .worker).map(\.outcome) == [.failed])
      }
      let other = run(5, name) {
        $0.profile.worker.givesUpOnRefusal = true
        $0.fail(wire, .status(500))
      }
      #expect(other.faultStrikes == [4])
    }
  }

  @Test("ends with success after so many pages", arguments: Profile.Name.allCases)
  func pageCap(_ name: Profile.Name) {
    for (count, cap, delivered) in [(250, 1, 100), (250, 2, 200), (250, 3, 250), (40, 1, 40)] {
      let outcome = run(count, name) { $0.profile.worker.pageCap = cap }
      #expect(
        outcome.counts.delivered == delivered && outcome.counts.undelivered == count - delivered)
      let pages = Int32(min(cap, count / 100 + 1))
      #expect(outcome.runs(of: .worker).map(\.pages) == [pages])
      #expect(outcome.orchestratorResults.map(\.success) == [true])
    }
  }

  @Test("goes on behind its cap where a cursor survives", arguments: Profile.Name.allCases)
  func capAndCursor(_ name: Profile.Name) {
    let outcome = run(250, name) {
      $0.profile.worker.pageCap = 1
      $0.profile.worker.resume = .cursor
      $0.trigger(at: .hours(1), types: ["release"])
      $0.trigger(at: .hours(2), types: ["release"])
    }
    #expect(outcome.counts.delivered == 250 && outcome.counts.duplicateRefused == 0)
  }

  @Test("without a depth looks back as far as it says", arguments: Profile.Name.allCases)
  func defaultDepth(_ name: Profile.Name) {
    // One release a day for 20 days, each half a day after the day's start.
    for (days, delivered) in [(1, 1), (7, 7), (30, 20), (3, 3)] {
      let outcome = run(20, name, depth: .absent) { $0.profile.backfill.defaultDepth = days }
      #expect(outcome.counts.delivered == delivered && outcome.counts.expected == delivered)
      let asked = run(20, name, depth: .number(7)) { $0.profile.backfill.defaultDepth = days }
      #expect(asked.counts.delivered == 7)
    }
  }
}

/// Structural variants of the connections service and of what is kept of earlier runs.
@Suite("A variant of the connections")
struct ConnectionVariantTests {
  @Test("backfills a GitHub connection that comes back", arguments: Profile.Name.allCases)
  func reactivation(_ name: Profile.Name) {
    for (provider, notifies, runs) in [
      (ProviderName.github, true, 1), (.github, false, 0), (.vercel, true, 0),
    ] {
      let type: EntityType = provider == .github ? .release : .deployment
      var bench = Bench([type: 8], name, provider: provider)
      bench.profile.connections.notifiesReactivation = notifies
      bench.at(.minutes(1), .connect(installation: 0))
      let outcome = bench.run()
      #expect(outcome.isSound)
      #expect(outcome.runs(of: .orchestrator).count == runs)
      #expect(outcome.counts.delivered == runs * 8)
    }
  }

  @Test("closes the gate before anything else is torn down", arguments: Profile.Name.allCases)
  func gateFirst(_ name: Profile.Name) {
    // Five steps of 10 s: the gate closes after 40 s, or at once.
    for (order, seconds, delivered) in [
      (TeardownOrder.gateLast, 15, 8), (.gateFirst, 15, 0), (.gateLast, 45, 0),
    ] {
      var bench = Bench([.release: 8], name)
      bench.profile.connections.teardownOrder = order
      bench.profile.connections.teardownStep = .seconds(10)
      bench.at(.zero, .delete(installation: 0))
      bench.trigger(at: .seconds(seconds), types: ["release"])
      let outcome = bench.run()
      #expect(outcome.isSound)
      #expect(outcome.milestones(.teardown).count == 5)
      #expect(outcome.counts.delivered == delivered, "\(order), \(seconds) s")
    }
  }

  /// Two backfills an hour apart, and a second repository that is linked between them.
  private func twice(
    _ filter: GapFilter, _ name: Profile.Name, depth: Double = 30,
    _ change: (inout Bench) -> Void = { _ in }
  ) -> Outcome {
    var bench = Bench([.release: 8, .issue: 3], name)
    var other = bench.world.repositories[0]
    (other.name, other.linked) = ("acme/site", false)
    bench.world.repositories.append(other)
    bench.profile.orchestrator.gapFilter = filter
    change(&bench)
    bench.trigger(types: ["release", "issue"])
    bench.at(.minutes(30), .link(repository: 1))
    bench.trigger(at: .hours(1), types: ["release", "issue"], depth: .number(depth))
    let outcome = bench.run()
    #expect(outcome.isSound)
    return outcome
  }

  @Test("copies only what no earlier run completed", arguments: Profile.Name.allCases)
  func gapFilter(_ name: Profile.Name) {
    // Two units, then four, of which two were completed.
    for (filter, workers, again) in [(GapFilter.none, 6, 11), (.unit, 4, 0), (.type, 2, 0)] {
      let outcome = twice(filter, name)
      #expect(outcome.runs(of: .worker).count == workers, "\(filter)")
      #expect(outcome.counts.duplicateRefused == again)
      #expect(outcome.counts.delivered == (filter == .type ? 11 : 22))
      #expect(outcome.counts.undelivered == (filter == .type ? 11 : 0))
    }
  }

  @Test("copies again what failed, and a longer window", arguments: Profile.Name.allCases)
  func gapFilterOfFailures(_ name: Profile.Name) {
    for filter in [GapFilter.unit, .type] {
      let longer = twice(filter, name, depth: 90)
      #expect(longer.runs(of: .worker).count == 6)
      let failed = twice(filter, name) {
        $0.fail(.fetch, .status(500), .nth(1...4)) { $0.entityType = .issue }
      }
      // The issues failed; the second run asks for them in both repositories, and for the new
      // repository's releases where the history knows repositories.
      #expect(failed.runs(of: .worker).count == (filter == .unit ? 5 : 4))
    }
  }
}

/// A deploy in mid-run.
@Suite("A switch of levers in mid-run")
struct ProfileSwitchTests {
  @Test("counts from its moment on", arguments: Profile.Name.allCases)
  func pageCap(_ name: Profile.Name) {
    var bench = Bench([.release: 450], name)
    bench.trigger(types: ["release"])
    let experiment = bench.experiment
    var levers = experiment.profile
    levers.worker.pageCap = 2
    // A page takes about 11 s: the second, the third and the fifth are under way.
    for (seconds, pages) in [(15, 2), (30, 3), (50, 5)] {
      var simulation = experiment.simulation()
      simulation.advance(before: .zero + .seconds(seconds), of: experiment)
      #expect(simulation.adopt(levers).isEmpty)
      let outcome = simulation.finish(experiment)
      #expect(outcome.isSound)
      #expect(outcome.runs(of: .worker).map(\.pages) == [Int32(pages)], "\(seconds) s")
    }
  }

  @Test("to the same levers changes nothing, and names what it cannot change")
  func fixed() throws {
    var bench = Bench([.release: 120])
    bench.trigger(types: ["release"])
    let experiment = bench.experiment
    var simulation = experiment.simulation()
    simulation.advance(before: .zero + .seconds(5), of: experiment)
    #expect(simulation.adopt(experiment.profile).isEmpty)
    #expect(simulation.finish(experiment).fingerprint == experiment.run().fingerprint)
    var other = experiment.profile
    other.worker.retries = 1
    other.engine.stepLimit = 7
    other.gateway.releasesMark = true
    let fixed = Lever.fixed(from: experiment.profile, to: other)
    #expect(fixed.map(\.name) == ["engine.step-limit", "worker.retries"])
    #expect(fixed.allSatisfy { $0.fixedBecause?.isEmpty == false })
  }
}
