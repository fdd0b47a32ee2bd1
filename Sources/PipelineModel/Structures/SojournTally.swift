import SimKernel

/// The time that each of many stays has lasted, summed: the right side of Little's law.
///
/// Every operation is O(1) and exact as long as the sums fit into 64 bits of microseconds.
struct SojournTally: Sendable, BitwiseCopyable {
  private var ended = SimDuration.zero
  private var open = 0
  private var openSince: Int64 = 0

  /// A stay begins.
  @inline(__always)
  mutating func begin(at now: SimTime) {
    open += 1
    openSince &+= now.microseconds
  }

  /// A stay that began then ends.
  @inline(__always)
  mutating func end(begunAt start: SimTime, at now: SimTime) {
    open -= 1
    openSince &-= start.microseconds
    ended += now - start
  }

  /// How long all stays have lasted until `end`, the open ones as well.
  func total(at end: SimTime) -> SimDuration {
    ended + SimDuration(microseconds: Int64(open) &* end.microseconds &- openSince)
  }
}
