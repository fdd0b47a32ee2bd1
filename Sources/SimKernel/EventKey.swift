/// The place of one event in the total order: by time, then by scheduling order.
///
/// 16 bytes, so that the four children of a heap node share one cache line; `order` is the number
/// of the `EventHandle`, whose upper bits count up and whose lower bits are the slot.
@frozen
@usableFromInline
struct EventKey: BitwiseCopyable {
  @usableFromInline var time: UInt64
  @usableFromInline var order: UInt64

  @inlinable
  init(time: UInt64, order: UInt64) {
    self.time = time
    self.order = order
  }

  /// Compares as one 128-bit number, without a branch.
  @inlinable
  static func < (left: EventKey, right: EventKey) -> Bool {
    let (_, borrow) = left.order.subtractingReportingOverflow(right.order)
    let (difference, below) = left.time.subtractingReportingOverflow(right.time)
    return below || (difference == 0 && borrow)
  }

  @inlinable var slot: Int { Int(truncatingIfNeeded: order & EventKey.slotMask) }

  @inlinable static var slotBits: UInt64 { 24 }
  @inlinable static var slotMask: UInt64 { (1 << slotBits) - 1 }
}
