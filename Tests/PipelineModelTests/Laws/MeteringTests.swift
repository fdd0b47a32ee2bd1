import SimKernel
import Testing

@testable import PipelineModel

/// Executions are runs and steps (engine-facts 6.5); steps follow from pages and waits.
@Suite("An execution is")
struct MeteringTests {
  @Test("a started run or a finished step", arguments: Profile.Name.allCases)
  func runsAndSteps(_ name: Profile.Name) {
    var bench = Bench([.pullRequest: 250, .issue: 10, .release: 3], name)
    bench.profile.console.capture = .direct
    bench.trigger()
    let outcome = bench.run()
    #expect(outcome.isSound)
    let counted = outcome.runs.reduce(0) { $0 + ($1.started ? 1 : 0) + Int($1.steps) }
    #expect(outcome.executions == counted)
    #expect(outcome.executions == outcome.executionsByFunction.reduce(0, +))
    for worker in outcome.runs(of: .worker) { #expect(worker.steps == 2 + 2 * worker.pages) }
    #expect(outcome.runs(of: .orchestrator).map(\.steps) == [2 + 3])
  }

  @Test("18 steps and a run for a stored item, fewer for one that is dropped")
  func captures() {
    func executions(_ type: EntityType, _ change: (inout Profile) -> Void = { _ in }) -> Int {
      var bench = Bench([type: 1])
      change(&bench.profile)
      bench.trigger(types: [type.name])
      return bench.run().executionsByFunction[Int(FunctionKind.capture.rawValue)]
    }
    #expect(executions(.release) == 19)
    #expect(executions(.issue) { $0.console.significanceThreshold = 100 } == 1 + 8)
  }

  @Test("not a failed attempt, unless the lever says so", arguments: [false, true])
  func failedAttempts(_ metered: Bool) {
    var bench = Bench([.release: 1], .runbook)
    bench.profile.engine.meterRetries = metered
    bench.trigger(types: ["release"])
    let calm = bench.run().executions
    bench.fail(.fetch, .status(500), .nth(1...2))
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.executions == calm + (metered ? 2 : 0))
  }
}
