/// A four-ary heap of keys whose root may be a hole.
///
/// Removing the first key leaves a hole that the next insertion fills, so that a removal and an
/// insertion sift once. All room behind the keys is filled with
/// `EventKey.last`, so every node has four children, the least of which is found without branches.
/// Operations are O(log n).
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
  }

  /// The number of keys.
  @inlinable
  var count: Int { size &- (hasHole ? 1 : 0) }

  @inlinable
  @inline(__always)
  mutating func insert(_ key: EventKey) {
    if hasHole {
      hasHole = false
      siftDown(key, from: 0)
    } else {
      if size == capacity { grow() }
      size &+= 1
      siftUp(key, from: size &- 1)
    }
  }

  /// Removes the first key, which the caller has read at the root; there must be no hole yet.
  @inlinable
  mutating func removeFirst() { hasHole = true }

  /// Fills the hole that no insertion has filled.
  @usableFromInline
  mutating func closeHole() {
    hasHole = false
    size &-= 1
    let key = keys[size]
    keys[size] = .last
    if size > 0 { siftDown(key, from: 0) }
  }

  @inlinable
  @inline(__always)
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
  @inline(__always)
  func siftDown(_ key: EventKey, from start: Int) {
    var index = start
    let rank = key.rank
    while true {
      let child = index &* 4 &+ 1
      guard child < size else { break }
      let rank0 = keys[child].rank
      let rank1 = keys[child &+ 1].rank
      let rank2 = keys[child &+ 2].rank
      let rank3 = keys[child &+ 3].rank
      let left = rank1 < rank0
      let right = rank3 < rank2
      let leftRank = left ? rank1 : rank0
      let rightRank = right ? rank3 : rank2
      let isRight = rightRank < leftRank
      let leastRank = isRight ? rightRank : leftRank
      let least = child &+ (isRight ? (right ? 3 : 2) : (left ? 1 : 0))
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
    if hasHole { closeHole() }
    var kept = 0
    for index in 0..<size where isKept(keys[index]) {
      keys[kept] = keys[index]
      kept += 1
    }
    (keys + kept).update(repeating: .last, count: size - kept)
    size = kept
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
    keys.update(repeating: .last, count: size)
    size = 0
    hasHole = false
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
    copy.keys.update(from: keys, count: size)
    return copy
  }

  func deallocate() { (keys - 3).deallocate() }

  /// Room for `capacity` keys and three more, filled; the second begins a cache line.
  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<EventKey> {
    let base = UnmanagedList<EventKey>.allocate(capacity + 6)
    base.initialize(repeating: .last, count: capacity + 6)
    return base + 3
  }
}
