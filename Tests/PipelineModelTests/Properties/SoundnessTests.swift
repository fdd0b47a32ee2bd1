import Scenarios
import SimKernel
import Testing

@testable import PipelineModel

@Suite("Every random experiment")
struct SoundnessTests {
  @Test("ends by itself, balanced, and again the same", arguments: Profile.Name.allCases)
  func isSound(_ name: Profile.Name) {
    for seed in Effort.seeds(debug: 60, release: 1000) {
      let experiment = Experiment.random(seed: seed, name)
      let outcome = experiment.run()
      let place = "seed \(seed), profile \(name.rawValue)"
      #expect(outcome.stop == .noMoreEvents, "\(place): \(outcome.events) events")
      #expect(outcome.violations.isEmpty, "\(place)")
      #expect(experiment.run() == outcome, "\(place): the second run differs")
    }
  }

  @Test("says when items last came for the first time", arguments: Profile.Name.allCases)
  func lastTimes(_ name: Profile.Name) {
    var found = 0
    for seed in Effort.seeds(debug: 20, release: 200) {
      var experiment = Experiment.random(seed: seed, name)
      experiment.recording = .items
      let outcome = experiment.run()
      for repository in experiment.world.repositories.indices {
        func last(_ kind: Milestone.Kind) -> SimTime? {
          outcome.milestones.last {
            $0.kind == kind && $0.unit.repository == repository && $0.times == 1
          }?.time
        }
        let place = "seed \(seed), profile \(name.rawValue), repository \(repository)"
        #expect(outcome.lastDeliveryAt[repository] == last(.itemDelivered), "\(place)")
        #expect(outcome.lastStoreAt[repository] == last(.itemStored), "\(place)")
        if outcome.lastStoreAt[repository] != nil { found += 1 }
      }
    }
    #expect(found > 0, "no random experiment stored anything")
  }
}
