import SimKernel
import Testing

@Suite("Statistics")
struct StatisticsTests {
  private func draws(_ count: Int, seed: UInt64) -> [Double] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in 10 + random.normal() }
  }

  @Test("a tally equals the definition of mean and variance")
  func tallyDefinition() {
    let values = draws(500, seed: 1)
    let tally = Tally(values)
    let mean = values.reduce(0, +) / 500
    let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 499
    #expect(tally.count == 500 && (tally.mean - mean).magnitude < 1e-12)
    #expect((tally.variance - variance).magnitude < 1e-12)
    #expect(tally.minimum == values.min() && tally.maximum == values.max())
    #expect(Tally().mean == 0 && Tally().variance == 0)
    #expect(Tally([3]).confidenceHalfWidth() == .infinity)
  }

  @Test("tallies merge as if all had been added to one", arguments: [0, 1, 200, 399, 400])
  func tallyMerge(cut: Int) {
    let values = draws(400, seed: 2)
    var left = Tally(values[..<cut])
    left.merge(Tally(values[cut...]))
    let whole = Tally(values)
    #expect(left.count == whole.count && left.minimum == whole.minimum)
    #expect(left.maximum == whole.maximum)
    #expect((left.mean - whole.mean).magnitude < 1e-12)
    #expect((left.variance - whole.variance).magnitude < 1e-11)
  }

  @Test("a 95 % interval covers the mean about 95 times in 100")
  func coverage() {
    var covered = 0
    for seed in 0..<1000 as Range<UInt64> {
      let tally = Tally(draws(8, seed: seed))
      if (tally.mean - 10).magnitude <= tally.confidenceHalfWidth() { covered += 1 }
    }
    #expect((925...975).contains(covered), "\(covered) of 1000")
  }

  @Test("the integral of a level is the sum of its steps", arguments: [1, 2, 3] as [UInt64])
  func integralOfLevel(seed: UInt64) {
    var random = RandomStream(seed: seed)
    var now = SimTime.zero + .seconds(Int(random.below(100)))
    var level = TimeWeighted(level: -3, at: now)
    var area: Int128 = 0
    for _ in 0..<2000 {
      let step = Int(random.below(4)) * Int(random.below(1_000_000))
      area += Int128(level.level) * Int128(step)
      now = now + .microseconds(step)
      #expect(level.integral(at: now) == area)
      let value = Int64(random.below(2000)) - 1000
      if random.below(2) == 0 { level.set(value, at: now) } else { level.add(value, at: now) }
    }
  }

  @Test("a level over time has an exact integral")
  func timeWeighted() {
    var level = TimeWeighted(level: 2, at: .zero + .seconds(10))
    level.add(3, at: .zero + .seconds(20))
    level.set(1, at: .zero + .seconds(30))
    let end = SimTime.zero + .seconds(50)
    #expect(level.integral(at: end) == (2 * 10 + 5 * 10 + 1 * 20) * 1_000_000)
    #expect(level.mean(at: end) == 90.0 / 40)
    #expect(level.maximum == 5 && level.minimum == 1 && level.level == 1)
    #expect(TimeWeighted(level: 7).mean(at: .zero) == 7)
    var huge = TimeWeighted(level: .max)
    huge.set(0, at: .distantFuture)
    #expect(huge.integral(at: .distantFuture) == Int128(Int64.max) * Int128(Int64.max))
  }

  @Test("sketched quantiles stay within the stated error of the true ones")
  func sketchError() {
    var random = RandomStream(seed: 4)
    var values: [Int64] = (0..<20_000).map { _ in Int64(PortableMath.exp(random.normal() * 6 + 9)) }
    var sketch = QuantileSketch()
    for value in values { sketch.add(value) }
    values.sort()
    for percent in 0...100 {
      let probability = Double(percent) / 100
      let truth = values[max(0, (percent * values.count + 99) / 100 - 1)]
      let estimate = sketch.quantile(probability) ?? -1
      let distance = Double((estimate - truth).magnitude)
      #expect(distance <= Double(truth) * QuantileSketch.relativeError, "\(percent) %")
    }
    #expect(sketch.quantile(0) == values.first && sketch.count == 20_000)
    #expect(QuantileSketch().quantile(0.5) == nil)
  }

  @Test("sketches merge exactly and in any order")
  func sketchMerge() {
    var random = RandomStream(seed: 6)
    var parts = [QuantileSketch](repeating: QuantileSketch(), count: 3)
    var whole = QuantileSketch()
    for index in 0..<3000 {
      let value = Int64(random.next() >> (1 + UInt64(random.below(62))))
      parts[index % 3].add(value)
      whole.add(SimDuration(microseconds: value))
    }
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
      var merged = QuantileSketch()
      for part in order { merged.merge(parts[part]) }
      #expect(merged == whole)
    }
    var edge = QuantileSketch()
    edge.add(Int64.max)
    edge.add(0)
    #expect(edge.quantile(1) == .max && edge.quantile(0) == 0)
  }

  @Test("the warm-up rule drops the transient and keeps a steady series")
  func warmup() {
    var random = RandomStream(seed: 8)
    let steady = (0..<2000).map { _ in random.normal() }
    #expect(Warmup.mser5(steady) < 200)
    let transient = (0..<300).map { 40 - Double($0) * 40 / 300 }
    let cut = Warmup.mser5(transient + steady)
    #expect((250...500).contains(cut), "\(cut)")
    #expect(Warmup.mser5([]) == 0 && Warmup.mser5([1, 2, 3]) == 0)
  }

  @Test("the warm-up rule cuts at most the first half")
  func warmupOfAllButTheEnd() {
    let late = (0..<100).map { $0 < 70 ? Double(70 - $0) : 0 }
    #expect(Warmup.mser5(late) == 50)
  }

  @Test("a paired comparison is at the level asked for")
  func pairedLevel() {
    // Differences 0 and 2: standard error 1; Student's t of one degree of freedom is Cauchy's.
    let pairs = [(first: 0.0, second: 0.0), (first: 0.0, second: 2.0)]
    #expect(abs(PairedComparison(pairs, level: 0.5).halfWidth - 1) < 1e-9)
    #expect(abs(PairedComparison(pairs, level: 0.95).halfWidth - 12.706_204_736) < 1e-8)
  }

  @Test("replications do not depend on the number of threads")
  func replication() async {
    let body: @Sendable (UInt64) -> UInt64 = { seed in
      var random = RandomStream(seed: seed)
      var sum: UInt64 = 0
      // The first take longest, so that with threads they are not the first to end.
      for _ in 0..<((21 - seed) * 5000) { sum &+= random.next() }
      return sum
    }
    let expected = (1...20).map { body($0) }
    for threads in [1, 2, 7, 64] {
      #expect(await Replication.run(seeds: 1...20, threads: threads, body) == expected)
    }
  }

  @Test("common random numbers make a small difference visible")
  func paired() async {
    let level: @Sendable (UInt64, Double) -> Double = { seed, shift in
      shift + 5 * RandomKey(seed: seed).stream(1).normalOfCopy()
    }
    let common = await Replication.paired(seeds: 0..<50, threads: 2) {
      (level($0, 0), level($0, 0.1))
    }
    let independent = await Replication.paired(seeds: 0..<50, threads: 2) {
      (level($0, 0), level($0 + 1000, 0.1))
    }
    #expect(common.isSignificant && (common.difference.mean - 0.1).magnitude < 1e-9)
    #expect(!independent.isSignificant && independent.halfWidth > 100 * common.halfWidth)
  }
}

extension RandomStream {
  fileprivate func normalOfCopy() -> Double {
    var copy = self
    return copy.normal()
  }
}
