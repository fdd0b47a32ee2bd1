/// A first-in, first-out queue of plain values with an optional bound, kept in a ring.
///
/// All operations are O(1), `append` amortized while the ring grows.
@frozen
public struct Store<Value: BitwiseCopyable> {
  @usableFromInline var ring: ContiguousArray<Value>
  @usableFromInline var head: Int
  @usableFromInline var size: Int
  /// The largest `count` there can be.
  public let capacity: Int

  /// An empty store for at most `capacity` values.
  @inlinable
  public init(capacity: Int = .max) {
    precondition(capacity > 0, "A store must have room for one value.")
    ring = []
    head = 0
    size = 0
    self.capacity = capacity
  }

  /// The number of values inside.
  @inlinable
  public var count: Int { size }

  @inlinable
  public var isEmpty: Bool { count == 0 }

  @inlinable
  public var isFull: Bool { count == capacity }

  /// The oldest value.
  @inlinable
  public var first: Value? { count == 0 ? nil : ring[head] }

  /// Adds a value at the end; false when the store is full, which leaves it as it is.
  @inlinable
  @inline(__always)
  @discardableResult
  public mutating func append(_ value: Value) -> Bool {
    guard size < capacity else { return false }
    if size == ring.count { grow(filler: value) }
    ring.withUnsafeMutableBufferPointer { $0[(head &+ size) & ($0.count &- 1)] = value }
    size &+= 1
    return true
  }

  /// Takes the oldest value.
  @inlinable
  @inline(__always)
  public mutating func popFirst() -> Value? {
    guard size > 0 else { return nil }
    let value = ring[head]
    head = (head &+ 1) & (ring.count &- 1)
    size &-= 1
    return value
  }

  /// The values, oldest first. O(n).
  public var values: [Value] { (0..<count).map { ring[(head + $0) & (ring.count - 1)] } }

  @usableFromInline
  mutating func grow(filler: Value) {
    var larger = ContiguousArray(repeating: filler, count: max(8, ring.count * 2))
    for (index, value) in values.enumerated() { larger[index] = value }
    ring = larger
    head = 0
  }
}

extension Store: Equatable where Value: Equatable {
  /// Equal when they hold the same values in the same order under the same bound.
  public static func == (left: Store, right: Store) -> Bool {
    left.capacity == right.capacity && left.values == right.values
  }
}

extension Store: Sendable where Value: Sendable {}
