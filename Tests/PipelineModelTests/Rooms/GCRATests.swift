import SimKernel
import Testing

@testable import PipelineModel

/// A bucket of tokens that fills continuously: the textbook's other form of the same algorithm.
private struct TokenBucket {
  let emission: Int64
  let capacity: Int64
  var level: Int64
  var at: Int64 = 0

  init(rate: Rate, burst: Int) {
    emission = rate.period.microseconds / Int64(rate.count)
    capacity = emission * Int64(rate.count + burst)
    level = capacity
  }

  mutating func admit(at now: Int64) -> Bool {
    level = min(capacity, level + now - at)
    at = now
    guard level >= emission else { return false }
    level -= emission
    return true
  }
}

@Suite("The throttle's algorithm")
struct GCRATests {
  @Test("admits what a bucket of tokens admits", arguments: 0..<40)
  func equalsBucket(_ seed: UInt64) {
    var draws = RandomKey(seed: seed).stream(1)
    let rate = Rate(
      count: 1 + Int(draws.below(6)),
      period: SimDuration(microseconds: 1_000 * Int64(1 + draws.below(20))))
    let burst = Int(draws.below(5))
    var gcra = GCRA(rate: rate, burst: burst)
    var bucket = TokenBucket(rate: rate, burst: burst)
    var now = SimTime.zero + .seconds(60)
    bucket.at = now.microseconds
    for _ in 0..<400 {
      now += SimDuration(microseconds: Int64(draws.below(draws.below(4) == 0 ? 20_000 : 1_500)))
      let next = gcra.nextAdmission(at: now)
      let admitted = gcra.admit(at: now)
      let expected = bucket.admit(at: now.microseconds)
      #expect(admitted == expected)
      #expect(admitted == (next == now))
    }
  }

  @Test("says when it admits next, to the microsecond")
  func nextAdmission() {
    var gcra = GCRA(rate: Rate(count: 4, period: .seconds(12)), burst: 1)
    let start = SimTime.zero + .seconds(100)
    let burst = (0..<6).map { _ in gcra.admit(at: start) }
    #expect(burst == [true, true, true, true, true, false])
    let next = gcra.nextAdmission(at: start)
    #expect(next == start + .seconds(3))
    var early = gcra
    let isEarly = early.admit(at: next - .microseconds(1))
    let isDue = gcra.admit(at: next)
    #expect(!isEarly)
    #expect(isDue)
  }
}
