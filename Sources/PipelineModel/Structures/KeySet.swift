/// A set of 64-bit keys that never expire: open addressing with linear probing.
///
/// Insertion and look-up are O(1) on average, 10 to 12.5 bytes a key: the load is between 16/25
/// and 4/5. Keys must be well mixed, as those of `ExpiringKeys.key` are.
struct KeySet: Sendable {
  /// Keys, ordered by their home up to displacements; 0 marks an empty slot.
  private var slots: ContiguousArray<UInt64> = []
  /// Number of keys.
  private(set) var count = 0

  /// Bytes the slots take.
  var bytes: Int { slots.count * MemoryLayout<UInt64>.stride }

  /// Inserts a key; false when it is there.
  mutating func insert(_ key: UInt64) -> Bool {
    precondition(key != 0, "Key 0 marks an empty slot.")
    if count * 5 >= slots.count * 4 { grow() }
    let place = place(of: key)
    guard slots[place] == 0 else { return false }
    slots[place] = key
    count += 1
    return true
  }

  /// Whether the key is there.
  func contains(_ key: UInt64) -> Bool { count > 0 && slots[place(of: key)] != 0 }

  /// The slot of a key, or the empty one where it belongs.
  private func place(of key: UInt64) -> Int {
    slots.withUnsafeBufferPointer { slots in
      var place = key.home(in: slots.count)
      while slots[place] != 0, slots[place] != key {
        place += 1
        if place == slots.count { place = 0 }
      }
      return place
    }
  }

  /// Homes ascend with the keys, so both tables are gone through in order.
  private mutating func grow() {
    let old = slots
    slots = ContiguousArray(repeating: 0, count: max(64, count * 25 / 16))
    slots.withUnsafeMutableBufferPointer { slots in
      for key in old where key != 0 {
        var place = key.home(in: slots.count)
        while slots[place] != 0 { place = place + 1 == slots.count ? 0 : place + 1 }
        slots[place] = key
      }
    }
  }
}

extension UInt64 {
  /// Where a well-mixed key belongs among so many slots; ascends with the key.
  @inline(__always)
  func home(in slots: Int) -> Int {
    Int(truncatingIfNeeded: multipliedFullWidth(by: UInt64(slots)).high)
  }
}
