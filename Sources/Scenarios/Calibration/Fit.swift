import SimKernel

/// One family of distributions, as near to observed durations as it gets.
struct Fit: Sendable, Equatable {
  /// What a lever can be.
  enum Family: String, CaseIterable, Sendable {
    case constant
    case uniform
    case exponential
    case lognormal
    /// A table of quantiles.
    case empirical
  }

  /// Fewer observations are not fitted: the laws of the distance hold from here.
  static let minimum = 8
  /// With fewer the shares are known to no better than 14 of 100.
  static let enough = 100
  /// From here the longest observation lies beyond the 99 % quantile with 95 % certainty.
  static let enoughForTail = 299

  let family: Family
  let distribution: Distribution
  /// The largest distance (Kolmogorov, Smirnov) to the observations.
  let distance: Double
  /// What a right distribution of the family exceeds with probability 5 %; nil for those that
  /// are the observations themselves.
  let critical: Double?

  /// Whether the observations do not speak against it.
  var fits: Bool { critical.map { distance <= $0 } ?? true }

  /// The families that can be fitted to a sample, in the order of `Family`.
  static func all(_ sample: DurationSample) -> [Fit] {
    Family.allCases.compactMap { Fit($0, sample) }
  }

  /// The family with the least distance for its critical one; the table when none fits.
  static func best(_ fits: [Fit]) -> Fit? {
    if let constant = fits.first(where: { $0.family == .constant && $0.distance == 0 }) {
      return constant
    }
    let parametric = fits.filter { $0.critical != nil && $0.fits }
    let nearest = parametric.min {
      $0.distance / ($0.critical ?? 1) < $1.distance / ($1.critical ?? 1)
    }
    return nearest ?? fits.first { $0.family == .empirical }
  }

  /// Fits a family; nil when it has no member for such a sample.
  init?(_ family: Family, _ sample: DurationSample) {
    var fitted: KolmogorovSmirnov.Fitted?
    var freedom = sample.count
    switch family {
    case .constant:
      distribution = .constant(SimDuration(microseconds: Int64(sample.tally.mean + 0.5)))
    case .uniform:
      guard sample.count > 3, sample.tally.minimum < sample.tally.maximum else { return nil }
      distribution = Self.uniform(sample)
      fitted = .nothing
      freedom -= 2
    case .exponential:
      guard sample.count > 1, sample.tally.mean > 0 else { return nil }
      distribution = .exponential(mean: SimDuration(microseconds: Int64(sample.tally.mean + 0.5)))
      fitted = .exponentialMean
    case .lognormal:
      guard sample.count > 1, let lognormal = Self.lognormal(sample) else { return nil }
      distribution = lognormal
      fitted = .normalMeanAndDeviation
    case .empirical:
      guard sample.count > 1 else { return nil }
      distribution = .empirical(Self.quantiles(sample))
    }
    self.family = family
    distance = sample.distance(to: distribution)
    critical = fitted.map { KolmogorovSmirnov.criticalDistance(count: freedom, fitted: $0) }
  }

  /// Between the extremes, moved out by the mean gap between observations, which is unbiased.
  private static func uniform(_ sample: DurationSample) -> Distribution {
    let tally = sample.tally
    let gap = (tally.maximum - tally.minimum) / Double(sample.count - 1)
    return .uniform(
      SimDuration(microseconds: Int64(max(tally.minimum - gap, 0) + 0.5)),
      SimDuration(microseconds: Int64(tally.maximum + gap + 0.5)))
  }

  private static func lognormal(_ sample: DurationSample) -> Distribution? {
    guard sample.tally.minimum > 0 else { return nil }
    let logarithms = Tally(sample.sorted.map(PortableMath.log))
    let median = PortableMath.exp(logarithms.mean)
    let sigma = (logarithms.standardDeviation * 1e6 + 0.5).rounded(.down) / 1e6
    guard sigma > 0, sigma <= 10 else { return nil }
    return .lognormal(median: SimDuration(microseconds: Int64(median + 0.5)), sigma: sigma)
  }

  /// Twentieths, or so many more equal parts that the distance is below a hundredth or half its
  /// limit, and shares in the tails that ten observations stand beyond.
  private static func quantiles(_ sample: DurationSample) -> [Quantile] {
    let limit = KolmogorovSmirnov.criticalDistance(count: sample.count, fitted: .nothing)
    var parts = 20
    while true {
      let table = quantiles(sample, parts)
      if parts >= 160 || sample.distance(to: .empirical(table)) <= max(limit / 2, 0.01) {
        return keepingMean(table, sample)
      }
      parts *= 2
    }
  }

  /// How far the mean of a distribution is from that of the observations, as a share of it.
  static func meanError(_ distribution: Distribution, _ sample: DurationSample) -> Double {
    guard sample.tally.mean > 0 else { return 0 }
    return Double(distribution.mean.microseconds) / sample.tally.mean - 1
  }

  /// The table where its mean is within 2 % of that of the observations; otherwise the slowest stand
  /// each for itself, as many as it takes, at most 64 and a quarter of them: a straight line to an
  /// outlier would make a share of the draws slow, not one.
  private static func keepingMean(
    _ table: [Quantile], _ sample: DurationSample
  ) -> [Quantile] {
    var (rows, apart) = (table, 1)
    while abs(meanError(.empirical(rows), sample)) > 0.02, apart <= min(64, sample.count / 4) {
      rows = settingApart(apart, of: table, sample)
      apart *= 2
    }
    return rows
  }

  private static func settingApart(
    _ slowest: Int, of table: [Quantile], _ sample: DurationSample
  ) -> [Quantile] {
    let count = sample.count
    func value(_ place: Int) -> SimDuration {
      SimDuration(microseconds: Int64(sample.sorted[place] + 0.5))
    }
    func share(beyond observations: Double) -> Double { 1 - observations / Double(count) }
    let last = value(count - slowest - 1)
    let rest = table.filter { $0.probability < share(beyond: Double(slowest)) }
      .map { Quantile($0.probability, min($0.value, last)) }
    return rest
      + (1...slowest).reversed().flatMap { rank in
        [
          Quantile(share(beyond: Double(rank)), value(count - rank - 1)),
          Quantile(share(beyond: Double(rank) - 0.001), value(count - rank)),
        ]
      } + [Quantile(1, value(count - 1))]
  }

  private static func quantiles(_ sample: DurationSample, _ parts: Int) -> [Quantile] {
    let tails = [0.001, 0.005, 0.01, 0.99, 0.995, 0.999]
    let known = tails.filter { min($0, 1 - $0) * Double(sample.count) >= 10 }
    let shares = Set((0...parts).map { Double($0) / Double(parts) } + known).sorted()
    return shares.map { Quantile($0, sample.quantile($0)) }
  }
}
