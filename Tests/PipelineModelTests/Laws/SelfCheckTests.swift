import SimKernel
import Testing

@testable import PipelineModel

/// What a run checks about itself, and that each check finds what is wrong.
@Suite("A run checks itself")
struct SelfCheckTests {
  /// A sound run to be tampered with: three types, a wait at every limit.
  private func finished(_ name: Profile.Name) -> Simulation<Pipeline> {
    var bench = Bench([.pullRequest: 250, .issue: 120, .release: 30], name)
    bench.profile.worker.perOrganisation = 2
    bench.profile.engine.accountSteps = 3
    bench.trigger()
    var simulation = bench.experiment.simulation()
    let outcome = simulation.finish(bench.experiment)
    #expect(outcome.isSound)
    #expect(outcome.limits.contains { $0.waited > .zero && $0.inUse > .zero })
    return simulation
  }

  private func sentences(
    _ check: Checkers.Check, _ name: Profile.Name, _ tamper: (inout Pipeline, SimTime) -> Void
  ) -> [String] {
    var simulation = finished(name)
    let end = simulation.schedule.now
    let before = check(&simulation.model, .noMoreEvents, end)
    #expect(before.isEmpty)
    tamper(&simulation.model, end)
    return check(&simulation.model, .noMoreEvents, end)
  }

  @Test("by Little's law: a run that was open longer", arguments: Profile.Name.allCases)
  func openRuns(_ name: Profile.Name) throws {
    let found = sentences(Checkers.littlesLaw, name) { pipeline, _ in
      pipeline.accounts.runs[1].createdAt = pipeline.accounts.runs[1].createdAt + .microseconds(1)
    }
    #expect(found.count == 1)
    #expect(try #require(found.first).hasPrefix("Little's law fails for the open runs of"))
  }

  @Test("by Little's law: a slot that nobody holds", arguments: Profile.Name.allCases)
  func slots(_ name: Profile.Name) throws {
    let found = sentences(Checkers.littlesLaw, name) { pipeline, end in
      pipeline.engine.requestStays[1].begin(at: end + .microseconds(-1))
      pipeline.engine.requestStays[1].end(begunAt: end + .microseconds(-1), at: end)
    }
    #expect(found.first?.contains("slots of account.steps") == true)
    // As built the worker's two limits hold the same requests; in the runbook they hold runs.
    #expect(found.count == (name == .asBuilt ? 3 : 1))
  }

  @Test("by Little's law: a message that was longer in the queue")
  func messages() {
    let found = sentences(Checkers.littlesLaw, .runbook) { pipeline, end in
      pipeline.accounts.messageStays.begin(at: end + .microseconds(-5))
      pipeline.accounts.messageStays.end(begunAt: end + .microseconds(-5), at: end)
    }
    #expect(found.count == 1 && found[0].contains("messages with items"))
  }

  @Test("by utilization: more slots than there are, more time than there was")
  func utilization() {
    let found = sentences(Checkers.utilization, .runbook) { pipeline, end in
      for _ in 0..<4 {
        pipeline.engine.limits.entries[Int(pipeline.engine.accountEntry)].inUse = 0
        pipeline.engine.limits.acquire(pipeline.engine.accountEntry, at: end)
      }
    }
    #expect(found.isEmpty, "four slots taken one after the other are not too many")
    let over = sentences(Checkers.utilization, .runbook) { pipeline, _ in
      pipeline.engine.limits = LimitTable()
      let limit = pipeline.engine.limits.define(.init(name: "small", cap: 2), of: 0, .steps)
      let entry = pipeline.engine.limits.entry(for: limit, key: EventKey())
      for _ in 0..<2 { pipeline.engine.limits.acquire(entry, at: .zero) }
      pipeline.engine.limits.entries[Int(entry)].inUse = 0
      pipeline.engine.limits.acquire(entry, at: .zero)
    }
    #expect(over.count == 1 && over[0].hasPrefix("small was used more than all the time"))
  }

  @Test("by the fluid bound: more starts than the throttle lets through")
  func throttle() {
    let found = sentences(Checkers.fluidBound, .asBuilt) { pipeline, _ in
      for index in pipeline.accounts.runs.indices { pipeline.accounts.runs[index].pages = 0 }
      let worker = pipeline.accounts.runs.first { $0.function == .worker }
      let starts = pipeline.profile.worker.throttle.count
      pipeline.accounts.runs += (0..<starts).compactMap { _ in worker }
    }
    #expect(found.count == 1 && found[0].contains("its throttle does not allow"))
  }

  @Test("by the fluid bound: more pages than the rate limit's windows hold")
  func rateLimit() {
    let found = sentences(Checkers.fluidBound, .asBuilt) { pipeline, _ in
      for index in pipeline.accounts.runs.indices
      where pipeline.accounts.runs[index].function == .worker {
        pipeline.accounts.runs[index].pages += 5_000
      }
    }
    #expect(found.count == 1 && found[0].contains("more than"))
  }
}
