import PipelineModel
import SimKernel

extension Experiment {
  /// A random experiment: world, story, faults and levers all follow from the seed.
  public static func random(
    seed: UInt64, _ name: Profile.Name, recording: Recording = .milestones
  ) -> Experiment {
    random(seed: seed, Profile(name), recording: recording)
  }

  /// The same, its levers drawn over those of a profile.
  static func random(
    seed: UInt64, _ profile: Profile, recording: Recording = .milestones
  ) -> Experiment {
    var dice = Dice(seed: seed)
    let world = dice.world()
    let story = dice.story(in: world)
    let faults = dice.faults(in: world)
    return Experiment(
      world: world, story: story, faults: faults, profile: dice.profile(profile), seed: seed,
      eventLimit: 3_000_000, recording: recording)
  }
}
