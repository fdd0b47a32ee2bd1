/// What the ledger keeps of one item, in 4 bytes: how often it was delivered and stored, what it
/// was lost to, and whether it ever was dropped on purpose.
///
/// The counts stop at the most they can hold, so that an item that came is never one that did not.
public struct ItemRow: Sendable, Equatable, BitwiseCopyable {
  private var deliveries: UInt16 = 0
  /// The number of observations; in the lowest bits whether the Console ever left it out on
  /// purpose, and 1 more than the raw value of the drop it was lost to.
  private var storage: UInt16 = 0

  private static let dropBits: UInt16 = 5
  private static let purpose: UInt16 = 1 << (dropBits - 1)
  private static let lossMask: UInt16 = purpose - 1
  private static let dropMask: UInt16 = 1 << dropBits - 1

  /// The most deliveries it tells apart.
  static let mostDeliveries = Int(UInt16.max)
  /// The most observations it tells apart.
  static let mostObservations = Int(UInt16.max >> dropBits)

  var isDelivered: Bool { deliveries > 0 }
  /// Whether it has an observation.
  public var isStored: Bool { storage > Self.dropMask }
  /// How often it was delivered, at the most `mostDeliveries`.
  public var delivered: Int { Int(deliveries) }
  /// How many observations it has, at the most `mostObservations`.
  public var stored: Int { Int(storage >> Self.dropBits) }

  /// Counts a delivery; how many there have been, at the most `mostDeliveries`.
  mutating func countDelivery() -> Int {
    if deliveries < UInt16.max { deliveries += 1 }
    return delivered
  }

  /// Counts an observation; how many there have been, at the most `mostObservations`.
  mutating func countObservation() -> Int {
    if storage >> Self.dropBits < UInt16.max >> Self.dropBits { storage += 1 << Self.dropBits }
    return stored
  }

  /// Whether the Console ever left it out on purpose.
  var isFiltered: Bool { storage & Self.purpose > 0 }

  /// What it was lost to: its first drop, a refusal as a duplicate only where there is no other;
  /// nil when it never was dropped.
  var loss: ItemDrop? {
    let drop = storage & Self.lossMask
    return drop > 0 ? ItemDrop(rawValue: UInt8(drop - 1)) : nil
  }

  mutating func drop(_ reason: ItemDrop, onPurpose: Bool) {
    if onPurpose { storage |= Self.purpose }
    if let loss, !loss.isRefusal || reason.isRefusal { return }
    storage = storage & ~Self.lossMask | (UInt16(reason.rawValue) + 1)
  }
}
