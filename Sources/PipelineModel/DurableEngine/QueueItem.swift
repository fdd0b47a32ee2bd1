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
  /// The limit entry it waits for and whether that lets others pass; 0 for none.
  private var wait: UInt32 = 0

  init(score: Int64, number: Int32, sequence: UInt32, item: Int32) {
    self.score = UInt64(bitPattern: score) ^ 1 << 63
    order = UInt64(UInt32(bitPattern: number)) << 32 | UInt64(sequence)
    self.item = item
  }

  /// Whether its item has left the queue.
  @inline(__always)
  var isLeft: Bool { item < 0 }

  /// Limit entry it has been waiting for, or -1.
  @inline(__always)
  var blockedBy: Int32 { Int32(wait >> 1) - 1 }

  /// What it waits for where it stands in the line and others pass it, as one number; otherwise 0.
  @inline(__always)
  var skipWord: UInt32 { item >= 0 && isSkipped ? wait : 0 }

  /// The number of those that others pass because of a limit entry.
  @inline(__always)
  static func skipWord(_ entry: Int32) -> UInt32 { UInt32(entry + 1) << 1 | 1 }

  /// The limit entry of such a number, counted from 1; 0 for none.
  @inline(__always)
  static func skipPlace(_ word: UInt32) -> Int { Int(word >> 1) }

  /// Whether it waits at a limit that lets others pass it.
  @inline(__always)
  var isSkipped: Bool { wait & 1 == 1 }

  /// Whether it stands in the line and does not wait at a limit that lets others pass it.
  @inline(__always)
  var isOpen: Bool { item >= 0 && wait & 1 == 0 }

  /// It waits for a limit entry from now on.
  @inline(__always)
  mutating func wait(for entry: Int32, letsOthersPass: Bool) {
    wait = letsOthersPass ? Self.skipWord(entry) : Self.skipWord(entry) - 1
  }

  /// It waits for nothing.
  @inline(__always)
  mutating func waitNoLonger() { wait = 0 }

  @inline(__always)
  static func < (x: QueuePlace, y: QueuePlace) -> Bool {
    x.score == y.score ? x.order < y.order : x.score < y.score
  }
}
