/// A 64-bit digest of everything that happened, in order.
///
/// Two runs with different traces have equal fingerprints with a chance of about 2^-64. One
/// folded product per word; not for cryptography.
@frozen
public struct TraceFingerprint: BitwiseCopyable, Hashable, Sendable {
  @usableFromInline var state: UInt64

  @inlinable
  public init() { state = 0x243f_6a88_85a3_08d3 }

  @inlinable
  public mutating func combine(_ word: UInt64) {
    state = foldedProduct(state ^ word, 0x9e37_79b9_7f4a_7c15) ^ (state &<< 1 | state &>> 63)
  }

  /// Combines one event; the words are mixed side by side, so this costs little more than one.
  @inlinable
  public mutating func combine(
    time: SimTime, kind: UInt64, _ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0
  ) {
    let timeBits = UInt64(bitPattern: time.microseconds)
    let left = foldedProduct(timeBits ^ 0xa409_3822_299f_31d0, first ^ 0x082e_fa98_ec4e_6c89)
    let right = foldedProduct(second ^ 0x4528_21e6_38d0_1377, third ^ 0xbe54_66cf_34e9_0c6c)
    combine(left &+ (right &<< 32 | right &>> 32) ^ kind &* 0xc0ac_29b7_c97c_50dd)
  }

  @inlinable
  public var value: UInt64 {
    var mixed = state
    mixed = (mixed ^ (mixed >> 32)) &* 0xbf58_476d_1ce4_e5b9
    return mixed ^ (mixed >> 29)
  }

  /// The value as 16 lower-case hexadecimal digits.
  public var hex: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
