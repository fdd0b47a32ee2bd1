import SimKernel

/// One request to be made: a place in a function's queue.
struct QueueItem: Sendable, BitwiseCopyable {
  var run: Int32
  var generation: UInt32
  /// Ordinal of a planned parallel step, or -1 for "the next step".
  var target: Int32
  /// Attempt of this request, from 0.
  var attempt: Int16
  /// Limit entry it has been waiting for, or -1.
  var blockedBy: Int32 = -1
  /// The throttle that let it out of its waiting room, or -1.
  var letOutBy: Int32 = -1
  /// Not to be sent before this; it may be leased up to the look-ahead earlier.
  var due: SimTime
}

/// Where an item stands in its queue, and the slot it lies in.
///
/// By score (creation time of the run, or the due time of a late item, engine-facts 1.5); of runs
/// created at the same time the first goes first, with all its steps in the order of enqueueing.
struct QueuePlace: Sendable, BitwiseCopyable {
  private let score: UInt64
  /// Number of the run, and of the item among those of its run.
  private let order: UInt64
  /// Slot of the item in the engine's pool.
  let item: Int32

  init(score: Int64, number: Int32, sequence: UInt32, item: Int32) {
    self.score = UInt64(bitPattern: score) ^ 1 << 63
    order = UInt64(UInt32(bitPattern: number)) << 32 | UInt64(sequence)
    self.item = item
  }

  @inline(__always)
  static func < (x: QueuePlace, y: QueuePlace) -> Bool {
    x.score == y.score ? x.order < y.order : x.score < y.score
  }
}

/// Queue places, first place first.
///
/// What comes in order stands in a line, what comes before the line's end in a heap: new runs
/// join the line, the next steps of old ones overtake it. Push and pop are O(log heap), O(1) for
/// the line.
struct ItemQueue: Sendable {
  private var line = ReusedList<QueuePlace>()
  /// Places of the line that have left.
  private var left = 0
  private var heap = ReusedList<QueuePlace>()

  var isEmpty: Bool { count == 0 }
  var count: Int { line.count - left + heap.count }

  /// Makes the memory the queue's own, as `ReusedList.makeOwn`.
  mutating func makeOwn() {
    line.makeOwn()
    heap.makeOwn()
  }

  mutating func push(_ place: QueuePlace) {
    if let last = line.last, place < last {
      pushOntoHeap(place)
    } else {
      line.append(place)
    }
  }

  mutating func pop() -> QueuePlace? {
    guard let first = heap.first else { return popLine() }
    guard left == line.count || first < line[left] else { return popLine() }
    removeFirstOfHeap()
    return first
  }

  private mutating func popLine() -> QueuePlace? {
    guard left < line.count else { return nil }
    let place = line[left]
    left += 1
    if left == line.count {
      line.removeAll()
      left = 0
    } else if left >= 64, left * 2 >= line.count {
      line.removeFirst(left)
      left = 0
    }
    return place
  }

  private mutating func pushOntoHeap(_ place: QueuePlace) {
    heap.append(place)
    heap.withElements { heap in
      var child = heap.count - 1
      while child > 0, place < heap[(child - 1) / 2] {
        heap[child] = heap[(child - 1) / 2]
        child = (child - 1) / 2
      }
      heap[child] = place
    }
  }

  private mutating func removeFirstOfHeap() {
    guard let last = heap.popLast(), !heap.isEmpty else { return }
    heap.withElements { heap in
      var hole = 0
      while 2 * hole + 1 < heap.count {
        var child = 2 * hole + 1
        if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
        guard heap[child] < last else { break }
        heap[hole] = heap[child]
        hole = child
      }
      heap[hole] = last
    }
  }
}
