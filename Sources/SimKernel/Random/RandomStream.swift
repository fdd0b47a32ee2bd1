/// A sequence of random numbers: xoshiro256++ (Blackman, Vigna 2019), seeded by splitmix64.
///
/// Every draw is the same on every CPU. Copying a stream forks it.
@frozen
public struct RandomStream: BitwiseCopyable, Hashable, Sendable {
  @usableFromInline var state0: UInt64
  @usableFromInline var state1: UInt64
  @usableFromInline var state2: UInt64
  @usableFromInline var state3: UInt64

  @inlinable
  public init(seed: UInt64) {
    var generator = SplitMix64(state: seed)
    state0 = generator.next()
    state1 = generator.next()
    state2 = generator.next()
    state3 = generator.next()
  }

  /// The next 64 random bits.
  @inlinable
  @inline(__always)
  public mutating func next() -> UInt64 {
    let sum = state0 &+ state3
    let result = ((sum << 23) | (sum >> 41)) &+ state0
    let shifted = state1 << 17
    state2 ^= state0
    state3 ^= state1
    state1 ^= state2
    state0 ^= state3
    state2 ^= shifted
    state3 = (state3 << 45) | (state3 >> 19)
    return result
  }

  /// A multiple of 2^-53 in 0..<1.
  @inlinable
  @inline(__always)
  public mutating func uniform() -> Double { unitInterval(next()) }

  /// Exponential with mean 1, at most 36.8.
  public mutating func exponential() -> Double { -PortableMath.logOfNormal(1.0 - uniform()) }

  /// A whole number in 0..<n, n > 0, with a bias below n / 2^32.
  @inlinable
  @inline(__always)
  public mutating func below(_ bound: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: ((next() >> 32) &* UInt64(bound)) >> 32)
  }

  /// Normal with mean 0 and variance 1, by inversion of one draw.
  @inlinable
  public mutating func normal() -> Double {
    PortableMath.normalQuantile(openUnitInterval(next()))
  }
}

/// The upper 53 bits as a multiple of 2^-53 in 0..<1.
@inlinable
func unitInterval(_ bits: UInt64) -> Double { Double(Int64(bits >> 11)) * 0x1p-53 }

/// The upper 52 bits as an odd multiple of 2^-53, never 0 nor 1.
@inlinable
func openUnitInterval(_ bits: UInt64) -> Double { Double(Int64((bits >> 12) << 1 | 1)) * 0x1p-53 }
