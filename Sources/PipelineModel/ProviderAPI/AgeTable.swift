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

  /// How many items are at most so old; O(1).
  public func count(notOlderThan limit: SimDuration) -> Int {
    switch ages {
    case .spread(let from, let to): return Self.parts(of: to - from, upTo: limit - from, of: count)
    case .perDay(let days):
      guard limit >= .zero, !days.isEmpty else { return 0 }
      let day = Int(limit.microseconds / SimDuration.days(1).microseconds)
      guard day < days.count else { return count }
      return before[day] + Self.parts(of: .days(1), upTo: limit - .days(day), of: days[day])
    }
  }

  /// How many of the parts of a span of so many items are at most so long.
  private static func parts(
    of span: SimDuration, upTo limit: SimDuration, of count: Int
  ) -> Int {
    guard limit >= .zero else { return 0 }
    guard limit < span else { return count }
    // span·(2i + 1)/(2n) rounds down to at most the limit where span·(2i + 1) < (limit + 1)·2n.
    var (high, low) = UInt64(limit.microseconds + 1).multipliedFullWidth(by: UInt64(2 * count))
    guard (high, low) > (0, 0) else { return 0 }
    (high, low) = low > 0 ? (high, low - 1) : (high - 1, .max)
    let odd = UInt64(span.microseconds).dividingFullWidth((high, low)).quotient
    return Int((odd + 1) / 2)
  }
}
