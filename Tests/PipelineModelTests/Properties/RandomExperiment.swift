import SimKernel

@testable import PipelineModel

extension Experiment {
  /// A random experiment: world, story, faults and levers all follow from the seed.
  static func random(
    seed: UInt64, _ name: Profile.Name, recording: Recording = .milestones
  ) -> Experiment {
    var dice = Dice(seed: seed)
    let world = dice.world()
    let story = dice.story(in: world)
    let faults = dice.faults(in: world)
    return Experiment(
      world: world, story: story, faults: faults, profile: dice.profile(name), seed: seed,
      eventLimit: 3_000_000, recording: recording)
  }
}

/// How many seeds a property is tried with.
enum Effort {
  #if DEBUG
    static let isDebug = true
  #else
    static let isDebug = false
  #endif

  /// Seeds from 1; a debug build tries few, so that its suite stays quick.
  static func seeds(debug: Int, release: Int) -> ClosedRange<UInt64> {
    1...UInt64(isDebug ? debug : release)
  }
}
