import PipelineModel
import SimKernel

extension BoundaryProbe {
  /// How long after the first run a re-trigger is safe.
  static let retriggers: [BoundaryProbe] = [
    retrigger(
      "6.1-first-duplicate", ["6.1", "3.2", "4.4", "Q2", "Q3", "Q6"],
      "20 items of each type, nothing goes wrong, triggered again"),
    retrigger(
      "6.1-long-run", ["6.1", "Q2", "Q3", "Q6"],
      "a first run of more than 1 h (pages of 10, 20 s for each post)",
      levers: [
        ("provider.page-size", .count(10)), ("wire.post", .distribution(.constant(.seconds(20)))),
        ("connections.token-lifetime", .duration(.hours(8))),
      ], count: 200),
    retrigger(
      "6.1-second-run-slower", ["6.1", "Q2", "Q3", "Q6"],
      "pages of 10, in the second run the provider takes 3 min for the second page of issues",
      levers: [("provider.page-size", .count(10))],
      faults: [slowPage]),
    retrigger(
      "8.1-deeper", ["8.1", "8.2", "Q4"],
      "20 items of each type in 90 days, first 30 days, then 90", depth: 90, days: 90),
    retrigger(
      "11.2-new-repository", ["11.2", "Q5"],
      "a second repository is linked 59 min after the first trigger", adds: true),
  ]

  private static let slowPage: Fault = {
    var target = Fault.Target()
    target.entityType = .issue
    target.pages = 2...2
    target.rounds = 2...2
    return Fault(wire: .fetch, target: target, effect: .slow(.minutes(3)))
  }()

  private static func retrigger(
    _ id: String, _ claims: [String], _ situation: String,
    levers: [(name: String, value: LeverValue)] = [], faults: [Fault] = [], count: Int = 20,
    depth: Int? = nil, days: Int = 30, adds: Bool = false
  ) -> BoundaryProbe {
    let items: [(type: EntityType, count: Int)] = [
      (.pullRequest, count), (.issue, count), (.release, min(count, 20)),
    ]
    var world = SmallWorld.world(items, days: days)
    var steps = [
      StoryStep(label: "first", when: StoryTime(), action: SmallWorld.trigger()),
      StoryStep(
        label: "again", when: StoryTime(anchor: .runStarted(0)),
        action: SmallWorld.trigger(depth: depth)),
    ]
    if adds {
      world.repositories.append(SmallWorld.repository("app-2", items, linked: false))
      let early = StoryTime(anchor: .start, offset: .minutes(59))
      steps.append(StoryStep(label: "added", when: early, action: .link(repository: 1)))
    }
    let (finalWorld, story) = (world, Story(steps: steps))
    return BoundaryProbe(
      id: id, claims: claims,
      question:
        "How long after the start of the first run does a re-trigger deliver nothing twice?",
      situation: situation, unit: .time,
      range: SimDuration.hours(1).microseconds...SimDuration.hours(49).microseconds,
      resolution: SimDuration.seconds(1).microseconds, recording: .items,
      profiles: NamedProfile.builtIn,
      experiment: { profile in
        Experiment(
          world: finalWorld, story: story, faults: faults,
          profile: SmallWorld.profile(profile, levers))
      }, knob: .offset(step: 1),
      holds: { $0.outcome.counts.duplicateDeliveries == 0 },
      reached: { evidence in
        "\(grouped(evidence.outcome.counts.duplicateRefused)) refused as duplicates"
      },
      obstacle: { evidence in
        guard let first = evidence.ledger.repeats.first else { return "" }
        return "\(counted(evidence.ledger.repeats.count, "item")) delivered again, the first of "
          + "\(evidence.name(of: first.unit))"
      })
  }
}
