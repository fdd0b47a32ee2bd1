/// One step of an empirical distribution: the value below which the share `probability` lies.
@frozen
public struct Quantile: BitwiseCopyable, Hashable, Sendable {
  public let probability: Double
  public let value: SimDuration

  @inlinable
  public init(_ probability: Double, _ value: SimDuration) {
    self.probability = probability
    self.value = value
  }
}

/// How long something takes, as a distribution that turns one draw of 64 bits into one duration.
///
/// Sampling inverts the distribution function, so a draw keyed by identity stays a pure function
/// and a larger draw never gives a shorter duration. Results are rounded to the nearest microsecond
/// and clamped to `zero...maximum`.
public enum Distribution: Sendable, Hashable {
  case constant(SimDuration)
  /// Evenly between the two, both included.
  case uniform(SimDuration, SimDuration)
  case exponential(mean: SimDuration)
  /// The logarithm is normal with standard deviation `sigma` around that of `median`.
  case lognormal(median: SimDuration, sigma: Double)
  /// Through the given quantiles, linear in between; see `empirical(checking:)`.
  case empirical([Quantile])

  /// The longest duration that is ever sampled: 100 years of 365 days.
  public static var maximum: SimDuration { .days(36_500) }

  /// The duration that belongs to `bits`. 1–20 ns.
  public func sample(_ bits: UInt64) -> SimDuration {
    switch self {
    case .constant(let duration):
      return min(max(duration, .zero), Distribution.maximum)
    case .uniform(let low, let high):
      let span = UInt64(bitPattern: (high - low).microseconds) + 1
      let offset = bits.multipliedFullWidth(by: span).high
      return min(max(low + SimDuration(microseconds: Int64(offset)), .zero), Distribution.maximum)
    case .exponential(let mean):
      return .clamped(-PortableMath.log(1 - unitInterval(bits)) * Double(mean.microseconds))
    case .lognormal(let median, let sigma):
      let normal = PortableMath.normalQuantile(openUnitInterval(bits))
      return .clamped(Double(median.microseconds) * PortableMath.exp(sigma * normal))
    case .empirical(let quantiles):
      return Distribution.interpolate(quantiles, at: unitInterval(bits))
    }
  }

  /// The expected duration before clamping; rounded to the nearest microsecond.
  public var mean: SimDuration {
    switch self {
    case .constant(let duration), .exponential(let duration):
      return duration
    case .uniform(let low, let high):
      return .clamped(0.5 * (Double(low.microseconds) + Double(high.microseconds)))
    case .lognormal(let median, let sigma):
      return .clamped(Double(median.microseconds) * PortableMath.exp(0.5 * sigma * sigma))
    case .empirical(let quantiles):
      var sum = 0.0
      for (left, right) in zip(quantiles, quantiles.dropFirst()) {
        let middle = 0.5 * (Double(left.value.microseconds) + Double(right.value.microseconds))
        sum += (right.probability - left.probability) * middle
      }
      return .clamped(sum)
    }
  }

  /// Binary search for the step that contains `share`, then a straight line.
  private static func interpolate(_ quantiles: [Quantile], at share: Double) -> SimDuration {
    var low = 0
    var high = quantiles.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if quantiles[middle].probability <= share { low = middle } else { high = middle }
    }
    let left = quantiles[low]
    let right = quantiles[high]
    let width = right.probability - left.probability
    guard width > 0 else { return .clamped(Double(left.value.microseconds)) }
    let weight = (share - left.probability) / width
    let rise = Double((right.value - left.value).microseconds)
    return .clamped(Double(left.value.microseconds) + weight * rise)
  }
}

// MARK: - Checking what a user wrote

extension Distribution {
  /// What is wrong with a list of quantiles.
  public enum Defect: Error, Hashable, Sendable {
    case fewerThanTwoQuantiles
    /// The first probability must be 0 and the last 1.
    case doesNotSpanZeroToOne
    case probabilityNotIncreasing(index: Int)
    case valueDecreasing(index: Int)
    case valueOutOfRange(index: Int)
  }

  /// The empirical distribution through `quantiles`, after checking that they describe one.
  ///
  /// Probabilities rise from 0 to 1, values never fall and lie in `zero...maximum`.
  public static func empirical(checking quantiles: [Quantile]) throws(Defect) -> Distribution {
    guard quantiles.count >= 2 else { throw .fewerThanTwoQuantiles }
    guard quantiles[0].probability == 0, quantiles[quantiles.count - 1].probability == 1 else {
      throw .doesNotSpanZeroToOne
    }
    for index in quantiles.indices {
      guard (SimDuration.zero...maximum).contains(quantiles[index].value) else {
        throw .valueOutOfRange(index: index)
      }
      guard index > 0 else { continue }
      guard quantiles[index].probability > quantiles[index - 1].probability else {
        throw .probabilityNotIncreasing(index: index)
      }
      guard quantiles[index].value >= quantiles[index - 1].value else {
        throw .valueDecreasing(index: index)
      }
    }
    return .empirical(quantiles)
  }
}

extension SimDuration {
  /// The nearest whole number of microseconds in `zero...Distribution.maximum`; 0 for NaN.
  fileprivate static func clamped(_ microseconds: Double) -> SimDuration {
    let limit = Distribution.maximum
    guard microseconds > 0 else { return .zero }
    guard microseconds < Double(limit.microseconds) else { return limit }
    return SimDuration(microseconds: Int64(microseconds + 0.5))
  }
}
