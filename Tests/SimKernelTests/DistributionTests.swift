import SimKernel
import Testing

@Suite("A distribution")
struct DistributionTests {
  static let samples: [Distribution] = [
    .constant(.seconds(3)),
    .uniform(.milliseconds(200), .milliseconds(900)),
    .exponential(mean: .seconds(2)),
    .lognormal(median: .milliseconds(800), sigma: 0.7),
    .empirical([Quantile(0, .zero), Quantile(0.5, .seconds(1)), Quantile(1, .seconds(5))]),
  ]

  /// The duration at a share of the distribution.
  private func duration(_ distribution: Distribution, at share: Double) -> SimDuration {
    distribution.sample(UInt64(share * 0x1p64))
  }

  @Test("has the mean it claims", arguments: samples)
  func mean(_ distribution: Distribution) {
    var random = RandomStream(seed: 17)
    var tally = Tally()
    for _ in 0..<40_000 { tally.add(distribution.sample(random.next()).inSeconds) }
    let tolerance = tally.confidenceHalfWidth(level: 0.9999) + 1e-6
    #expect((tally.mean - distribution.mean.inSeconds).magnitude < tolerance)
  }

  @Test("gives longer durations for larger draws", arguments: samples)
  func isMonotonic(_ distribution: Distribution) {
    var last = SimDuration.zero
    for step in 0..<4096 as Range<UInt64> {
      let duration = distribution.sample(step << 52)
      #expect(duration >= last)
      last = duration
    }
    #expect(distribution.sample(.max) >= last && distribution.sample(.max) <= Distribution.maximum)
  }

  @Test("has the quantiles of its closed form")
  func quantiles() {
    #expect(duration(.uniform(.seconds(2), .seconds(4)), at: 0.25) == .milliseconds(2500))
    #expect(duration(.exponential(mean: .seconds(10)), at: 0.5).microseconds == 6_931_472)
    #expect(duration(.exponential(mean: .seconds(10)), at: 0.9).microseconds == 23_025_851)
    let lognormal = Distribution.lognormal(median: .seconds(1), sigma: 0.5)
    #expect(duration(lognormal, at: 0.5) == .seconds(1))
    #expect((duration(lognormal, at: 0.975).microseconds - 2_664_470).magnitude < 100)
    let empirical = Self.samples[4]
    #expect(duration(empirical, at: 0) == .zero)
    #expect(duration(empirical, at: 0.25) == .milliseconds(500))
    #expect(duration(empirical, at: 0.75) == .seconds(3))
    #expect(empirical.mean == .milliseconds(1750))
  }

  @Test("never leaves zero to its maximum")
  func clamps() {
    #expect(Distribution.constant(.seconds(-1)).sample(0) == .zero)
    let long = Distribution.exponential(mean: Distribution.maximum)
    #expect(long.sample(.max) == Distribution.maximum)
    let wide = Distribution.lognormal(median: .days(100), sigma: 30)
    #expect(wide.sample(.max) == Distribution.maximum && wide.sample(0) == .zero)
    #expect(Distribution.uniform(.seconds(1), .seconds(1)).sample(.max) == .seconds(1))
  }

  @Test("refuses quantiles that describe nothing")
  func checking() throws {
    let good = [Quantile(0, .zero), Quantile(0.9, .seconds(1)), Quantile(1, .seconds(2))]
    #expect(try Distribution.empirical(checking: good) == .empirical(good))
    #expect(throws: Distribution.Defect.fewerThanTwoQuantiles) {
      try Distribution.empirical(checking: [])
    }
    #expect(throws: Distribution.Defect.doesNotSpanZeroToOne) {
      try Distribution.empirical(checking: [Quantile(0, .zero), Quantile(0.9, .zero)])
    }
    #expect(throws: Distribution.Defect.probabilityNotIncreasing(index: 2)) {
      try Distribution.empirical(
        checking: [0, 0.5, 0.5, 1].map { Quantile($0, .zero) })
    }
    #expect(throws: Distribution.Defect.valueDecreasing(index: 1)) {
      try Distribution.empirical(checking: [Quantile(0, .seconds(2)), Quantile(1, .seconds(1))])
    }
    #expect(throws: Distribution.Defect.valueOutOfRange(index: 0)) {
      try Distribution.empirical(checking: [Quantile(0, .seconds(-2)), Quantile(1, .seconds(1))])
    }
  }
}
