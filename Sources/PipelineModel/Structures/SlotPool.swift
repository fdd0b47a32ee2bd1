/// Values in reusable slots; add and take are O(1).
struct SlotPool<Element: Sendable>: ~Copyable, Sendable {
  private var slots: ReusedList<Element>
  private var freeSlots: ReusedList<Int32>

  init() { self.init(slots: ReusedList(), freeSlots: ReusedList()) }

  private init(slots: consuming ReusedList<Element>, freeSlots: consuming ReusedList<Int32>) {
    self.slots = slots
    self.freeSlots = freeSlots
  }

  /// Number of slots in use.
  var count: Int { slots.count - freeSlots.count }

  /// Stores a value; returns its slot.
  @inline(__always)
  mutating func add(_ element: Element) -> Int32 {
    guard let slot = freeSlots.popLast() else {
      slots.append(element)
      return Int32(slots.count - 1)
    }
    slots[Int(slot)] = element
    return slot
  }

  /// Takes a value out; its slot may be reused.
  mutating func take(_ slot: Int32) -> Element {
    freeSlots.append(slot)
    return slots[Int(slot)]
  }

  /// Frees a slot whose value is not needed any more.
  mutating func free(_ slot: Int32) { freeSlots.append(slot) }

  subscript(slot: Int32) -> Element {
    @inline(__always) _read { yield slots[Int(slot)] }
    @inline(__always) _modify { yield &slots[Int(slot)] }
  }

  /// The same pool once more, O(slots).
  func fork() -> SlotPool { SlotPool(slots: slots.fork(), freeSlots: freeSlots.fork()) }
}
