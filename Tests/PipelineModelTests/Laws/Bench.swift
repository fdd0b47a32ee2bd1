import SimKernel

@testable import PipelineModel

/// One organisation, one installation, one repository, and what the test adds to them.
struct Bench {
  var world: World
  var story = Story()
  var faults: [Fault] = []
  var profile: Profile
  var recording = Experiment.Recording.items

  /// A repository with items of these types, all last updated within `ages` (20 days).
  init(
    _ items: [EntityType: Int], _ name: Profile.Name = .asBuilt,
    provider: ProviderName = .github, connected: Bool = true
  ) {
    let groups = EntityType.allCases.compactMap { type in
      items[type].map {
        World.ItemGroup(
          entityType: type, count: $0, ages: .spread(from: .zero, to: .days(20)))
      }
    }
    world = World(
      organisations: [World.Organisation(name: "acme")],
      installations: [
        World.Installation(
          name: "main", organisation: 0, provider: provider, connected: connected)
      ],
      repositories: [World.Repository(name: "acme/app", installation: 0, items: groups)])
    profile = .exact(name)
  }

  /// Adds a step at an offset from the start.
  mutating func at(_ offset: SimDuration, _ action: StoryAction) {
    story.steps.append(StoryStep(when: StoryTime(offset: offset), action: action))
  }

  /// Adds a trigger for the only installation.
  mutating func trigger(
    at offset: SimDuration = .zero, types: [String]? = nil, depth: RawValue = .number(30),
    organisation: String = "acme"
  ) {
    at(
      offset,
      .trigger(
        TriggerRequest(
          installationID: .string("main"),
          provider: .string("\(world.installations[0].provider)"),
          organisationID: .string(organisation), depth: depth, entityTypes: types)))
  }

  /// Adds a fault.
  mutating func fail(
    _ wire: Wire, _ effect: Fault.Effect, _ trigger: Fault.Trigger = .always,
    target: (inout Fault.Target) -> Void = { _ in }
  ) {
    var fault = Fault(wire: wire, trigger: trigger, effect: effect)
    target(&fault.target)
    faults.append(fault)
  }

  var experiment: Experiment {
    Experiment(
      world: world, story: story, faults: faults, profile: profile, eventLimit: 5_000_000,
      recording: recording)
  }

  /// Runs it; what the model itself finds broken is a failure of the test.
  func run() -> Outcome { experiment.run() }
}

extension Profile {
  /// A built-in profile with constant latencies and no accidents: times can be computed by hand.
  static func exact(_ name: Name) -> Profile {
    var profile = Profile(name)
    profile.wires.connections = .constant(.milliseconds(100))
    profile.wires.fetch = .constant(.seconds(1))
    profile.wires.post = .constant(.milliseconds(100))
    profile.wires.sendEvent = .constant(.milliseconds(50))
    profile.wires.queueDelivery = .constant(.milliseconds(500))
    profile.wires.publish = .constant(.milliseconds(60))
    profile.wires.ingressStep = .constant(.milliseconds(100))
    profile.wires.operatorCall = .constant(.milliseconds(100))
    profile.engine.backoffJitter = .zero
    profile.engine.responseLossPerMillion = 0
    profile.queue.redeliveryPerMillion = 0
    return profile
  }
}

extension Outcome {
  /// The runs of a function, in order of creation.
  func runs(of function: FunctionKind) -> [RunRecord] { runs.filter { $0.function == function } }

  /// Milestones of a kind, in order.
  func milestones(_ kind: Milestone.Kind) -> [Milestone] { milestones.filter { $0.kind == kind } }

  /// Whether the run ended by itself and broke nothing.
  var isSound: Bool { stop == .noMoreEvents && violations.isEmpty }
}

extension UnitOfWork {
  /// A unit of the only repository.
  static func only(_ type: EntityType) -> UnitOfWork {
    UnitOfWork(repository: 0, entityType: type)
  }
}

extension ItemStates {
  /// So many in a thousand are closed.
  static func all(closed perMille: Int) -> ItemStates {
    ItemStates(closedPerMille: perMille, random: RandomKey(seed: 1))
  }
}
