import SimKernel
import Testing

@testable import PipelineModel

/// A draw belongs to a thing: what strikes one thing leaves the draws of all others as they are.
@Suite("A fault on one unit")
struct KeyedDrawTests {
  private static let effects: [Fault.Effect] = [
    .status(500), .statusAfterWork(500), .lostRequest, .lostReply, .hang, .slow(.seconds(7)),
    .crashBefore, .crashAfter, .deliveredTwice,
  ]
  private static let wiresOfTwo: [Wire] = [
    .trigger, .cancelDelivery, .ingress, .teardown, .webhook,
  ]

  /// Wires whose calls belong to one unit; those of the others belong to a whole installation.
  private static let unitWires: [Wire] = [
    .engineRequest, .token, .fetch, .post, .mark, .publish, .ingress, .ingressStep, .capture,
    .webhook,
  ]

  /// What happened to one unit or installation, with runs by what they are.
  private struct Life: Equatable {
    var time: SimTime
    var event: Milestone.Event
    var run: String
  }

  /// Three customers whose backfills share no limit that any of them reaches: one that connects,
  /// is triggered again and deleted, one with live items, one of another provider.
  private static func experiment(_ name: Profile.Name) -> Experiment {
    var profile = Profile(name)
    // Other work is looked at in the same pass, and waits for the same slots: none of it here.
    profile.engine.scanPerItem = .zero
    profile.engine.accountSteps = 0
    profile.console.perWorkspace = 0
    (profile.orchestrator.perInstallation, profile.orchestrator.global) = (0, 0)
    (profile.worker.perOrganisation, profile.worker.global) = (0, 0)
    profile.engine.responseLossPerMillion = 20_000
    profile.queue.redeliveryPerMillion = 30_000
    profile.console.textSignal = 10
    profile.items.sizeSpread = 200
    let world = World(
      organisations: (0..<3).map { World.Organisation(name: "org-\($0)") },
      installations: [
        World.Installation(name: "a", organisation: 0, provider: .github, connected: false),
        World.Installation(name: "b", organisation: 1, provider: .github),
        World.Installation(name: "c", organisation: 2, provider: .vercel),
      ],
      repositories: [
        World.Repository(
          name: "ra", installation: 0,
          items: [
            .init(entityType: .pullRequest, count: 14, ages: .spread(from: .zero, to: .days(20))),
            .init(entityType: .issue, count: 9, ages: .spread(from: .zero, to: .days(20))),
          ]),
        World.Repository(
          name: "rb", installation: 1,
          items: [
            .init(entityType: .pullRequest, count: 11, ages: .spread(from: .zero, to: .days(20))),
            .init(entityType: .issue, count: 8, ages: .spread(from: .zero, to: .days(20))),
          ]),
        World.Repository(
          name: "rc", installation: 2,
          items: [
            .init(entityType: .deployment, count: 13, ages: .spread(from: .zero, to: .days(20)))
          ]),
      ])
    profile.provider.pageSize = 5
    func trigger(_ installation: Int) -> StoryAction {
      let row = world.installations[installation]
      return .trigger(
        TriggerRequest(
          installationID: .string(row.name), provider: .string(row.provider.name),
          organisationID: .string(world.organisations[row.organisation].name)))
    }
    let story = Story(steps: [
      StoryStep(when: StoryTime(offset: .zero), action: .connect(installation: 0)),
      StoryStep(when: StoryTime(offset: .seconds(1)), action: trigger(1)),
      StoryStep(when: StoryTime(offset: .seconds(2)), action: trigger(2)),
      StoryStep(
        when: StoryTime(anchor: .runEnded(1), offset: .minutes(3)),
        action: .createItems(repository: 1, entityType: .issue, count: 3)),
      StoryStep(when: StoryTime(offset: .hours(2)), action: trigger(0)),
      StoryStep(when: StoryTime(offset: .hours(2)), action: trigger(1)),
      StoryStep(
        when: StoryTime(offset: .hours(2) + .seconds(20)), action: .delete(installation: 0)),
      StoryStep(
        when: StoryTime(offset: .hours(3)),
        action: .createItems(repository: 0, entityType: .pullRequest, count: 1)),
    ])
    return Experiment(world: world, story: story, profile: profile, seed: 5, recording: .items)
  }

  /// The lives of units and installations, by a name each; what faults did is left out.
  private static func lives(_ outcome: Outcome, _ world: World) -> [String: [Life]] {
    var runs: [Int32: String] = [:]
    for run in outcome.runs {
      runs[run.number] = "\(run.function) \(run.installation) \(run.unit) round \(run.round)"
    }
    var lives: [String: [Life]] = [:]
    for milestone in outcome.milestones where milestone.kind != .faultStruck {
      let owner =
        milestone.unit == .none
        ? milestone.installation
        : Int32(world.repositories[Int(milestone.unit.repository)].installation)
      let name = milestone.unit == .none ? "\(owner)" : "\(owner) \(milestone.unit.entityType)"
      // A run that the outcome does not list is a capture, told apart by its unit and its times.
      lives[name, default: []].append(
        Life(
          time: milestone.time, event: milestone.event,
          run: milestone.run == 0 ? "" : runs[milestone.run] ?? "capture"))
    }
    return lives
  }

  @Test(
    "leaves the lives of all other units as they are",
    arguments: Profile.Name.allCases, Wire.allCases)
  func others(_ name: Profile.Name, _ wire: Wire) {
    var experiment = Self.experiment(name)
    let calm = Self.lives(experiment.run(), experiment.world)
    var strikes = 0
    for effect in Self.effects
    where effect != .deliveredTwice || Self.wiresOfTwo.contains(wire) {
      for trigger in [Fault.Trigger.nth(1...1), .always] {
        var fault = Fault(wire: wire, trigger: trigger, effect: effect)
        fault.target.installation = 0
        let isOfUnit = Self.unitWires.contains(wire)
        if isOfUnit { fault.target.entityType = .pullRequest }
        experiment.faults = [fault]
        let outcome = experiment.run()
        strikes += outcome.faultStrikes[0]
        #expect(outcome.violations.isEmpty)
        let struck = Self.lives(outcome, experiment.world)
        for (owner, life) in calm where !owner.hasPrefix("0") && !owner.hasPrefix("-1") {
          #expect(struck[owner] == life, "\(owner), \(wire.name), \(effect), \(trigger)")
        }
        // The issues of the struck installation, up to what its own cancel and end change.
        guard isOfUnit else { continue }
        let until = SimTime.zero + .hours(2)
        #expect(
          struck["0 issue"]?.filter { $0.time < until }
            == calm["0 issue"]?.filter { $0.time < until },
          "issues beside it, \(wire.name), \(effect), \(trigger)")
      }
    }
    // The runbook's Console has neither ingress steps nor captures.
    let isThere = name == .asBuilt || (wire != .ingressStep && wire != .capture)
    #expect((strikes > 0) == isThere, "strikes on \(wire.name): \(strikes)")
  }

  @Test("and taking one of two faults away leaves what the other draws")
  func rules() {
    var experiment = Self.experiment(.asBuilt)
    var first = Fault(wire: .post, effect: .status(500))
    first.target.installation = 0
    first.rule = 0
    let second = Fault(
      wire: .ingress, trigger: .probability(perMillion: 300_000), effect: .status(503), rule: 1)
    experiment.faults = [first, second]
    let both = Self.lives(experiment.run(), experiment.world)
    experiment.faults = [second]
    let one = Self.lives(experiment.run(), experiment.world)
    for owner in ["1 pullRequest", "1 issue", "2 deployment"] { #expect(both[owner] == one[owner]) }
  }

  @Test("and no purpose of a draw has the number of another")
  func purposes() {
    #expect(Set(DrawPurpose.allCases.map(\.rawValue)).count == DrawPurpose.allCases.count)
    let key = RandomKey(seed: 1)
    let bits = Set(DrawPurpose.allCases.map { key.bits($0, 7, 7, 7) })
    #expect(bits.count == DrawPurpose.allCases.count)
  }
}
