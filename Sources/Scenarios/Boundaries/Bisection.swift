/// A search for the number at which a yes turns into a no, or a no into a yes.
///
/// First the answer is sampled at points spread over the range. Where they change more than once
/// the answer is not monotone: then that is said, and the first change is located all the same.
public struct Bisection: Codable, Sendable, Equatable {
  /// The answer at one number.
  public struct Sample: Codable, Sendable, Equatable {
    public var value: Int64
    public var holds: Bool
  }

  /// Every answer asked for, in ascending order.
  public let samples: [Sample]
  /// The last number with the first answer and the next one asked with the other, no further apart
  /// than the resolution; `nil` when the answer is the same at every sample.
  public let change: Change?
  /// Whether the samples change at most once.
  public let isMonotone: Bool

  /// Where the answer changes.
  public struct Change: Codable, Sendable, Equatable {
    public var before: Sample
    public var after: Sample
  }

  /// Asks at most `points` + log2(range / points / resolution) times.
  ///
  /// `resolution` is at least 1, `points` at least 2; geometric samples need a positive range.
  public init(
    _ range: ClosedRange<Int64>, resolution: Int64 = 1, points: Int = 7, geometric: Bool = false,
    _ holds: (Int64) -> Bool
  ) {
    precondition(resolution >= 1 && points >= 2, "A search has a resolution and two ends.")
    precondition(!geometric || range.lowerBound > 0, "Geometric samples need a positive range.")
    var samples = Self.points(range, resolution, points, geometric).map {
      Sample(value: $0, holds: holds($0))
    }
    let flips = zip(samples, samples.dropFirst()).filter { $0.holds != $1.holds }
    isMonotone = flips.count <= 1
    guard let (first, second) = flips.first else {
      self.samples = samples
      change = nil
      return
    }
    var (before, after) = (first, second)
    while after.value - before.value > resolution {
      let steps = (after.value - before.value) / resolution
      let value = before.value + max(1, steps / 2) * resolution
      let middle = Sample(value: value, holds: holds(value))
      samples.append(middle)
      if middle.holds == before.holds { before = middle } else { after = middle }
    }
    self.samples = samples.sorted { $0.value < $1.value }
    change = Change(before: before, after: after)
  }

  /// Both ends and points between them, on the grid of the resolution from the lower end.
  private static func points(
    _ range: ClosedRange<Int64>, _ resolution: Int64, _ count: Int, _ geometric: Bool
  ) -> [Int64] {
    let (low, high) = (range.lowerBound, range.upperBound)
    var values: [Int64] = []
    for index in 0..<count {
      let share = Double(index) / Double(count - 1)
      let value =
        geometric
        ? Self.power(Double(low), Double(high), share) : Double(low) + Double(high - low) * share
      let steps = Int64((value - Double(low)) / Double(resolution))
      let point = index == count - 1 ? high : min(high, low + steps * resolution)
      if values.last.map({ $0 < point }) ?? true { values.append(point) }
    }
    return values
  }

  /// low^(1 − share) · high^share by repeated square roots, the same on every machine.
  private static func power(_ low: Double, _ high: Double, _ share: Double) -> Double {
    var (lower, upper) = (low, high)
    var (from, to) = (0.0, 1.0)
    for _ in 0..<40 {
      let middle = (lower * upper).squareRoot()
      let half = (from + to) / 2
      if share < half { (upper, to) = (middle, half) } else { (lower, from) = (middle, half) }
    }
    return share >= 1 ? high : lower
  }
}
