import SimKernel

/// The time that each of many stays has lasted, summed: the right side of Little's law.
///
/// Every operation is O(1) and exact, in 128 bits.
struct SojournTally: Sendable, BitwiseCopyable {
  private var ended: Int128 = 0
  private var openSince: Int128 = 0
  private var open = 0

  /// A stay begins.
  @inline(__always)
  mutating func begin(at now: SimTime) {
    open += 1
    openSince &+= Int128(now.microseconds)
  }

  /// A stay that began then ends.
  @inline(__always)
  mutating func end(begunAt start: SimTime, at now: SimTime) {
    open -= 1
    openSince &-= Int128(start.microseconds)
    ended &+= Int128((now - start).microseconds)
  }

  /// How many microseconds all stays have lasted until `end`, the open ones as well.
  func total(at end: SimTime) -> Int128 {
    ended + Int128(open) * Int128(end.microseconds) - openSince
  }
}
