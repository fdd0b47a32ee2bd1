import PipelineModel
import SimKernel

/// A large scenario hunted with next to no items: where a class is met there too, its example there
/// is small already.
struct SmallWorlds: Sendable {
  private var cases: [HuntClass.Key: HuntCase] = [:]

  /// Hunts in small worlds of a plan until each class has an example; in none where the plan's own
  /// world is small.
  init(
    _ plan: HuntPlan, _ classes: [HuntClass], threads: Int,
    advance: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws {
    guard plan.scenario.world.hasManyItems else { return }
    var left = Set(classes.map(\.key))
    let worlds = plan.scenario.world.small
    for (place, world) in worlds.enumerated() where !left.isEmpty {
      advance(place, worlds.count)
      var scenario = plan.scenario
      scenario.world = world
      let small = try HuntPlan(
        scenario, profile: plan.profile, seed: plan.seed, overrides: plan.overrides,
        properties: plan.judge.properties.map(\.text))
      var hunt = Hunt(small)
      hunt.threads = threads
      for found in try hunt.run(resuming: false).tally.classes where left.contains(found.key) {
        left.remove(found.key)
        cases[found.key] = HuntCase(found.example, of: small)
      }
    }
  }

  /// A case of a class in a small world.
  subscript(key: HuntClass.Key) -> HuntCase? { cases[key] }
}

extension World {
  private static let manyItems = 20

  /// Whether a run takes so long that fewer items are worth looking for first.
  var hasManyItems: Bool {
    repositories.reduce(0) { $0 + $1.items.reduce(0) { $0 + $1.count } } > Self.manyItems
  }

  /// The worlds with one, two and three items of one entity type alone, then with as many of each.
  fileprivate var small: [World] {
    var seen: Set<EntityType> = []
    var groups: [(repository: Int, items: ItemGroup)] = []
    for place in repositories.indices {
      for items in repositories[place].items where seen.insert(items.entityType).inserted {
        groups.append((place, items))
      }
    }
    return [1, 2, 3].flatMap { count in
      groups.map { keeping([$0], count) } + (groups.count > 1 ? [keeping(groups, count)] : [])
    }
  }

  private func keeping(_ groups: [(repository: Int, items: ItemGroup)], _ count: Int) -> World {
    var small = self
    for place in small.repositories.indices {
      small.repositories[place].items = groups.filter { $0.repository == place }.map {
        var items = $0.items
        items.ages = .spread(from: .zero, to: .days(30))
        items.count = count
        return items
      }
    }
    return small
  }
}
