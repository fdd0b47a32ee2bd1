/// Moving keys from far to near; all of it is amortized over the keys that move.
extension KeyQueue {
  /// Fills the run or the heap, both of which are empty; false when no live key is left.
  @usableFromInline
  mutating func refill(_ numbers: SlotNumbers) -> Bool {
    clearRun()
    heapBound = KeyQueue.heapLimit
    while true {
      guard rungCount > 0 else {
        if takeTop(numbers) { return true }
        if rungCount == 0 { return false }
        continue
      }
      let rung = rungs.base + (rungCount - 1)
      if rung.pointee.keyCount == 0 {
        rungCount -= 1
        nearEnd = rungCount > 0 ? (rung - 1).pointee.openFrom : topStart
      } else if openNextBucket(of: rung, numbers) {
        return true
      }
    }
  }

  /// Turns the top into a rung, or into the heap when it is small; true when the heap has keys.
  private mutating func takeTop(_ numbers: SlotNumbers) -> Bool {
    var span = startGathering(top.count)
    gather(top.base, top.count, numbers, &span)
    top.count = 0
    nearEnd = .max
    topStart = .max
    if scratch.count > KeyQueue.heapLimit / 2 {
      addRung(span)
      return false
    }
    for index in 0..<scratch.count { heap.insert(scratch.base[index]) }
    return scratch.count > 0
  }

  /// Sorts the next bucket into the run, or splits it; true when the run has keys.
  private mutating func openNextBucket(
    of rung: UnsafeMutablePointer<BucketRung>, _ numbers: SlotNumbers
  ) -> Bool {
    var index = rung.pointee.current
    while rung.pointee.buckets.base[index].count == 0 { index += 1 }
    let span = gatherBucket(rung, index, numbers)
    rung.pointee.current = index + 1
    rung.pointee.openFrom = rung.pointee.endOfBucket(index)
    nearEnd = rung.pointee.openFrom
    guard scratch.count > 0 else { return false }
    if scratch.count <= KeyQueue.runLimit || span.low == span.high
      || rungCount == KeyQueue.maximumRungs
    {
      sortScratch(span)
      return true
    }
    addRung(span)
    return false
  }

  /// Makes the keys in `scratch` a new innermost rung, in front of `nearEnd`.
  private mutating func addRung(_ span: Span) {
    let perBucket = KeyQueue.keysPerBucket * (rungCount == 0 ? 1 : 16)
    let limit = min(max(2, scratch.count / perBucket), KeyQueue.maximumBuckets)
    let rung = rungs.base + rungCount
    var high = span.high
    if rungCount > 0, high < (rung - 1).pointee.start { high = (rung - 1).pointee.start - 1 }
    rung.pointee.cover(span.low, high, limit: limit, before: nearEnd)
    for index in 0..<scratch.count {
      let key = scratch.base[index]
      let bucket = Int(truncatingIfNeeded: (key.time &- span.low) &>> rung.pointee.shift)
      chunks.append(key, to: rung.pointee.buckets.base + bucket)
    }
    rung.pointee.keyCount = scratch.count
    if rungCount == 0 {
      topStart = rung.pointee.end
    } else if rung.pointee.end < (rung - 1).pointee.openFrom {
      // What lies between the two rungs goes back to the bucket of the outer one.
      (rung - 1).pointee.reopen(from: rung.pointee.end)
    }
    rungCount += 1
    nearEnd = span.low
    deadSlack = max(deadSlack, 64 + rung.pointee.bucketCount / 16)
  }

  /// Moves the keys of an overfull heap, and what is left of the run, into a new rung.
  @usableFromInline
  mutating func spread(_ numbers: SlotNumbers) {
    if heap.hasHole { heap.closeHole() }
    let left = keysInRun
    guard rungCount < KeyQueue.maximumRungs, left <= heap.size else {
      heapBound = heap.size * 2
      return
    }
    var span = startGathering(left + heap.size)
    gather(next, left, numbers, &span)
    gather(heap.keys, heap.size, numbers, &span)
    clearRun()
    heap.removeAll()
    heapBound = KeyQueue.heapLimit
    guard scratch.count > 0 else { return }
    addRung(span)
  }
}

// MARK: - Gathering live keys

extension KeyQueue {
  /// The first and the last time among the keys in `scratch`.
  struct Span {
    var low = UInt64.max
    var high = UInt64.min
  }

  /// Empties `scratch` and makes room for `count` keys.
  private mutating func startGathering(_ count: Int) -> Span {
    scratch.count = 0
    scratch.reserve(count)
    return Span()
  }

  /// Appends the live ones of `count` keys to `scratch` and forgets the dead ones.
  private mutating func gather(
    _ keys: UnsafeMutablePointer<EventKey>, _ count: Int, _ numbers: SlotNumbers,
    _ span: inout Span
  ) {
    let target = scratch.base
    var kept = scratch.count
    var low = span.low
    var high = span.high
    for index in 0..<count {
      let key = keys[index]
      target[kept] = key
      let isLive = numbers.isLive(key)
      kept &+= isLive ? 1 : 0
      low = min(low, isLive ? key.time : .max)
      high = max(high, isLive ? key.time : 0)
    }
    deadCount -= count - (kept - scratch.count)
    scratch.count = kept
    span = Span(low: low, high: high)
  }

  /// Reads the slots of all keys in a bucket, and does nothing else.
  ///
  /// The slots lie all over memory; without the work in between, the processor waits for many of
  /// them at once.
  private mutating func touchSlots(
    _ bucket: UnsafeMutablePointer<BucketRung.Bucket>, _ numbers: SlotNumbers
  ) {
    var sum: UInt64 = 0
    let chunkCount = (Int(bucket.pointee.count) + 15) / 16
    var chunk = Int(bucket.pointee.head)
    for _ in 0..<chunkCount {
      let keys = chunks.keys.base + chunk << 4
      sum |= keys[0].time | keys[4].time | keys[8].time | keys[12].time
      chunk = Int(chunks.next.base[chunk])
    }
    var left = Int(bucket.pointee.count)
    chunk = Int(bucket.pointee.head)
    while left > 0 {
      let keys = chunks.keys.base + chunk << 4
      for index in 0..<min(left, 16) { sum |= numbers.number(keys[index]) }
      left -= 16
      chunk = Int(chunks.next.base[chunk])
    }
    touched = sum
  }

  /// Moves the live keys of a bucket to `scratch` and empties it.
  private mutating func gatherBucket(
    _ rung: UnsafeMutablePointer<BucketRung>, _ index: Int, _ numbers: SlotNumbers
  ) -> Span {
    let bucket = rung.pointee.buckets.base + index
    let count = Int(bucket.pointee.count)
    var span = startGathering(count)
    touchSlots(bucket, numbers)
    var left = count
    var chunk = Int(bucket.pointee.head)
    while left > 0 {
      gather(chunks.keys.base + chunk << 4, min(left, 16), numbers, &span)
      left -= 16
      chunk = Int(chunks.next.base[chunk])
    }
    chunks.free(from: bucket.pointee.head, through: bucket.pointee.tail)
    bucket.pointee.count = 0
    rung.pointee.keyCount -= count
    return span
  }
}
