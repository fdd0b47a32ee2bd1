import Foundation
import Scenarios
import SimKernel
import Synchronization
import Testing

@testable import PipelineModel

@Suite("A run is a value")
struct ForkTests {
  @Test(
    "two forks half-way finish alike, also step by step in turns",
    arguments: Profile.Name.allCases)
  func fork(_ name: Profile.Name) {
    for seed in Effort.seeds(debug: 25, release: 300) {
      let experiment = Experiment.random(seed: seed, name)
      let whole = experiment.run()
      var first = experiment.simulation()
      first.run(maxEvents: whole.events / 2)
      var second = first.fork()
      var more = true
      while more {
        first.run(maxEvents: 3)
        more = second.run(maxEvents: 3) == .eventLimit
      }
      let ends = [first.finish(experiment), second.finish(experiment)]
      #expect(ends == [whole, whole], "seed \(seed), profile \(name.rawValue)")
    }
  }

  @Test("forks half-way finish alike on threads of their own")
  func threads() {
    for seed in Effort.seeds(debug: 10, release: 100) {
      let experiment = Experiment.random(seed: seed, .asBuilt)
      let whole = experiment.run()
      var half = experiment.simulation()
      half.run(maxEvents: whole.events / 2)
      let shared = half.fork()
      let alike = Mutex(0)
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        var fork = shared.fork()
        guard fork.finish(experiment) == whole else { return }
        alike.withLock { $0 += 1 }
      }
      #expect(alike.withLock { $0 } == 4, "seed \(seed)")
    }
  }

  @Test("what is written down changes nothing", arguments: Profile.Name.allCases)
  func recording(_ name: Profile.Name) {
    for seed in Effort.seeds(debug: 25, release: 300) {
      let levels: [Experiment.Recording] = [.counts, .milestones, .items]
      var outcomes = levels.map { Experiment.random(seed: seed, name, recording: $0).run() }
      #expect(outcomes[0].milestones.isEmpty)
      #expect(outcomes[1].milestones.count <= outcomes[2].milestones.count)
      #expect(outcomes[2].expected.count == outcomes[2].counts.expected)
      #expect(outcomes[2].stale.count == outcomes[2].counts.stale)
      for index in outcomes.indices {
        (outcomes[index].milestones, outcomes[index].expected) = ([], [])
        outcomes[index].stale = []
      }
      #expect(outcomes[0] == outcomes[1], "seed \(seed), profile \(name.rawValue)")
      #expect(outcomes[1] == outcomes[2], "seed \(seed), profile \(name.rawValue)")
    }
  }

  @Test("a horizon cuts it off, and it goes on from there")
  func horizon() {
    for seed in Effort.seeds(debug: 10, release: 100) {
      var experiment = Experiment.random(seed: seed, .asBuilt)
      let whole = experiment.run()
      var simulation = experiment.simulation()
      experiment.horizon = .zero + .minutes(5)
      simulation.run(until: experiment.horizon)
      experiment.horizon = .distantFuture
      let outcome = simulation.finish(experiment)
      #expect(outcome == whole, "seed \(seed)")
    }
  }
}
