extension KeyValueStore.Key {
  /// The mark of a backfill's item: dense for the ids of an installation that replaces none.
  @inline(__always)
  static func mark(of item: Int32, generation: UInt8) -> KeyValueStore.Key {
    generation == 0
      ? .item(item) : .word(DeliveryID.backfill(item: item, generation: generation).key)
  }
}

extension QueueMessage {
  /// The dedup mark of its item.
  @inline(__always)
  var mark: KeyValueStore.Key { .mark(of: subject, generation: generation) }

  /// That its row is published.
  var settledMark: KeyValueStore.Key {
    .word(DeliveryID.settled(item: subject, generation: generation).key)
  }

  /// The id by which the queue knows it again: each webhook has one of its own (pipeline-facts 2.4,
  /// §9), the backfill's items have theirs where they are published with any (2.5).
  var deduplicationID: DeliveryID? {
    guard topic == .ingress else { return nil }
    return isLive
      ? .live(item: subject, nth: detail) : .backfill(item: subject, generation: generation)
  }
}
