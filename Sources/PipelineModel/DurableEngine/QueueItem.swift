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
  var blockedBy: Int32
  /// The throttle that let it out of its waiting room, or -1.
  var letOutBy: Int32 = -1
  /// Not to be sent before this; it may be leased up to the look-ahead earlier.
  var due: SimTime
  /// Queue score: creation time of the run, or the due time of a late item (engine-facts 1.5).
  var score: Int64
  /// Number of the run: of runs created at the same time the first goes first, with all its steps.
  var number: Int32
  /// Order of enqueueing among the items of a run.
  var sequence: Int64

  @inline(__always)
  static func < (x: QueueItem, y: QueueItem) -> Bool {
    if x.score != y.score { return x.score < y.score }
    return x.number != y.number ? x.number < y.number : x.sequence < y.sequence
  }
}

/// A binary heap of queue items, least score first; push and pop are O(log n).
struct ItemHeap: Sendable {
  private var items: ContiguousArray<QueueItem> = []

  var isEmpty: Bool { items.isEmpty }
  var count: Int { items.count }

  mutating func push(_ item: QueueItem) {
    items.append(item)
    var child = items.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard item < items[parent] else { break }
      items[child] = items[parent]
      child = parent
    }
    items[child] = item
  }

  mutating func pop() -> QueueItem? {
    guard let last = items.popLast() else { return nil }
    guard let first = items.first else { return last }
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < items.count else { break }
      if child + 1 < items.count, items[child + 1] < items[child] { child += 1 }
      guard items[child] < last else { break }
      items[hole] = items[child]
      hole = child
    }
    items[hole] = last
    return first
  }
}
