/// The place of one event in the total order: by time, then by scheduling order.
///
/// 16 bytes, so that the four children of a heap node share one cache line. The upper 38 bits of
/// `order` count the events scheduled so far. The lower 26 never decide a comparison: they name the
/// event's place in `EventSlots` when it is near; before that, its place in the `HandleTable`, or
/// nothing when it cannot be cancelled.
@frozen
@usableFromInline
struct EventKey: BitwiseCopyable, Comparable, Sendable {
  @usableFromInline var order: UInt64
  @usableFromInline var time: UInt64

  @inlinable
  init(time: UInt64, order: UInt64) {
    self.time = time
    self.order = order
  }

  @inlinable
  @inline(__always)
  init(rank: UInt128) {
    time = rank._high
    order = rank._low
  }

  /// After every event.
  @inlinable
  static var last: EventKey { EventKey(time: .max, order: .max) }

  /// Before every event.
  @inlinable
  static var first: EventKey { EventKey(time: 0, order: 0) }

  /// The key as one number, which compares without a branch.
  ///
  /// Made from its halves: generic conversions would take a tenth of all debug tests.
  @inlinable
  var rank: UInt128 { UInt128(_low: order, _high: time) }

  @inlinable
  static func < (left: EventKey, right: EventKey) -> Bool { left.rank < right.rank }

  /// The number of lower bits of `order` that name the slot.
  @inlinable
  static var slotBits: UInt64 { 26 }

  @inlinable
  static var slotMask: UInt64 { 1 << slotBits - 1 }

  @inlinable
  var slot: Int { Int(truncatingIfNeeded: order & EventKey.slotMask) }

  /// The scheduling number, without the slot.
  @inlinable
  var number: UInt64 { order & ~EventKey.slotMask }

  @inlinable
  @inline(__always)
  init(time: UInt64, number: UInt64, slot: Int) {
    self.time = time
    order = number | UInt64(truncatingIfNeeded: slot)
  }
}

/// A far event with its place in the order.
@frozen
@usableFromInline
struct PendingEvent<Event: BitwiseCopyable>: BitwiseCopyable {
  @usableFromInline let key: EventKey
  @usableFromInline let event: Event

  @inlinable
  init(key: EventKey, event: Event) {
    self.key = key
    self.event = event
  }
}

/// The first and the last time of some keys.
@frozen
@usableFromInline
struct TimeSpan {
  @usableFromInline var low = UInt64.max
  @usableFromInline var high = UInt64.min

  @inlinable
  init() {}

  @inlinable
  @inline(__always)
  mutating func include(_ key: EventKey) {
    low = min(low, key.time)
    high = max(high, key.time)
  }
}
