/// Which handles name a pending event.
///
/// Every slot carries the handle of its event; a handle that does not match belongs to an event
/// that has fired or was cancelled. All operations are O(1), `insert` amortized.
@frozen
@usableFromInline
struct HandleTable {
  /// The handle's number; the index of the next free slot when there is no event. Slot 0 is unused.
  @usableFromInline var orders: UnmanagedList<UInt64>
  @usableFromInline var firstFree: Int

  @usableFromInline
  init() {
    orders = UnmanagedList(capacity: 64)
    firstFree = 1
    linkFreeSlots()
  }

  /// Adds the slot to a scheduling number.
  @inlinable
  @inline(__always)
  mutating func insert(_ number: UInt64) -> UInt64 {
    if firstFree == orders.capacity { grow() }
    let slot = orders.base + firstFree
    let order = number | UInt64(truncatingIfNeeded: firstFree)
    firstFree = Int(truncatingIfNeeded: slot.pointee)
    slot.pointee = order
    return order
  }

  @usableFromInline
  mutating func grow() {
    precondition(
      orders.capacity <= EventKey.slotMask, "More than 2^26 events that can be cancelled.")
    orders.grow(to: orders.capacity * 2)
    linkFreeSlots()
  }

  /// Makes the slots behind the used ones free; the last one names the end of the table.
  private mutating func linkFreeSlots() {
    while orders.count < orders.capacity { orders.append(UInt64(orders.count + 1)) }
  }

  /// Whether a handle, of any origin, names a pending event.
  @inlinable
  func contains(_ handle: EventHandle) -> Bool {
    let slot = Int(truncatingIfNeeded: handle.order & EventKey.slotMask)
    return slot != 0 && slot < orders.count && orders.base[slot] == handle.order
  }

  /// Whether the event of a slot is still the one with this scheduling number.
  @inlinable
  @inline(__always)
  func isPending(_ slot: UInt32, number: UInt64) -> Bool {
    orders.base[Int(truncatingIfNeeded: slot)] == number | UInt64(slot)
  }

  /// Whether an event in the set has not been cancelled: 1 or 0, so that nothing branches on it.
  @inlinable
  @inline(__always)
  func liveCount(_ key: EventKey) -> Int {
    orders.base[key.slot] == key.order || key.slot == 0 ? 1 : 0
  }

  @inlinable
  @inline(__always)
  mutating func free(_ slot: UInt32) {
    orders.base[Int(truncatingIfNeeded: slot)] = UInt64(truncatingIfNeeded: firstFree)
    firstFree = Int(truncatingIfNeeded: slot)
  }
}

/// Names one event that can be cancelled.
///
/// A handle is never reused: the upper 38 bits count the events scheduled so far, the lower 26
/// name the place where it is noted whether the event is still pending. It means nothing to another
/// `FutureEventSet`, except to copies made after the event was scheduled.
@frozen
public struct EventHandle: BitwiseCopyable, Hashable, Sendable {
  @usableFromInline let order: UInt64

  @inlinable
  init(order: UInt64) { self.order = order }

  /// Names no event; cancelling it does nothing.
  @inlinable
  public static var none: EventHandle { EventHandle(order: 0) }
}
