import SimKernel
import Testing

@Suite("Kolmogorov and Smirnov")
struct KolmogorovSmirnovTests {
  private func draws(_ distribution: Distribution, _ count: Int, seed: UInt64) -> [Double] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in Double(distribution.sample(random.next()).microseconds) }.sorted()
  }

  @Test("the normal distribution function undoes its inverse")
  func normalCumulative() {
    for step in 1..<1000 {
      let probability = Double(step) / 1000
      let back = PortableMath.normalCumulative(PortableMath.normalQuantile(probability))
      #expect((back - probability).magnitude < 4e-15, "\(probability)")
    }
    #expect((PortableMath.normalCumulative(-5) - 2.866515718791939e-7).magnitude < 1e-15)
    #expect(PortableMath.normalCumulative(0) == 0.5 && PortableMath.normalCumulative(40) == 1)
    #expect(PortableMath.normalCumulative(-40) == 0)
  }

  @Test("the distance is the largest over all points, of one sample and of two")
  func distances() {
    let first = draws(.exponential(mean: .microseconds(40)), 150, seed: 1)
    let second = draws(.uniform(.microseconds(0), .microseconds(90)), 90, seed: 2)
    func share(_ sample: [Double], _ value: Double) -> Double {
      Double(sample.count { $0 <= value }) / Double(sample.count)
    }
    let naive = (first + second).map { (share(first, $0) - share(second, $0)).magnitude }.max()
    #expect(KolmogorovSmirnov.distance(first, second) == naive)
    // Against a straight line from 0 to 100, with steps at 10, 20 (twice) and 60.
    let distance = KolmogorovSmirnov.distance(sorted: [10, 20, 20, 60]) { $0 / 100 }
    #expect((distance - (0.75 - 0.2)).magnitude < 1e-15)
  }

  @Test("limits and probabilities are those of the published tables")
  func tables() {
    // Kolmogorov's table for 20 observations: 0.294 at 5 %, 0.356 at 1 %.
    #expect(
      (KolmogorovSmirnov.criticalDistance(count: 20, fitted: .nothing) - 0.294).magnitude < 1e-3)
    #expect((KolmogorovSmirnov.pValue(distance: 0.294, count: 20) - 0.05).magnitude < 0.002)
    #expect((KolmogorovSmirnov.pValue(distance: 0.356, count: 20) - 0.01).magnitude < 0.001)
    // Lilliefors 1967 as corrected by Dallal and Wilkinson 1986, and Lilliefors 1969.
    let normal = KolmogorovSmirnov.criticalDistance(count: 20, fitted: .normalMeanAndDeviation)
    #expect((normal - 0.192).magnitude < 2e-3)
    let exponential = KolmogorovSmirnov.criticalDistance(count: 20, fitted: .exponentialMean)
    #expect((exponential - 0.234).magnitude < 4e-3)
    #expect(KolmogorovSmirnov.pValue(distance: 0, count: 50) == 1)
    #expect(KolmogorovSmirnov.pValue(distance: 1, count: 1000) < 1e-100)
  }

  @Test("each distribution function belongs to its draws")
  func functionsOfDraws() throws {
    let table = try Distribution.empirical(checking: [
      Quantile(0, .milliseconds(1)), Quantile(0.5, .milliseconds(1)), Quantile(1, .milliseconds(9)),
    ])
    let distributions: [Distribution] = [
      .constant(.milliseconds(3)), .uniform(.microseconds(3), .microseconds(12)),
      .exponential(mean: .microseconds(20)), .lognormal(median: .microseconds(90), sigma: 0.4),
      table,
    ]
    for distribution in distributions {
      let sample = draws(distribution, 4000, seed: 5)
      let distance = KolmogorovSmirnov.distance(
        sorted: sample, resolution: 1, distribution.cumulative)
      #expect(KolmogorovSmirnov.pValue(distance: distance, count: 4000) > 0.01, "\(distribution)")
      let other = KolmogorovSmirnov.distance(sorted: sample, resolution: 1) {
        distribution.cumulative($0 * 0.8)
      }
      #expect(KolmogorovSmirnov.pValue(distance: other, count: 4000) < 1e-6, "\(distribution)")
    }
    #expect(table.cumulative(999) == 0 && table.cumulative(1000) == 0.5)
    #expect(table.cumulative(5000) == 0.75 && table.cumulative(9000) == 1)
  }
}
