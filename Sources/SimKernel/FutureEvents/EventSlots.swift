/// A slab of events named by numbers that are never reused.
///
/// Every slot carries the number of the event it holds; a number that does not match belongs to
/// an event that has fired or was cancelled. All operations are O(1), `insert` amortized.
@frozen
@usableFromInline
struct EventSlots<Event: BitwiseCopyable> {
  @frozen
  @usableFromInline
  struct Slot: BitwiseCopyable {
    /// The number of the event; the index of the next free slot when there is no event.
    @usableFromInline var order: UInt64
    @usableFromInline var event: Event

    @inlinable
    init(order: UInt64, event: Event) {
      self.order = order
      self.event = event
    }
  }

  @usableFromInline var slots: UnmanagedList<Slot>
  @usableFromInline var firstFree: Int
  @usableFromInline var lastOrder: UInt64
  @usableFromInline var liveCount: Int

  @inlinable
  init() {
    slots = UnmanagedList(capacity: 64)
    firstFree = 0
    lastOrder = 0
    liveCount = 0
    linkFreeSlots()
  }

  @inlinable
  @inline(__always)
  mutating func insert(_ event: Event) -> UInt64 {
    if firstFree == slots.capacity { grow() }
    let slot = slots.base + firstFree
    lastOrder += EventKey.slotMask + 1
    let order = lastOrder | UInt64(truncatingIfNeeded: firstFree)
    firstFree = Int(truncatingIfNeeded: slot.pointee.order)
    slot.initialize(to: Slot(order: order, event: event))
    liveCount &+= 1
    return order
  }

  @inlinable
  @inline(never)
  mutating func grow() {
    precondition(slots.capacity <= EventKey.slotMask, "More than 2^24 events are pending.")
    slots.grow(to: slots.capacity * 2)
    linkFreeSlots()
  }

  /// Makes the slots behind the used ones free; the last one names the end of the slab.
  @inlinable
  mutating func linkFreeSlots() {
    for index in slots.count..<slots.capacity {
      let slot = UnsafeMutableRawPointer(slots.base + index)
      slot.storeBytes(of: UInt64(index + 1), as: UInt64.self)
    }
    slots.count = slots.capacity
  }

  @inlinable
  @inline(__always)
  func slot(of order: UInt64) -> UnsafeMutablePointer<Slot> {
    slots.base + Int(truncatingIfNeeded: order & EventKey.slotMask)
  }

  /// Whether `order` names a pending event, for any number a handle can have.
  @inlinable
  func contains(_ order: UInt64) -> Bool {
    Int(truncatingIfNeeded: order & EventKey.slotMask) < slots.count && order != 0
      && slot(of: order).pointee.order == order
  }

  /// Frees the slot of a pending event.
  @inlinable
  @inline(__always)
  mutating func free(_ order: UInt64) {
    slot(of: order).pointee.order = UInt64(truncatingIfNeeded: firstFree)
    firstFree = Int(truncatingIfNeeded: order & EventKey.slotMask)
    liveCount &-= 1
  }

  @inlinable
  var numbers: SlotNumbers {
    SlotNumbers(base: UnsafeRawPointer(slots.base), stride: MemoryLayout<Slot>.stride)
  }
}

/// The numbers of all slots, whatever the type of the events.
@frozen
@usableFromInline
struct SlotNumbers {
  @usableFromInline let base: UnsafeRawPointer
  @usableFromInline let stride: Int

  @inlinable
  init(base: UnsafeRawPointer, stride: Int) {
    self.base = base
    self.stride = stride
  }

  func number(_ key: EventKey) -> UInt64 {
    let index = Int(truncatingIfNeeded: key.order & EventKey.slotMask)
    return base.load(fromByteOffset: index &* stride, as: UInt64.self)
  }

  /// Whether the event of a key that is in the set is still pending.
  @inlinable
  @inline(__always)
  func isLive(_ key: EventKey) -> Bool {
    let index = Int(truncatingIfNeeded: key.order & EventKey.slotMask)
    return base.load(fromByteOffset: index &* stride, as: UInt64.self) == key.order
  }
}
