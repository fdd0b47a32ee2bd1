/// A four-ary heap of keys whose root may be a hole.
///
/// Removing the first key leaves a hole that the next insertion fills, so that the usual pair of
/// one removal and one insertion sifts once. Without keys and without a hole, the root slot holds
/// `EventKey.last`. Operations are O(log n); the least of four children is found without branches.
@frozen
@usableFromInline
struct KeyHeap {
  /// Keys in heap order; the children of `index` are at `4 * index + 1` and lie on one cache line.
  @usableFromInline var keys: UnsafeMutablePointer<EventKey>
  /// The number of keys, with the hole.
  @usableFromInline var size: Int
  @usableFromInline var hasHole: Bool
  @usableFromInline var capacity: Int

  @usableFromInline
  init() {
    capacity = 61
    keys = KeyHeap.allocate(capacity)
    size = 0
    hasHole = false
    keys[0] = .last
  }

  /// The number of keys.
  @inlinable
  var count: Int { size &- (hasHole ? 1 : 0) }

  @inlinable
  mutating func insert(_ key: EventKey) {
    if hasHole {
      hasHole = false
      siftDown(key, from: 0)
      return
    }
    if size == capacity { grow() }
    size &+= 1
    siftUp(key, from: size &- 1)
  }

  /// Removes the first key, which the caller has read at the root; there must be no hole yet.
  @inlinable
  mutating func removeFirst() { hasHole = true }

  /// Fills a hole that no insertion has filled.
  @inlinable
  mutating func closeHole() {
    guard hasHole else { return }
    hasHole = false
    size &-= 1
    if size == 0 { keys[0] = .last } else { siftDown(keys[size], from: 0) }
  }

  @inlinable
  func siftUp(_ key: EventKey, from start: Int) {
    var index = start
    while index > 0 {
      let parent = (index &- 1) &>> 2
      guard key < keys[parent] else { break }
      keys[index] = keys[parent]
      index = parent
    }
    keys[index] = key
  }

  @inlinable
  func siftDown(_ key: EventKey, from start: Int) {
    var index = start
    let rank = key.rank
    while true {
      let child = index &* 4 &+ 1
      var least = child
      var leastRank: UInt128
      if child &+ 4 <= size {
        let rank0 = keys[child].rank
        let rank1 = keys[child &+ 1].rank
        let rank2 = keys[child &+ 2].rank
        let rank3 = keys[child &+ 3].rank
        let left = rank1 < rank0
        let right = rank3 < rank2
        let leftRank = left ? rank1 : rank0
        let rightRank = right ? rank3 : rank2
        let isRight = rightRank < leftRank
        leastRank = isRight ? rightRank : leftRank
        least = child &+ (isRight ? (right ? 3 : 2) : (left ? 1 : 0))
      } else {
        guard child < size else { break }
        leastRank = keys[child].rank
        for other in child &+ 1..<size where keys[other].rank < leastRank {
          leastRank = keys[other].rank
          least = other
        }
      }
      guard leastRank < rank else { break }
      keys[index] = keys[least]
      index = least
    }
    keys[index] = key
  }
}

// MARK: - Rare operations

extension KeyHeap {
  /// Keeps the keys for which `isKept` holds, in O(n).
  mutating func filter(_ isKept: (EventKey) -> Bool) {
    closeHole()
    var kept = 0
    for index in 0..<size where isKept(keys[index]) {
      keys[kept] = keys[index]
      kept += 1
    }
    size = kept
    if size == 0 { keys[0] = .last }
    heapify()
  }

  /// Orders the keys in O(n) (Floyd 1964).
  mutating func heapify() {
    guard size > 1 else { return }
    for index in stride(from: (size - 2) / 4, through: 0, by: -1) {
      siftDown(keys[index], from: index)
    }
  }

  @usableFromInline
  mutating func removeAll() {
    size = 0
    hasHole = false
    keys[0] = .last
  }

  @usableFromInline
  mutating func grow() {
    let larger = KeyHeap.allocate(capacity * 2)
    larger.update(from: keys, count: size)
    deallocate()
    keys = larger
    capacity *= 2
  }

  func copied() -> KeyHeap {
    var copy = self
    copy.keys = KeyHeap.allocate(capacity)
    copy.keys.update(from: keys, count: max(1, size))
    return copy
  }

  func deallocate() { (keys - 3).deallocate() }

  /// Room for `capacity` keys, the second of which begins a cache line.
  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<EventKey> {
    UnmanagedList<EventKey>.allocate(capacity + 3) + 3
  }
}
