import SimKernel

/// The difference of two configurations in one measure, seed by seed under common random numbers.
public struct PairedDifference: Codable, Sendable, Equatable {
  /// Seeds in which both configurations have the measure.
  public var pairs: Int
  /// Mean of the first configuration.
  public var first: Double
  /// Mean of the second configuration.
  public var second: Double
  /// Mean of second minus first.
  public var mean: Double
  /// Half the width of the paired confidence interval; nil for a single pair.
  public var halfWidth: Double?
  /// The same had the seeds been independent (Welch); nil for a single pair.
  public var unpairedHalfWidth: Double?
  /// Share of the variance that pairing took away, in per cent; negative when it added some. Nil
  /// when nothing varies or there is a single pair.
  public var varianceReductionPerCent: Double?
  /// Whether the difference is exactly 0 in every seed.
  public var isZero: Bool

  /// At least one pair.
  init(_ observations: [(first: Double, second: Double)]) {
    let level = QuantileAnswer.level
    let compared = PairedComparison(observations, level: level)
    pairs = observations.count
    first = rounded(compared.first.mean)
    second = rounded(compared.second.mean)
    mean = rounded(compared.difference.mean)
    isZero = compared.difference.minimum == 0 && compared.difference.maximum == 0
    guard pairs > 1 else { return }
    halfWidth = rounded(compared.halfWidth)
    unpairedHalfWidth = rounded(Self.welch(compared.first, compared.second, level))
    let independent = compared.first.variance + compared.second.variance
    guard independent > 0 else { return }
    varianceReductionPerCent =
      ((1 - compared.difference.variance / independent) * 1000).rounded() / 10
  }

  /// Nil when there is no pair.
  static func of(_ observations: [(first: Double, second: Double)]) -> PairedDifference? {
    observations.isEmpty ? nil : PairedDifference(observations)
  }

  /// Whether the paired interval leaves zero out; with one pair nothing is beyond chance.
  public var isSignificant: Bool { halfWidth.map { mean.magnitude > $0 } ?? false }

  /// Half the width of the interval of two independent samples (Welch 1947).
  private static func welch(_ first: Tally, _ second: Tally, _ level: Double) -> Double {
    let (a, b) = (
      first.variance / Double(first.count), second.variance / Double(second.count)
    )
    guard a + b > 0 else { return 0 }
    let freedom =
      (a + b) * (a + b)
      / (a * a / Double(first.count - 1) + b * b / Double(second.count - 1))
    let quantile = StudentT.quantile((1 + level) / 2, degreesOfFreedom: max(1, Int(freedom)))
    return quantile * PortableMath.squareRoot(a + b)
  }
}
