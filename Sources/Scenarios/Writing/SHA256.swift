/// A digest of bytes that nobody can make for other bytes.
///
/// Source: FIPS 180-4, "Secure Hash Standard", section 6.2.
enum SHA256 {
  /// The 32 bytes of the digest; O(bytes).
  static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var state: [UInt32] = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
      0x5be0_cd19,
    ]
    var padded = bytes + [0x80]
    padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
    let bits = UInt64(bytes.count) * 8
    padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
    for start in stride(from: 0, to: padded.count, by: 64) {
      mix(padded[start..<start + 64], into: &state)
    }
    return state.flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) }
    }
  }

  private static func mix(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    var words = [UInt32](repeating: 0, count: 64)
    for place in 0..<16 {
      words[place] = block.dropFirst(4 * place).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
    for place in 16..<64 {
      let (old, new) = (words[place - 15], words[place - 2])
      let first = turned(old, 7) ^ turned(old, 18) ^ old >> 3
      let second = turned(new, 17) ^ turned(new, 19) ^ new >> 10
      words[place] = words[place - 16] &+ first &+ words[place - 7] &+ second
    }
    var s = state
    for place in 0..<64 {
      let choice = (s[4] & s[5]) ^ (~s[4] & s[6])
      let sum = turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25)
      let first = s[7] &+ sum &+ choice &+ constants[place] &+ words[place]
      let majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])
      let second = (turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22)) &+ majority
      s = [first &+ second, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
    }
    for place in 0..<8 { state[place] = state[place] &+ s[place] }
  }

  private static func turned(_ word: UInt32, _ by: UInt32) -> UInt32 {
    word >> by | word << (32 - by)
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = {
    var primes: [UInt64] = []
    var candidate: UInt64 = 2
    while primes.count < 64 {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map { prime in
      // The cube root times 2^32 by bisection in whole numbers.
      var (low, high): (UInt64, UInt64) = (0, 8 << 32)
      while high - low > 1 {
        let middle = low + (high - low) / 2
        if isCubeLarger(middle, than: prime) { high = middle } else { low = middle }
      }
      return UInt32(truncatingIfNeeded: low)
    }
  }()

  /// Whether (root / 2^32)³ is larger than a number.
  private static func isCubeLarger(_ root: UInt64, than number: UInt64) -> Bool {
    let square = Int128(root) * Int128(root)
    // Of the 204 bits of the cube the upper ones decide.
    let (high, low) = (square >> 64, square & ((1 << 64) - 1))
    let cube = high * Int128(root) + (low * Int128(root)) >> 64
    return cube >= Int128(number) << 32
  }
}
