import SimKernel
import Testing

/// The slow and obvious future event set, against which the fast one is compared.
private struct SortedReference {
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
private struct Comparison {
  /// How far events are scheduled ahead.
  enum Spread: CaseIterable {
    case equalTimes
    case nearAndDense
    case exponential
    case farApart
    case mixed
  }

  var set = FutureEventSet<Int>()
  var reference = SortedReference()
  var random: RandomStream
  var spread: Spread
  var inserted = 0
  var recent: [EventHandle] = []

  mutating func insert() {
    var kind = spread
    if kind == .mixed { kind = Spread.allCases[Int(random.below(4))] }
    let delay: Int64 =
      switch kind {
      case .equalTimes, .mixed: Int64(random.below(8) / 7)
      case .nearAndDense: Int64(random.below(1000))
      case .exponential: Int64(random.exponential() * 1e6)
      case .farApart: Int64(random.next() >> (14 + UInt64(random.below(50))))
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

@Suite("A future event set")
struct FutureEventSetTests {
  @Test("agrees with a sorted array", arguments: [3, 150, 400, 3000], [1, 2, 3, 4] as [UInt64])
  func agreesWithReference(pending: Int, seed: UInt64) {
    #if DEBUG
      let operations = 6000
    #else
      let operations = 120_000
    #endif
    for spread in Comparison.Spread.allCases {
      var world = Comparison(random: RandomStream(seed: seed), spread: spread)
      for _ in 0..<pending { world.insert() }
      for operation in 0..<operations {
        let agrees = world.operate(target: pending)
        if operation % 97 == 0 { world.set.checkLaw() }
        guard agrees else {
          Issue.record("\(spread), seed \(seed), pending \(pending), operation \(operation)")
          return
        }
      }
      var fork = world
      while !world.reference.entries.isEmpty {
        guard world.pop() else {
          Issue.record("while draining: \(spread), seed \(seed), pending \(pending)")
          return
        }
      }
      let last = world.set.popFirst()
      #expect(world.set.isEmpty && last == nil)
      for operation in 0..<operations / 4 {
        guard fork.operate(target: pending) else {
          Issue.record("after forking: \(spread), seed \(seed), operation \(operation)")
          return
        }
      }
      fork.set.checkLaw()
    }
  }

  @Test("splits crowded buckets again and again", arguments: [1, 2] as [UInt64])
  func crowdedBuckets(seed: UInt64) {
    #if DEBUG
      let count = 30_000
    #else
      let count = 600_000
    #endif
    var random = RandomStream(seed: seed)
    var set = FutureEventSet<Int>()
    var expected: [(time: SimTime, number: Int)] = []
    for number in 0..<count {
      // Nine of ten lie within a thousandth of the range, nine of ten of those likewise, and so on.
      var range: UInt32 = 2_000_000_000
      while range > 2, random.below(10) > 0 { range /= 1000 }
      let time = SimTime.zero + .microseconds(Int(random.below(max(range, 1))))
      let handle = set.insertCancellable(number, at: time)
      if number % 7 == 3 { _ = set.cancel(handle) } else { expected.append((time, number)) }
    }
    set.checkLaw()
    expected.sort { ($0.time, $0.number) < ($1.time, $1.number) }
    for (position, next) in expected.enumerated() {
      if position % (count / 8) == 5 {
        set.checkLaw()
        var copy = set
        let first = copy.popFirst()
        #expect(first?.event == next.number)
      }
      guard let (time, number) = set.popFirst(), time == next.time, number == next.number else {
        Issue.record("seed \(seed), event \(position)")
        return
      }
    }
    #expect(set.isEmpty)
  }

  @Test("buckets whose first events mislead about the others keep their order")
  func misleadingFirstEvents() {
    var set = FutureEventSet<Int>()
    var expected: [(time: SimTime, number: Int)] = []
    for bucket in 0..<3 {
      for index in 0..<20_000 {
        // In each bucket a few events far apart come first, then a crowd at one end.
        let offset = index < 64 ? index * 1_000_000 : 63_999_000 + index % (bucket * 500 + 1)
        let time = SimTime.zero + .microseconds(bucket * 64_000_000 + offset)
        expected.append((time, expected.count))
        set.insert(expected.count - 1, at: time)
      }
    }
    expected.sort { ($0.time, $0.number) < ($1.time, $1.number) }
    for (position, next) in expected.enumerated() {
      if position % 9000 == 10 { set.checkLaw() }
      guard let (time, number) = set.popFirst(), time == next.time, number == next.number else {
        Issue.record("event \(position)")
        return
      }
    }
    #expect(set.isEmpty)
  }

  @Test("keeps the order of scheduling at one time, also for what is scheduled meanwhile")
  func equalTimes() {
    #if DEBUG
      let count = 20_000
    #else
      let count = 2_000_000
    #endif
    var set = FutureEventSet<Int>()
    for number in 0..<count { set.insert(number, at: .zero + .seconds(number & 1)) }
    var expected = 0
    var added = count
    while let (time, number) = set.popFirst(through: .zero) {
      guard time == .zero, number == expected else {
        Issue.record("\(number) instead of \(expected)")
        return
      }
      if number < count, number % 8 == 0 {
        set.insert(added, at: .zero)
        added += 8
      }
      expected = number < count ? number + 2 : number + 8
      if number < count, expected >= count { expected = count }
    }
    let next = set.nextTime
    #expect(expected == added && set.count == count / 2 && next == .zero + .seconds(1))
    set.checkLaw()
  }

  @Test("forgets cancelled events long before their time")
  func deadKeysAreBounded() {
    var set = FutureEventSet<Int>()
    for number in 0..<20_000 {
      let far = set.insertCancellable(number, at: .zero + .days(number % 300))
      let answers = [set.cancel(far), set.cancel(far), set.cancel(.none)]
      #expect(answers == [true, false, false])
      if number % 500 == 0 {
        set.insert(number, at: .zero + .days(300))
        set.checkLaw()
      }
    }
    #expect(set.count == 40)
    #expect(events(of: &set, count: 2) == [0, 500])
  }

  @Test("a copy is independent and knows the handles from before")
  func copies() {
    var original = FutureEventSet<Int>()
    let handles = (0..<1000).map { original.insertCancellable($0, at: .zero + .seconds($0)) }
    var copy = original
    let cancelled = handles.dropFirst(2).count { copy.cancel($0) }
    #expect(cancelled == 998 && copy.count == 2 && original.count == 1000)
    #expect(events(of: &original, count: 2) == [0, 1])
    let answers = [original.cancel(handles[1]), copy.cancel(handles[1])]
    #expect(answers == [false, true])
    #expect(events(of: &copy, count: 5) == [0])
    #expect(events(of: &original, count: 1) == [2])
  }

  private func events(of set: inout FutureEventSet<Int>, count: Int) -> [Int] {
    (0..<count).compactMap { _ in set.popFirst()?.event }
  }

  @Test("an event before the last one handed out ends the process")
  func past() async {
    await #expect(processExitsWith: .failure) {
      var set = FutureEventSet<Int>()
      set.insert(1, at: .zero + .seconds(2))
      _ = set.popFirst()
      set.insert(2, at: .zero + .seconds(1))
    }
    await #expect(processExitsWith: .failure) {
      var set = FutureEventSet<Int>()
      set.insert(1, at: .zero - .seconds(1))
    }
  }
}
