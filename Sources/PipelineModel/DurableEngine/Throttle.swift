import SimKernel

/// The throttles on run starts, by function and key, and the starts that wait for them.
///
/// Waiting starts are admitted first in, first out (engine-facts 2.3). A start takes its token when
/// every concurrency limit has room for it as well (1.6).
struct ThrottleTable: ~Copyable, Sendable {
  struct Entry: ~Copyable, Sendable {
    let function: Int32
    var gcra: GCRA
    var waiting: ItemLine
    var isArmed: Bool
    /// Whether a start is out of the waiting room and has not taken its token yet.
    var isLetOut: Bool

    func fork() -> Entry {
      Entry(
        function: function, gcra: gcra, waiting: waiting.fork(), isArmed: isArmed,
        isLetOut: isLetOut)
    }
  }

  var entries: ReusedList<Entry>
  private var index: KeyIndex
  /// Starts that wait, by function.
  var waiting: [TimeWeighted]

  init() {
    entries = ReusedList()
    index = KeyIndex()
    waiting = []
  }

  private init(forking other: borrowing ThrottleTable) {
    entries = other.entries.fork { $0.fork() }
    index = other.index
    waiting = other.waiting
  }

  /// The same table once more, O(entries and starts that wait).
  func fork() -> ThrottleTable { ThrottleTable(forking: self) }

  mutating func entry(
    function: Int32, settings: FunctionSettings.Throttle, key: EventKey
  ) -> Int32 {
    let next = Int32(entries.count)
    let entry = index.number(of: key.masked(settings.key), tag: function, next: next)
    if entry == next {
      entries.append(
        Entry(
          function: function, gcra: GCRA(rate: settings.rate, burst: settings.burst),
          waiting: ItemLine(), isArmed: false, isLetOut: false))
    }
    return entry
  }

  mutating func beginWait(function: UInt8, at now: SimTime) {
    waiting[Int(function)].add(1, at: now)
  }

  mutating func endWait(function: UInt8, at now: SimTime) {
    waiting[Int(function)].add(-1, at: now)
  }

  func records(_ functions: [FunctionSettings], at end: SimTime) -> [LimitRecord] {
    functions.indices.compactMap { function in
      guard let throttle = functions[function].throttle else { return nil }
      return LimitRecord(
        name: functions[function].name + ".throttle", maximum: 0, cap: throttle.rate.count,
        waited: waiting[function].unitTime(at: end))
    }
  }
}

extension DurableEngine {
  /// Admits a start that has a throttle, or lets it wait for its throttle's next admission.
  mutating func passesThrottle(_ place: QueuePlace, at now: SimTime) -> Bool {
    let item = items[place.item]
    let entry = Int(runs[Int(item.run)].throttle)
    let isFirst =
      item.letOutBy == entry
      || (throttles.entries[entry].waiting.isEmpty && !throttles.entries[entry].isLetOut)
    if isFirst, throttles.entries[entry].gcra.admit(at: now) {
      runs[Int(item.run)].throttle = -1
      settleThrottle(item, at: now)
      return true
    }
    items[place.item].letOutBy = -1
    runs[Int(item.run)].waitsForThrottle = true
    runs[Int(item.run)].waited.throttle -= WaitSums.moment(now)
    throttles.beginWait(function: runs[Int(item.run)].function, at: now)
    throttles.entries[entry].waiting.insert(place)
    if item.letOutBy == entry { throttles.entries[entry].isLetOut = false }
    armThrottle(entry, at: now)
    return false
  }

  /// A start that had been let out was leased, blocked or dropped: the next one may come out.
  mutating func settleThrottle(_ item: QueueItem, at now: SimTime) {
    guard item.letOutBy >= 0 else { return }
    throttles.entries[Int(item.letOutBy)].isLetOut = false
    armThrottle(Int(item.letOutBy), at: now)
  }

  private mutating func armThrottle(_ entry: Int, at now: SimTime) {
    guard !throttles.entries[entry].isArmed, !throttles.entries[entry].isLetOut,
      !throttles.entries[entry].waiting.isEmpty
    else { return }
    throttles.entries[entry].isArmed = true
    _ = arm(
      .throttle(entry: Int32(entry)), generation: 0,
      at: throttles.entries[entry].gcra.nextAdmission(at: now))
  }

  /// The throttle admits again: the oldest waiting start goes back into its queue.
  mutating func throttleReady(_ entry: Int, at now: SimTime) {
    throttles.entries[entry].isArmed = false
    while let place = throttles.entries[entry].waiting.popFirst() {
      guard isWanted(place) else {
        items.free(place.item)
        continue
      }
      let run = Int(items[place.item].run)
      runs[run].waitsForThrottle = false
      throttles.endWait(function: runs[run].function, at: now)
      runs[run].waited.throttle += WaitSums.moment(now)
      items[place.item].letOutBy = Int32(entry)
      throttles.entries[entry].isLetOut = true
      add(place, to: Int(throttles.entries[entry].function), at: now)
      return
    }
  }
}
