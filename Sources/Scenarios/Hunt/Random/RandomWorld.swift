import PipelineModel
import SimKernel

extension Dice {
  /// A world of one to three organisations, installations and repositories.
  public mutating func world() -> World {
    var world = World()
    for index in 0..<number(1...3) {
      world.organisations.append(
        World.Organisation(name: "org\(index)", workspaces: pick([1, 1, 1, 1, 0, 2])))
    }
    for index in 0..<number(1...3) {
      world.installations.append(
        World.Installation(
          name: "inst\(index)", organisation: number(0...world.organisations.count - 1),
          provider: pick([.github, .github, .github, .vercel, .linear, .sentry]),
          connected: chance(70), window: chance(15) ? window() : nil))
    }
    replaceSome(of: &world)
    for index in 0..<number(1...3) {
      let installation = number(0...world.installations.count - 1)
      world.repositories.append(
        World.Repository(
          name: "repo\(index)", installation: installation, linked: chance(85),
          items: groups(of: world.installations[installation].provider)))
      world.repositories[index].granted = chance(95)
      if chance(20) { world.repositories[index].tags = "v" }
      let organisation = world.installations[installation].organisation
      world.repositories[index].workspace = number(
        1...max(1, world.organisations[organisation].workspaces))
      world.repositories[index].synced = chance(95)
      if chance(15) {
        let types = world.installations[installation].provider.entityTypes
        world.repositories[index].activity = types.map { activity(of: $0) }
      }
    }
    return world
  }

  /// Some installations see the repositories of an earlier one under a new id.
  private mutating func replaceSome(of world: inout World) {
    for index in world.installations.indices.dropFirst() where chance(10) {
      let other = number(0...index - 1)
      world.installations[index].replaces = other
      world.installations[index].organisation = world.installations[other].organisation
      world.installations[index].provider = world.installations[other].provider
      world.installations[index].connected = false
    }
  }

  private mutating func activity(of type: EntityType) -> ItemActivity {
    let from = SimTime.zero + duration()
    let change = pick(ItemChange.allCases.filter { $0 != .transferred && $0.happens(to: type) })
    return ItemActivity(
      entityType: type, change: change,
      rate: PipelineModel.Rate(count: number(1...5), period: .hours(1)), from: from,
      until: from + .hours(number(1...4)))
  }

  private mutating func window() -> World.SharedWindow {
    let others = PipelineModel.Rate(count: number(1...2000), period: duration())
    return World.SharedWindow(
      used: number(0...100), resetsIn: duration(), others: chance(50) ? others : nil)
  }

  private mutating func groups(of provider: ProviderName) -> [World.ItemGroup] {
    let types: [EntityType] =
      provider == .vercel ? [.deployment] : [.pullRequest, .issue, .release]
    return types.filter { _ in chance(80) }.map {
      let count = pick([0, 1, number(2...20), number(2...60)])
      return World.ItemGroup(entityType: $0, count: count, ages: ages(of: count))
    }
  }

  private mutating func ages(of count: Int) -> World.Ages {
    guard chance(30) else {
      let from = SimDuration.days(number(0...20))
      return .spread(from: from, to: from + .days(number(0...60)))
    }
    var days = [Int](repeating: 0, count: number(1...60))
    for _ in 0..<count { days[number(0...days.count - 1)] += 1 }
    return .perDay(days)
  }
}
