/// Independent runs of the same experiment, on several threads.
///
/// Results come back in the order of the seeds, so they do not depend on the number of threads.
public enum Replication {
  /// Calls `body` once for each seed, at most `threads` at the same time.
  public static func run<Result: Sendable>(
    seeds: some Collection<UInt64>, threads: Int, _ body: @escaping @Sendable (UInt64) -> Result
  ) async -> [Result] {
    precondition(threads > 0, "A replication needs a thread.")
    var waiting = Array(seeds).enumerated().makeIterator()
    var results = [Result?](repeating: nil, count: seeds.count)
    await withTaskGroup(of: (Int, Result).self) { group in
      for _ in 0..<threads {
        guard let (index, seed) = waiting.next() else { break }
        group.addTask { (index, body(seed)) }
      }
      while let (index, result) = await group.next() {
        results[index] = result
        guard let (next, seed) = waiting.next() else { continue }
        group.addTask { (next, body(seed)) }
      }
    }
    return results.map { $0! }
  }

  /// Compares two systems that share their random numbers, seed by seed.
  ///
  /// `body` returns the same measure of both. The interval is that of the differences, which is
  /// far narrower than that of two independent samples when the draws are keyed.
  public static func paired(
    seeds: some Collection<UInt64>, threads: Int, level: Double = 0.95,
    _ body: @escaping @Sendable (UInt64) -> (first: Double, second: Double)
  ) async -> PairedComparison {
    let pairs = await run(seeds: seeds, threads: threads, body)
    return PairedComparison(pairs, level: level)
  }
}

/// The difference of two systems under common random numbers.
public struct PairedComparison: Hashable, Sendable {
  public let first: Tally
  public let second: Tally
  /// Second minus first, seed by seed.
  public let difference: Tally
  /// Half the width of the confidence interval of the mean difference.
  public let halfWidth: Double

  public init(_ pairs: [(first: Double, second: Double)], level: Double = 0.95) {
    first = Tally(pairs.map(\.first))
    second = Tally(pairs.map(\.second))
    difference = Tally(pairs.map { $0.second - $0.first })
    halfWidth = difference.confidenceHalfWidth(level: level)
  }

  /// Whether the interval leaves zero out.
  public var isSignificant: Bool { difference.mean.magnitude > halfWidth }
}
