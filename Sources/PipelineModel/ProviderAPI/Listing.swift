import SimKernel

/// One unit's items in the provider's order: last updated first.
///
/// The items of the world lie in a contiguous range of numbers, youngest first; what is created or
/// updated during the story comes before them. Look-ups are O(log items), `create` is O(1)
/// amortized, and `update` is O(updates), however many items it takes.
struct Listing: Sendable {
  /// An item created or updated during the story.
  struct Fresh: Sendable, BitwiseCopyable {
    var item: Int32
    var updatedAt: SimTime
  }

  /// Number of the youngest item of the world.
  let firstItem: Int32
  private let ages: AgeTable
  /// When the items are as old as the table says.
  private let agesAt: SimTime
  /// Last updated last.
  private var fresh: [Fresh] = []
  /// Ranks that an update moved to the front, or that are listed no more, ascending.
  private var moved: [Int] = []
  /// Items that are listed no more.
  private(set) var gone: [Int32] = []

  init(_ ages: AgeTable, at time: SimTime = .zero, firstItem: Int32) {
    self.ages = ages
    agesAt = time
    self.firstItem = firstItem
  }

  /// Number of items that existed when the story started.
  var baseCount: Int { ages.count }

  /// Number of items.
  var count: Int { fresh.count + ages.count - moved.count }

  /// Whether the items at these places are one range of numbers.
  func isContiguous(_ places: Range<Int>) -> Bool {
    guard places.lowerBound >= fresh.count else { return false }
    guard let last = places.last, !moved.isEmpty else { return true }
    return rank(last) - rank(places.lowerBound) == last - places.lowerBound
  }

  /// The rank at a place behind the fresh ones: as many further on as ranks up to it have moved.
  private func rank(_ place: Int) -> Int {
    let left = place - fresh.count
    return left + moved.count(inOrder: { index, rank in rank - index <= left })
  }

  /// The item at a place.
  func item(at place: Int) -> Int32 {
    place < fresh.count
      ? fresh[fresh.count - 1 - place].item : firstItem + Int32(rank(place))
  }

  /// When the item at a place was last updated.
  func updatedAt(_ place: Int) -> SimTime {
    place < fresh.count
      ? fresh[fresh.count - 1 - place].updatedAt : agesAt - ages.age(of: rank(place))
  }

  /// How many items were updated at or after a time.
  func count(since: SimTime) -> Int {
    let young = ages.count(notOlderThan: agesAt - since)
    let gone = moved.count(inOrder: { _, rank in rank < young })
    let before = fresh.count(inOrder: { _, item in item.updatedAt < since })
    return fresh.count - before + young - gone
  }

  /// A new item appears.
  mutating func create(_ item: Int32, at now: SimTime) {
    fresh.append(Fresh(item: item, updatedAt: now))
  }

  /// The items at these places are updated, the last one first; their numbers in this order.
  mutating func update(_ places: Range<Int>, at now: SimTime) -> [Int32] {
    let places = places.clamped(to: 0..<count)
    let numbers = places.reversed().map(item(at:))
    takeOut(places)
    for number in numbers { create(number, at: now) }
    return numbers
  }

  /// The item at a place is listed no more.
  mutating func remove(_ place: Int) {
    gone.append(item(at: place))
    takeOut(place..<place + 1)
  }

  private mutating func takeOut(_ places: Range<Int>) {
    let ranks = places.clamped(to: fresh.count..<max(fresh.count, count)).map(rank)
    let young = places.clamped(to: 0..<fresh.count)
    fresh.removeSubrange(fresh.count - young.upperBound..<fresh.count - young.lowerBound)
    if let first = ranks.first {
      let place = moved.count(inOrder: { _, rank in rank < first })
      moved.insert(contentsOf: ranks, at: place)
      if place + ranks.count < moved.count { moved.sort() }
    }
  }
}

extension Array {
  /// How many elements at the beginning fulfil a condition that none behind them fulfils, with the
  /// place of each; O(log n).
  fileprivate func count(inOrder isBefore: (Int, Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle, self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
