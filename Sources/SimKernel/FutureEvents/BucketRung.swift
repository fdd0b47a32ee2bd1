/// Unsorted keys of one interval of time, in buckets of equal width.
///
/// The width is a power of two, so the bucket of a key is a shift. Keys of one bucket stay in the
/// order of insertion, in chunks of 16 that all rungs share.
@frozen
@usableFromInline
struct BucketRung {
  @frozen
  @usableFromInline
  struct Bucket: BitwiseCopyable {
    @usableFromInline var head: UInt32 = 0
    @usableFromInline var tail: UInt32 = 0
    @usableFromInline var count: UInt32 = 0

    @inlinable
    init() {}
  }

  /// The time at which the first bucket begins.
  @usableFromInline var start: UInt64 = 0
  /// The logarithm of the width to base 2.
  @usableFromInline var shift: UInt64 = 0
  /// Keys before this time belong to an inner rung, to the sorted run or to the heap.
  @usableFromInline var openFrom: UInt64 = 0
  /// Keys from this time on belong to an outer rung or to the top.
  @usableFromInline var end: UInt64 = 0
  /// The first bucket that may hold keys.
  @usableFromInline var current = 0
  @usableFromInline var bucketCount = 0
  @usableFromInline var keyCount = 0
  @usableFromInline var buckets: UnmanagedList<Bucket>

  init() { buckets = UnmanagedList(capacity: 64) }

  /// Covers `low...high` with about `limit` empty buckets, and nothing from `outerStart` on.
  mutating func cover(_ low: UInt64, _ high: UInt64, limit: Int, before outerStart: UInt64) {
    let width = (high - low) / UInt64(limit)
    shift = UInt64(64 - width.leadingZeroBitCount)
    start = low
    openFrom = low
    current = 0
    keyCount = 0
    bucketCount = Int((high - low) >> shift) + 1
    end = min(outerStart, start + UInt64(bucketCount) << shift)
    buckets.reserve(bucketCount)
    buckets.count = bucketCount
    buckets.base.initialize(repeating: Bucket(), count: bucketCount)
  }

  /// Lets keys from `time` on into the buckets again.
  mutating func reopen(from time: UInt64) {
    openFrom = time
    current = Int((time - start) >> shift)
  }

  func endOfBucket(_ index: Int) -> UInt64 { min(end, start + UInt64(index + 1) << shift) }
}

/// Chunks of 16 keys, linked into lists by index.
@frozen
@usableFromInline
struct ChunkPool {
  @usableFromInline var keys: UnmanagedList<EventKey>
  @usableFromInline var next: UnmanagedList<UInt32>
  @usableFromInline var firstFree: UInt32

  /// No chunk.
  @inlinable
  static var none: UInt32 { .max }

  init() {
    keys = UnmanagedList(capacity: 64 * 16)
    next = UnmanagedList(capacity: 64)
    firstFree = ChunkPool.none
  }

  @inlinable
  @inline(__always)
  mutating func take() -> UInt32 {
    let chunk = firstFree
    guard chunk != ChunkPool.none else { return add() }
    firstFree = next.base[Int(chunk)]
    return chunk
  }

  @usableFromInline
  mutating func add() -> UInt32 {
    let chunk = UInt32(next.count)
    next.append(ChunkPool.none)
    keys.reserve(next.capacity * 16)
    keys.count = next.count * 16
    return chunk
  }

  /// Frees the chunks from `head` to `tail`, which are linked.
  mutating func free(from head: UInt32, through tail: UInt32) {
    next.base[Int(tail)] = firstFree
    firstFree = head
  }

  /// Appends a key to a bucket. O(1).
  @inlinable
  @inline(__always)
  mutating func append(_ key: EventKey, to bucket: UnsafeMutablePointer<BucketRung.Bucket>) {
    let position = bucket.pointee.count & 15
    if position == 0 {
      let chunk = take()
      if bucket.pointee.count == 0 {
        bucket.pointee.head = chunk
      } else {
        next.base[Int(bucket.pointee.tail)] = chunk
      }
      bucket.pointee.tail = chunk
    }
    keys.base[Int(bucket.pointee.tail) &<< 4 | Int(position)] = key
    bucket.pointee.count &+= 1
  }
}
