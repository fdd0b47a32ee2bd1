import PipelineModel
import SimKernel

/// One thing changed of a run that is otherwise played again as it was.
struct Change: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    /// Faults left out, by their places in the file's list.
    case faults([Int])
    /// A step of the story left out, by its place.
    case step(Int)
    /// Levers set over those of the run.
    case levers([LeverSetting])
  }

  let part: Part
  /// "without faults[0] (app.jsonc:7)".
  let words: String

  /// The run with the change, of which nothing is expected: expectations may name a step that is
  /// left out.
  func plan(_ plan: ReplayPlan) -> ReplayPlan {
    var scenario = plan.scenario
    (scenario.expectations, scenario.sometimes, scenario.claims) = ([], [], [])
    return changed(
      ReplayPlan(scenario, profile: plan.profile, seed: plan.seed, overrides: plan.overrides))
  }

  /// The run with the change and with all that is expected of it.
  func changed(_ plan: ReplayPlan) -> ReplayPlan {
    var scenario = plan.scenario
    var overrides = plan.overrides
    switch part {
    case .faults(let places):
      for place in scenario.rules.indices where scenario.rules[place].fault.rule == nil {
        scenario.rules[place].fault.rule = place
      }
      scenario.rules = scenario.rules.enumerated().filter { !places.contains($0.offset) }
        .map(\.element)
    case .step(let place): scenario.story = scenario.story.leavingOut(place)
    case .levers(let settings): overrides += settings
    }
    return ReplayPlan(scenario, profile: plan.profile, seed: plan.seed, overrides: overrides)
  }
}

extension Story {
  /// Whether another step is timed by this one.
  func isAwaited(_ place: Int) -> Bool { steps.contains { $0.when.anchor.place == place } }

  /// The story without a step that no other is timed by.
  func leavingOut(_ place: Int) -> Story {
    var story = self
    story.steps.remove(at: place)
    for index in story.steps.indices {
      story.steps[index].when.anchor = story.steps[index].when.anchor.moved(past: place)
    }
    return story
  }
}

extension StoryTime.Anchor {
  fileprivate var place: Int? {
    switch self {
    case .start: nil
    case .step(let place), .runStarted(let place), .runEnded(let place): place
    }
  }

  fileprivate func moved(past removed: Int) -> Self {
    func moved(_ place: Int) -> Int { place > removed ? place - 1 : place }
    return switch self {
    case .start: .start
    case .step(let place): .step(moved(place))
    case .runStarted(let place): .runStarted(moved(place))
    case .runEnded(let place): .runEnded(moved(place))
    }
  }
}
