/// Chunks of 32 events with their keys, linked into lists by index.
@frozen
@usableFromInline
struct EventChunks<Event: BitwiseCopyable> {
  @usableFromInline typealias Bucket = BucketRung.Bucket

  @usableFromInline var events: UnmanagedList<PendingEvent<Event>>
  @usableFromInline var next: UnmanagedList<UInt32>
  @usableFromInline var firstFree: UInt32

  /// The logarithm of the number of events in a chunk to base 2.
  @inlinable
  static var bits: Int { 5 }

  @inlinable
  static var size: Int { 1 << bits }

  /// No chunk.
  @inlinable
  static var none: UInt32 { .max }

  @inlinable
  init() {
    events = UnmanagedList(capacity: 64 * EventChunks.size)
    next = UnmanagedList(capacity: 64)
    firstFree = EventChunks.none
  }

  /// The events of a chunk.
  @inlinable
  @inline(__always)
  subscript(_ chunk: UInt32) -> UnsafeMutablePointer<PendingEvent<Event>> {
    events.base + Int(truncatingIfNeeded: chunk) &<< EventChunks.bits
  }

  @inlinable
  @inline(__always)
  mutating func take() -> UInt32 {
    let chunk = firstFree
    guard chunk != EventChunks.none else { return add() }
    firstFree = next.base[Int(truncatingIfNeeded: chunk)]
    return chunk
  }

  @inlinable
  @inline(never)
  mutating func add() -> UInt32 {
    let chunk = UInt32(next.count)
    next.append(EventChunks.none)
    events.reserve(next.capacity * EventChunks.size)
    events.count = next.count * EventChunks.size
    return chunk
  }

  @inlinable
  @inline(__always)
  mutating func free(_ chunk: UInt32) {
    next.base[Int(truncatingIfNeeded: chunk)] = firstFree
    firstFree = chunk
  }

  /// Appends an event to a bucket. O(1).
  @inlinable
  @inline(__always)
  mutating func append(_ event: PendingEvent<Event>, to bucket: UnsafeMutablePointer<Bucket>) {
    let position = Int(truncatingIfNeeded: bucket.pointee.count) & (EventChunks.size &- 1)
    if position == 0 {
      let chunk = take()
      if bucket.pointee.count == 0 {
        bucket.pointee.head = chunk
      } else {
        next.base[Int(truncatingIfNeeded: bucket.pointee.tail)] = chunk
      }
      bucket.pointee.tail = chunk
    }
    (self[bucket.pointee.tail] + position).initialize(to: event)
    bucket.pointee.count &+= 1
  }

  @inlinable
  func copied() -> EventChunks {
    var copy = self
    copy.events = events.copied()
    copy.next = next.copied()
    return copy
  }

  @inlinable
  func deallocate() {
    events.deallocate()
    next.deallocate()
  }
}

/// The chunks of a bucket, oldest first. One that was handed out may be freed.
@frozen
@usableFromInline
struct ChunkWalk {
  @usableFromInline var chunk: UInt32
  @usableFromInline var left: Int

  @inlinable
  init(_ bucket: BucketRung.Bucket) {
    chunk = bucket.head
    left = Int(bucket.count)
  }

  /// The next chunk and the number of events in it.
  @inlinable
  @inline(__always)
  mutating func next<Event>(in chunks: EventChunks<Event>) -> (chunk: UInt32, count: Int)? {
    guard left > 0 else { return nil }
    let step = (chunk: chunk, count: min(left, EventChunks<Event>.size))
    chunk = chunks.next.base[Int(truncatingIfNeeded: chunk)]
    left &-= step.count
    return step
  }
}
