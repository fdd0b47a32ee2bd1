import SimKernel

/// What can happen to an item at its provider; the word is its name in scenario files.
///
/// Source: pipeline-facts §7, §10, §11, §14.
public enum ItemChange: String, CaseIterable, Sendable, BitwiseCopyable {
  /// It appears.
  case opened
  /// Its text changes.
  case edited
  case closed
  case merged
  case reopened
  /// A draft of a release is published.
  case published
  /// A deployment is built.
  case succeeded
  case failed
  case cancelled
  case deleted
  /// An issue moves to another repository, under a new number.
  case transferred

  /// Whether it can happen to items of a type.
  public func happens(to type: EntityType) -> Bool {
    switch self {
    case .opened: true
    case .edited: type != .deployment
    case .closed, .reopened: type == .pullRequest || type == .issue
    case .merged: type == .pullRequest
    case .published: type == .release
    case .succeeded, .failed, .cancelled: type == .deployment
    case .deleted: type != .pullRequest
    case .transferred: type == .issue
    }
  }
}

/// What the provider knows of an item that was delivered.
struct DeliveredItem: Sendable, BitwiseCopyable {
  /// What the draws about it are keyed by.
  var key: UInt64
  /// The number by which people know it.
  var number: Int
  /// What its event says has happened to it, if anything.
  var action: ItemChange?
}

/// How an item stands at its provider.
public enum ItemState: Sendable, BitwiseCopyable {
  case open, closed, merged
  case draft, published
  case building, succeeded, failed, cancelled
  /// Deleted or transferred.
  case gone

  /// The state that a change leads to; nil when it cannot happen in this one.
  func after(_ change: ItemChange) -> ItemState? {
    switch (change, self) {
    case (_, .gone), (.opened, _): nil
    case (.edited, _): self
    case (.closed, .open): .closed
    case (.merged, .open): .merged
    case (.reopened, .closed): .open
    case (.published, .draft): .published
    case (.succeeded, .building): .succeeded
    case (.failed, .building): .failed
    case (.cancelled, .building): .cancelled
    case (.deleted, _), (.transferred, _): .gone
    default: nil
    }
  }

  /// What the backfill's adapters make of it: a list has no merges and no reopenings (§7).
  var listedAs: ItemChange {
    switch self {
    case .open, .building: .opened
    case .closed, .merged, .gone: .closed
    case .draft, .published: .published
    case .succeeded: .succeeded
    case .failed: .failed
    case .cancelled: .cancelled
    }
  }
}

/// How the items of the world stand when the story starts, drawn item by item.
struct ItemStates: Sendable {
  let closedPerMille: Int
  let random: RandomKey

  func isClosed(_ key: UInt64) -> Bool {
    random.bits(.itemState, key).multipliedFullWidth(by: 1000).high < UInt64(closedPerMille)
  }

  /// Nothing that is old is a draft or being built (§14).
  func state(of key: UInt64, _ type: EntityType) -> ItemState {
    switch type.end {
    case .openOrClosed: isClosed(key) ? .closed : .open
    case .published: .published
    case .succeededOrFailed: isClosed(key) ? .succeeded : .failed
    }
  }
}

/// Changes that items of a repository go through by themselves, at a rate.
public struct ItemActivity: Sendable, Equatable {
  public var entityType: EntityType
  public var change: ItemChange
  /// How often on average; the times between two are exponential.
  public var rate: Rate
  public var from: SimTime
  public var until: SimTime

  /// Creates an activity.
  public init(
    entityType: EntityType, change: ItemChange, rate: Rate, from: SimTime, until: SimTime
  ) {
    self.entityType = entityType
    self.change = change
    self.rate = rate
    self.from = from
    self.until = until
  }
}

/// What the ledger keeps of one item, in 4 bytes: how often it was delivered and stored, what it
/// was lost to, and whether it ever was dropped on purpose.
///
/// The counts stop at the most they can hold, so that an item that came is never one that did not.
public struct ItemRow: Sendable, Equatable, BitwiseCopyable {
  private var deliveries: UInt16 = 0
  /// The number of observations; in the lowest bits whether the Console ever left it out on
  /// purpose, and 1 more than the raw value of the drop it was lost to.
  private var storage: UInt16 = 0

  private static let dropBits: UInt16 = 5
  private static let purpose: UInt16 = 1 << (dropBits - 1)
  private static let lossMask: UInt16 = purpose - 1
  private static let dropMask: UInt16 = 1 << dropBits - 1

  /// The most deliveries it tells apart.
  static let mostDeliveries = Int(UInt16.max)
  /// The most observations it tells apart.
  static let mostObservations = Int(UInt16.max >> dropBits)

  var isDelivered: Bool { deliveries > 0 }
  /// Whether it has an observation.
  public var isStored: Bool { storage > Self.dropMask }
  /// How often it was delivered, at the most `mostDeliveries`.
  public var delivered: Int { Int(deliveries) }
  /// How many observations it has, at the most `mostObservations`.
  public var stored: Int { Int(storage >> Self.dropBits) }

  /// Counts a delivery; how many there have been, at the most `mostDeliveries`.
  mutating func countDelivery() -> Int {
    if deliveries < UInt16.max { deliveries += 1 }
    return delivered
  }

  /// Counts an observation; how many there have been, at the most `mostObservations`.
  mutating func countObservation() -> Int {
    if storage >> Self.dropBits < UInt16.max >> Self.dropBits { storage += 1 << Self.dropBits }
    return stored
  }

  /// Whether the Console ever left it out on purpose.
  var isFiltered: Bool { storage & Self.purpose > 0 }

  /// What it was lost to: its first drop, a refusal as a duplicate only where there is no other;
  /// nil when it never was dropped.
  var loss: ItemDrop? {
    let drop = storage & Self.lossMask
    return drop > 0 ? ItemDrop(rawValue: UInt8(drop - 1)) : nil
  }

  mutating func drop(_ reason: ItemDrop, onPurpose: Bool) {
    if onPurpose { storage |= Self.purpose }
    if let loss, !loss.isRefusal || reason.isRefusal { return }
    storage = storage & ~Self.lossMask | (UInt16(reason.rawValue) + 1)
  }
}

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
    (unit.entityType.hasRepositoryNumbers ? firstNumbers[Int(unit.repository)] : 1) + Int(place)
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
