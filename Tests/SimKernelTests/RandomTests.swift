import SimKernel
import Testing

@Suite("Random numbers")
struct RandomTests {
  @Test("a stream gives the numbers of the C++ generator")
  func knownValues() {
    var first = RandomStream(seed: 1)
    let words = (0..<4).map { _ in first.next() }
    #expect(
      words == [
        0xcfc5_d07f_6f03_c29b, 0xbf42_4132_963f_e08d, 0x19a3_7d57_57aa_f520, 0xbf08_119f_05cd_56d6,
      ])

    var second = RandomStream(seed: 42)
    let uniforms = (0..<3).map { _ in second.uniform() }
    #expect(uniforms == [0x1.a0ec9a9e88ecdp-1, 0x1.467905d15dbccp-2, 0x1.f7c0f9f61849dp-1])
    let exponentials = (0..<3).map { _ in second.exponential() }
    #expect(exponentials == [0x1.35301b8c8b7dep+0, 0x1.93d581cc6ce39p+0, 0x1.c6210e93f6a4bp-1])
    let numbers = (0..<6).map { _ in second.below(1000) }
    #expect(numbers == [125, 605, 207, 933, 559, 850])
    var digest: UInt64 = 0
    for _ in 0..<1_000_000 { digest = digest &* 31 &+ first.next() }
    #expect(digest == 16_811_107_704_054_266_132)
  }

  @Test("blocks give the exponential draws of a stream, bit for bit", arguments: [1, 2])
  func blocks(_ seed: UInt64) {
    var single = RandomStream(seed: seed)
    var blocks = ExponentialStream(RandomStream(seed: seed))
    for draw in 0..<200_000 {
      let expected = single.exponential()
      guard blocks.next().bitPattern == expected.bitPattern else {
        Issue.record("draw \(draw) is not \(expected)")
        return
      }
    }
    var copy = blocks
    let ahead = (0..<1000).map { _ in blocks.next() }
    #expect((0..<1000).map { _ in copy.next() } == ahead)
  }

  @Test("draws have the moments of their distributions")
  func moments() {
    var random = RandomStream(seed: 5)
    var uniform = Tally()
    var exponential = Tally()
    var normal = Tally()
    for _ in 0..<50_000 {
      uniform.add(random.uniform())
      exponential.add(random.exponential())
      normal.add(random.normal())
    }
    for (tally, mean, variance) in [(uniform, 0.5, 1 / 12.0), (exponential, 1, 1), (normal, 0, 1)] {
      #expect((tally.mean - mean).magnitude < tally.confidenceHalfWidth(level: 0.9999))
      #expect((tally.variance / variance - 1).magnitude < 0.05)
    }
    #expect(uniform.minimum >= 0 && uniform.maximum < 1 && exponential.minimum >= 0)
  }

  @Test("changing any one bit of any word changes half the bits of a keyed draw")
  func avalanche() {
    let trials = 200
    for word in 0..<4 {
      for bit in 0..<64 {
        var flipped = 0
        for trial in 0..<trials {
          let key = RandomKey(seed: UInt64(trial))
          var words: [UInt64] = [3, UInt64(trial), 0, 7]
          let before = key.bits(words[0], words[1], words[2], words[3])
          words[word] ^= 1 << UInt64(bit)
          flipped += (before ^ key.bits(words[0], words[1], words[2], words[3])).nonzeroBitCount
        }
        let share = Double(flipped) / Double(64 * trials)
        #expect((share - 0.5).magnitude < 0.025, "word \(word), bit \(bit): \(share)")
      }
    }
  }

  @Test("keyed draws differ by seed, purpose, place and order of the words")
  func keyedDraws() {
    let key = RandomKey(seed: 9)
    var seen: Set<UInt64> = []
    var uniform = Tally()
    for purpose in 0..<4 as Range<UInt64> {
      for first in 0..<25 as Range<UInt64> {
        for second in 0..<25 as Range<UInt64> {
          for third in 0..<4 as Range<UInt64> {
            let bits = key.bits(purpose, first, second, third)
            seen.insert(bits)
            uniform.add(Double(bits >> 11) * 0x1p-53)
          }
        }
      }
    }
    #expect(seen.count == 10_000)
    #expect((uniform.mean - 0.5).magnitude < uniform.confidenceHalfWidth(level: 0.9999))
    #expect((uniform.variance * 12 - 1).magnitude < 0.05)
    #expect(key.bits(1, 2, 3, 4) == RandomKey(seed: 9).bits(1, 2, 3, 4))
    #expect(key.bits(1, 2, 3, 4) != RandomKey(seed: 10).bits(1, 2, 3, 4))
    #expect(key.bits(1, 2) == key.bits(1, 2, 0, 0))
    #expect(key.stream(1, 2) == RandomStream(seed: key.bits(1, 2)))
  }

  @Test("a fingerprint depends on every word and on the order, and stays the same")
  func fingerprint() {
    var digests: Set<UInt64> = []
    for words in [[], [0], [0, 0], [1, 2], [2, 1], [1, 2, 0]] as [[UInt64]] {
      var digest = TraceFingerprint()
      for word in words { digest.combine(word) }
      digests.insert(digest.value)
    }
    #expect(digests.count == 6)
    var events: Set<UInt64> = []
    for changed in 0..<5 {
      var words: [UInt64] = [1, 1, 1, 1, 1]
      words[changed] = 2
      var digest = TraceFingerprint()
      digest.combine(
        time: SimTime(microseconds: Int64(words[0])), kind: words[1], words[2], words[3], words[4])
      events.insert(digest.value)
      #expect(digest.hex.count == 16 && UInt64(digest.hex, radix: 16) == digest.value)
    }
    #expect(events.count == 5)
    var golden = TraceFingerprint()
    golden.combine(time: .zero + .seconds(1), kind: 2, 3, 4, 5)
    #expect(golden.hex == "1483f5298a5cc0bf")
  }
}
