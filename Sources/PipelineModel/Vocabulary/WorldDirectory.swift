/// Finds what a request body names in the world; what it does not find is -1 or unknown.
struct WorldDirectory: Sendable {
  private let installations: [String: Int32]
  private let organisations: [String: Int32]

  init(_ world: World) {
    installations = Self.index(world.installations.map(\.name))
    organisations = Self.index(world.organisations.map(\.name))
  }

  private static func index(_ names: [String]) -> [String: Int32] {
    names.indices.reversed().reduce(into: [:]) { $0[names[$1]] = Int32($1) }
  }

  func installation(_ value: RawValue) -> Int32 { find(value, installations) }
  func organisation(_ value: RawValue) -> Int32 { find(value, organisations) }

  private func find(_ value: RawValue, _ index: [String: Int32]) -> Int32 {
    guard case .string(let name) = value else { return -1 }
    return index[name] ?? -1
  }

  func provider(_ value: RawValue) -> ProviderName {
    guard case .string(let name) = value else { return .unknown }
    return ProviderName.allCases.first { $0 != .unknown && $0.name == name } ?? .unknown
  }

  func entityType(_ name: String) -> EntityType {
    EntityType.allCases.first { $0 != .unknown && $0.name == name } ?? .unknown
  }
}
