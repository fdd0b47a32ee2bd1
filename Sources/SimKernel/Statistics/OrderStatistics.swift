/// Confidence intervals of quantiles from the order of the observations alone.
///
/// Whatever the distribution, the number of observations up to its p-quantile is binomial, so two
/// observations enclose the quantile with a known probability (David and Nagaraja, Order
/// Statistics, 2003, section 7.1). Ranks count from 1. O(n).
public enum OrderStatistics {
  /// The rank of the least observation with at least the share `probability` at or below it.
  public static func rank(_ probability: Double, of count: Int) -> Int {
    precondition(count > 0, "A rank needs an observation.")
    precondition(probability > 0 && probability < 1, "A quantile lies between 0 and 1.")
    return min(count, Int(probability * Double(count) * (1 - 1e-12)) + 1)
  }

  /// The ranks that enclose the quantile, each wrong with at most half of `1 - level`.
  ///
  /// A rank is nil when so few observations cannot bound the quantile on its side.
  public static func interval(
    _ probability: Double, of count: Int, level: Double = 0.95
  ) -> (low: Int?, high: Int?) {
    precondition(level > 0 && level < 1, "A confidence level lies between 0 and 1.")
    let tail = (1 - level) / 2
    let below = binomial(probability, of: count)
    // The quantile lies below the r-th observation when fewer than r observations are up to it.
    var low: Int?
    var sum = 0.0
    for number in 0..<count {
      sum += below[number]
      guard sum <= tail else { break }
      low = number + 1
    }
    var high: Int?
    sum = 0
    for number in (1...count).reversed() {
      sum += below[number]
      guard sum <= tail else { break }
      high = number
    }
    return (low, high)
  }

  /// The least number of observations that bound the quantile on both sides.
  public static func countNeeded(_ probability: Double, level: Double = 0.95) -> Int {
    precondition(probability > 0 && probability < 1, "A quantile lies between 0 and 1.")
    precondition(level > 0 && level < 1, "A confidence level lies between 0 and 1.")
    var (count, above) = (0, 1.0)
    while above > (1 - level) / 2 {
      above *= max(probability, 1 - probability)
      count += 1
    }
    return count
  }

  /// The probabilities of 0, 1, …, `count` successes, from the most likely number outwards.
  static func binomial(_ probability: Double, of count: Int) -> [Double] {
    precondition(count > 0, "A binomial distribution needs a trial.")
    precondition(probability > 0 && probability < 1, "A quantile lies between 0 and 1.")
    let odds = probability / (1 - probability)
    let mode = min(count, Int(Double(count + 1) * probability))
    var weights = [Double](repeating: 0, count: count + 1)
    weights[mode] = 1
    for number in stride(from: mode, to: 0, by: -1) {
      weights[number - 1] = weights[number] * Double(number) / (Double(count - number + 1) * odds)
    }
    for number in mode..<count {
      weights[number + 1] = weights[number] * Double(count - number) * odds / Double(number + 1)
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }
}
