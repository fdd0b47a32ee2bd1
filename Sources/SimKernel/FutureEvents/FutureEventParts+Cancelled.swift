/// Dropping cancelled events before their time comes.
extension FutureEventParts {
  /// Drops all cancelled events where they lie. O(n).
  @inlinable
  @inline(never)
  mutating func dropCancelled() {
    dropNear()
    dropCancelled(in: ladder.top)
    for index in 0..<ladder.rungCount { dropCancelled(in: ladder.rungs.base + index) }
    cancelledCount = 0
    cancelledSlack = ladder.cancelledSlack
  }

  @inlinable
  mutating func dropNear() {
    let handles = handles
    var slots = slots
    near.filter { key in
      let handle = slots[key.slot].handle
      let isKept = handle == 0 || handles.isPending(handle, number: key.number)
      if !isKept { slots.free(key.slot) }
      return isKept
    }
    self.slots = slots
  }

  @inlinable
  mutating func dropCancelled(in rung: UnsafeMutablePointer<BucketRung>) {
    var total = 0
    for index in rung.pointee.current..<rung.pointee.bucketCount {
      let bucket = rung.pointee.buckets.base + index
      if bucket.pointee.count > 0 { dropCancelled(in: bucket) }
      total += Int(bucket.pointee.count)
    }
    rung.pointee.eventCount = total
  }

  @inlinable
  mutating func dropCancelled(in bucket: UnsafeMutablePointer<BucketRung.Bucket>) {
    let handles = handles
    var walk = ChunkWalk(bucket.pointee)
    bucket.pointee.count = 0
    while let (chunk, count) = walk.next(in: ladder.chunks) {
      for index in 0..<count {
        let event = ladder.chunks[chunk][index]
        if handles.liveCount(event.key) == 1 { ladder.chunks.append(event, to: bucket) }
      }
      ladder.chunks.free(chunk)
    }
  }
}
