/// The near events, whose keys are sorted without them.
///
/// Few, so they stay in the cache. Both operations are O(1), `take` amortized.
@frozen
@usableFromInline
struct EventSlots<Event: BitwiseCopyable> {
  @frozen
  @usableFromInline
  struct Slot: BitwiseCopyable {
    /// The place in the `HandleTable`; 0 for an event that cannot be cancelled.
    @usableFromInline var handle: UInt32
    @usableFromInline var event: Event

    @inlinable
    init(handle: Int, event: Event) {
      self.handle = UInt32(truncatingIfNeeded: handle)
      self.event = event
    }
  }

  @usableFromInline var events: UnmanagedList<Slot>
  /// All slots; the first `usedCount` hold an event, the others are free.
  @usableFromInline var slots: UnmanagedList<UInt32>
  @usableFromInline var usedCount: Int

  @inlinable
  init() {
    events = UnmanagedList(capacity: 64)
    slots = UnmanagedList(capacity: 64)
    usedCount = 0
    addSlots()
  }

  /// Keeps an event; its slot is the one freed last.
  @inlinable
  @inline(__always)
  mutating func take(_ event: Slot) -> Int {
    if usedCount == slots.count { grow() }
    return takeReserved(event, 1)
  }

  /// Makes room for `count` more events.
  @inlinable
  mutating func reserve(_ count: Int) {
    while usedCount + count > slots.count { grow() }
  }

  /// `take` where room was made before; with a `weight` of 0 the slot stays free.
  @inlinable
  @inline(__always)
  mutating func takeReserved(_ event: Slot, _ weight: Int) -> Int {
    let slot = Int(slots.base[usedCount])
    (events.base + slot).initialize(to: event)
    usedCount &+= weight
    return slot
  }

  @inlinable
  @inline(__always)
  subscript(_ slot: Int) -> Slot { events.base[slot] }

  @inlinable
  @inline(__always)
  mutating func free(_ slot: Int) {
    usedCount &-= 1
    slots.base[usedCount] = UInt32(truncatingIfNeeded: slot)
  }

  @inlinable
  @inline(never)
  mutating func grow() {
    precondition(slots.count <= EventKey.slotMask, "More than 2^26 events lie at one time.")
    slots.grow(to: slots.capacity * 2)
    events.grow(to: events.capacity * 2)
    addSlots()
  }

  @inlinable
  mutating func addSlots() {
    while slots.count < slots.capacity { slots.append(UInt32(slots.count)) }
    events.count = events.capacity
  }

  @inlinable
  func copied() -> EventSlots {
    var copy = self
    copy.events = events.copied()
    copy.slots = slots.copied()
    return copy
  }

  @inlinable
  func deallocate() {
    events.deallocate()
    slots.deallocate()
  }
}
