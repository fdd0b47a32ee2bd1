import SimKernel
import Testing

@Suite("Statistics against closed forms")
struct ClosedFormTests {
  @Test("the interval of 1...5 is 3 ± t(0.975, 4) · √(2.5 / 5)")
  func interval() {
    let tally = Tally([5, 3, 1, 2, 4])
    let studentT = 2.776_445_105_197_798_7
    let exact = studentT * PortableMath.squareRoot(0.5)
    #expect(tally.mean == 3 && (tally.variance - 2.5).magnitude < 1e-12)
    #expect((tally.confidenceHalfWidth() / exact - 1).magnitude < 1e-8)
    let cauchy = Tally([-1, 1])  // One degree of freedom: t(p) = tan(π · (p − 1/2)); √(2 / 2) = 1.
    #expect((cauchy.confidenceHalfWidth(level: 0.5) - 1).magnitude < 1e-8)
  }

  @Test("a step at the start is cut exactly", arguments: [5, 50, 200, 450])
  func step(length: Int) {
    let series = [Double](repeating: 7, count: length) + [Double](repeating: -2, count: 500)
    let cut = Warmup.mser5(series)
    #expect(cut == length)
    #expect(Tally(series.dropFirst(cut)).mean == -2)
    let biased = (7 * Double(length) - 2 * 500) / Double(length + 500)
    #expect((Tally(series).mean - biased).magnitude < 1e-12)
  }

  @Test(
    "common random numbers of correlation r take away the share r of the variance",
    arguments: [0, 0.6, 0.96])
  func reduction(correlation: Double) async {
    let rest = PortableMath.squareRoot(1 - correlation * correlation)
    let count = 4000
    let compared = await Replication.paired(seeds: 1...UInt64(count), threads: 2) { seed in
      var common = RandomKey(seed: seed).stream(1)
      var own = RandomKey(seed: seed).stream(2)
      let first = common.normal()
      return (first, 0.5 + correlation * first + rest * own.normal())
    }
    let independent = compared.first.variance + compared.second.variance
    let measured = 1 - compared.difference.variance / independent
    #expect((measured - correlation).magnitude < 3 / PortableMath.squareRoot(Double(count)))
    #expect((compared.difference.mean - 0.5).magnitude < 1.5 * compared.halfWidth)
    #expect(compared.halfWidth == compared.difference.confidenceHalfWidth())
  }

  @Test("merged sketches give the quantiles of the exponential distribution")
  func exponentialQuantiles() {
    let count = 20_000
    var parts = [QuantileSketch](repeating: QuantileSketch(), count: 4)
    for index in 0..<count {
      let share = (Double(index) + 0.5) / Double(count)
      parts[index * 7 % 4].add(Int64(-1e9 * PortableMath.log(1 - share)))
    }
    var merged = QuantileSketch()
    for part in parts.reversed() { merged.merge(part) }
    for share in [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999] {
      let exact = -1e9 * PortableMath.log(1 - share)
      let spacing = 1e9 / (Double(count) * (1 - share))
      let distance = (Double(merged.quantile(share) ?? 0) - exact).magnitude
      #expect(distance <= exact * QuantileSketch.relativeError + spacing, "\(share)")
    }
  }

  @Test("no number is off by more than the stated error, and some nearly are")
  func bound() {
    var worst = 0.0
    for power in stride(from: 8, to: 62, by: 9) {
      for part in [128, 129, 191, 192, 254, 255] as [Int64] {
        let low = part << Int64(power - 7)
        for value in [low, low + (Int64(1) << Int64(power - 7)) - 1] {
          var sketch = QuantileSketch()
          for number in [0, value, .max] { sketch.add(number) }
          let estimate = sketch.quantile(0.5) ?? 0
          let error = Double((estimate - value).magnitude) / Double(value)
          worst = max(worst, error)
        }
      }
    }
    #expect(worst <= QuantileSketch.relativeError && worst > 0.98 * QuantileSketch.relativeError)
  }

  @Test("a level that climbs by 1 each second has the mean (n − 1) / 2")
  func staircase() {
    var level = TimeWeighted()
    for second in 1..<1001 { level.add(1, at: .zero + .seconds(second)) }
    let end = SimTime.zero + .seconds(1001)
    #expect(level.integral(at: end) == 1000 * 1001 / 2 * 1_000_000)
    #expect(level.mean(at: end) == 500 && level.maximum == 1000)
  }
}
