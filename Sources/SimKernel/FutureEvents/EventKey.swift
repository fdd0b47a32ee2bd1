/// The place of one event in the total order: by time, then by scheduling order.
///
/// 16 bytes, so that the four children of a heap node share one cache line. `order` is the number
/// of the `EventHandle`: its upper bits count up, its lower bits are the slot of the event.
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

  /// After every event.
  @inlinable
  static var last: EventKey { EventKey(time: .max, order: .max) }

  /// Before every event.
  @inlinable
  static var first: EventKey { EventKey(time: 0, order: 0) }

  /// The key as one number, which compares without a branch.
  @inlinable
  var rank: UInt128 {
    UInt128(truncatingIfNeeded: time) &<< 64 | UInt128(truncatingIfNeeded: order)
  }

  @inlinable
  static func < (left: EventKey, right: EventKey) -> Bool { left.rank < right.rank }

  /// The number of lower bits of `order` that name the slot.
  @inlinable
  static var slotBits: UInt64 { 24 }

  @inlinable
  static var slotMask: UInt64 { 1 << slotBits - 1 }
}
