import Scenarios
import SimKernel
import Testing

@testable import PipelineModel

/// Which calls can be at all: a fault that asks for others is refused.
@Suite("Who makes which calls")
struct CallMakerTests {
  private struct Pair: Hashable {
    let wire: Wire
    let step: StepName
  }

  @Test("Every call of a random run is in the table, and nearly all of the table is met")
  func table() {
    var met: Set<Pair> = []
    for name in Profile.Name.allCases {
      for seed in Effort.seeds(debug: 60, release: 600) {
        var experiment = Experiment.random(seed: seed, name)
        experiment.listsCalls = true
        for call in experiment.run().calls {
          if let caller = call.caller {
            #expect(call.wire.callers.contains(caller), "\(call.wire) by \(caller)")
          }
          #expect(call.wire.isAboutRepositories || call.unit.repository < 0, "\(call.wire)")
          let step = call.step.name
          guard step.makesCalls else { continue }
          met.insert(Pair(wire: call.wire, step: step))
          #expect(step.wires.contains(call.wire), "\(step) on \(call.wire)")
          if let own = step.caller { #expect(call.caller == own, "\(step) by \(own)") }
        }
      }
    }
    let all = Set(
      StepName.allCases.flatMap { step in step.wires.map { Pair(wire: $0, step: step) } })
    let missed = all.subtracting(met).map { "\($0.step) on \($0.wire)" }.sorted()
    #expect(missed.count <= 4, "\(missed)")
  }

  @Test("A step has wires if it makes calls, all of them such that have steps")
  func steps() {
    for step in StepName.allCases {
      #expect(step.wires.isEmpty == !step.makesCalls, "\(step)")
      #expect(step.wires.allSatisfy(Fault.wiresOfSteps.contains), "\(step)")
      if let caller = step.caller {
        #expect(step.wires.allSatisfy { $0.callers.contains(caller) }, "\(step)")
      }
    }
    #expect(
      Fault.wiresOfSteps.allSatisfy { wire in
        StepName.allCases.contains { $0.wires.contains(wire) }
      })
  }
}
