extension NearKeys {
  /// Makes the run empty.
  @usableFromInline
  mutating func clearRun() {
    layOutRun(0)
  }

  /// Makes room for `count` keys, and in front of them for as many as a short run may take.
  private mutating func layOutRun(_ count: Int) {
    let room = max(count, NearKeys.shortRun)
    run.reserve(room + 3)
    run.count = room + 3
    runEnd = run.base + (room + 1)
    runEnd[0] = .last
    runEnd[1] = .last
    next = runEnd - count
    next[-1] = .first
    runFloor = runEnd - NearKeys.shortRun
  }

  /// Sorts the keys in `scratch` into the run.
  ///
  /// Spreads them over as many bins as there are keys and then sorts by insertion: about O(n) for
  /// times that are spread evenly, O(n log n) otherwise. Keys that were inserted in order stay so.
  @usableFromInline
  mutating func sortScratch(_ span: TimeSpan) {
    let count = scratch.count
    layOutRun(count)
    if count > 16, count <= NearKeys.runLimit, span.low < span.high {
      spreadOverBins(span)
    } else {
      next.update(from: scratch.base, count: count)
    }
    sortByInsertion(count)
  }

  private mutating func spreadOverBins(_ span: TimeSpan) {
    let count = scratch.count
    let binBits = UInt64(64 - (count - 1).leadingZeroBitCount)
    let rangeBits = UInt64(64 - (span.high - span.low).leadingZeroBitCount)
    let shift = rangeBits > binBits ? rangeBits - binBits : 0
    let bins = tallies.base
    let binCount = Int((span.high - span.low) >> shift) + 1
    bins.update(repeating: 0, count: binCount)
    let keys = scratch.base
    for index in 0..<count {
      bins[Int(truncatingIfNeeded: (keys[index].time &- span.low) &>> shift)] &+= 1
    }
    var before: UInt16 = 0
    for bin in 0..<binCount {
      let size = bins[bin]
      bins[bin] = before
      before &+= size
    }
    for index in 0..<count {
      let key = keys[index]
      let bin = Int(truncatingIfNeeded: (key.time &- span.low) &>> shift)
      next[Int(bins[bin])] = key
      bins[bin] &+= 1
    }
  }

  /// Sorts `count` keys from `next` on; gives up for a general sort when they are far from sorted.
  private mutating func sortByInsertion(_ count: Int) {
    var budget = 8 * count + 64
    for index in 1..<max(1, count) {
      let key = next[index]
      guard key < next[index - 1] else { continue }
      var place = index
      repeat {
        next[place] = next[place - 1]
        place -= 1
      } while key < next[place - 1]
      next[place] = key
      budget -= index - place
      if budget < 0 {
        var keys = UnsafeMutableBufferPointer(start: next, count: count)
        keys.sort()
        return
      }
    }
  }
}
