/// What a number belongs to, by an event's key and a tag: open addressing with linear probing.
///
/// Look-up and insertion are O(1) on average; 24 bytes a key at a load of at most 4/5. Nothing is
/// ever removed.
struct KeyIndex: Sendable {
  private struct Slot: Sendable, BitwiseCopyable {
    var key = EventKey()
    var tag: Int32 = 0
    /// The number, or -1 in an empty slot.
    var number: Int32 = -1
  }

  private var slots: ContiguousArray<Slot> = []
  private var used = 0

  /// The number of a key; one that is new gets `next` and is kept.
  mutating func number(of key: EventKey, tag: Int32, next: Int32) -> Int32 {
    if used * 5 >= slots.count * 4 { grow() }
    let place = place(of: key, tag)
    if slots[place].number < 0 {
      slots[place] = Slot(key: key, tag: tag, number: next)
      used += 1
    }
    return slots[place].number
  }

  /// The number of a key, or -1.
  func number(of key: EventKey, tag: Int32) -> Int32 {
    slots.isEmpty ? -1 : slots[place(of: key, tag)].number
  }

  private func place(of key: EventKey, _ tag: Int32) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: key.digest(tag)) & mask
    while slots[place].number >= 0, slots[place].key != key || slots[place].tag != tag {
      place = (place + 1) & mask
    }
    return place
  }

  private mutating func grow() {
    let old = slots
    slots = ContiguousArray(repeating: Slot(), count: max(16, old.count * 2))
    for slot in old where slot.number >= 0 { slots[place(of: slot.key, slot.tag)] = slot }
  }
}

extension EventKey {
  /// A well-mixed word of the key and a tag.
  @inline(__always)
  func digest(_ tag: Int32) -> UInt64 {
    let high = UInt64(UInt32(bitPattern: a)) << 32 | UInt64(UInt32(bitPattern: b))
    let low = UInt64(UInt32(bitPattern: c)) << 32 | UInt64(UInt32(bitPattern: d))
    return ExpiringKeys.key(high, low, UInt64(UInt32(bitPattern: tag)))
  }
}
