extension FutureEventParts {
  /// Checks what must hold between any two calls. O(n), for debug builds.
  @usableFromInline
  func checkLaw() {
    let nearKeys = checkedNearKeys()
    let places = nearKeys.map { key in
      EventKey(time: key.time, number: key.number, slot: Int(slots[key.slot].handle))
    }
    let keys = places + checkedFarKeys()
    let live = keys.count { handles.liveCount($0) == 1 }
    precondition(live == liveCount, "A pending event has no entry, or two.")
    precondition(keys.count - live == cancelledCount, "The cancelled are miscounted.")
    precondition(cancelledCount <= live + cancelledSlack, "Cancelled events pile up.")
    precondition(keys.allSatisfy { lastTime <= $0.time }, "A pending event lies in the past.")
    precondition(Set(nearKeys.map(\.slot)).count == slots.usedCount, "Two events share a slot.")
    let free = (slots.usedCount..<slots.slots.count).map { Int(slots.slots.base[$0]) }
    precondition(
      Set(free + nearKeys.map(\.slot)).count == slots.slots.count, "A slot is lost, or free twice.")
  }

  private func checkedNearKeys() -> [EventKey] {
    var keys: [EventKey] = []
    for index in 0..<near.heap.size {
      let key = near.heap.keys[index]
      if index > 0 {
        precondition(!(key < near.heap.keys[(index - 1) / 4]), "A child comes first.")
      }
      if index > 0 || !near.heap.hasHole { keys.append(key) }
    }
    for (next, count) in [(near.next, near.keysInRun), (near.nextRecent, near.recentCount)] {
      for position in 0..<count {
        precondition(next[position] < next[position + 1], "A run is not sorted.")
        keys.append(next[position])
      }
      precondition(next[count] == .last && next[count + 1] == .last, "A run has no end.")
    }
    precondition(keys.allSatisfy { $0.time < ladder.nearEnd }, "A far event is near.")
    return keys
  }

  private func checkedFarKeys() -> [EventKey] {
    var keys: [EventKey] = []
    var end = ladder.nearEnd
    for index in (0..<ladder.rungCount).reversed() {
      let rung = ladder.rungs.base[index]
      precondition(rung.openFrom == end, "A time belongs to no structure or to two.")
      var inside = 0
      for position in 0..<rung.bucketCount {
        for key in bucketKeys(rung.buckets.base[position]) {
          precondition(position >= rung.current && key.time >= rung.openFrom, "A key is too late.")
          precondition((key.time - rung.start) >> rung.shift == position, "A wrong bucket.")
          keys.append(key)
          inside += 1
        }
      }
      precondition(inside == rung.eventCount, "A rung has lost count of its events.")
      end = rung.end
    }
    precondition(end == ladder.topStart, "The rungs do not reach to the top.")
    let top = bucketKeys(ladder.top.pointee)
    precondition(top.allSatisfy { $0.time >= ladder.topStart }, "A near event is in the top.")
    keys += top
    return keys
  }

  private func bucketKeys(_ bucket: BucketRung.Bucket) -> [EventKey] {
    var keys: [EventKey] = []
    var walk = ChunkWalk(bucket)
    while let (chunk, count) = walk.next(in: ladder.chunks) {
      for index in 0..<count { keys.append(ladder.chunks[chunk][index].key) }
    }
    return keys
  }
}
