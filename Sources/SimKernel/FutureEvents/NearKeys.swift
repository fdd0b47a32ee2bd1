/// The keys of the near events: a sorted run, and a heap for what is scheduled among them.
@frozen
@usableFromInline
struct NearKeys {
  @usableFromInline var heap: KeyHeap
  /// Memory of the sorted run: ascending keys from `next` on, with `EventKey.last` at `runEnd`
  /// and behind it.
  @usableFromInline var run: UnmanagedList<EventKey>
  @usableFromInline var next: UnsafeMutablePointer<EventKey>
  @usableFromInline var runEnd: UnsafeMutablePointer<EventKey>
  /// Behind this place the run is short, and new keys are inserted into it.
  @usableFromInline var runFloor: UnsafeMutablePointer<EventKey>
  /// Keys on their way into the run.
  @usableFromInline var scratch: UnmanagedList<EventKey>
  @usableFromInline var tallies: UnmanagedList<UInt16>

  /// A run of fewer keys takes new keys; inserting into it costs less than the heap.
  @inlinable
  static var shortRun: Int { 16 }

  /// At most so many keys are sorted by distribution.
  @inlinable
  static var runLimit: Int { 4096 }

  @usableFromInline
  init() {
    heap = KeyHeap()
    run = UnmanagedList(capacity: 64)
    next = run.base
    runEnd = run.base
    runFloor = run.base
    scratch = UnmanagedList(capacity: 64)
    tallies = UnmanagedList(capacity: NearKeys.runLimit)
    clearRun()
  }

  @inlinable
  var keysInRun: Int { runEnd - next }

  /// Inserts a key into a run of fewer than `shortRun` keys, by moving those before it.
  ///
  /// Whether it comes before the first key is a coin toss when few are pending: no branch decides
  /// it.
  @inlinable
  @inline(__always)
  mutating func insertIntoRun(_ key: EventKey) {
    var later = key.rank
    var place = next
    repeat {
      let other = place.pointee.rank
      let isBefore = later < other
      place[-1] = EventKey(rank: isBefore ? later : other)
      later = isBefore ? other : later
      place += 1
    } while place.pointee.rank < later
    place[-1] = EventKey(rank: later)
    next -= 1
  }

  /// Adds a key to the heap; returns the new size.
  @usableFromInline
  @inline(never)
  mutating func insertIntoHeap(_ key: EventKey) -> Int {
    heap.insert(key)
    return heap.size
  }

  /// The first key; `EventKey.last` when there is none.
  @inlinable
  @inline(__always)
  mutating func first() -> EventKey {
    guard heap.size > 0 else { return next.pointee }
    if heap.hasHole { heap.closeHole() }
    return min(next.pointee, heap.keys[0])
  }

  /// Removes the key that `first` returned.
  @inlinable
  @inline(__always)
  mutating func remove(_ key: EventKey) {
    if next.pointee.order == key.order { next += 1 } else { heap.removeFirst() }
  }

  /// The number of keys; there must be no hole.
  @inlinable
  var count: Int { keysInRun &+ heap.size }

  /// One of all keys, which are in no particular order; there must be no hole.
  @inlinable
  subscript(_ index: Int) -> EventKey {
    index < keysInRun ? next[index] : heap.keys[index &- keysInRun]
  }

  /// Keeps the keys for which `isKept` holds. O(n).
  @usableFromInline
  mutating func filter(_ isKept: (EventKey) -> Bool) {
    heap.filter(isKept)
    var place = runEnd
    for index in (0..<keysInRun).reversed() {
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
    copy.scratch = UnmanagedList(capacity: 64)
    copy.tallies = UnmanagedList(capacity: NearKeys.runLimit)
    return copy
  }

  @usableFromInline
  func deallocate() {
    heap.deallocate()
    run.deallocate()
    scratch.deallocate()
    tallies.deallocate()
  }
}
