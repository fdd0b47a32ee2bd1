import PipelineModel
import SimKernel

/// The smallest worlds and stories: one customer, one connection, one repository.
enum SmallWorld {
  static let installation = "acme-github"

  /// One repository with these items, evenly spread over so many days of age.
  static func world(
    _ items: [(type: EntityType, count: Int)], days: Int, provider: ProviderName
  ) -> World {
    World(
      organisations: [World.Organisation(name: "acme")],
      installations: [
        World.Installation(name: installation, organisation: 0, provider: provider)
      ],
      repositories: [repository("app", items, days: days)])
  }

  static func repository(
    _ name: String, _ items: [(type: EntityType, count: Int)], days: Int, linked: Bool = true
  ) -> World.Repository {
    World.Repository(
      name: name, installation: 0, linked: linked,
      items: items.map {
        World.ItemGroup(
          entityType: $0.type, count: $0.count, ages: .spread(from: .zero, to: .days(days)))
      })
  }

  /// `POST /trigger` for a connection of the one customer.
  static func trigger(
    installation: String = installation, depth: Int? = nil, types: [EntityType]? = nil,
    provider: ProviderName = .github, organisation: String = "acme"
  ) -> StoryAction {
    .trigger(
      TriggerRequest(
        installationID: .string(installation), provider: .string(provider.name),
        organisationID: .string(organisation), depth: depth.map { .number(Double($0)) } ?? .absent,
        entityTypes: types.map { $0.map(\.name) }))
  }
}
