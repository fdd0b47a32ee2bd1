/// The keys of all pending events: a heap while they are few, a ladder of buckets when many.
///
/// From near to far: the heap and the sorted run, rungs of unsorted buckets from inner to outer,
/// and the unsorted top. A bucket is sorted into the run, or split into a finer rung, only when
/// its time has come, so a key is moved a constant number of times whatever the number of keys.
/// After the ladder queue (Tang, Goh, Thng 2005), with widths that are powers of two.
@frozen
@usableFromInline
struct KeyQueue {
  @usableFromInline var heap: KeyHeap
  /// Memory of the sorted run: ascending keys from `next` on, with `EventKey.last` at `runEnd`.
  @usableFromInline var run: UnmanagedList<EventKey>
  @usableFromInline var next: UnsafeMutablePointer<EventKey>
  @usableFromInline var runEnd: UnsafeMutablePointer<EventKey>
  /// Behind this place the run is short, and new keys are inserted into it.
  @usableFromInline var runFloor: UnsafeMutablePointer<EventKey>
  /// Keys before this time go into the heap.
  @usableFromInline var nearEnd: UInt64
  /// Keys from this time on go to the top.
  @usableFromInline var topStart: UInt64
  @usableFromInline var rungCount: Int
  /// The heap may hold this many keys before they are spread over buckets.
  @usableFromInline var heapBound: Int
  /// Outer rungs first; always `maximumRungs`, of which the first `rungCount` are in use.
  @usableFromInline var rungs: UnmanagedList<BucketRung>
  @usableFromInline var chunks: ChunkPool
  @usableFromInline var top: UnmanagedList<EventKey>
  /// Keys whose events were cancelled and that have not been dropped yet.
  @usableFromInline var deadCount: Int
  /// So many more keys may be dead than alive: 64, or more where many buckets must be searched.
  @usableFromInline var deadSlack = 64
  /// What `touchSlots` read, kept so that the reading is not optimized away.
  var touched: UInt64 = 0
  var scratch: UnmanagedList<EventKey>
  var tallies: UnmanagedList<UInt16>

  /// The usual `heapBound`.
  static var heapLimit: Int { 32 }
  /// A run of fewer keys takes new keys; inserting into it costs less than the heap.
  static var shortRun: Int { 16 }
  /// A bucket with more keys is split instead of sorted.
  static var runLimit: Int { 4096 }
  /// The number of keys per bucket that a rung starts with; an outermost rung receives more.
  static var keysPerBucket: Int { 4 }
  static var maximumBuckets: Int { 1 << 13 }
  static var maximumRungs: Int { 8 }

  @usableFromInline
  init() {
    heap = KeyHeap()
    run = UnmanagedList(capacity: 64)
    next = run.base
    runEnd = run.base
    runFloor = run.base
    rungs = UnmanagedList(capacity: KeyQueue.maximumRungs)
    for _ in 0..<KeyQueue.maximumRungs { rungs.append(BucketRung()) }
    rungCount = 0
    chunks = ChunkPool()
    top = UnmanagedList(capacity: 64)
    nearEnd = .max
    topStart = .max
    deadCount = 0
    heapBound = KeyQueue.heapLimit
    scratch = UnmanagedList(capacity: 64)
    tallies = UnmanagedList(capacity: KeyQueue.runLimit)
    clearRun()
  }

  /// Adds a key that lies after every key taken so far.
  @inlinable
  @inline(__always)
  mutating func insert(_ key: EventKey, _ numbers: SlotNumbers) {
    if key.time < nearEnd {
      if next > runFloor { insertIntoRun(key) } else { insertIntoHeap(key, numbers) }
    } else if key.time >= topStart {
      top.append(key)
    } else {
      insertIntoRung(key)
    }
  }

  /// Inserts a key into a run of fewer than `shortRun` keys, by moving those before it.
  @inlinable
  @inline(__always)
  mutating func insertIntoRun(_ key: EventKey) {
    var place = next
    while place.pointee < key {
      place[-1] = place[0]
      place += 1
    }
    place[-1] = key
    next -= 1
  }

  @inlinable
  @inline(never)
  mutating func insertIntoHeap(_ key: EventKey, _ numbers: SlotNumbers) {
    heap.insert(key)
    if heap.size > heapBound { spread(numbers) }
  }

  @inlinable
  @inline(__always)
  mutating func insertIntoRung(_ key: EventKey) {
    var rung = rungs.base
    while key.time < rung.pointee.openFrom { rung += 1 }
    let index = Int(truncatingIfNeeded: (key.time &- rung.pointee.start) &>> rung.pointee.shift)
    chunks.append(key, to: rung.pointee.buckets.base + index)
    rung.pointee.keyCount &+= 1
  }

  /// The first key, dead or alive; `EventKey.last` when there is none.
  @inlinable
  @inline(__always)
  mutating func first(_ numbers: SlotNumbers) -> EventKey {
    if heap.hasHole { heap.closeHole() }
    while true {
      let key = min(next.pointee, heap.keys[0])
      if key.time != .max || !refill(numbers) { return key }
    }
  }

  /// Removes the key that `first` returned.
  @inlinable
  @inline(__always)
  mutating func remove(_ key: EventKey) {
    if next.pointee.order == key.order { next += 1 } else { heap.removeFirst() }
  }
}

extension KeyQueue {
  var keysInRun: Int { runEnd - next }
}

// MARK: - Ownership

extension KeyQueue {
  @usableFromInline
  func copied() -> KeyQueue {
    var copy = self
    copy.heap = heap.copied()
    copy.run = run.copied()
    copy.next = copy.run.base + (next - run.base)
    copy.runEnd = copy.run.base + (runEnd - run.base)
    copy.runFloor = copy.run.base + (runFloor - run.base)
    copy.rungs = rungs.copied()
    for index in 0..<KeyQueue.maximumRungs {
      copy.rungs.base[index].buckets = rungs.base[index].buckets.copied()
    }
    copy.chunks.keys = chunks.keys.copied()
    copy.chunks.next = chunks.next.copied()
    copy.top = top.copied()
    copy.scratch = UnmanagedList(capacity: 64)
    copy.tallies = UnmanagedList(capacity: KeyQueue.runLimit)
    return copy
  }

  @usableFromInline
  func deallocate() {
    heap.deallocate()
    run.deallocate()
    for index in 0..<KeyQueue.maximumRungs { rungs.base[index].buckets.deallocate() }
    rungs.deallocate()
    chunks.keys.deallocate()
    chunks.next.deallocate()
    top.deallocate()
    scratch.deallocate()
    tallies.deallocate()
  }
}
