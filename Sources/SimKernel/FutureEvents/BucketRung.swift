/// Unsorted events of one interval of time, in buckets of equal width.
///
/// The width is a power of two, so the bucket of a key is a shift. Events of one bucket stay in the
/// order of insertion, in chunks that all rungs share.
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

    /// The bucket as if it held its first `limit` events only.
    @inlinable
    func first(_ limit: UInt32) -> Bucket {
      var part = self
      part.count = min(count, limit)
      return part
    }
  }

  /// The time at which the first bucket begins.
  @usableFromInline var start: UInt64 = 0
  /// The logarithm of the width to base 2.
  @usableFromInline var shift: UInt64 = 0
  /// Events before this time belong to an inner rung or are near.
  @usableFromInline var openFrom: UInt64 = 0
  /// Events from this time on belong to an outer rung or to the top.
  @usableFromInline var end: UInt64 = 0
  /// The first bucket that may hold events.
  @usableFromInline var current = 0
  @usableFromInline var bucketCount = 0
  @usableFromInline var eventCount = 0
  @usableFromInline var buckets: UnmanagedList<Bucket>

  @usableFromInline
  init() { buckets = UnmanagedList(capacity: 64) }

  /// Covers `span` with about `limit` empty buckets, and nothing from `outerStart` on.
  @usableFromInline
  mutating func cover(_ span: TimeSpan, limit: Int, before outerStart: UInt64) {
    let width = (span.high - span.low) / UInt64(limit)
    shift = UInt64(64 - width.leadingZeroBitCount)
    start = span.low
    openFrom = span.low
    current = 0
    eventCount = 0
    bucketCount = Int((span.high - span.low) >> shift) + 1
    end = min(outerStart, start + UInt64(bucketCount) << shift)
    buckets.reserve(bucketCount)
    buckets.count = bucketCount
    buckets.base.initialize(repeating: Bucket(), count: bucketCount)
  }

  /// The bucket of a time in this rung.
  @inlinable
  @inline(__always)
  func bucket(at time: UInt64) -> UnsafeMutablePointer<Bucket> {
    buckets.base + Int(truncatingIfNeeded: (time &- start) &>> shift)
  }

  /// Lets events from `time` on into the buckets again.
  @usableFromInline
  mutating func reopen(from time: UInt64) {
    openFrom = time
    current = Int((time - start) >> shift)
  }

  /// Closes the first bucket that holds events, of which there must be one.
  ///
  /// Returns it and the times it may hold.
  @usableFromInline
  mutating func closeNextBucket() -> (place: UnsafeMutablePointer<Bucket>, bounds: TimeSpan) {
    while buckets.base[current].count == 0 { current += 1 }
    let bucket = buckets.base + current
    eventCount -= Int(bucket.pointee.count)
    var bounds = TimeSpan()
    bounds.low = max(openFrom, start + UInt64(current) << shift)
    current += 1
    openFrom = min(end, start + UInt64(current) << shift)
    bounds.high = openFrom - 1
    return (bucket, bounds)
  }
}
