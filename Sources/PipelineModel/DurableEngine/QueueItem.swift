import SimKernel

/// One request to be made: a place in a function's queue.
struct QueueItem: Sendable, BitwiseCopyable {
  /// Its run, or -1 when that has ended and the item has not left yet.
  var run: Int32
  /// Ordinal of a planned parallel step, or -1 for "the next step".
  var target: Int32
  /// Attempt of this request, from 0.
  var attempt: Int16
  /// The throttle that let it out of its waiting room, or -1.
  var letOutBy: Int32 = -1
  /// The next item of the same run, or -1.
  var next: Int32
  /// Not to be sent before this; it may be leased up to the look-ahead earlier.
  var due: SimTime
  /// Where it stands.
  var place: QueuePlace
}

/// Where an item stands in its queue, and the slot it lies in.
///
/// By score (creation time of the run, or the due time of a late item, engine-facts 1.5); of runs
/// created at the same time the first goes first, with all its steps in the order of enqueueing.
struct QueuePlace: Sendable, BitwiseCopyable {
  private let score: UInt64
  /// Number of the run, and of the item among those of its run.
  private let order: UInt64
  /// Slot of the item in the engine's pool, or -1 when the item has left the queue.
  var item: Int32
  /// Limit entry it has been waiting for, or -1.
  var blockedBy: Int32 = -1

  init(score: Int64, number: Int32, sequence: UInt32, item: Int32) {
    self.score = UInt64(bitPattern: score) ^ 1 << 63
    order = UInt64(UInt32(bitPattern: number)) << 32 | UInt64(sequence)
    self.item = item
  }

  /// Whether its item has left the queue.
  @inline(__always)
  var isLeft: Bool { item < 0 }

  @inline(__always)
  static func < (x: QueuePlace, y: QueuePlace) -> Bool {
    x.score == y.score ? x.order < y.order : x.score < y.score
  }
}

/// Queue places, first place first, each of which can be looked at and leave.
///
/// New runs join the end, the next steps of old ones stand near the front: both are O(1) and a few
/// moves; a place in the middle is O(places on the shorter side), many at once are O(places).
struct ItemLine: Sendable {
  private var places = ReusedList<QueuePlace>()
  /// Places before it are free.
  private var start = 0
  /// Places whose items have left.
  private var left = 0

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

  /// Makes the memory the line's own, as `ReusedList.makeOwn`.
  mutating func makeOwn() { places.makeOwn() }

  /// Puts a place where it belongs.
  @inline(__always)
  mutating func insert(_ place: QueuePlace) {
    guard count > 0, place < places[places.count - 1] else {
      places.append(place)
      return
    }
    insertBetween(place)
  }

  /// Rank of the first place from a rank on that holds an item and is as wanted.
  @inline(__always)
  func firstRank(from rank: Int, where isWanted: (QueuePlace) -> Bool) -> Int? {
    var position = start + rank
    while position < places.count {
      if !places[position].isLeft, isWanted(places[position]) { return position - start }
      position += 1
    }
    return nil
  }

  /// Where a place stands that holds this item; nil when it is not here. O(log places).
  func rank(of place: QueuePlace, _ item: Int32) -> Int? {
    let rank = position(of: place) - 1
    return rank >= start && places[rank].item == item ? rank - start : nil
  }

  /// Position of the first place behind one.
  private func position(of place: QueuePlace) -> Int {
    var (low, high) = (start, places.count)
    while low < high {
      let middle = (low + high) / 2
      if place < places[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Puts places where they belong, and empties their list.
  mutating func insert(all others: inout ReusedList<QueuePlace>) {
    if others.count < 4 {
      for place in others { insert(place) }
    } else {
      others.withElements(Self.sort)
      merge(others)
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

  private mutating func merge(_ others: ReusedList<QueuePlace>) {
    var rank = places.count - 1
    for place in others { places.append(place) }
    var end = places.count - 1
    places.withElements { places in
      for place in others.reversed() {
        while rank >= start, place < places[rank] {
          places[end] = places[rank]
          (rank, end) = (rank - 1, end - 1)
        }
        places[end] = place
        end -= 1
      }
    }
  }

  private mutating func insertBetween(_ place: QueuePlace) {
    var low = position(of: place)
    if low - start < places.count - low {
      if start == 0 {
        openFront()
        low += start
      }
      start -= 1
      places.withElements { places in
        for rank in start..<low - 1 { places[rank] = places[rank + 1] }
        places[low - 1] = place
      }
    } else {
      places.append(place)
      places.withElements { places in
        for rank in (low..<places.count - 1).reversed() { places[rank + 1] = places[rank] }
        places[low] = place
      }
    }
  }

  /// Makes room before the first place, a quarter of the line's length.
  private mutating func openFront() {
    let room = max(8, places.count / 4)
    let count = places.count
    guard let last = places.last else { return }
    for _ in 0..<room { places.append(last) }
    places.withElements { places in
      for rank in (0..<count).reversed() { places[rank + room] = places[rank] }
    }
    start = room
  }

  /// The item of a place leaves; the ranks of the others stay until `close`.
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

  /// Closes the gaps that left items have made, those at the front at once and those between others
  /// when they are many or `all` are to go.
  @inline(__always)
  mutating func close(all: Bool) {
    guard left > 0 else { return }
    if left == count { return removeAll() }
    while places[start].isLeft {
      start += 1
      left -= 1
    }
    if left > 0, all || left * 2 > count { closeBetween() }
  }

  private mutating func removeAll() {
    places.removeAll()
    (start, left) = (0, 0)
  }

  private mutating func closeBetween() {
    var end = start
    places.withElements { places in
      for rank in start..<places.count where !places[rank].isLeft {
        places[end] = places[rank]
        end += 1
      }
    }
    places.removeLast(places.count - end)
    left = 0
  }
}
