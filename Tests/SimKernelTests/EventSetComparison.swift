import SimKernel

/// The slow and obvious future event set, against which the fast one is compared.
struct SortedReference {
  struct Entry {
    var time: SimTime
    var number: Int
    var handle: EventHandle
  }

  /// In ascending order.
  var entries: [Entry] = []
  var now = SimTime.zero

  mutating func insert(_ entry: Entry) {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].time <= entry.time { low = middle + 1 } else { high = middle }
    }
    entries.insert(entry, at: low)
  }

  mutating func cancel(_ handle: EventHandle) -> Bool {
    guard handle != .none, let index = entries.firstIndex(where: { $0.handle == handle }) else {
      return false
    }
    entries.remove(at: index)
    return true
  }
}

/// Both sets side by side, driven by random operations.
struct EventSetComparison: ~Copyable {
  /// How far events are scheduled ahead.
  enum Spread: CaseIterable {
    case equalTimes
    case nearAndDense
    case exponential
    case farApart
    case toTheLast
    case mixed
  }

  var set = FutureEventSet<Int>()
  var reference = SortedReference()
  var random: RandomStream
  var spread: Spread
  var inserted = 0
  var recent: [EventHandle] = []

  init(random: RandomStream, spread: Spread) { (self.random, self.spread) = (random, spread) }

  /// Both once more.
  func fork() -> EventSetComparison {
    var copy = EventSetComparison(random: random, spread: spread)
    copy.set = set.fork()
    (copy.reference, copy.inserted, copy.recent) = (reference, inserted, recent)
    return copy
  }

  mutating func insert() {
    var kind = spread
    if kind == .mixed { kind = Spread.allCases[Int(random.below(4))] }
    let left = (SimTime.distantFuture - reference.now).microseconds
    let delay: Int64 =
      switch kind {
      case .equalTimes, .mixed: Int64(random.below(8) / 7)
      case .nearAndDense: Int64(random.below(1000))
      case .exponential: Int64(random.exponential() * 1e6)
      case .farApart: Int64(random.next() >> (14 + UInt64(random.below(50))))
      case .toTheLast:
        random.below(4) == 0 ? max(0, left - Int64(random.below(3))) : left >> random.below(64)
      }
    let time = reference.now + SimDuration(microseconds: delay)
    var handle = EventHandle.none
    if random.below(4) == 0 {
      set.insert(inserted, at: time)
    } else {
      handle = set.insertCancellable(inserted, at: time)
    }
    reference.insert(.init(time: time, number: inserted, handle: handle))
    inserted += 1
    if recent.count < 64 { recent.append(handle) } else { recent[inserted % 64] = handle }
  }

  mutating func cancel() -> Bool {
    guard !recent.isEmpty else { return true }
    let old = random.below(4) == 0 && !reference.entries.isEmpty
    let handle =
      old
      ? reference.entries[Int(random.below(UInt32(reference.entries.count)))].handle
      : recent[Int(random.below(UInt32(recent.count)))]
    return set.cancel(handle) == reference.cancel(handle) && !set.cancel(handle)
  }

  mutating func pop() -> Bool {
    guard let (time, number) = set.popFirst() else { return reference.entries.isEmpty }
    guard let first = reference.entries.first else { return false }
    reference.entries.removeFirst()
    reference.now = time
    return first.time == time && first.number == number && !set.cancel(first.handle)
  }

  /// One random operation that keeps about `target` events pending; false when the sets differ.
  mutating func operate(target: Int) -> Bool {
    let growing = reference.entries.count < target
    switch random.below(16) {
    case 0..<(growing ? 9 : 6): insert()
    case 13, 14: return cancel()
    case 15: return set.nextTime == reference.entries.first?.time
    default: return pop()
    }
    return set.count == reference.entries.count
  }
}
