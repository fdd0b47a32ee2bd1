import Testing

@testable import SimKernel

@Suite("Intervals by order statistics")
struct OrderStatisticsTests {
  /// Ranks of the 95 % interval of the median, as printed in tables of the sign test (Conover,
  /// Practical Nonparametric Statistics, 1999).
  @Test(
    "of the median are those of the tables",
    arguments: [
      (6, 1, 6), (10, 2, 9), (15, 4, 12), (20, 6, 15), (25, 8, 18), (30, 10, 21), (50, 18, 33),
      (100, 40, 61),
    ])
  func median(count: Int, low: Int, high: Int) {
    let ranks = OrderStatistics.interval(0.5, of: count)
    #expect(ranks.low == low)
    #expect(ranks.high == high)
  }

  @Test("of the binomial law equal exact integers")
  func binomial() {
    // 10 choose k over 1,024.
    let half: [Double] = [1, 10, 45, 120, 210, 252, 210, 120, 45, 10, 1]
    for (mine, exact) in zip(OrderStatistics.binomial(0.5, of: 10), half) {
      #expect((mine - exact / 1024).magnitude < 1e-15)
    }
    // 5 choose k times 9 to the k over 100,000.
    let ninth: [Double] = [1, 45, 810, 7290, 32_805, 59_049]
    for (mine, exact) in zip(OrderStatistics.binomial(0.9, of: 5), ninth) {
      #expect((mine - exact / 100_000).magnitude < 1e-15)
    }
    #expect((OrderStatistics.binomial(0.99, of: 10_000).reduce(0, +) - 1).magnitude < 1e-12)
  }

  @Test("say how many observations they take", arguments: [(0.5, 6), (0.9, 36), (0.99, 368)])
  func needed(probability: Double, count: Int) {
    #expect(OrderStatistics.countNeeded(probability) == count)
    let enough = OrderStatistics.interval(probability, of: count)
    #expect(enough.low != nil && enough.high != nil)
    let few = OrderStatistics.interval(probability, of: count - 1)
    #expect(few.low == nil || few.high == nil)
  }

  @Test("rank the least observation with the share at or below it")
  func ranks() {
    #expect((1...4).map { OrderStatistics.rank(0.5, of: $0) } == [1, 1, 2, 2])
    #expect(OrderStatistics.rank(0.9, of: 10) == 9)
    #expect(OrderStatistics.rank(0.9, of: 11) == 10)
    #expect(OrderStatistics.rank(0.99, of: 100) == 99)
  }

  @Test("cover the quantile at least 95 times in 100", arguments: [0.5, 0.9])
  func coverage(probability: Double) {
    var random = RandomStream(seed: 7)
    var covered = 0
    for _ in 0..<1000 {
      let sorted = (0..<60).map { _ in random.uniform() }.sorted()
      let ranks = OrderStatistics.interval(probability, of: 60)
      guard let low = ranks.low, let high = ranks.high else { continue }
      // The p-quantile of a uniform number is p.
      if sorted[low - 1] <= probability, probability <= sorted[high - 1] { covered += 1 }
    }
    #expect(covered >= 935)
  }
}
