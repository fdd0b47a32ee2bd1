/// Queue places, first place first, each of which can be looked at and leave.
///
/// New runs join the end and the next steps of old ones stand near the front: an item that comes or
/// leaves moves those before it, at most. A place in the middle alone is O(places on the shorter
/// side); many at once are O(places).
struct ItemLine: ~Copyable, Sendable {
  private var places: ReusedList<QueuePlace>
  /// Places before it are free.
  private var start: Int
  /// Places whose items have left.
  private var left: Int

  init() { self.init(places: ReusedList(), start: 0, left: 0) }

  private init(places: consuming ReusedList<QueuePlace>, start: Int, left: Int) {
    self.places = places
    self.start = start
    self.left = left
  }

  /// Places, with those whose items have left.
  @inline(__always)
  var count: Int { places.count - start }
  @inline(__always)
  var isEmpty: Bool { places.count - start == left }

  @inline(__always)
  subscript(rank: Int) -> QueuePlace {
    get { places[start + rank] }
    set { places[start + rank] = newValue }
  }

  /// The same line once more, O(places).
  func fork() -> ItemLine { ItemLine(places: places.fork(), start: start, left: left) }

  /// Rank of the first place from a rank on that holds an item and is as wanted.
  @inline(__always)
  mutating func firstRank(from rank: Int, where isWanted: (QueuePlace) -> Bool) -> Int? {
    let start = start
    return places.withElements { places in
      var position = start + rank
      while position < places.count {
        if isWanted(places[position]) { return position - start }
        position += 1
      }
      return nil
    }
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

  /// Puts a place where it belongs.
  @inline(__always)
  mutating func insert(_ place: QueuePlace) {
    guard count > 0, place < places[places.count - 1] else {
      places.append(place)
      return
    }
    insertBetween(place)
  }

  private mutating func insertBetween(_ place: QueuePlace) {
    let position = position(of: place)
    if position - start < places.count - position {
      if start == 0 { openFront(8) }
      mergeForward(CollectionOfOne(place))
    } else {
      mergeBackward(CollectionOfOne(place))
    }
  }

  /// Closes the gaps that items have left, and puts places where they belong; empties their list.
  mutating func close(inserting others: inout ReusedList<QueuePlace>) {
    closeGaps()
    others.withElements { others in
      Self.sort(others)
      guard let first = others.first, let last = others.last else { return }
      if count == 0 {
        for place in others { places.append(place) }
      } else if start >= others.count,
        position(of: last) - start < places.count - position(of: first)
      {
        mergeForward(others)
      } else {
        mergeBackward(others)
      }
    }
    others.removeAll()
  }

  /// Sorts by insertion: what comes in is nearly in order.
  private static func sort(_ places: UnsafeMutableBufferPointer<QueuePlace>) {
    for rank in places.indices.dropFirst() {
      let place = places[rank]
      var hole = rank
      while hole > 0, place < places[hole - 1] {
        places[hole] = places[hole - 1]
        hole -= 1
      }
      places[hole] = place
    }
  }

  /// Puts sorted places in, moving those before them to the front, where there is room.
  private mutating func mergeForward(_ others: some BidirectionalCollection<QueuePlace>) {
    var rank = start
    start -= others.count
    var hole = start
    for place in others {
      let next = position(of: place, between: rank, and: places.count)
      places.move(from: rank, to: hole, count: next - rank)
      hole += next - rank
      places[hole] = place
      (hole, rank) = (hole + 1, next)
    }
  }

  /// Puts sorted places in, moving those behind them to the end.
  private mutating func mergeBackward(_ others: some BidirectionalCollection<QueuePlace>) {
    var end = places.count
    for place in others { places.append(place) }
    var hole = places.count
    for place in others.reversed() {
      let next = position(of: place, between: start, and: end)
      hole -= end - next
      places.move(from: next, to: hole, count: end - next)
      hole -= 1
      places[hole] = place
      end = next
    }
  }

  /// Makes room before the first place.
  private mutating func openFront(_ least: Int) {
    let room = max(least, places.count / 4)
    let count = places.count
    guard let last = places.last else { return }
    for _ in 0..<room { places.append(last) }
    places.move(from: start, to: start + room, count: count - start)
    start += room
  }

  /// The item of a place leaves; the ranks of the others stay until the gaps are closed.
  @inline(__always)
  mutating func leave(_ rank: Int) {
    places[start + rank].item = -1
    left += 1
  }

  /// Takes the first place away.
  mutating func popFirst() -> QueuePlace? {
    while start < places.count {
      let place = places[start]
      start += 1
      left -= place.isLeft ? 1 : 0
      if start == places.count { removeAll() }
      if !place.isLeft { return place }
    }
    return nil
  }

  /// Closes the gaps: what stands before the last of them moves up to it.
  private mutating func closeGaps() {
    guard left > 0 else { return }
    guard left < count else { return removeAll() }
    let (first, gaps) = (start, left)
    places.withElements { places in
      var last = first - 1
      for _ in 0..<gaps {
        last += 1
        while !places[last].isLeft { last += 1 }
      }
      var hole = last
      while last >= first {
        if !places[last].isLeft {
          places[hole] = places[last]
          hole -= 1
        }
        last -= 1
      }
    }
    start += left
    left = 0
    if start > 64, start > 2 * count { closeFront() }
  }

  /// Gives half of the room before the first place back.
  private mutating func closeFront() {
    let room = start / 2
    places.move(from: start, to: start - room, count: count)
    places.removeLast(room)
    start -= room
  }

  private mutating func removeAll() {
    places.removeAll()
    (start, left) = (0, 0)
  }
}
