/// What the backfill can copy from a provider; a provider without one is refused.
///
/// Source: pipeline-facts §7 (registry: github and vercel only).
struct Connector: Sendable {
  /// Entity types copied when the trigger names none.
  let defaultEntityTypes: [EntityType]

  /// The connector of a provider, if it has one.
  init?(_ provider: ProviderName) {
    defaultEntityTypes = provider.entityTypes
    if defaultEntityTypes.isEmpty { return nil }
  }

  /// Whether the connector knows how to list a type.
  func supports(_ type: EntityType) -> Bool { defaultEntityTypes.contains(type) }
}
