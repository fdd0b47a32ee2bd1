/// Slots of 64-bit keys in ascending order, each at its home or behind it with no gap between.
///
/// Homes ascend with the keys, so a search ends at the first slot that is empty or has a greater
/// key: after 3 slots on average at the lowest load, 9/11, and 7 at the highest, 12/13. An
/// insertion moves the keys up to the next empty slot: 12 to 80. Keys must be well mixed.
/// Source: Amble and Knuth, Ordered hash tables (1974).
struct OrderedKeys: Sendable {
  private static let empty = UInt64.max

  /// Keys less one, so that an empty slot, as the greatest word, ends every search.
  private var words: ContiguousArray<UInt64>
  /// Number of slots that are somebody's home; those behind take what the last ones push on.
  private let homes: Int
  /// Number of keys.
  private(set) var count = 0

  /// Creates no slots but the last, which stays empty.
  init() {
    homes = 0
    words = [Self.empty]
  }

  /// Creates slots with room for some more than so many keys.
  init(for keys: Int, atLeast least: Int = 64, behind: Int = 16) {
    homes = max(least, keys * 11 / 9)
    words = ContiguousArray(repeating: Self.empty, count: homes + behind)
  }

  /// Number of slots.
  var slots: Int { words.count }
  /// Number of slots behind the homes.
  var behind: Int { words.count - homes }
  /// Bytes the slots take.
  var bytes: Int { words.capacity * MemoryLayout<UInt64>.stride }
  /// Whether the highest load is reached.
  @inline(__always)
  var isFull: Bool { count * 13 >= homes * 12 }

  /// The slot of a key, or the one where it belongs.
  @inline(__always)
  func place(of key: UInt64) -> Int {
    precondition(key != 0, "Key 0 is no key.")
    let word = key &- 1
    return words.withUnsafeBufferPointer { words in
      var place = word.home(in: homes)
      while words[place] < word { place += 1 }
      return place
    }
  }

  /// Whether a slot has this key.
  @inline(__always)
  func has(_ key: UInt64, at place: Int) -> Bool { words[place] == key &- 1 }

  /// Puts a key where it belongs; the keys there move up by one, to the empty slot returned.
  ///
  /// Once that was the last slot, only `take` may follow.
  @inline(__always)
  mutating func insert(_ key: UInt64, at place: Int) -> Int {
    count += 1
    return words.withUnsafeMutableBufferPointer { words in
      var (gap, carried) = (place, key &- 1)
      while words[gap] != Self.empty {
        swap(&words[gap], &carried)
        gap += 1
      }
      words[gap] = carried
      return gap
    }
  }

  /// Number of keys whose place is to be kept.
  func count(where isKept: (Int) -> Bool) -> Int {
    words.indices.count { words[$0] != Self.empty && isKept($0) }
  }

  /// Takes over the keys of other slots that are to be kept, in one pass; false for want of slots.
  ///
  /// `move` is told the old and the new place of each; both ascend.
  @inline(__always)
  mutating func take(
    _ other: OrderedKeys, where isKept: (Int) -> Bool, move: (Int, Int) -> Void
  ) -> Bool {
    let (homes, last) = (homes, words.count - 1)
    var (next, taken) = (0, 0)
    defer { count = taken }
    return words.withUnsafeMutableBufferPointer { words in
      other.words.withUnsafeBufferPointer { old in
        for place in 0..<old.count where old[place] != Self.empty && isKept(place) {
          next = max(next, old[place].home(in: homes))
          guard next < last else { return false }
          words[next] = old[place]
          move(place, next)
          next += 1
          taken += 1
        }
        return true
      }
    }
  }

  /// Law: keys ascend, and no slot between a key's home and its place is empty.
  func checkLaw() {
    var (key, filled) = (UInt64.zero, 0)
    for (place, word) in words.enumerated() {
      filled = word == Self.empty ? 0 : filled + 1
      guard word != Self.empty else { continue }
      precondition(word >= key, "Keys ascend.")
      precondition(
        (place - filled + 1...place).contains(word.home(in: homes)), "A gap before a key.")
      key = word
    }
    precondition(words.last == Self.empty, "The last slot stays empty.")
  }
}

extension UInt64 {
  /// Where a well-mixed key belongs among so many slots; ascends with the key.
  @inline(__always)
  func home(in slots: Int) -> Int {
    Int(truncatingIfNeeded: multipliedFullWidth(by: UInt64(slots)).high)
  }
}

/// A set of 64-bit keys that never expire.
///
/// Insertion and look-up are O(1) on average. Of many keys each takes 8.7 to 9.8 bytes: the load is
/// between 9/11 and 12/13. Keys must be well mixed, as those of `ExpiringKeys.key` are.
struct KeySet: Sendable {
  private var keys = OrderedKeys()

  /// Number of keys.
  var count: Int { keys.count }

  /// Bytes the keys take.
  var bytes: Int { keys.bytes }

  /// Inserts a key; false when it is there.
  mutating func insert(_ key: UInt64) -> Bool {
    if keys.isFull { rebuild() }
    let place = keys.place(of: key)
    guard !keys.has(key, at: place) else { return false }
    let gap = keys.insert(key, at: place)
    if gap == keys.slots - 1 { rebuild(behind: keys.behind * 2) }
    return true
  }

  /// Whether the key is there.
  func contains(_ key: UInt64) -> Bool { keys.has(key, at: keys.place(of: key)) }

  private mutating func rebuild(behind: Int = 16) {
    var behind = behind
    while true {
      var next = OrderedKeys(for: keys.count, behind: behind)
      if next.take(keys, where: { _ in true }, move: { _, _ in }) {
        keys = next
        return
      }
      behind *= 2
    }
  }
}

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
