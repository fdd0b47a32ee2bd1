import SimKernel

/// Counters of every concurrency limit and key in use.
///
/// Law: `0 <= inUse <= cap` for every entry. `acquire` and `release` are O(1); `entry(for:)` is one
/// look-up and is called once per run.
struct LimitTable: Sendable {
  struct Definition: Sendable {
    var name: String
    /// The function whose limit it is, or -1 for the account's.
    var function: Int32
    var cap: Int
    var maximum = 0
    /// How often a slot was taken.
    var taken = 0
    /// Slots in use, of all keys.
    var use = TimeWeighted()
    /// Queue items that wait for a slot.
    var waiting = TimeWeighted()
    /// Whether items that it blocks are skipped; if not, they stop the scan (engine-facts 1.6).
    var letsOthersPass: Bool
  }

  struct Entry: Sendable, BitwiseCopyable {
    var definition: Int32
    var cap: Int32
    var inUse: Int32 = 0
    /// Whether it is in its function's list of freed limits.
    var isFreed = false
  }

  private(set) var definitions = ReusedList<Definition>()
  var entries = ReusedList<Entry>()
  /// Items skipped by a scan because their key is full, oldest first, by entry.
  var waiting = ReusedList<ItemQueue>()
  private var index = KeyIndex()

  /// Makes the memory the table's own, as `ReusedList.makeOwn`.
  mutating func makeOwn() {
    definitions.makeOwn()
    entries.makeOwn()
    waiting.makeOwn()
    for entry in waiting.indices { waiting[entry].makeOwn() }
  }

  mutating func define(name: String, function: Int32, cap: Int, letsOthersPass: Bool) -> Int32 {
    definitions.append(
      Definition(name: name, function: function, cap: cap, letsOthersPass: letsOthersPass))
    return Int32(definitions.count - 1)
  }

  /// The entry that counts an event's key by a rule; -1 for no rule.
  mutating func entry(_ rule: LimitRule, _ key: EventKey) -> Int32 {
    rule.definition < 0 ? -1 : entry(for: rule.definition, key: key.masked(rule.key))
  }

  /// The entry that counts this key of a limit.
  mutating func entry(for definition: Int32, key: EventKey) -> Int32 {
    let next = Int32(entries.count)
    let entry = index.number(of: key, tag: definition, next: next)
    if entry == next {
      entries.append(
        Entry(definition: definition, cap: Int32(clamping: definitions[Int(definition)].cap)))
      waiting.append(ItemQueue())
    }
    return entry
  }

  @inline(__always)
  func hasRoom(_ entry: Int32) -> Bool { room(entry) > 0 }

  @inline(__always)
  func room(_ entry: Int32) -> Int {
    Int(entries[Int(entry)].cap - entries[Int(entry)].inUse)
  }

  @inline(__always)
  mutating func acquire(_ entry: Int32, at now: SimTime) {
    let index = Int(entry)
    entries[index].inUse += 1
    let used = Int(entries[index].inUse)
    let definition = Int(entries[index].definition)
    if used > definitions[definition].maximum { definitions[definition].maximum = used }
    definitions[definition].taken += 1
    definitions[definition].use.add(1, at: now)
    assert(used <= definitions[definition].cap, "a limit was overdrawn")
  }

  @inline(__always)
  mutating func release(_ entry: Int32, at now: SimTime) {
    entries[Int(entry)].inUse -= 1
    definitions[Int(entries[Int(entry)].definition)].use.add(-1, at: now)
    assert(entries[Int(entry)].inUse >= 0, "a limit was released twice")
  }

  /// An item begins to wait at an entry.
  mutating func beginWait(at entry: Int32, _ now: SimTime) {
    definitions[Int(entries[Int(entry)].definition)].waiting.add(1, at: now)
  }

  /// Items no longer wait at an entry.
  mutating func endWait(_ count: Int32 = 1, at entry: Int32, _ now: SimTime) {
    definitions[Int(entries[Int(entry)].definition)].waiting.add(-Int64(count), at: now)
  }
}
