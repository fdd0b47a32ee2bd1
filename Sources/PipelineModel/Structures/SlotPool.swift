/// Values in reusable slots; add and take are O(1).
struct SlotPool<Element: Sendable>: Sendable {
  private var slots: ContiguousArray<Element> = []
  private var free: ContiguousArray<Int32> = []

  /// Number of slots in use.
  var count: Int { slots.count - free.count }

  /// Stores a value; returns its slot.
  mutating func add(_ element: Element) -> Int32 {
    guard let slot = free.popLast() else {
      slots.append(element)
      return Int32(slots.count - 1)
    }
    slots[Int(slot)] = element
    return slot
  }

  /// Takes a value out; its slot may be reused.
  mutating func take(_ slot: Int32) -> Element {
    free.append(slot)
    return slots[Int(slot)]
  }

  subscript(slot: Int32) -> Element {
    get { slots[Int(slot)] }
    set { slots[Int(slot)] = newValue }
  }
}
