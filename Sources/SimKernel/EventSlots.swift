/// A slab of events named by handles that are never reused.
///
/// Every slot carries the number of the event it holds; a number that does not match belongs to
/// an event that has fired or was cancelled. All operations are O(1), `insert` amortized.
@frozen
@usableFromInline
struct EventSlots<Event: BitwiseCopyable> {
  @frozen
  @usableFromInline
  struct Slot {
    /// The number of the event, or when free the index of the next free slot.
    @usableFromInline var order: UInt64
    @usableFromInline var event: Event

    @inlinable
    init(order: UInt64, event: Event) {
      self.order = order
      self.event = event
    }
  }

  @usableFromInline var slots: ContiguousArray<Slot>
  @usableFromInline var firstFree: Int
  @usableFromInline var lastOrder: UInt64
  @usableFromInline var liveCount: Int

  @inlinable
  init() {
    slots = []
    firstFree = 0
    lastOrder = 0
    liveCount = 0
  }

  @inlinable
  mutating func insert(_ event: Event) -> UInt64 {
    let index = firstFree
    lastOrder += EventKey.slotMask + 1
    let order = lastOrder | UInt64(truncatingIfNeeded: index)
    if index == slots.count {
      precondition(index <= Int(EventKey.slotMask), "More than 2^24 events are pending.")
      slots.append(Slot(order: order, event: event))
      firstFree = index + 1
    } else {
      firstFree = Int(truncatingIfNeeded: slots[index].order)
      slots[index] = Slot(order: order, event: event)
    }
    liveCount += 1
    return order
  }

  @inlinable
  func isLive(_ order: UInt64) -> Bool {
    slots[Int(truncatingIfNeeded: order & EventKey.slotMask)].order == order
  }

  /// Frees the slot of `order`; false when the event is not there any more.
  @inlinable
  mutating func remove(_ order: UInt64) -> Bool {
    let index = Int(truncatingIfNeeded: order & EventKey.slotMask)
    guard order != 0, index < slots.count, slots[index].order == order else { return false }
    slots[index].order = UInt64(truncatingIfNeeded: firstFree)
    firstFree = index
    liveCount -= 1
    return true
  }

  /// Frees the slot of a live event and returns the event.
  @inlinable
  mutating func take(_ order: UInt64) -> Event {
    let index = Int(truncatingIfNeeded: order & EventKey.slotMask)
    let event = slots[index].event
    slots[index].order = UInt64(truncatingIfNeeded: firstFree)
    firstFree = index
    liveCount -= 1
    return event
  }
}

extension EventSlots: Sendable where Event: Sendable {}
extension EventSlots.Slot: Sendable where Event: Sendable {}
