extension Distribution {
  /// The probability of at most `microseconds`, before rounding and clamping.
  ///
  /// A uniform distribution reaches half a microsecond beyond both ends, which it includes.
  public func cumulative(_ microseconds: Double) -> Double {
    switch self {
    case .constant(let duration): return microseconds >= Double(duration.microseconds) ? 1 : 0
    case .uniform(let low, let high):
      let start = Double(low.microseconds) - 0.5
      return min(max((microseconds - start) / (Double(high.microseconds) + 0.5 - start), 0), 1)
    case .exponential(let mean):
      guard microseconds > 0 else { return 0 }
      return 1 - PortableMath.exp(-microseconds / Double(mean.microseconds))
    case .lognormal(let median, let sigma):
      guard microseconds > 0 else { return 0 }
      let distance =
        PortableMath.log(microseconds) - PortableMath.log(Double(median.microseconds))
      guard sigma > 0 else { return distance >= 0 ? 1 : 0 }
      return PortableMath.normalCumulative(distance / sigma)
    case .empirical(let quantiles):
      return Distribution.share(of: quantiles, atMost: microseconds)
    }
  }

  /// The largest share whose quantile is at most `microseconds`. O(log n).
  private static func share(of quantiles: [Quantile], atMost microseconds: Double) -> Double {
    var low = -1
    var high = quantiles.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Double(quantiles[middle].value.microseconds) <= microseconds {
        low = middle
      } else {
        high = middle
      }
    }
    guard low >= 0 else { return 0 }
    guard high < quantiles.count else { return 1 }
    let (left, right) = (quantiles[low], quantiles[high])
    let weight =
      (microseconds - Double(left.value.microseconds))
      / Double((right.value - left.value).microseconds)
    return left.probability + weight * (right.probability - left.probability)
  }
}
