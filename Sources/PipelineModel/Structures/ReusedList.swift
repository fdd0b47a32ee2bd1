/// A list that keeps its memory and does not ask at every change whether it is shared.
///
/// Emptying it and taking its last element only change its count. A copy shares the memory until
/// one of both makes it its own. Law, checked in debug builds: whoever holds a list calls `makeOwn`
/// after a copy and before the next change; `DurableEngine` and `Pipeline` do so once an event.
/// Every operation is O(1), `append` amortised.
public struct ReusedList<Element: Sendable>: RandomAccessCollection, @unchecked Sendable {
  private var elements: UnsafeMutablePointer<Element>
  /// Number of elements.
  public private(set) var count = 0
  /// Places that hold an element, in the list or left behind by it.
  private var used = 0
  private var memory: ListMemory<Element>

  /// Creates an empty list with room for so many elements.
  init(capacity: Int = 0) {
    memory = ListMemory(capacity: capacity)
    elements = memory.elements
  }

  /// Creates a list of equal elements.
  init(repeating element: Element, count: Int) {
    self.init()
    for _ in 0..<count { append(element) }
  }

  /// Place of the first element.
  public var startIndex: Int { 0 }
  /// Place behind the last element.
  @inline(__always)
  public var endIndex: Int { count }
  /// Whether there is no element.
  @inline(__always)
  public var isEmpty: Bool { count == 0 }

  /// The element at a place.
  @inline(__always)
  public internal(set) subscript(place: Int) -> Element {
    unsafeAddress {
      precondition(UInt(bitPattern: place) < UInt(bitPattern: count), "No element lies there.")
      return UnsafePointer(elements + place)
    }
    unsafeMutableAddress {
      precondition(UInt(bitPattern: place) < UInt(bitPattern: count), "No element lies there.")
      checkLaw()
      return elements + place
    }
  }

  /// Adds an element at the end.
  @inline(__always)
  mutating func append(_ element: Element) {
    checkLaw()
    if count < used { elements[count] = element } else { extend(by: element) }
    count += 1
  }

  /// Takes the last element.
  @inline(__always)
  mutating func popLast() -> Element? {
    guard count > 0 else { return nil }
    count -= 1
    return elements[count]
  }

  /// Forgets every element.
  @inline(__always)
  mutating func removeAll() { count = 0 }

  /// Takes the first elements away, O(count).
  mutating func removeFirst(_ number: Int) {
    checkLaw()
    for place in number..<Swift.max(number, count) { elements[place - number] = elements[place] }
    count -= number
  }

  /// Takes the last elements away.
  @inline(__always)
  mutating func removeLast(_ number: Int) {
    precondition(number <= count, "There are not so many elements.")
    count -= number
  }

  /// Makes the memory the list's own, if a copy shares it; O(count) then.
  mutating func makeOwn() {
    if !isKnownUniquelyReferenced(&memory) { move(to: memory.capacity) }
  }

  @inline(never)
  private mutating func extend(by element: Element) {
    if used == memory.capacity { move(to: Swift.max(8, used * 2)) }
    (elements + count).initialize(to: element)
    used += 1
    memory.used = used
  }

  private mutating func move(to capacity: Int) {
    let larger = ListMemory<Element>(capacity: capacity)
    larger.elements.initialize(from: elements, count: count)
    larger.used = count
    (memory, elements, used) = (larger, larger.elements, count)
  }

  @inline(__always)
  private mutating func checkLaw() {
    assert(isKnownUniquelyReferenced(&memory), "A list was changed that a copy shares.")
  }
}

/// The memory of a list.
private final class ListMemory<Element> {
  let elements: UnsafeMutablePointer<Element>
  let capacity: Int
  /// Places that hold an element.
  var used = 0

  init(capacity: Int) {
    self.capacity = capacity
    elements = .allocate(capacity: capacity)
  }

  deinit {
    elements.deinitialize(count: used)
    elements.deallocate()
  }
}

extension ReusedList where Element: BitwiseCopyable {
  /// Becomes a copy of another list from a place on.
  mutating func replace(by other: ReusedList, from start: Int) {
    checkLaw()
    let wanted = Swift.max(0, other.count - start)
    if wanted > memory.capacity {
      count = 0
      move(to: Swift.max(wanted, memory.capacity * 2))
    }
    elements.update(from: other.elements + start, count: wanted)
    used = Swift.max(used, wanted)
    count = wanted
  }

  /// Copies elements to other places, which may overlap with theirs.
  @inline(__always)
  mutating func move(from source: Int, to target: Int, count moved: Int) {
    checkLaw()
    precondition(
      source >= 0 && target >= 0 && moved >= 0 && Swift.max(source, target) + moved <= count,
      "There are not so many elements.")
    (elements + target).update(from: elements + source, count: moved)
  }

  /// Lends the elements for changes in place.
  @inline(__always)
  mutating func withElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Element>) -> Result
  ) -> Result {
    body(UnsafeMutableBufferPointer(start: elements, count: count))
  }
}
