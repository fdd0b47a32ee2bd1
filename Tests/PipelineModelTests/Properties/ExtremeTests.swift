import Scenarios
import SimKernel
import Testing

@testable import PipelineModel

@Suite("The ends of every lever")
struct ExtremeTests {
  @Test("are played without a trap and balance", arguments: Lever.all.map(\.name))
  func alone(_ name: String) throws {
    let lever = try #require(Lever.named(name))
    for profile in Profile.Name.allCases {
      for value in lever.extremes {
        var experiment = Self.experiment(profile)
        #expect(lever.set(value, in: &experiment.profile), "\(value)")
        let outcome = experiment.run()
        #expect(outcome.violations.isEmpty, "\(profile.rawValue), \(value)")
      }
    }
  }

  @Test("are played together in random experiments", arguments: Profile.Name.allCases)
  func together(_ name: Profile.Name) {
    for seed in Effort.seeds(debug: 60, release: 3000) {
      var dice = Dice(seed: seed)
      var experiment = Experiment.random(seed: seed, name)
      experiment.eventLimit = 5000
      var set: [String] = []
      for _ in 0..<dice.pick([2, 5, 20, 60]) {
        let lever = dice.pick(Lever.all)
        let value = dice.pick(lever.extremes)
        #expect(lever.set(value, in: &experiment.profile))
        set.append("\(lever.name) \(value)")
      }
      let outcome = experiment.run()
      #expect(outcome.violations.isEmpty, "seed \(seed), \(name.rawValue): \(set)")
    }
  }

  @Test("out of reach by one are refused", arguments: Lever.all.map(\.name))
  func beyond(_ name: String) throws {
    let lever = try #require(Lever.named(name))
    let century = Distribution.maximum + .microseconds(1)
    let beyond: [LeverValue] =
      switch lever.kind {
      case .count(let range): [.count(range.lowerBound - 1), .count(range.upperBound + 1)]
      case .duration:
        [.duration(.microseconds(-1)), .duration(lever.longest + .microseconds(1))]
      case .durations: [.durations([]), .durations([century])]
      case .bytes: [.bytes(-1), .bytes(1 << 30 + 1)]
      case .rate:
        [
          .rate(Rate(count: 0, period: .hours(1))), .rate(Rate(count: 1, period: .zero)),
          .rate(Rate(count: 1_000_000_001, period: .hours(1))),
          .rate(Rate(count: 1, period: century)),
        ]
      case .distribution: [.distribution(.constant(century))]
      case .flag, .choice: []
      }
    for value in beyond { #expect(!lever.accepts(value), "\(value)") }
  }

  /// Two backfills, items made and updated, and a connection that goes.
  private static func experiment(_ name: Profile.Name) -> Experiment {
    let ages = World.Ages.spread(from: .zero, to: .days(20))
    let world = World(
      organisations: [World.Organisation(name: "o")],
      installations: [World.Installation(name: "i", organisation: 0, provider: .github)],
      repositories: [
        World.Repository(
          name: "r", installation: 0,
          items: [EntityType.pullRequest, .issue, .release].map {
            World.ItemGroup(entityType: $0, count: 6, ages: ages)
          })
      ])
    let trigger = StoryAction.trigger(
      TriggerRequest(
        installationID: .string("i"), provider: .string("github"), organisationID: .string("o")))
    let story = Story(steps: [
      StoryStep(when: StoryTime(), action: trigger),
      StoryStep(
        when: StoryTime(offset: .seconds(30)),
        action: .createItems(repository: 0, entityType: .issue, count: 3)),
      StoryStep(
        when: StoryTime(offset: .minutes(1)),
        action: .updateItems(repository: 0, entityType: .pullRequest, first: 2, count: 3)),
      StoryStep(when: StoryTime(offset: .hours(3)), action: trigger),
      StoryStep(when: StoryTime(offset: .hours(4)), action: .delete(installation: 0)),
    ])
    return Experiment(
      world: world, story: story, profile: Profile(name), eventLimit: 3000, recording: .items)
  }
}

extension Lever {
  /// The least and the greatest values that it takes, and the two ends together where it has two.
  fileprivate var extremes: [LeverValue] {
    let most = Distribution.maximum
    switch kind {
    case .count(let range): return [.count(range.lowerBound), .count(range.upperBound)]
    case .duration: return [.zero, .microseconds(1), longest].map { .duration($0) }
    case .durations:
      return [[.zero], [SimDuration](repeating: most, count: 100)].map { .durations($0) }
    case .flag: return [.flag(false), .flag(true)]
    case .choice(let words): return words.map { .choice($0) }
    case .bytes: return [.bytes(0), .bytes(1), .bytes(1 << 30)]
    case .rate:
      return [1, 1_000_000_000].flatMap { count in
        [.microseconds(1), most].map { .rate(Rate(count: count, period: $0)) }
      }
    case .distribution:
      return [
        .constant(.zero), .constant(most), .uniform(.zero, most), .exponential(mean: most),
        .lognormal(median: most, sigma: 10), .lognormal(median: .microseconds(1), sigma: 1e9),
      ].map { .distribution($0) }
    }
  }
}
