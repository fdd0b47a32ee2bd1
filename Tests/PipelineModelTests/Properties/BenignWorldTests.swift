import Scenarios
import SimKernel
import Testing

@testable import PipelineModel

/// The control: where nothing goes wrong, nothing is lost and nothing is doubled.
@Suite("A benign world")
struct BenignWorldTests {
  @Test("loses and doubles nothing", arguments: Profile.Name.allCases)
  func benign(_ name: Profile.Name) {
    var items = 0
    for seed in 1...200 as ClosedRange<UInt64> {
      let experiment = Experiment.benign(seed: seed, name)
      let outcome = experiment.run()
      let counts = outcome.counts
      let place = "seed \(seed), profile \(name.rawValue)"
      #expect(outcome.stop == .noMoreEvents && outcome.violations.isEmpty, "\(place)")
      #expect(counts.expected == experiment.world.itemCount, "\(place)")
      #expect(counts.missing == 0 && counts.stale == 0 && counts.ghosts == 0, "\(place)")
      #expect(counts.duplicateDeliveries == 0 && counts.duplicateStored == 0, "\(place)")
      let failed = outcome.orchestratorResults.count { !$0.success }
      #expect(failed == 0, "\(place)")
      items += counts.stored
    }
    #expect(items > 2000)
  }
}

extension World {
  fileprivate var itemCount: Int {
    repositories.reduce(0) { $0 + $1.items.reduce(0) { $0 + $1.count } }
  }
}

extension Experiment {
  /// Up to 50 items of GitHub and Vercel, with a window that has begun and is shared, renamed and
  /// granted repositories and tags; no fault, no accident.
  fileprivate static func benign(seed: UInt64, _ name: Profile.Name) -> Experiment {
    var dice = Dice(seed: seed)
    let world = dice.benignWorld()
    var story = Story()
    for repository in world.repositories.indices where dice.chance(20) {
      let act: RepositoryAct = dice.chance(50) ? .rename : .grant
      story.steps.append(
        StoryStep(when: StoryTime(), action: .alter(act, repository: repository)))
    }
    for installation in world.installations {
      story.steps.append(
        StoryStep(
          when: StoryTime(offset: .seconds(1)),
          action: .trigger(
            TriggerRequest(
              installationID: .string(installation.name),
              provider: .string(installation.provider.name),
              organisationID: .string("acme")))))
    }
    var profile = Profile(name)
    profile.engine.responseLossPerMillion = 0
    profile.queue.redeliveryPerMillion = 0
    return Experiment(
      world: world, story: story, profile: profile, seed: seed, eventLimit: 3_000_000)
  }
}

extension Dice {
  fileprivate mutating func benignWorld() -> World {
    var world = World(organisations: [World.Organisation(name: "acme")])
    var left = 50
    for provider in [ProviderName.github, .vercel] where provider == .github || chance(60) {
      let others = PipelineModel.Rate(count: number(1...1000), period: .hours(1))
      world.installations.append(
        World.Installation(
          name: provider.name, organisation: 0, provider: provider,
          window: chance(50)
            ? World.SharedWindow(
              used: number(0...3000), resetsIn: .minutes(number(1...50)),
              others: chance(50) ? others : nil) : nil))
    }
    for index in 0..<number(1...4) {
      let installation = number(0...world.installations.count - 1)
      let types = world.installations[installation].provider.entityTypes
      let groups = types.map { type in
        let count = number(0...min(left, 20))
        left -= count
        return World.ItemGroup(
          entityType: type, count: count, ages: .spread(from: .zero, to: .days(number(1...29))))
      }
      var repository = World.Repository(
        name: "repo\(index)", installation: installation, items: groups,
        firstNumber: 1 + 100 * index)
      if chance(50) { repository.tags = "v\(index)" }
      world.repositories.append(repository)
    }
    return world
  }
}
