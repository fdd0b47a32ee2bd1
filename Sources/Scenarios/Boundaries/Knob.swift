import PipelineModel
import SimKernel

/// One number of an experiment that can be turned.
public enum Knob: Sendable, Equatable {
  /// Items of one entity type of a repository; their ages stay spread as they are.
  case items(repository: Int, EntityType)
  /// The offset of a step of the story, in microseconds.
  case offset(step: Int)
  /// A lever that is a count, a size or a duration (in microseconds).
  case lever(String)
  /// Copies of a repository, the original included; at least 1.
  case copies(repository: Int)

  /// Turns it; the value is not negative.
  func set(_ value: Int64, in experiment: inout Experiment) {
    precondition(value >= 0, "A knob takes no negative number.")
    switch self {
    case .items(let repository, let type):
      setItems(Int(value), type, in: &experiment.world.repositories[repository])
    case .offset(let step):
      experiment.story.steps[step].when.offset = SimDuration(microseconds: value)
    case .lever(let name): setLever(name, value, in: &experiment.profile)
    case .copies(let repository):
      let original = experiment.world.repositories[repository]
      for number in 0..<max(0, value - 1) {
        var copy = original
        copy.name += "-\(number + 2)"
        experiment.world.repositories.append(copy)
      }
    }
  }

  private func setItems(
    _ count: Int, _ type: EntityType, in repository: inout World.Repository
  ) {
    guard let index = repository.items.firstIndex(where: { $0.entityType == type }),
      case .spread = repository.items[index].ages
    else { preconditionFailure("Only a group of items that is spread evenly can be resized.") }
    repository.items[index].count = count
  }

  private func setLever(_ name: String, _ value: Int64, in profile: inout Profile) {
    guard let lever = Lever.named(name) else {
      preconditionFailure("There is no lever \(name).")
    }
    let number: LeverValue =
      switch lever.kind {
      case .duration: .duration(SimDuration(microseconds: value))
      case .bytes: .bytes(Int(value))
      default: .count(Int(value))
      }
    let isSet = lever.set(number, in: &profile)
    precondition(isSet, "The lever \(name) does not take \(value).")
  }
}
