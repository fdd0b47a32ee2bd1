import SimKernel

/// A quantile of times over the seeds, with its distribution-free confidence interval.
///
/// Runs that never came to an end count as later than all others, so that a quantile may be
/// "never" and no run is left out.
public struct QuantileAnswer: Codable, Sendable, Equatable {
  /// The least time within which that share of the runs came to an end.
  public var value: TimeOrNever
  /// Lower end of the interval; nil when there are too few runs to bound it.
  public var low: TimeOrNever?
  /// Upper end of the interval; nil when there are too few runs to bound it.
  public var high: TimeOrNever?
  /// How many runs an interval with both ends takes.
  public var runsNeeded: Int

  /// `sorted` are the times of all runs in ascending order; at least one.
  init(_ probability: Double, of sorted: [TimeOrNever], level: Double = Self.level) {
    let ranks = OrderStatistics.interval(probability, of: sorted.count, level: level)
    value = sorted[OrderStatistics.rank(probability, of: sorted.count) - 1]
    low = ranks.low.map { sorted[$0 - 1] }
    high = ranks.high.map { sorted[$0 - 1] }
    runsNeeded = OrderStatistics.countNeeded(probability, level: level)
  }

  /// Confidence of all intervals of the answers.
  public static let level = 0.95
}

/// The three quantiles that a plan is made with, over all runs, and how many of them arrive.
public struct Percentiles: Codable, Sendable, Equatable {
  public var p50: QuantileAnswer
  public var p90: QuantileAnswer
  public var p99: QuantileAnswer
  /// Share of the runs that came to an end.
  public var arrivingPerMillion: Int
  /// The median of those alone; nil when all or none of them did.
  public var p50OfArriving: TimeOrNever?

  /// At least one time.
  init(_ times: [TimeOrNever]) {
    let sorted = times.sorted()
    let arriving = sorted.prefix { $0 != .never }
    arrivingPerMillion = perMillion(arriving.count, of: sorted.count)
    if !arriving.isEmpty, arriving.count < sorted.count {
      p50OfArriving = arriving[OrderStatistics.rank(0.5, of: arriving.count) - 1]
    }
    p50 = QuantileAnswer(0.5, of: sorted)
    p90 = QuantileAnswer(0.9, of: sorted)
    p99 = QuantileAnswer(0.99, of: sorted)
  }

  /// The three with their names.
  public var named: [(name: String, quantile: QuantileAnswer)] {
    [("p50", p50), ("p90", p90), ("p99", p99)]
  }
}

/// A count over the seeds: its mean with the confidence interval, and its extremes.
public struct MeanAnswer: Codable, Sendable, Equatable {
  public var mean: Double
  /// Half the width of the interval by Student's t; nil for a single run.
  public var halfWidth: Double?
  public var minimum: Double
  public var maximum: Double

  init(_ values: [Double]) {
    let tally = Tally(values)
    mean = rounded(tally.mean)
    halfWidth =
      tally.count > 1 ? rounded(tally.confidenceHalfWidth(level: QuantileAnswer.level)) : nil
    minimum = tally.minimum
    maximum = tally.maximum
  }
}

/// A mean or a half width to a thousandth: what sums of fractions add beyond it is noise.
func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

/// A share in parts of a million, rounded down but not to nothing; of nothing it is all.
func perMillion(_ part: Int, of whole: Int) -> Int {
  guard whole > 0 else { return 1_000_000 }
  return max(min(part, 1), Int(Int128(part) * 1_000_000 / Int128(whole)))
}
