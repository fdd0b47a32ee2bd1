import SimKernel

/// Which item is which: its unit, and the number by which people know it.
///
/// The items of the world lie unit after unit, youngest first; those made during the run follow in
/// the order of their making. Within a unit an item's place counts from the oldest, so that nothing
/// that happens to other units, and no younger item, changes it. Look-ups by unit are O(1).
public struct ItemRegister: Sendable, Equatable {
  /// The items of a unit when the story starts.
  struct Stock: Sendable, Equatable, BitwiseCopyable {
    var first: Int32
    var count: Int32
  }

  /// An item made during the run.
  private struct Made: Sendable, Equatable, BitwiseCopyable {
    var unit: Int32
    /// Among the items of its unit, the oldest is 0.
    var place: Int32
  }

  /// By unit index.
  private let stocks: ContiguousArray<Stock>
  /// Number of the oldest pull request and issue, by repository.
  private let firstNumbers: ContiguousArray<Int>
  private let stockCount: Int32
  private var made: ContiguousArray<Made> = []
  /// Items of a unit, those made during the run included, where some were made.
  private var counts: [Int: Int32] = [:]

  init(stocks: ContiguousArray<Stock>, firstNumbers: ContiguousArray<Int>) {
    self.stocks = stocks
    self.firstNumbers = firstNumbers
    stockCount = stocks.last.map { $0.first + $0.count } ?? 0
  }

  /// A register of no items.
  public init() { self.init(stocks: [], firstNumbers: []) }

  /// Number of items.
  public var count: Int { Int(stockCount) + made.count }

  /// A new item of a unit; its index is the next one.
  mutating func add(to unit: UnitOfWork) {
    let place = counts[unit.index] ?? stocks[unit.index].count
    counts[unit.index] = place + 1
    made.append(Made(unit: Int32(unit.index), place: place))
  }

  /// Whether an item was made during the run.
  public func isMade(_ item: Int32) -> Bool { item >= stockCount }

  /// Place of an item among those of its unit, the oldest is 0.
  @inline(__always)
  public func place(of item: Int32, in unit: UnitOfWork) -> Int32 {
    let stock = stocks[unit.index]
    let rank = item - stock.first
    return rank >= 0 && rank < stock.count
      ? stock.count - rank - 1 : made[Int(item - stockCount)].place
  }

  /// What the draws about an item are keyed by.
  @inline(__always)
  func key(of item: Int32, in unit: UnitOfWork) -> UInt64 {
    word(Int32(unit.index), place(of: item, in: unit))
  }

  /// The number of an item of a unit, as the provider shows it: pull requests and issues count from
  /// the repository's first number, the others from 1.
  public func number(of item: Int32, in unit: UnitOfWork) -> Int {
    number(at: place(of: item, in: unit), in: unit)
  }

  func number(at place: Int32, in unit: UnitOfWork) -> Int {
    switch unit.entityType {
    case .pullRequest, .issue: firstNumbers[Int(unit.repository)] + Int(place)
    case .release, .deployment, .unknown: 1 + Int(place)
    }
  }

  /// The unit of an item; O(log units).
  public func unit(of item: Int32) -> UnitOfWork {
    if isMade(item) { return UnitOfWork(index: Int(made[Int(item - stockCount)].unit)) }
    var (low, high) = (0, stocks.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if stocks[middle].first <= item { low = middle } else { high = middle }
    }
    return UnitOfWork(index: low)
  }

  /// The item of a unit that has a number; nil when there is none.
  public func item(_ number: Int, of unit: UnitOfWork) -> Int32? {
    guard stocks.indices.contains(unit.index) else { return nil }
    let place = number - self.number(at: 0, in: unit)
    let stock = stocks[unit.index]
    guard place >= 0 else { return nil }
    if place < stock.count { return stock.first + stock.count - 1 - Int32(place) }
    let index = made.firstIndex { Int($0.unit) == unit.index && Int($0.place) == place }
    return index.map { stockCount + Int32($0) }
  }
}
