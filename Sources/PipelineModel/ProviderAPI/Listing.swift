import SimKernel

/// One unit's items in the provider's order: last updated first.
///
/// The items of the world lie in a contiguous range of numbers, youngest first; what is created or
/// updated during the story comes before them. `item(at:)` is O(updates), counting O(log items).
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
  /// Last updated first.
  private(set) var fresh: [Fresh] = []
  /// Ranks that an update moved to the front, ascending.
  private var moved: [Int] = []

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

  private func rank(_ place: Int) -> Int {
    var rank = place - fresh.count
    for gone in moved where gone <= rank { rank += 1 }
    return rank
  }

  /// The item at a place.
  func item(at place: Int) -> Int32 {
    place < fresh.count ? fresh[place].item : firstItem + Int32(rank(place))
  }

  /// When the item at a place was last updated.
  func updatedAt(_ place: Int) -> SimTime {
    place < fresh.count ? fresh[place].updatedAt : agesAt - ages.age(of: rank(place))
  }

  /// How many items were updated at or after a time.
  func count(since: SimTime) -> Int {
    let young = ages.count(notOlderThan: agesAt - since)
    var gone = 0
    for rank in moved where rank < young { gone += 1 }
    return fresh.prefix { $0.updatedAt >= since }.count + young - gone
  }

  /// A new item appears.
  mutating func create(_ item: Int32, at now: SimTime) {
    fresh.insert(Fresh(item: item, updatedAt: now), at: 0)
  }

  /// The item at a rank of the world, or of those created, is updated; its number.
  mutating func update(_ place: Int, at now: SimTime) -> Int32? {
    guard place < count else { return nil }
    let number = item(at: place)
    if place < fresh.count {
      fresh.remove(at: place)
    } else {
      let rank = rank(place)
      let index = moved.firstIndex { $0 > rank } ?? moved.count
      moved.insert(rank, at: index)
    }
    create(number, at: now)
    return number
  }
}
