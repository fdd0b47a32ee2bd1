/// Count, mean, variance and extremes of observations, without keeping them.
///
/// Welford's recurrence; two tallies merge by the formula of Chan, Golub and LeVeque (1979).
/// O(1) per observation.
public struct Tally: BitwiseCopyable, Hashable, Sendable {
  public private(set) var count: Int
  /// The average; 0 when there is no observation.
  public private(set) var mean: Double
  /// The sum of squared distances from the mean.
  private var squares: Double
  /// The least observation; infinity when there is none.
  public private(set) var minimum: Double
  /// The greatest observation; minus infinity when there is none.
  public private(set) var maximum: Double

  public init() {
    count = 0
    mean = 0
    squares = 0
    minimum = .infinity
    maximum = -.infinity
  }

  public init(_ observations: some Sequence<Double>) {
    self.init()
    for value in observations { add(value) }
  }

  public mutating func add(_ value: Double) {
    count += 1
    let distance = value - mean
    mean += distance / Double(count)
    squares += distance * (value - mean)
    minimum = min(minimum, value)
    maximum = max(maximum, value)
  }

  /// Adds the observations of `other`; differs from adding them one by one by rounding only.
  public mutating func merge(_ other: Tally) {
    guard other.count > 0 else { return }
    let total = count + other.count
    let distance = other.mean - mean
    let share = Double(other.count) / Double(total)
    squares += other.squares + distance * distance * Double(count) * share
    mean += distance * share
    count = total
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
  }

  /// The unbiased estimate of the variance; 0 below two observations.
  public var variance: Double { count < 2 ? 0 : squares / Double(count - 1) }

  public var standardDeviation: Double { PortableMath.squareRoot(variance) }

  /// Half the width of the confidence interval of the mean, by Student's t.
  ///
  /// `level` lies strictly between 0 and 1. Infinite below two observations.
  public func confidenceHalfWidth(level: Double = 0.95) -> Double {
    precondition(level > 0 && level < 1, "A confidence level lies between 0 and 1.")
    guard count > 1 else { return .infinity }
    let quantile = StudentT.quantile((1 + level) / 2, degreesOfFreedom: count - 1)
    return quantile * PortableMath.squareRoot(variance / Double(count))
  }
}
