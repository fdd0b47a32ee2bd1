/// Moving events from far to near; all of it is amortized over the events that move.
extension FutureEventParts {
  /// Finds the next near events when there are none; false when no live event is left.
  @inlinable
  @inline(never)
  mutating func refill() -> Bool {
    near.clearRun()
    heapBound = FutureEventParts.heapLimit
    while slots.usedCount == 0 {
      if ladder.rungCount == 0 {
        if ladder.top.count == 0 {
          ladder.nearEnd = .max
          ladder.topStart = .max
          return false
        }
        takeTop()
      } else if ladder.innermost.pointee.eventCount == 0 {
        ladder.removeRung()
      } else {
        openNextBucket()
      }
    }
    return true
  }

  /// Turns the top into a rung, or into the heap when it is small.
  @inlinable
  mutating func takeTop() {
    let events = ladder.top.base
    let count = ladder.top.count
    ladder.top.count = 0
    ladder.nearEnd = .max
    ladder.topStart = .max
    if count <= FutureEventParts.heapLimit / 2 {
      for index in 0..<count where !isDropped(events[index].key) {
        _ = insertNear(events[index])
      }
      return
    }
    var span = TimeSpan()
    for index in 0..<count { span.include(events[index].key) }
    let rung = addRung(span, count: count)
    for index in 0..<count where !isDropped(events[index].key) {
      ladder.insert(events[index], into: rung)
    }
  }

  /// Sorts the next bucket into the run, or splits it.
  @inlinable
  mutating func openNextBucket() {
    let open = ladder.innermost.pointee.closeNextBucket()
    let bucket = open.pointee
    open.pointee.count = 0
    ladder.nearEnd = ladder.innermost.pointee.openFrom
    touch(bucket)
    var span = TimeSpan()
    var walk = ChunkWalk(bucket)
    while let (chunk, count) = walk.next(in: ladder.chunks) {
      let events = ladder.chunks[chunk]
      for index in 0..<count { span.include(events[index].key) }
    }
    let count = Int(bucket.count)
    if count <= NearKeys.runLimit || span.low == span.high || !ladder.hasRoomForRung {
      sort(bucket, span)
    } else {
      split(bucket, span)
    }
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
    let rung = addRung(span, count: Int(bucket.count))
    var walk = ChunkWalk(bucket)
    while let (chunk, count) = walk.next(in: ladder.chunks) {
      for index in 0..<count {
        let event = ladder.chunks[chunk][index]
        if !isDropped(event.key) { ladder.insert(event, into: rung) }
      }
      ladder.chunks.free(chunk)
    }
  }

  /// Moves the events of an overfull heap, and what is left of the run, into a new rung.
  @inlinable
  @inline(never)
  mutating func spread() {
    guard ladder.hasRoomForRung, near.keysInRun <= near.heap.size else {
      heapBound = near.heap.size * 2
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
    heapBound = FutureEventParts.heapLimit
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
