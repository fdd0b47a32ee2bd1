import SimKernel

/// Counters of every concurrency limit and key in use.
///
/// Law: `0 <= inUse <= cap` for every entry. `acquire` and `release` are O(1); `entry(for:)` is one
/// look-up and is called once per run.
struct LimitTable: ~Copyable, Sendable {
  struct Definition: Sendable {
    var name: String
    /// The functions whose limit it is, one bit each; none for the account's.
    var functions: UInt64
    var cap: Int
    var maximum = 0
    /// When that was first in use.
    var maximumAt = SimTime.zero
    /// How often a slot was taken.
    var taken = 0
    /// Slots in use, of all keys.
    var use = TimeWeighted()
    /// Queue items that wait for a slot.
    var waiting = TimeWeighted()
    /// Whether it counts whole runs, not requests.
    var countsRuns = false
    /// Whether items that it blocks are skipped; if not, they stop the scan (engine-facts 1.6).
    var letsOthersPass: Bool
  }

  struct Entry: Sendable, BitwiseCopyable {
    var definition: Int32
    var cap: Int32
    var inUse: Int32 = 0
    var countsRuns = false
    /// Whether items that it blocks are skipped.
    var letsOthersPass = false
    /// Queue items that wait at it.
    var waiting: Int32 = 0
  }

  private(set) var definitions: ReusedList<Definition>
  var entries: ReusedList<Entry>
  /// Whether an entry, counted from 1, has room and items that wait at it, as 1 or 0; at 0, where
  /// there is none, 0.
  private var hopes: ReusedList<UInt8>
  /// How many have.
  private(set) var hopeful: Int
  private var index: KeyIndex

  init() {
    definitions = ReusedList()
    entries = ReusedList()
    hopes = ReusedList(repeating: 0, count: 1)
    hopeful = 0
    index = KeyIndex()
  }

  private init(forking other: borrowing LimitTable) {
    definitions = other.definitions.fork()
    entries = other.entries.fork()
    hopes = other.hopes.fork()
    hopeful = other.hopeful
    index = other.index
  }

  /// The same table once more, O(entries).
  func fork() -> LimitTable { LimitTable(forking: self) }

  /// Defines the cap on the steps of the whole account, whose use is counted also without a cap: 0.
  mutating func defineAccount(_ cap: Int) -> Int32 {
    definitions.append(
      Definition(
        name: LimitName.accountSteps.rawValue, functions: 0, cap: cap > 0 ? cap : .max,
        letsOthersPass: false))
    return Int32(definitions.count - 1)
  }

  /// Defines a function's limit, or finds the shared one of its name.
  ///
  /// One that counts runs must let the later steps of its holders pass; of a shared key, as of
  /// every other, blocked items are skipped (engine-facts 1.6, 13.4).
  mutating func define(
    _ limit: FunctionSettings.Limit, of function: Int, _ counts: ConcurrencyCounts
  ) -> Int32 {
    let bit: UInt64 = 1 << UInt64(function)
    if limit.isShared, let known = definitions.elements.firstIndex(where: { $0.name == limit.name })
    {
      definitions[known].functions |= bit
      return Int32(known)
    }
    let countsRuns = limit.countsRuns || counts == .runs
    definitions.append(
      Definition(
        name: limit.name, functions: bit, cap: limit.cap, countsRuns: countsRuns,
        letsOthersPass: countsRuns || limit.isShared || !limit.key.isEmpty))
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
        Entry(
          definition: definition, cap: Int32(clamping: definitions[Int(definition)].cap),
          countsRuns: definitions[Int(definition)].countsRuns,
          letsOthersPass: definitions[Int(definition)].letsOthersPass))
      hopes.append(0)
    }
    return entry
  }

  @inline(__always)
  func hasRoom(_ entry: Int32) -> Bool {
    entries[Int(entry)].inUse < entries[Int(entry)].cap
  }

  /// The functions whose limit an entry counts, one bit each.
  @inline(__always)
  func functions(of entry: Int32) -> UInt64 {
    definitions[Int(entries[Int(entry)].definition)].functions
  }

  /// Whether items that an entry blocks are skipped.
  @inline(__always)
  func letsOthersPass(_ entry: Int32) -> Bool {
    entries[Int(entry)].letsOthersPass
  }

  @inline(__always)
  mutating func acquire(_ entry: Int32, at now: SimTime) {
    let index = Int(entry)
    entries[index].inUse += 1
    if !hasRoom(entry) { setHope(0, entry) }
    let used = Int(entries[index].inUse)
    let definition = Int(entries[index].definition)
    if used > definitions[definition].maximum {
      definitions[definition].maximum = used
      definitions[definition].maximumAt = now
    }
    definitions[definition].taken += 1
    definitions[definition].use.add(1, at: now)
    assert(used <= definitions[definition].cap, "a limit was overdrawn")
  }

  @inline(__always)
  mutating func release(_ entry: Int32, at now: SimTime) {
    entries[Int(entry)].inUse -= 1
    if entries[Int(entry)].waiting > 0 { setHope(1, entry) }
    definitions[Int(entries[Int(entry)].definition)].use.add(-1, at: now)
    assert(entries[Int(entry)].inUse >= 0, "a limit was released twice")
  }

  /// An item begins to wait at an entry.
  mutating func beginWait(at entry: Int32, _ now: SimTime) {
    entries[Int(entry)].waiting += 1
    if hasRoom(entry) { setHope(1, entry) }
    definitions[Int(entries[Int(entry)].definition)].waiting.add(1, at: now)
  }

  /// Items no longer wait at an entry.
  mutating func endWait(_ count: Int32 = 1, at entry: Int32, _ now: SimTime) {
    entries[Int(entry)].waiting -= count
    if entries[Int(entry)].waiting == 0 { setHope(0, entry) }
    definitions[Int(entries[Int(entry)].definition)].waiting.add(-Int64(count), at: now)
  }

  /// Whether an entry, counted from 1, has room and items that wait at it.
  @inline(__always)
  func hasHope(_ place: Int) -> Bool { hopes[place] != 0 }

  @inline(__always)
  private mutating func setHope(_ hope: UInt8, _ entry: Int32) {
    assert(
      (hope == 1) == (entries[Int(entry)].waiting > 0 && hasRoom(entry)), "a hope is a mistake")
    hopeful += Int(hope) - Int(hopes[Int(entry) + 1])
    hopes[Int(entry) + 1] = hope
  }
}
