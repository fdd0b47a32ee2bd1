#if canImport(Glibc)
  import Glibc
#endif

/// Memory on a cache line; large blocks in huge pages where the system has them.
///
/// Keys and slots are touched in no order: with small pages most of the time goes into looking up
/// addresses.
@usableFromInline
func allocateAligned(_ bytes: Int) -> UnsafeMutableRawPointer {
  let hugePage = 1 << 21
  guard bytes >= 2 * hugePage else { return .allocate(byteCount: bytes, alignment: 64) }
  let whole = (bytes + hugePage - 1) & ~(hugePage - 1)
  let memory = UnsafeMutableRawPointer.allocate(byteCount: whole, alignment: hugePage)
  #if canImport(Glibc)
    madvise(memory, whole, MADV_HUGEPAGE)
  #endif
  return memory
}

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

  @inlinable
  @inline(never)
  mutating func grow(to newCapacity: Int) {
    let larger = UnmanagedList.allocate(newCapacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
    capacity = newCapacity
  }

  @inlinable
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
    allocateAligned(capacity * MemoryLayout<Element>.stride)
      .bindMemory(to: Element.self, capacity: capacity)
  }
}
