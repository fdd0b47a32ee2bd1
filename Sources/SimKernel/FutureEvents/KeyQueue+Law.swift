extension KeyQueue {
  /// Checks what must hold between any two calls; returns all keys. O(n), for debug builds.
  func checkedKeys() -> [EventKey] {
    var keys = checkedNearKeys()
    var end = nearEnd
    for index in (0..<rungCount).reversed() {
      let rung = rungs.base[index]
      precondition(rung.openFrom == end, "A time belongs to no structure or to two.")
      var inside = 0
      for position in 0..<rung.bucketCount {
        let bucket = rung.buckets.base + position
        inside += Int(bucket.pointee.count)
        for key in bucketKeys(bucket) {
          precondition(position >= rung.current && key.time >= rung.openFrom, "A key is too late.")
          precondition((key.time - rung.start) >> rung.shift == position, "A wrong bucket.")
          keys.append(key)
        }
      }
      precondition(inside == rung.keyCount, "A rung has lost count of its keys.")
      end = rung.end
    }
    precondition(end == topStart, "The rungs do not reach to the top.")
    for index in 0..<top.count {
      precondition(top.base[index].time >= topStart, "A near key is in the top.")
      keys.append(top.base[index])
    }
    return keys
  }

  private func checkedNearKeys() -> [EventKey] {
    var keys: [EventKey] = []
    for index in 0..<heap.size {
      let key = heap.keys[index]
      if index > 0 { precondition(!(key < heap.keys[(index - 1) / 4]), "A child comes first.") }
      if index > 0 || !heap.hasHole { keys.append(key) }
    }
    var position = next
    while position.pointee.time != .max {
      precondition(position[0] < position[1], "The run is not sorted.")
      keys.append(position.pointee)
      position += 1
    }
    precondition(position == runEnd, "The run has lost count of its keys.")
    precondition(keys.allSatisfy { $0.time < nearEnd }, "A far key is in the heap or the run.")
    return keys
  }

  private func bucketKeys(_ bucket: UnsafeMutablePointer<BucketRung.Bucket>) -> [EventKey] {
    var keys: [EventKey] = []
    var chunk = Int(bucket.pointee.head)
    for index in 0..<Int(bucket.pointee.count) {
      if index > 0, index & 15 == 0 { chunk = Int(chunks.next.base[chunk]) }
      keys.append(chunks.keys.base[chunk << 4 | index & 15])
    }
    return keys
  }
}
