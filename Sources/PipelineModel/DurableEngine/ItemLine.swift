/// Queue places, first place first, each of which can be looked at and leave.
///
/// New runs join the end and the next steps of old ones stand near the front: an item that comes or
/// leaves moves those before it, at most. A place in the middle alone is O(places on the shorter
/// side); many at once are O(places).
struct ItemLine: ~Copyable, Sendable {
  private var places: ReusedList<QueuePlace>
  /// Whether each place is open, as 1 or 0: eight are looked at at once.
  var opens: ReusedList<UInt8>
  /// For what each place is passed by, as its `skipWord`.
  var skips: ReusedList<UInt32>
  /// Places before it are free.
  private(set) var start: Int
  /// Positions whose items have left, in no order.
  private var gaps: ReusedList<Int32>

  init() {
    places = ReusedList()
    opens = ReusedList()
    skips = ReusedList()
    start = 0
    gaps = ReusedList()
  }

  private init(forking other: borrowing ItemLine) {
    places = other.places.fork()
    opens = other.opens.fork()
    skips = other.skips.fork()
    start = other.start
    gaps = other.gaps.fork()
  }

  /// Places, with those whose items have left.
  @inline(__always)
  var count: Int { places.count - start }
  @inline(__always)
  var isEmpty: Bool { places.count - start == gaps.count }

  @inline(__always)
  subscript(rank: Int) -> QueuePlace {
    get { places[start + rank] }
    set { put(newValue, at: start + rank) }
  }

  /// The same line once more, O(places).
  func fork() -> ItemLine { ItemLine(forking: self) }

  @inline(__always)
  private mutating func put(_ place: QueuePlace, at position: Int) {
    places[position] = place
    opens[position] = place.isOpen ? 1 : 0
    skips[position] = place.skipWord
  }

  @inline(__always)
  private mutating func append(_ place: QueuePlace) {
    places.append(place)
    opens.append(place.isOpen ? 1 : 0)
    skips.append(place.skipWord)
  }

  @inline(__always)
  private mutating func move(from first: Int, to hole: Int, count: Int) {
    guard count > 0 else { return }
    places.move(from: first, to: hole, count: count)
    opens.move(from: first, to: hole, count: count)
    skips.move(from: first, to: hole, count: count)
  }

  /// Where a place stands that holds this item; nil when it is not here. O(log places).
  func rank(of place: QueuePlace, _ item: Int32) -> Int? {
    let rank = position(of: place) - 1
    return rank >= start && places[rank].item == item ? rank - start : nil
  }

  /// Position of the first place behind one.
  private func position(of place: QueuePlace) -> Int {
    position(of: place, between: start, and: places.count)
  }

  /// Position of the first place behind one, among those between two positions.
  private func position(of place: QueuePlace, between first: Int, and end: Int) -> Int {
    var (low, high) = (first, end)
    while low < high {
      let middle = (low + high) / 2
      if place < places[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The same, searched from a position on.
  private func position(of place: QueuePlace, from first: Int) -> Int {
    var (low, high, reach) = (first, first, 1)
    while high < places.count, !(place < places[high]) {
      low = high + 1
      high = low + reach
      reach *= 2
    }
    return position(of: place, between: low, and: min(high, places.count))
  }

  /// Puts a place where it belongs.
  @inline(__always)
  mutating func insert(_ place: QueuePlace) {
    guard count > 0, place < places[places.count - 1] else {
      append(place)
      return
    }
    insertBetween(place)
  }

  private mutating func insertBetween(_ place: QueuePlace) {
    let position = position(of: place)
    if position - start < places.count - position {
      if start == 0 { openFront(8) }
      moveGaps(from: 0, to: self.position(of: place), by: -1)
      mergeForward(CollectionOfOne(place))
    } else {
      moveGaps(from: position, to: places.count, by: 1)
      mergeBackward(CollectionOfOne(place))
    }
  }

  /// The places between two positions are about to move.
  private mutating func moveGaps(from first: Int, to end: Int, by distance: Int32) {
    for place in gaps.indices where gaps[place] >= first && gaps[place] < end {
      gaps[place] += distance
    }
  }

  /// Closes the gaps that items have left, and puts places where they belong; empties their list.
  ///
  /// What comes behind all others is put there; the rest mostly stands near the front.
  mutating func close(inserting others: inout ReusedList<QueuePlace>) {
    closeGaps()
    others.withElements { others in
      Self.sort(others)
      let last = count > 0 ? places[places.count - 1] : nil
      var inside = others.count
      while inside > 0, last.map({ $0 < others[inside - 1] }) ?? true { inside -= 1 }
      let end = places.count
      for place in others[inside...] { append(place) }
      guard inside > 0 else { return }
      let rest = others[..<inside]
      if position(of: rest[inside - 1], between: start, and: end) - start
        <= places.count - position(of: rest[0], between: start, and: end)
      {
        if start < inside { openFront(inside) }
        mergeForward(rest)
      } else {
        mergeBackward(rest)
      }
    }
    others.removeAll()
  }

  /// Sorts by insertion over gaps that become narrower (Shell; Knuth's gaps): few come in, or
  /// nearly in order, and nothing is allocated.
  private static func sort(_ places: UnsafeMutableBufferPointer<QueuePlace>) {
    var gap = 1
    while gap < places.count / 9 { gap = 3 * gap + 1 }
    while gap > 0 {
      for rank in gap..<max(gap, places.count) {
        let place = places[rank]
        var hole = rank
        while hole >= gap, place < places[hole - gap] {
          places[hole] = places[hole - gap]
          hole -= gap
        }
        places[hole] = place
      }
      gap /= 3
    }
  }

  /// Puts sorted places in, moving those before them to the front, where there is room.
  private mutating func mergeForward(_ others: some BidirectionalCollection<QueuePlace>) {
    var rank = start
    start -= others.count
    var hole = start
    for place in others {
      let next = position(of: place, from: rank)
      move(from: rank, to: hole, count: next - rank)
      hole += next - rank
      put(place, at: hole)
      (hole, rank) = (hole + 1, next)
    }
  }

  /// Puts sorted places in, moving those behind them to the end.
  private mutating func mergeBackward(_ others: some BidirectionalCollection<QueuePlace>) {
    var end = places.count
    for place in others { append(place) }
    var hole = places.count
    for place in others.reversed() {
      let next = position(of: place, between: start, and: end)
      hole -= end - next
      move(from: next, to: hole, count: end - next)
      hole -= 1
      put(place, at: hole)
      end = next
    }
  }

  /// Makes room before the first place.
  private mutating func openFront(_ least: Int) {
    let room = max(least, places.count / 4)
    let count = places.count
    guard let last = places.last else { return }
    for _ in 0..<room { append(last) }
    move(from: start, to: start + room, count: count - start)
    moveGaps(from: 0, to: places.count, by: Int32(room))
    start += room
  }

  /// The item of a place leaves; the ranks of the others stay until the gaps are closed.
  @inline(__always)
  mutating func leave(_ rank: Int) {
    places[start + rank].item = -1
    opens[start + rank] = 0
    skips[start + rank] = 0
    gaps.append(Int32(start + rank))
  }

  /// Takes the first place away.
  mutating func popFirst() -> QueuePlace? {
    while start < places.count {
      let place = places[start]
      if place.isLeft, let gap = gaps.indices.first(where: { gaps[$0] == start }) {
        gaps[gap] = gaps[gaps.count - 1]
        gaps.removeLast(1)
      }
      start += 1
      if start == places.count { removeAll() }
      if !place.isLeft { return place }
    }
    return nil
  }

  /// Closes the gaps: what stands before the last of them moves up to it, one block for each gap.
  private mutating func closeGaps() {
    guard let last = gaps.last else { return }
    guard gaps.count < count else { return removeAll() }
    let isAscending = gaps.indices.dropFirst().allSatisfy { gaps[$0 - 1] < gaps[$0] }
    if !isAscending {
      gaps.withElements {
        var gaps = $0
        gaps.sort()
      }
    }
    var hole = Int(isAscending ? last : gaps[gaps.count - 1]) + 1
    for index in gaps.indices.reversed() {
      let first = index > 0 ? Int(gaps[index - 1]) + 1 : start
      let moved = Int(gaps[index]) - first
      hole -= moved
      move(from: first, to: hole, count: moved)
    }
    start = hole
    gaps.removeAll()
    if start > 64, start > 2 * count { closeFront() }
  }

  /// Gives half of the room before the first place back.
  private mutating func closeFront() {
    let room = start / 2
    move(from: start, to: start - room, count: count)
    places.removeLast(room)
    opens.removeLast(room)
    skips.removeLast(room)
    start -= room
  }

  private mutating func removeAll() {
    places.removeAll()
    opens.removeAll()
    skips.removeAll()
    gaps.removeAll()
    start = 0
  }
}
