/// The id under which an item travels; the backfill's is deterministic, a live webhook's is not.
///
/// `backfill-{installation}-{resource}-{type}-{number}` (pipeline-facts §7): an item of the world
/// is one such tuple, so its index stands for the id. A live webhook carries a new id each time
/// (§9).
struct DeliveryID: Hashable, Sendable, BitwiseCopyable {
  /// Never 0.
  let key: UInt64

  /// The backfill's id of an item, by an installation that replaces so many.
  static func backfill(item: Int32, generation: UInt8 = 0) -> DeliveryID {
    DeliveryID(key: ExpiringKeys.key(UInt64(UInt32(bitPattern: item)), UInt64(generation), 1))
  }

  /// The status of the row with a backfill's item, in the table of rows.
  static func settled(item: Int32, generation: UInt8 = 0) -> DeliveryID {
    DeliveryID(key: ExpiringKeys.key(UInt64(UInt32(bitPattern: item)), UInt64(generation), 3))
  }

  /// The id of the n-th live webhook of an item.
  static func live(item: Int32, nth: Int32) -> DeliveryID {
    DeliveryID(key: ExpiringKeys.key(word(item, nth), 0, 2))
  }
}
