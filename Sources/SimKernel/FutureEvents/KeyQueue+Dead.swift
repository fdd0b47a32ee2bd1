/// Dropping the keys of cancelled events before their time comes.
extension KeyQueue {
  /// Drops all dead keys where they lie. O(n).
  @usableFromInline
  mutating func dropDead(_ numbers: SlotNumbers) {
    heap.filter { numbers.isLive($0) }
    let left = keep(next, keysInRun, numbers)
    let moved = runEnd - left
    moved.update(from: next, count: left)
    next = moved
    top.count = keep(top.base, top.count, numbers)
    for index in 0..<rungCount { dropDead(in: rungs.base + index, numbers) }
    deadCount = 0
    deadSlack = 64
    for index in 0..<rungCount {
      deadSlack = max(deadSlack, 64 + rungs.base[index].bucketCount / 16)
    }
  }

  /// Moves the live ones of `count` keys to the front; returns how many they are.
  private func keep(
    _ keys: UnsafeMutablePointer<EventKey>, _ count: Int, _ numbers: SlotNumbers
  ) -> Int {
    var kept = 0
    for index in 0..<count {
      let key = keys[index]
      keys[kept] = key
      kept &+= numbers.isLive(key) ? 1 : 0
    }
    return kept
  }

  private mutating func dropDead(
    in rung: UnsafeMutablePointer<BucketRung>, _ numbers: SlotNumbers
  ) {
    var total = 0
    for index in rung.pointee.current..<rung.pointee.bucketCount {
      let bucket = rung.pointee.buckets.base + index
      if bucket.pointee.count > 0 { dropDead(in: bucket, numbers) }
      total += Int(bucket.pointee.count)
    }
    rung.pointee.keyCount = total
  }

  private mutating func dropDead(
    in bucket: UnsafeMutablePointer<BucketRung.Bucket>, _ numbers: SlotNumbers
  ) {
    var old = bucket.pointee
    bucket.pointee.count = 0
    var target = old.head
    var kept: UInt32 = 0
    var chunk = Int(old.head)
    var left = Int(old.count)
    while left > 0 {
      for position in 0..<min(left, 16) {
        let key = chunks.keys.base[chunk << 4 | position]
        guard numbers.isLive(key) else { continue }
        if kept > 0, kept & 15 == 0 { target = chunks.next.base[Int(target)] }
        chunks.keys.base[Int(target) << 4 | Int(kept & 15)] = key
        kept += 1
      }
      left -= 16
      chunk = Int(chunks.next.base[chunk])
    }
    bucket.pointee.count = kept
    bucket.pointee.tail = target
    if kept == 0 {
      chunks.free(from: old.head, through: old.tail)
    } else if target != old.tail {
      old.head = chunks.next.base[Int(target)]
      chunks.free(from: old.head, through: old.tail)
    }
  }
}
