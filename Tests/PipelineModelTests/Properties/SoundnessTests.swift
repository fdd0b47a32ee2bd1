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
}
