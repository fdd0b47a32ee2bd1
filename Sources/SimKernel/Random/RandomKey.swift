/// Random numbers that depend on what they are for, not on when they are drawn.
///
/// A draw is a pure function of the seed and of up to four words (purpose, item, page, attempt…),
/// so two runs that differ in one policy still share all other draws. Two layers of folded
/// 64×64→128-bit products and a final multiply-xorshift, in the manner of wyhash (Wang Yi) and
/// of splitmix64's finalizer (Steele, Lea, Flood 2014). Not for cryptography.
@frozen
public struct RandomKey: BitwiseCopyable, Hashable, Sendable {
  @usableFromInline let secret0: UInt64
  @usableFromInline let secret1: UInt64
  @usableFromInline let secret2: UInt64
  @usableFromInline let secret3: UInt64

  public init(seed: UInt64) {
    var generator = SplitMix64(state: seed)
    secret0 = generator.next()
    secret1 = generator.next()
    secret2 = generator.next()
    secret3 = generator.next()
  }

  /// 64 random bits that belong to these four words. A few nanoseconds.
  @inlinable
  public func bits(
    _ purpose: UInt64, _ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0
  ) -> UInt64 {
    let left = foldedProduct(purpose ^ secret0, first ^ secret1)
    let right = foldedProduct(second ^ secret2, third ^ secret3)
    var mixed = foldedProduct(left ^ secret2, right ^ secret1) ^ (left &+ right)
    mixed = (mixed ^ (mixed >> 32)) &* 0x9e37_79b9_7f4a_7c15
    return mixed ^ (mixed >> 29)
  }

  /// A generator of its own for these four words, for an unknown number of draws.
  @inlinable
  public func stream(
    _ purpose: UInt64, _ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0
  ) -> RandomStream {
    RandomStream(seed: bits(purpose, first, second, third))
  }
}

/// The two halves of the 128-bit product, folded into one word.
@inlinable
func foldedProduct(_ left: UInt64, _ right: UInt64) -> UInt64 {
  let product = left.multipliedFullWidth(by: right)
  return product.high ^ product.low
}

/// Splitmix64 (Steele, Lea, Flood 2014): turns one seed into well mixed words.
@frozen
@usableFromInline
struct SplitMix64 {
  @usableFromInline var state: UInt64

  @inlinable
  init(state: UInt64) { self.state = state }

  @inlinable
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
