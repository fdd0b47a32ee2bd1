import SimKernel

/// The ages of a group's items, youngest first, without storing one per item.
///
/// `age(of:)` is O(1) for a spread and O(log days) for a histogram; `count(notOlderThan:)` is O(1)
/// for a spread wider than two microseconds an item and O(log items of a day) for a histogram.
public struct AgeTable: Sendable {
  /// Number of items.
  public let count: Int
  private let ages: World.Ages
  /// Items younger than each whole day, for a histogram.
  private var before: [Int] = []

  /// The ages of a group.
  public init(_ group: World.ItemGroup) {
    count = group.count
    ages = group.ages
    if case .perDay(let days) = group.ages {
      before = days.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
      precondition(
        before.last == count, "The items per day of a group must add up to its count.")
    }
  }

  /// Age of the item at a rank, 0 the youngest, when the story starts.
  public func age(of rank: Int) -> SimDuration {
    switch ages {
    case .spread(let from, let to):
      return from + Self.part(to - from, rank, of: count)
    case .perDay(let days):
      let day = lastDay(startingAtOrBefore: rank)
      return .days(day) + Self.part(.days(1), rank - before[day], of: days[day])
    }
  }

  /// `span·(2i + 1)/(2n)`, exactly.
  private static func part(_ span: SimDuration, _ index: Int, of count: Int) -> SimDuration {
    let product = UInt64(span.microseconds).multipliedFullWidth(by: UInt64(2 * index + 1))
    return SimDuration(
      microseconds: Int64(UInt64(2 * count).dividingFullWidth(product).quotient))
  }

  private func lastDay(startingAtOrBefore rank: Int) -> Int {
    var low = 0
    var high = before.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if before[middle] <= rank { low = middle } else { high = middle }
    }
    return low
  }

  /// How many items are at most so old.
  public func count(notOlderThan limit: SimDuration) -> Int {
    var (low, high) = bounds(limit)
    while low < high {
      let middle = (low + high) / 2
      if age(of: middle) <= limit { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Between which counts that of the items at most so old lies.
  private func bounds(_ limit: SimDuration) -> (low: Int, high: Int) {
    switch ages {
    case .spread(let from, let to):
      let (past, span) = ((limit - from).microseconds, (to - from).microseconds)
      guard past >= 0 else { return (0, 0) }
      guard past < span else { return (count, count) }
      let product = UInt64(past).multipliedFullWidth(by: UInt64(count))
      let low = Int(UInt64(span).dividingFullWidth(product).quotient)
      return (low, span < 2 * Int64(count) ? count : min(count, low + 2))
    case .perDay:
      guard limit >= .zero else { return (0, 0) }
      let day = Int(limit.microseconds / SimDuration.days(1).microseconds)
      let last = before.count - 1
      return (before[min(day, last)], before[min(day + 1, last)])
    }
  }
}
