/// The far events, unsorted: rungs of buckets from inner to outer, and the top behind them.
///
/// A bucket is opened only when its time has come: its events become near, or move to a finer
/// rung. So an event is moved a constant number of times whatever the number of events, and
/// always with its neighbours in time. After the ladder queue (Tang, Goh, Thng 2005), with widths
/// that are powers of two.
@frozen
@usableFromInline
struct EventLadder<Event: BitwiseCopyable> {
  /// Events before this time are near.
  @usableFromInline var nearEnd: UInt64
  /// Events from this time on go to the top.
  @usableFromInline var topStart: UInt64
  @usableFromInline var rungCount: Int
  /// Outer rungs first; always `maximumRungs`, of which the first `rungCount` are in use.
  @usableFromInline var rungs: UnmanagedList<BucketRung>
  @usableFromInline var chunks: EventChunks<Event>
  /// One bucket without end.
  @usableFromInline var top: UnsafeMutablePointer<BucketRung.Bucket>

  /// The number of events per bucket that a rung starts with; an outermost rung receives more.
  @inlinable
  static var eventsPerBucket: Int { 4 }

  @inlinable
  static var maximumBuckets: Int { 1 << 13 }

  @inlinable
  static var maximumRungs: Int { 8 }

  @inlinable
  init() {
    rungs = UnmanagedList(capacity: EventLadder.maximumRungs)
    for _ in 0..<EventLadder.maximumRungs { rungs.append(BucketRung()) }
    rungCount = 0
    chunks = EventChunks()
    top = EventLadder.newTop(BucketRung.Bucket())
    nearEnd = .max
    topStart = .max
  }

  /// Adds an event that is not near.
  @inlinable
  @inline(__always)
  mutating func insert(_ event: PendingEvent<Event>) {
    let time = event.key.time
    guard time < topStart else { return chunks.append(event, to: top) }
    var rung = rungs.base
    while time < rung.pointee.openFrom { rung += 1 }
    insert(event, into: rung)
  }

  @inlinable
  @inline(__always)
  mutating func insert(
    _ event: PendingEvent<Event>, into rung: UnsafeMutablePointer<BucketRung>
  ) {
    chunks.append(event, to: rung.pointee.bucket(at: event.key.time))
    rung.pointee.eventCount &+= 1
  }

  /// The innermost rung.
  @inlinable
  var innermost: UnsafeMutablePointer<BucketRung> { rungs.base + (rungCount &- 1) }

  @inlinable
  var hasRoomForRung: Bool { rungCount < EventLadder.maximumRungs }

  /// Adds an empty innermost rung for about `count` events within `span`, in front of `nearEnd`.
  @inlinable
  mutating func addRung(_ span: TimeSpan, count: Int) -> UnsafeMutablePointer<BucketRung> {
    let perBucket = EventLadder.eventsPerBucket * (rungCount == 0 ? 1 : 4)
    let limit = min(max(2, count / perBucket), EventLadder.maximumBuckets)
    let rung = rungs.base + rungCount
    var covered = span
    if rungCount > 0, span.high < (rung - 1).pointee.start {
      covered.high = (rung - 1).pointee.start - 1
    }
    rung.pointee.cover(covered, limit: limit, before: nearEnd)
    if rungCount == 0 {
      topStart = rung.pointee.end
    } else if rung.pointee.end < (rung - 1).pointee.openFrom {
      // What lies between the two rungs goes back to the bucket of the outer one.
      (rung - 1).pointee.reopen(from: rung.pointee.end)
    }
    rungCount += 1
    nearEnd = span.low
    return rung
  }

  /// Drops the innermost rung, which is empty.
  @inlinable
  mutating func removeRung() {
    rungCount -= 1
    nearEnd = rungCount > 0 ? innermost.pointee.openFrom : topStart
  }

  /// So many more events may be cancelled than alive: 64, or more with many buckets to search.
  @inlinable
  var cancelledSlack: Int {
    var slack = 64
    for index in 0..<rungCount {
      slack = max(slack, 64 + rungs.base[index].bucketCount / 16)
    }
    return slack
  }
}

// MARK: - Ownership

extension EventLadder {
  @inlinable
  func copied() -> EventLadder {
    var copy = self
    copy.rungs = rungs.copied()
    for index in 0..<EventLadder.maximumRungs {
      copy.rungs.base[index].buckets = rungs.base[index].buckets.copied()
    }
    copy.chunks = chunks.copied()
    copy.top = EventLadder.newTop(top.pointee)
    return copy
  }

  @inlinable
  static func newTop(_ bucket: BucketRung.Bucket) -> UnsafeMutablePointer<BucketRung.Bucket> {
    let top = UnsafeMutablePointer<BucketRung.Bucket>.allocate(capacity: 1)
    top.initialize(to: bucket)
    return top
  }

  @inlinable
  func deallocate() {
    for index in 0..<EventLadder.maximumRungs { rungs.base[index].buckets.deallocate() }
    rungs.deallocate()
    chunks.deallocate()
    top.deallocate()
  }
}
