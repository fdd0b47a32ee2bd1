import SimKernel

/// Observed durations of one lever, in microseconds.
struct DurationSample: Sendable, Equatable {
  /// As the file has them.
  let inOrder: [Double]
  let sorted: [Double]
  let tally: Tally
  /// The power of ten, up to a second, of which every duration is a multiple: a clock's tick. Fewer
  /// than eight different durations tell no tick from a habit, and count as they are.
  let resolution: Double

  /// Takes at least one duration.
  init(_ durations: [SimDuration]) {
    precondition(!durations.isEmpty, "A sample has a duration.")
    inOrder = durations.map { Double($0.microseconds) }
    sorted = inOrder.sorted()
    tally = Tally(inOrder)
    var tick: Int64 = 1
    let isTold = Set(durations).count >= Fit.minimum
    while isTold, tick < 1_000_000,
      durations.allSatisfy({ $0.microseconds.isMultiple(of: tick * 10) })
    {
      tick *= 10
    }
    resolution = Double(tick)
  }

  var count: Int { sorted.count }

  /// The value below which this share lies, linear between observations.
  func quantile(_ share: Double) -> SimDuration {
    let place = share * Double(count - 1)
    let below = min(Int(place), count - 1)
    let above = min(below + 1, count - 1)
    let value = sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    return SimDuration(microseconds: Int64(value + 0.5))
  }

  /// How far a distribution is from the observations.
  func distance(to distribution: Distribution) -> Double {
    KolmogorovSmirnov.distance(
      sorted: sorted, resolution: resolution, distribution.cumulative)
  }

  /// How far the first half of the file is from the second, and how surprising that is.
  var drift: (distance: Double, pValue: Double)? {
    guard count >= 2 * Fit.minimum else { return nil }
    let half = count / 2
    let distance = KolmogorovSmirnov.distance(
      inOrder[..<half].sorted(), inOrder[half...].sorted())
    let effective = Double(half) * Double(count - half) / Double(count)
    return (distance, KolmogorovSmirnov.pValue(distance: distance, count: effective))
  }
}
