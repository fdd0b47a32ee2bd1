/// Moving events from far to near; all of it is amortized over the events that move.
extension FutureEventParts {
  /// Finds the next near events when there are none; false when no live event is left.
  @inlinable
  @inline(never)
  mutating func refill() -> Bool {
    near.clearRun()
    besideRunBound = FutureEventParts.besideRunLimit
    while slots.usedCount == 0 {
      if ladder.rungCount == 0 {
        ladder.nearEnd = .max
        ladder.topStart = .max
        if ladder.top.pointee.count == 0 { return false }
        open(ladder.top, within: nil)
      } else if ladder.innermost.pointee.eventCount == 0 {
        ladder.removeRung()
      } else {
        let (bucket, bounds) = ladder.innermost.pointee.closeNextBucket()
        ladder.nearEnd = ladder.innermost.pointee.openFrom
        open(bucket, within: bounds)
      }
    }
    return true
  }

  /// Sorts a bucket into the run, or splits it into a rung.
  @inlinable
  mutating func open(
    _ place: UnsafeMutablePointer<BucketRung.Bucket>, within bounds: TimeSpan?
  ) {
    let bucket = place.pointee
    place.pointee.count = 0
    touch(bucket)
    let span = bounds.flatMap { isFilled(bucket, $0) ? $0 : nil } ?? span(of: bucket)
    if isSortedAtOnce(Int(bucket.count), span) { sort(bucket, span) } else { split(bucket, span) }
  }

  /// Whether the first few events of a bucket are spread so far over its bounds that these will do
  /// as what it spans.
  @inlinable
  func isFilled(_ bucket: BucketRung.Bucket, _ bounds: TimeSpan) -> Bool {
    let sample = span(of: bucket.first(UInt32(EventChunks<Event>.size)))
    return sample.high - sample.low >= (bounds.high - bounds.low) / 4
  }

  /// The first and the last time in a bucket. O(n).
  @inlinable
  func span(of bucket: BucketRung.Bucket) -> TimeSpan {
    var span = TimeSpan()
    var walk = ChunkWalk(bucket)
    while let (chunk, count) = walk.next(in: ladder.chunks) {
      let events = ladder.chunks[chunk]
      for index in 0..<count { span.include(events[index].key) }
    }
    return span
  }

  /// A bucket of a rung is sorted unless it is large; the top only when it is small, because
  /// everything that is scheduled after that would be near.
  @inlinable
  func isSortedAtOnce(_ count: Int, _ span: TimeSpan) -> Bool {
    if ladder.rungCount == 0 { return count <= FutureEventParts.besideRunLimit / 2 }
    return count <= NearKeys.runLimit || span.low == span.high || !ladder.hasRoomForRung
  }

  /// Reads every cache line of a bucket, and does nothing else.
  ///
  /// The lines lie all over memory; without work in between, the processor waits for many of them
  /// at once.
  @inlinable
  @inline(never)
  mutating func touch(_ bucket: BucketRung.Bucket) {
    var sum: UInt64 = 0
    var walk = ChunkWalk(bucket)
    while let (chunk, _) = walk.next(in: ladder.chunks) {
      let words = UnsafeRawPointer(ladder.chunks[chunk])
      for offset in stride(
        from: 0, to: MemoryLayout<PendingEvent<Event>>.stride * EventChunks<Event>.size, by: 64)
      {
        sum |= words.load(fromByteOffset: offset, as: UInt64.self)
      }
    }
    touched = sum
  }

  @inlinable
  mutating func sort(_ bucket: BucketRung.Bucket, _ span: TimeSpan) {
    near.scratch.reserve(Int(bucket.count))
    slots.reserve(Int(bucket.count))
    let handles = handles
    let count =
      cancelledCount == 0
      ? fillScratch(bucket, liveCount: { _ in 1 })
      : fillScratch(bucket, liveCount: { handles.liveCount($0) })
    near.scratch.count = count
    cancelledCount &-= Int(bucket.count) &- count
    near.sortScratch(span)
  }

  /// Puts the events of a bucket into slots and their keys into `scratch`; returns how many.
  ///
  /// `liveCount` is 1 or 0, so that nothing branches on it.
  @inlinable
  @inline(__always)
  mutating func fillScratch(_ bucket: BucketRung.Bucket, liveCount: (EventKey) -> Int) -> Int {
    var slots = slots
    var keys = near.scratch.base
    var walk = ChunkWalk(bucket)
    while let (chunk, count) = walk.next(in: ladder.chunks) {
      let events = ladder.chunks[chunk]
      for index in 0..<count {
        let event = events[index]
        let key = event.key
        let isLive = liveCount(key)
        let slot = slots.takeReserved(.init(handle: key.slot, event: event.event), isLive)
        keys.initialize(to: EventKey(time: key.time, number: key.number, slot: slot))
        keys += isLive
      }
      ladder.chunks.free(chunk)
    }
    self.slots = slots
    return keys - near.scratch.base
  }

  @inlinable
  mutating func split(_ bucket: BucketRung.Bucket, _ span: TimeSpan) {
    let place = addRung(span, count: Int(bucket.count))
    // Copies, so that the loop keeps them in registers.
    let rung = place.pointee
    let handles = handles
    let mayBeCancelled = cancelledCount > 0
    var chunks = ladder.chunks
    var moved = 0
    var walk = ChunkWalk(bucket)
    while let (chunk, count) = walk.next(in: chunks) {
      for index in 0..<count {
        let event = chunks[chunk][index]
        if mayBeCancelled, handles.liveCount(event.key) == 0 { continue }
        chunks.append(event, to: rung.bucket(at: event.key.time))
        moved &+= 1
      }
      chunks.free(chunk)
    }
    ladder.chunks = chunks
    place.pointee.eventCount = moved
    cancelledCount &-= Int(bucket.count) &- moved
  }

  /// Moves the events beside the run when there are too many, and what is left of it, into a new
  /// rung.
  @inlinable
  @inline(never)
  mutating func spread() {
    let came = near.recentCount &+ near.heaped
    guard ladder.hasRoomForRung, near.keysInRun <= came else {
      besideRunBound = came * 2
      return
    }
    if near.heap.hasHole { near.heap.closeHole() }
    var span = TimeSpan()
    for index in 0..<near.count { span.include(near[index]) }
    let rung = addRung(span, count: near.count)
    for index in 0..<near.count {
      let key = near[index]
      let slot = slots[key.slot]
      slots.free(key.slot)
      let place = EventKey(time: key.time, number: key.number, slot: Int(slot.handle))
      if !isDropped(place) {
        ladder.insert(PendingEvent(key: place, event: slot.event), into: rung)
      }
    }
    near.removeAll()
    besideRunBound = FutureEventParts.besideRunLimit
  }

  @inlinable
  mutating func addRung(_ span: TimeSpan, count: Int) -> UnsafeMutablePointer<BucketRung> {
    let rung = ladder.addRung(span, count: count)
    cancelledSlack = max(cancelledSlack, 64 + rung.pointee.bucketCount / 16)
    return rung
  }

  /// Whether the event was cancelled; if so, it is counted as dropped.
  @inlinable
  @inline(__always)
  mutating func isDropped(_ key: EventKey) -> Bool {
    guard cancelledCount > 0 else { return false }
    let isCancelled = 1 &- handles.liveCount(key)
    cancelledCount &-= isCancelled
    return isCancelled != 0
  }
}
