/// The largest distance between two distribution functions, and how surprising it is.
///
/// Probabilities are those of the limit law with Stephens' correction for finite samples, good to
/// about 0.01 from eight observations on (Stephens 1970, 1974).
public enum KolmogorovSmirnov {
  /// The largest distance between the share of observations and `cumulative`.
  ///
  /// `sorted` ascends. Observations that were rounded to multiples of `resolution` are compared at
  /// the edges of what is rounded to them, so that rounding alone makes no distance. O(n).
  public static func distance(
    sorted: [Double], resolution: Double = 0, _ cumulative: (Double) -> Double
  ) -> Double {
    let count = Double(sorted.count)
    var largest = 0.0
    var index = 0
    while index < sorted.count {
      let value = sorted[index]
      let below = Double(index) / count
      while index < sorted.count, sorted[index] == value { index += 1 }
      let above = Double(index) / count
      largest = max(
        largest, (cumulative(value - resolution / 2) - below).magnitude,
        (cumulative(value + resolution / 2) - above).magnitude)
    }
    return largest
  }

  /// The largest distance between the shares of two ascending samples. O(n + m).
  public static func distance(_ first: [Double], _ second: [Double]) -> Double {
    var (left, right) = (0, 0)
    var largest = 0.0
    while left < first.count, right < second.count {
      let value = min(first[left], second[right])
      while left < first.count, first[left] == value { left += 1 }
      while right < second.count, second[right] == value { right += 1 }
      let shares = (Double(left) / Double(first.count), Double(right) / Double(second.count))
      largest = max(largest, (shares.0 - shares.1).magnitude)
    }
    return largest
  }

  /// The probability of a distance at least this large when the distribution is the right one and
  /// none of its parameters was taken from the sample.
  ///
  /// For two samples of sizes n and m the count is n·m / (n + m).
  public static func pValue(distance: Double, count: Double) -> Double {
    let root = PortableMath.squareRoot(count)
    let argument = distance * (root + 0.12 + 0.11 / root)
    guard argument > 0.2 else { return 1 }
    var sum = 0.0
    var sign = 1.0
    for term in 1...100 {
      let k = Double(term)
      let part = PortableMath.exp(-2 * k * k * argument * argument)
      sum += sign * part
      if part < 1e-17 { break }
      sign = -sign
    }
    return min(max(2 * sum, 0), 1)
  }

  /// What was taken from the sample before the distance was measured.
  public enum Fitted: Sendable {
    case nothing
    /// The mean of an exponential distribution.
    case exponentialMean
    /// Mean and standard deviation of a normal distribution, or of the logarithms.
    case normalMeanAndDeviation
  }

  /// The distance that a right distribution exceeds with probability 5 %.
  ///
  /// Fitted parameters make distances smaller; the limits are those of Stephens (1974), table 1.
  public static func criticalDistance(count: Int, fitted: Fitted) -> Double {
    let count = Double(count)
    let root = PortableMath.squareRoot(count)
    switch fitted {
    case .nothing: return 1.358 / (root + 0.12 + 0.11 / root)
    case .exponentialMean: return 1.094 / (root + 0.26 + 0.5 / root) + 0.2 / count
    case .normalMeanAndDeviation: return 0.895 / (root - 0.01 + 0.85 / root)
    }
  }
}
