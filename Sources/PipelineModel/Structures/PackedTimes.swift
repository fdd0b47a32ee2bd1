import SimKernel

/// Instants after a base: five bytes each, or eight where one was to be six days after it.
///
/// Exact to the microsecond. An instant before the base is kept as the base.
struct PackedTimes: Sendable {
  /// 6.4 days: five bytes have room for instants as far ahead as that for 6.4 days more.
  private static let soon = SimDuration(microseconds: 1 << 39)

  private let base: SimTime
  /// Bytes of each.
  private let width: Int
  private let mask: UInt64
  /// Three bytes more than the instants take, since always eight are read.
  private var bytes: ContiguousArray<UInt8>

  /// Creates room for so many instants, none of them later than `latest` for now.
  init(count: Int, base: SimTime, latest: SimTime) {
    let isShort = latest <= base + Self.soon
    self.base = base
    width = isShort ? 5 : 8
    mask = isShort ? 1 << 40 - 1 : .max
    bytes = ContiguousArray(repeating: 0, count: count * width + 3)
  }

  /// Bytes the instants take.
  var size: Int { bytes.capacity }

  /// Whether an instant has room.
  @inline(__always)
  func fits(_ time: SimTime) -> Bool { offset(of: time) <= mask }

  /// The instant at a place.
  @inline(__always)
  subscript(place: Int) -> SimTime {
    let word = bytes.withUnsafeBytes {
      $0.loadUnaligned(fromByteOffset: place &* width, as: UInt64.self)
    }
    return SimTime(microseconds: base.microseconds &+ Int64(bitPattern: word & mask))
  }

  /// Puts an instant at a place; those before the gap move up by one.
  @inline(__always)
  mutating func put(_ time: SimTime, at place: Int, gap: Int) {
    bytes.withUnsafeMutableBytes { [offset = offset(of: time), width, mask] bytes in
      guard let start = bytes.baseAddress?.advanced(by: place &* width) else { return }
      if gap > place {
        start.advanced(by: width).copyMemory(from: start, byteCount: (gap &- place) &* width)
      }
      let word = start.loadUnaligned(as: UInt64.self)
      start.storeBytes(of: word & ~mask | offset, as: UInt64.self)
    }
  }

  /// Lends a function that copies an instant of others, from a place to one that ascends.
  @inline(__always)
  mutating func copying<Result>(
    _ others: PackedTimes, _ body: ((_ from: Int, _ to: Int) -> Void) -> Result
  ) -> Result {
    let (width, otherWidth, otherMask) = (width, others.width, others.mask)
    let shift = UInt64(bitPattern: others.base.microseconds &- base.microseconds)
    return bytes.withUnsafeMutableBytes { bytes in
      others.bytes.withUnsafeBytes { old in
        body { from, to in
          let word = old.loadUnaligned(fromByteOffset: from &* otherWidth, as: UInt64.self)
          bytes.storeBytes(
            of: (word & otherMask) &+ shift, toByteOffset: to &* width, as: UInt64.self)
        }
      }
    }
  }

  @inline(__always)
  private func offset(of time: SimTime) -> UInt64 {
    time <= base ? 0 : UInt64(bitPattern: time.microseconds &- base.microseconds)
  }
}
