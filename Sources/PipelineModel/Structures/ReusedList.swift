/// A list that keeps its memory and cannot be copied: nobody else has a part in its memory.
///
/// Emptying it and taking its last element only change its count; the elements left behind are
/// replaced when the list grows again. Every operation is O(1), `append` amortised, unless it says
/// otherwise.
public struct ReusedList<Element: Sendable & ~Copyable>: ~Copyable, @unchecked Sendable {
  private var memory: UnsafeMutablePointer<Element>
  private var capacity: Int
  /// Number of elements.
  public private(set) var count = 0
  /// Places that hold an element, in the list or left behind by it.
  private var used = 0

  /// Creates an empty list with room for so many elements.
  init(capacity: Int = 0) {
    self.capacity = capacity
    memory = .allocate(capacity: capacity)
  }

  deinit {
    memory.deinitialize(count: used)
    memory.deallocate()
  }

  /// The places of the elements.
  @inline(__always)
  public var indices: Range<Int> { 0..<count }
  /// Whether there is no element.
  @inline(__always)
  public var isEmpty: Bool { count == 0 }

  /// The element at a place.
  @inline(__always)
  public internal(set) subscript(place: Int) -> Element {
    unsafeAddress {
      precondition(UInt(bitPattern: place) < UInt(bitPattern: count), "No element lies there.")
      return UnsafePointer(memory + place)
    }
    unsafeMutableAddress {
      precondition(UInt(bitPattern: place) < UInt(bitPattern: count), "No element lies there.")
      return memory + place
    }
  }

  /// Adds an element at the end.
  @inline(__always)
  mutating func append(_ element: consuming Element) {
    if count < used { memory[count] = element } else { extend(by: element) }
    count += 1
  }

  /// Forgets every element.
  @inline(__always)
  mutating func removeAll() { count = 0 }

  /// Takes the last elements away.
  @inline(__always)
  mutating func removeLast(_ number: Int) {
    precondition(number <= count, "There are not so many elements.")
    count -= number
  }

  @inline(never)
  private mutating func extend(by element: consuming Element) {
    if used == capacity { move(to: Swift.max(8, used * 2)) }
    (memory + count).initialize(to: element)
    used += 1
  }

  private mutating func move(to larger: Int) {
    let other = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    other.moveInitialize(from: memory, count: used)
    memory.deallocate()
    (memory, capacity) = (other, larger)
  }

  /// A list of what `forkElement` makes of each element, O(count).
  func fork(_ forkElement: (borrowing Element) -> Element) -> ReusedList {
    var list = ReusedList(capacity: count)
    for place in indices { list.append(forkElement(self[place])) }
    return list
  }
}

extension ReusedList {
  /// Creates a list of equal elements.
  init(repeating element: Element, count: Int) {
    self.init(capacity: count)
    for _ in 0..<count { append(element) }
  }

  /// The last element; `nil` where there is none.
  @inline(__always)
  var last: Element? { count == 0 ? nil : self[count - 1] }

  /// A copy of the elements, O(count).
  public var elements: [Element] { Array(UnsafeBufferPointer(start: memory, count: count)) }

  /// The same list once more, in memory of its own, O(count).
  func fork() -> ReusedList {
    var list = ReusedList(capacity: count)
    list.memory.initialize(from: memory, count: count)
    (list.count, list.used) = (count, count)
    return list
  }

  /// Takes the last element.
  @inline(__always)
  mutating func popLast() -> Element? {
    guard count > 0 else { return nil }
    count -= 1
    return memory[count]
  }

  /// Takes the first elements away, O(count).
  mutating func removeFirst(_ number: Int) {
    for place in number..<Swift.max(number, count) { memory[place - number] = memory[place] }
    count -= number
  }
}

extension ReusedList where Element: BitwiseCopyable {
  /// Becomes a copy of another list from a place on.
  mutating func replace(by other: borrowing ReusedList, from start: Int) {
    let wanted = Swift.max(0, other.count - start)
    if wanted > capacity {
      (count, used) = (0, 0)
      move(to: Swift.max(wanted, capacity * 2))
    }
    memory.update(from: other.memory + start, count: wanted)
    used = Swift.max(used, wanted)
    count = wanted
  }

  /// Copies elements to other places, which may overlap with theirs.
  @inline(__always)
  mutating func move(from source: Int, to target: Int, count moved: Int) {
    precondition(
      source >= 0 && target >= 0 && moved >= 0 && Swift.max(source, target) + moved <= count,
      "There are not so many elements.")
    (memory + target).update(from: memory + source, count: moved)
  }

  /// Lends the elements for changes in place.
  @inline(__always)
  mutating func withElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Element>) -> Result
  ) -> Result {
    body(UnsafeMutableBufferPointer(start: memory, count: count))
  }
}

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

  /// The values in use; O(slots).
  var elements: [Element] {
    var isFree = [Bool](repeating: false, count: slots.count)
    for place in freeSlots.indices { isFree[Int(freeSlots[place])] = true }
    return slots.indices.compactMap { isFree[$0] ? nil : slots[$0] }
  }

  /// The same pool once more, O(slots).
  func fork() -> SlotPool { SlotPool(slots: slots.fork(), freeSlots: freeSlots.fork()) }
}
