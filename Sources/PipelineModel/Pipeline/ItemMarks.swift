extension KeyValueStore.Key {
  /// The mark of a backfill's item: dense for the ids of an installation that replaces none.
  @inline(__always)
  static func mark(of item: Int32, generation: UInt8) -> KeyValueStore.Key {
    generation == 0
      ? .item(item) : .word(DeliveryID.backfill(item: item, generation: generation).key)
  }
}

extension MessageQueue.Message {
  /// The dedup mark of its item.
  @inline(__always)
  var mark: KeyValueStore.Key { .mark(of: subject, generation: generation) }
}
