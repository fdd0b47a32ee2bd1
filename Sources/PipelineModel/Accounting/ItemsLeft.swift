/// Items that a backfill asked for and that did not get there.
public struct ItemsLeft: Sendable, Equatable {
  /// Never delivered.
  public var undelivered = 0
  /// Neither stored nor filtered on purpose, undelivered ones among them.
  public var lost = 0
  /// The lost ones that were delivered, by the `ItemDrop.rawValue` that they were lost to.
  public var lostTo = [Int](repeating: 0, count: ItemDrop.allCases.count)
}
