/// The keys of the near events: a sorted run, and what is scheduled among them.
///
/// New keys are inserted into the run when it is short, otherwise into a short run of their own; a
/// heap takes those that find no room there.
@frozen
@usableFromInline
struct NearKeys {
  /// Memory of the sorted run: ascending keys from `next` on, with `EventKey.last` at `runEnd`
  /// and behind it.
  @usableFromInline var run: UnmanagedList<EventKey>
  @usableFromInline var next: UnsafeMutablePointer<EventKey>
  @usableFromInline var runEnd: UnsafeMutablePointer<EventKey>
  /// Behind this place the run is short, and new keys are inserted into it.
  @usableFromInline var runFloor: UnsafeMutablePointer<EventKey>
  /// Memory of the keys that came while the run was long: ascending from `nextRecent` on, with
  /// `EventKey.last` at `recentEnd` and behind it.
  @usableFromInline var recent: UnmanagedList<EventKey>
  @usableFromInline var nextRecent: UnsafeMutablePointer<EventKey>
  @usableFromInline var recentEnd: UnsafeMutablePointer<EventKey>
  @usableFromInline var heap: KeyHeap
  /// How many keys have gone to the heap since the run began.
  @usableFromInline var heaped: Int
  /// Keys on their way into the run.
  @usableFromInline var scratch: UnmanagedList<EventKey>
  @usableFromInline var tallies: UnmanagedList<UInt16>

  /// A run of fewer keys takes new keys.
  @inlinable
  static var shortRun: Int { 16 }

  /// Recent keys beyond this many go to the heap.
  @inlinable
  static var recentLimit: Int { 64 }

  /// At most so many keys are sorted by distribution.
  @inlinable
  static var runLimit: Int { 4096 }

  @usableFromInline
  init() {
    run = UnmanagedList(capacity: 64)
    next = run.base
    runEnd = run.base
    runFloor = run.base
    recent = UnmanagedList(capacity: NearKeys.recentLimit + 2)
    recent.base.initialize(repeating: .last, count: NearKeys.recentLimit + 2)
    recent.count = NearKeys.recentLimit + 2
    recentEnd = recent.base + NearKeys.recentLimit
    nextRecent = recentEnd
    heap = KeyHeap()
    heaped = 0
    scratch = UnmanagedList(capacity: 64)
    tallies = UnmanagedList(capacity: NearKeys.runLimit)
    clearRun()
  }

  @inlinable
  var keysInRun: Int { runEnd - next }

  @inlinable
  var recentCount: Int { recentEnd - nextRecent }

  /// The number of keys outside of the run, with the hole of the heap.
  @inlinable
  var keysBesideRun: Int { recentCount &+ heap.size }

  /// Inserts the key of the event scheduled last into a short run, by moving the keys before it.
  ///
  /// It comes after all keys of its time. Whether it comes before the first is a coin toss when few
  /// are pending: no branch decides it.
  @inlinable
  @inline(__always)
  static func insert(_ key: EventKey, _ next: inout UnsafeMutablePointer<EventKey>) {
    let first = next.pointee
    let isFirst = key.time < first.time
    let earlier = EventKey(rank: isFirst ? key.rank : first.rank)
    let later = EventKey(rank: isFirst ? first.rank : key.rank)
    var place = next
    next -= 1
    while place[1].time <= key.time {
      place[0] = place[1]
      place += 1
    }
    place[0] = later
    // Last: Swift 6.3.1 can drop a store to p[-1] that one to p[0] follows.
    next.pointee = earlier
  }

  /// Inserts a key beside the run; returns how many have come there, as far as that was dear.
  @inlinable
  @inline(__always)
  mutating func insertBesideRun(_ key: EventKey) -> Int {
    if nextRecent == recent.base { moveRecentToHeap() }
    NearKeys.insert(key, &nextRecent)
    return recentCount &+ heaped
  }

  @usableFromInline
  @inline(never)
  mutating func moveRecentToHeap() {
    heaped &+= recentCount
    for index in 0..<recentCount { heap.insert(nextRecent[index]) }
    nextRecent = recentEnd
  }

  /// The first key; `EventKey.last` when there is none.
  @inlinable
  @inline(__always)
  mutating func first() -> EventKey {
    var first = next.pointee
    if nextRecent < recentEnd { first = min(first, nextRecent.pointee) }
    guard heap.size > 0 else { return first }
    if heap.hasHole { heap.closeHole() }
    return min(first, heap.keys[0])
  }

  /// Removes the key that `first` returned.
  @inlinable
  @inline(__always)
  mutating func remove(_ key: EventKey) {
    if next.pointee.order == key.order {
      next += 1
    } else if nextRecent.pointee.order == key.order {
      nextRecent += 1
    } else {
      heap.removeFirst()
    }
  }

  /// The number of keys; there must be no hole.
  @inlinable
  var count: Int { keysInRun &+ keysBesideRun }

  /// One of all keys, which are in no particular order; there must be no hole.
  @inlinable
  subscript(_ index: Int) -> EventKey {
    if index < keysInRun { return next[index] }
    let beside = index &- keysInRun
    return beside < recentCount ? nextRecent[beside] : heap.keys[beside &- recentCount]
  }

  /// Keeps the keys for which `isKept` holds. O(n).
  @usableFromInline
  mutating func filter(_ isKept: (EventKey) -> Bool) {
    heap.filter(isKept)
    NearKeys.filter(&next, count: keysInRun, isKept)
    NearKeys.filter(&nextRecent, count: recentCount, isKept)
  }

  private static func filter(
    _ next: inout UnsafeMutablePointer<EventKey>, count: Int, _ isKept: (EventKey) -> Bool
  ) {
    var place = next + count
    for index in (0..<count).reversed() {
      let key = next[index]
      guard isKept(key) else { continue }
      place -= 1
      place.pointee = key
    }
    next = place
  }

  @usableFromInline
  mutating func removeAll() {
    clearRun()
    nextRecent = recentEnd
    heap.removeAll()
  }
}

// MARK: - Ownership

extension NearKeys {
  @usableFromInline
  func copied() -> NearKeys {
    var copy = self
    copy.heap = heap.copied()
    copy.run = run.copied()
    copy.next = copy.run.base + (next - run.base)
    copy.runEnd = copy.run.base + (runEnd - run.base)
    copy.runFloor = copy.run.base + (runFloor - run.base)
    copy.recent = recent.copied()
    copy.nextRecent = copy.recent.base + (nextRecent - recent.base)
    copy.recentEnd = copy.recent.base + (recentEnd - recent.base)
    copy.scratch = UnmanagedList(capacity: 64)
    copy.tallies = UnmanagedList(capacity: NearKeys.runLimit)
    return copy
  }

  @usableFromInline
  func deallocate() {
    heap.deallocate()
    run.deallocate()
    recent.deallocate()
    scratch.deallocate()
    tallies.deallocate()
  }
}

extension NearKeys {
  /// Makes the run empty.
  @usableFromInline
  mutating func clearRun() {
    heaped = 0
    layOutRun(0)
  }

  /// Makes room for `count` keys, and in front of them for as many as a short run may take.
  private mutating func layOutRun(_ count: Int) {
    let room = max(count, NearKeys.shortRun)
    run.reserve(room + 3)
    run.count = room + 3
    runEnd = run.base + (room + 1)
    runEnd[0] = .last
    runEnd[1] = .last
    next = runEnd - count
    next[-1] = .first
    runFloor = runEnd - NearKeys.shortRun
  }

  /// Sorts the keys in `scratch` into the run.
  ///
  /// Spreads them over as many bins as there are keys and then sorts by insertion: about O(n) for
  /// times that are spread evenly, O(n log n) otherwise. Keys that were inserted in order stay so.
  @usableFromInline
  mutating func sortScratch(_ span: TimeSpan) {
    let count = scratch.count
    layOutRun(count)
    if count > 16, count <= NearKeys.runLimit, span.low < span.high {
      spreadOverBins(span)
    } else {
      next.update(from: scratch.base, count: count)
    }
    sortByInsertion(count)
  }

  private mutating func spreadOverBins(_ span: TimeSpan) {
    let count = scratch.count
    let binBits = UInt64(64 - (count - 1).leadingZeroBitCount)
    let rangeBits = UInt64(64 - (span.high - span.low).leadingZeroBitCount)
    let shift = rangeBits > binBits ? rangeBits - binBits : 0
    let bins = tallies.base
    let binCount = Int((span.high - span.low) >> shift) + 1
    bins.update(repeating: 0, count: binCount)
    let keys = scratch.base
    for index in 0..<count {
      bins[Int(truncatingIfNeeded: (keys[index].time &- span.low) &>> shift)] &+= 1
    }
    var before: UInt16 = 0
    for bin in 0..<binCount {
      let size = bins[bin]
      bins[bin] = before
      before &+= size
    }
    for index in 0..<count {
      let key = keys[index]
      let bin = Int(truncatingIfNeeded: (key.time &- span.low) &>> shift)
      next[Int(bins[bin])] = key
      bins[bin] &+= 1
    }
  }

  /// Sorts `count` keys from `next` on; gives up for a general sort when they are far from sorted.
  private mutating func sortByInsertion(_ count: Int) {
    var budget = 8 * count + 64
    for index in 1..<max(1, count) {
      let key = next[index]
      guard key < next[index - 1] else { continue }
      var place = index
      repeat {
        next[place] = next[place - 1]
        place -= 1
      } while key < next[place - 1]
      next[place] = key
      budget -= index - place
      if budget < 0 {
        var keys = UnsafeMutableBufferPointer(start: next, count: count)
        keys.sort()
        return
      }
    }
  }
}
