import SimKernel
import Testing

@Suite("A future event set")
struct FutureEventSetTests {
  @Test("agrees with a sorted array", arguments: [3, 150, 400, 3000], [1, 2, 3, 4] as [UInt64])
  func agreesWithReference(pending: Int, seed: UInt64) {
    #if DEBUG
      let operations = 6000
    #else
      let operations = 120_000
    #endif
    for spread in EventSetComparison.Spread.allCases {
      var world = EventSetComparison(random: RandomStream(seed: seed), spread: spread)
      for _ in 0..<pending { world.insert() }
      for operation in 0..<operations {
        let agrees = world.operate(target: pending)
        if operation % 97 == 0 { world.set.checkLaw() }
        guard agrees else {
          Issue.record("\(spread), seed \(seed), pending \(pending), operation \(operation)")
          return
        }
      }
      var fork = world.fork()
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

  @Test(
    "takes bursts of near events while a long bucket is worked off", arguments: [0, 1, 40, 700])
  func burstsBesideALongRun(burst: Int) {
    for spread in EventSetComparison.Spread.allCases {
      var world = EventSetComparison(random: RandomStream(seed: 9), spread: spread)
      for _ in 0..<6000 { world.insert() }
      for round in 0..<60 {
        let grows = (0..<(round % 7 == 0 ? burst : 3)).allSatisfy { _ in
          world.insert()
          return world.set.count == world.reference.entries.count
        }
        world.set.checkLaw()
        var fork = world.fork()
        let agrees = grows && (0..<11).allSatisfy { _ in world.pop() } && world.cancel()
        guard agrees, (0..<90).allSatisfy({ _ in fork.pop() }) else {
          Issue.record("\(spread), burst \(burst), round \(round)")
          return
        }
        world.set.checkLaw()
        fork.set.checkLaw()
      }
    }
  }

  @Test("drops cancelled events beside a long run, and copies them", arguments: [20, 60, 150])
  func cancelledBesideALongRun(late: Int) {
    var set = FutureEventSet<Int>()
    var expected: [(time: SimTime, number: Int)] = []
    var handles: [EventHandle] = []
    func add(_ microseconds: Int) {
      let time = SimTime.zero + .microseconds(microseconds)
      expected.append((time, handles.count))
      handles.append(set.insertCancellable(handles.count, at: time))
    }
    // Buckets of 2^17 microseconds, one of them with a thousand events: the run is long.
    for index in 0..<64 { add(index * 20_000) }
    for index in 0..<1000 { add(400_010 + index / 3) }
    expected.sort { ($0.time, $0.number) < ($1.time, $1.number) }
    while let (time, _) = set.popFirst() {
      expected.removeFirst()
      if time >= .zero + .microseconds(400_000) { break }
    }
    for index in 0..<late { add(400_010 + index * 37 % 300) }
    set.checkLaw()
    expected.sort { ($0.time, $0.number) < ($1.time, $1.number) }
    var fork = set.fork()
    // The late ones first, so that they are among those that are dropped.
    for number in handles.indices.reversed() where number % 8 != 5 {
      _ = set.cancel(handles[number])
    }
    set.checkLaw()
    for next in expected where next.number % 8 == 5 {
      let first = set.popFirst()
      #expect(first?.time == next.time && first?.event == next.number)
    }
    for next in expected {
      let first = fork.popFirst()
      #expect(first?.time == next.time && first?.event == next.number)
    }
    #expect(set.isEmpty && fork.isEmpty)
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
        var copy = set.fork()
        let first = copy.popFirst()
        #expect(first?.event == next.number)
      }
      guard let (time, number) = set.popFirst(), time == next.time, number == next.number else {
        Issue.record("seed \(seed), event \(position)")
        return
      }
    }
    #expect(set.count == 0)
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
    #expect(set.count == 0)
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
    var copy = original.fork()
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

  @Test("hands out nothing before the start of time")
  func negativeHorizon() {
    var set = FutureEventSet<Int>()
    set.insert(7, at: .zero)
    let early = set.popFirst(through: SimTime(microseconds: -1))
    #expect(early == nil && set.count == 1)
    let first = set.popFirst(through: .zero)
    #expect(first?.event == 7 && first?.time == .zero)
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
