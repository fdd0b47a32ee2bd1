/// Finds what a request body names in the world.
///
/// What is not in the world is negative, and each value that the story's requests have is a number
/// of its own: keys, cancels and limits compare values, whether anybody has them or not.
struct WorldDirectory: Sendable {
  private let installations: [RawValue: Int32]
  private let organisations: [RawValue: Int32]

  /// O(names and steps).
  init(_ world: World, _ story: Story) {
    var (installations, organisations): ([RawValue], [RawValue]) = ([], [])
    for case let request? in story.steps.map(\.action.request) {
      switch request {
      case .trigger(let body):
        installations.append(body.installationID)
        organisations.append(body.organisationID)
      case .cancel(let body): installations.append(body.installationID)
      }
    }
    self.installations = Self.index(world.installations.map(\.name), installations)
    self.organisations = Self.index(world.organisations.map(\.name), organisations)
  }

  private static func index(_ names: [String], _ asked: [RawValue]) -> [RawValue: Int32] {
    var places: [RawValue: Int32] = [:]
    for (place, name) in names.enumerated().reversed() { places[.string(name)] = Int32(place) }
    var stranger: Int32 = 0
    for value in asked where value.isTruthy && places[value] == nil {
      stranger -= 1
      places[value] = stranger
    }
    return places
  }

  func installation(_ value: RawValue) -> Int32 { installations[value] ?? -1 }
  func organisation(_ value: RawValue) -> Int32 { organisations[value] ?? -1 }

  func provider(_ value: RawValue) -> ProviderName {
    guard case .string(let name) = value else { return .unknown }
    return ProviderName.allCases.first { $0 != .unknown && $0.name == name } ?? .unknown
  }

  func entityType(_ name: String) -> EntityType {
    EntityType.allCases.first { $0 != .unknown && $0.name == name } ?? .unknown
  }
}
