/// Exponential draws with mean 1, made in blocks.
///
/// The same bits in the same order as `RandomStream.exponential()` gives, at half the cost. The
/// random numbers are read up to 256 draws ahead, so they are the stream's own.
@frozen
public struct ExponentialStream: Sendable {
  @usableFromInline var random: RandomStream
  @usableFromInline var block: ContiguousArray<Double>
  /// How many draws of the block were handed out.
  @usableFromInline var used: Int

  /// A stream that begins with the next number of `random`.
  public init(_ random: RandomStream) {
    self.random = random
    block = ContiguousArray(repeating: 0, count: 256)
    used = block.count
  }

  /// The next draw, at most 36.8.
  @inlinable
  @inline(__always)
  public mutating func next() -> Double {
    if used >= block.count { refill() }
    defer { used &+= 1 }
    return block[used]
  }

  @usableFromInline
  @inline(never)
  mutating func refill() {
    used = 0
    var random = random
    block.withUnsafeMutableBufferPointer { draws in
      for index in draws.indices { draws[index] = 1.0 - random.uniform() }
      for index in stride(from: 0, to: draws.count, by: 2) {
        let pair = PortableMath.minusLogOfNormals(draws[index], draws[index &+ 1])
        draws[index] = pair[0]
        draws[index &+ 1] = pair[1]
      }
    }
    self.random = random
  }
}
