/// Quantiles of whole non-negative numbers without keeping them, by counting in buckets.
///
/// Buckets grow with the values: 128 per power of two (the layout of HdrHistogram), all in integer
/// arithmetic, so merging is exact and independent of order. A quantile is off by at most 1/256 of
/// itself; numbers below 256 are exact. O(1) per observation; at most 7,400 buckets.
public struct QuantileSketch: Hashable, Sendable {
  private var buckets: ContiguousArray<UInt64> = []
  /// The number of observations.
  public private(set) var count = 0
  public private(set) var minimum = Int64.max
  public private(set) var maximum = Int64.min

  public init() {}

  /// The greatest distance of a quantile from the true one, as a share of it.
  public static var relativeError: Double { 1.0 / 256 }

  /// Adds a number, which must not be negative.
  public mutating func add(_ value: Int64) {
    precondition(value >= 0, "A quantile sketch counts numbers from 0.")
    let bucket = QuantileSketch.bucket(of: value)
    if bucket >= buckets.count { extend(to: bucket) }
    buckets[bucket] += 1
    count += 1
    minimum = min(minimum, value)
    maximum = max(maximum, value)
  }

  /// Adds a duration in microseconds.
  public mutating func add(_ duration: SimDuration) { add(duration.microseconds) }

  /// Adds the observations of `other`, exactly as if they had been added one by one.
  public mutating func merge(_ other: QuantileSketch) {
    if other.buckets.count > buckets.count { extend(to: other.buckets.count - 1) }
    for (index, number) in other.buckets.enumerated() { buckets[index] += number }
    count += other.count
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
  }

  /// The least observation with at least the share `probability` at or below it, within the error.
  ///
  /// `probability` lies in 0...1; nil when there is no observation.
  public func quantile(_ probability: Double) -> Int64? {
    precondition(probability >= 0 && probability <= 1, "A probability lies between 0 and 1.")
    guard count > 0 else { return nil }
    let rank = UInt64(probability * Double(count) * (1 - 1e-12)) + 1
    if rank == 1 { return minimum }
    if rank >= count { return maximum }
    var seen: UInt64 = 0
    for (index, number) in buckets.enumerated() {
      seen += number
      if seen >= rank { return min(max(QuantileSketch.middle(of: index), minimum), maximum) }
    }
    return maximum
  }

  private mutating func extend(to bucket: Int) {
    buckets.append(contentsOf: repeatElement(0, count: bucket + 1 - buckets.count))
  }

  private static func bucket(of value: Int64) -> Int {
    let shift = max(0, 56 - value.leadingZeroBitCount)
    return shift << 7 + Int(value >> Int64(shift))
  }

  private static func middle(of bucket: Int) -> Int64 {
    guard bucket >= 256 else { return Int64(bucket) }
    let shift = Int64(bucket >> 7 - 1)
    let lowest = Int64(bucket & 127 + 128) << shift
    return lowest + (Int64(1) << shift - 1) / 2
  }
}
