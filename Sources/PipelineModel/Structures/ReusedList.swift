/// A list that keeps its memory: emptying it and taking its last element only change its count.
///
/// Every operation is O(1), `append` amortised.
public struct ReusedList<Element: BitwiseCopyable & Sendable>: RandomAccessCollection, Sendable {
  private var elements: ContiguousArray<Element> = []
  /// Number of elements.
  public private(set) var count = 0

  /// Creates an empty list.
  public init() {}

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
  public subscript(place: Int) -> Element {
    get {
      precondition(place < count, "A list is read behind its end.")
      return elements[place]
    }
    set {
      precondition(place < count, "A list is written behind its end.")
      elements[place] = newValue
    }
  }

  /// Adds an element at the end.
  @inline(__always)
  public mutating func append(_ element: Element) {
    if count < elements.count { elements[count] = element } else { elements.append(element) }
    count += 1
  }

  /// Takes the last element.
  @inline(__always)
  public mutating func popLast() -> Element? {
    guard count > 0 else { return nil }
    count -= 1
    return elements[count]
  }

  /// Forgets every element.
  @inline(__always)
  public mutating func removeAll() { count = 0 }

  /// Takes the first elements away, O(count).
  mutating func removeFirst(_ number: Int) {
    withElements { elements in
      for place in number..<elements.count { elements[place - number] = elements[place] }
    }
    count -= number
  }

  /// Lends the elements for changes in place.
  @inline(__always)
  mutating func withElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Element>) -> Result
  ) -> Result {
    let count = count
    return elements.withUnsafeMutableBufferPointer { body(.init(rebasing: $0[..<count])) }
  }
}
