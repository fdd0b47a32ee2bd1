import PipelineModel
import SimKernel

/// Something changed of a run that is otherwise played again as it was.
struct Change: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    /// Faults left out, by their places in the file's list.
    case faults([Int])
    /// A fault that strikes so many times and no more.
    case faultUntil(Int, strikes: Int)
    /// A step of the story left out, by its place.
    case step(Int)
    /// A lever set over those of the run.
    case lever(LeverSetting)
    /// A repository that is linked from the start.
    case linked(Int)
    /// A repository that the connection may read from the start.
    case granted(Int)
    /// A repository that its workspace syncs from the start.
    case synced(Int)
    /// Items of a repository that were made one after the other, no two at the same instant.
    case apart(Int, EntityType)
    /// A full backfill of a connection, once the story is over.
    case trigger(Int, at: SimTime)
    /// The run played to its end.
    case horizon
  }

  let parts: [Part]
  /// "without faults[0] (app.jsonc:7)".
  let words: String

  init(_ part: Part, words: String) { self.init([part], words: words) }

  init(_ parts: [Part], words: String) {
    self.parts = parts
    self.words = words
  }

  /// Several changes at once.
  init(_ changes: [Change]) {
    self.init(changes.flatMap(\.parts), words: changes.map(\.words).joined(separator: ", "))
  }

  /// Of several parts, the changes that lack one of them.
  var lessOne: [Change] {
    parts.indices.filter { _ in parts.count > 1 }.map { spared in
      Change(parts.indices.filter { $0 != spared }.map { parts[$0] }, words: words)
    }
  }

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
    for place in scenario.rules.indices where scenario.rules[place].fault.rule == nil {
      scenario.rules[place].fault.rule = place
    }
    var overrides = plan.overrides
    // Steps from the last on, so that the places of those before them stay.
    for part in parts.sorted(by: { $0.step ?? .max > $1.step ?? .max }) {
      part.change(&scenario, &overrides)
    }
    return ReplayPlan(scenario, profile: plan.profile, seed: plan.seed, overrides: overrides)
  }
}

extension Change.Part {
  fileprivate var step: Int? { if case .step(let place) = self { place } else { nil } }

  fileprivate func change(_ scenario: inout Scenario, _ overrides: inout [LeverSetting]) {
    switch self {
    case .faults(let places): scenario.rules.removeAll { places.contains($0.fault.rule ?? -1) }
    case .faultUntil(let place, let strikes):
      for index in scenario.rules.indices where scenario.rules[index].fault.rule == place {
        scenario.rules[index].fault.most = strikes
      }
    case .step(let place): scenario.story = scenario.story.leavingOut(place)
    case .lever(let setting): overrides.append(setting)
    case .linked(let place): scenario.world.repositories[place].linked = true
    case .granted(let place): scenario.world.repositories[place].granted = true
    case .synced(let place): scenario.world.repositories[place].synced = true
    case .apart(let place, let type): scenario.world.repositories[place].setApart(type)
    case .trigger(let place, let time):
      scenario.story.steps.append(
        StoryStep(
          when: StoryTime(offset: time - .zero),
          action: .trigger(TriggerRequest(scenario.world, installation: place))))
    case .horizon: scenario.limits.horizon = .distantFuture
    }
  }
}

extension World.Repository {
  /// Between two items that are set apart.
  private static let apart = SimDuration.seconds(1)

  /// The types whose items are nearer to one another than they would be if set apart.
  var crowdedTypes: [EntityType] {
    items.filter { group in
      guard case .spread(let from, let to) = group.ages else { return false }
      return to - from < Self.apart * group.count
    }.map(\.entityType)
  }

  /// Makes the items of a type older, so that each has an instant of its own.
  fileprivate mutating func setApart(_ type: EntityType) {
    for index in items.indices where items[index].entityType == type {
      guard case .spread(let from, _) = items[index].ages else { continue }
      items[index].ages = .spread(from: from, to: from + Self.apart * items[index].count)
    }
  }
}

extension TriggerRequest {
  /// A full backfill of a connection as the runbook has it.
  init(_ world: World, installation: Int, depth: Int? = nil) {
    let connection = world.installations[installation]
    self.init(
      installationID: .string(connection.name), provider: .string(connection.provider.name),
      organisationID: .string(world.organisations[connection.organisation].name),
      depth: depth.map { .number(Double($0)) } ?? .absent)
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
