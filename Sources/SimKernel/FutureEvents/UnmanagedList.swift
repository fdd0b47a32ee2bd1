/// A growable array without reference counting, uniqueness and bounds checks.
///
/// The owner frees it. `append` is O(1) amortized; the first element lies on a cache line.
@frozen
@usableFromInline
struct UnmanagedList<Element: BitwiseCopyable> {
  @usableFromInline var base: UnsafeMutablePointer<Element>
  @usableFromInline var count: Int
  @usableFromInline var capacity: Int

  @inlinable
  init(capacity: Int) {
    base = UnmanagedList.allocate(capacity)
    count = 0
    self.capacity = capacity
  }

  @inlinable
  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow(to: capacity * 2) }
    (base + count).initialize(to: element)
    count &+= 1
  }

  @inlinable
  mutating func reserve(_ minimum: Int) {
    if minimum > capacity { grow(to: max(minimum, capacity * 2)) }
  }

  @usableFromInline
  mutating func grow(to newCapacity: Int) {
    let larger = UnmanagedList.allocate(newCapacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
    capacity = newCapacity
  }

  @usableFromInline
  func copied() -> UnmanagedList {
    var copy = UnmanagedList(capacity: capacity)
    copy.base.update(from: base, count: count)
    copy.count = count
    return copy
  }

  @inlinable
  func deallocate() { base.deallocate() }

  @inlinable
  static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    let bytes = capacity * MemoryLayout<Element>.stride
    return UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: Element.self, capacity: capacity)
  }
}
