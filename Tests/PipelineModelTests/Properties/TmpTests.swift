import SimKernel
import Testing

@testable import PipelineModel

@Suite struct TmpTests {
  @Test func dump() {
    for seed in [2665, 1323] as [UInt64] {
      let e = Experiment.random(seed: seed, .runbook, recording: .items)
      let o = e.run()
      print(e.world.organisations, e.world.installations, e.story)
      print(e.faults)
      print(e.profile.engine, e.profile.worker, e.profile.orchestrator)
      for m in o.milestones { print(m.time, m.kind, m.run, m.installation, m.unit, m.a, m.b, m.failure, m.step) }
      for r in o.runs { print(r) }
      print(o.violations)
    }
  }
}
