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

/// The queue of one function and the passes over it (engine-facts 1.5, 1.8, 13.1).
struct Partition: ~Copyable, Sendable {
  /// Items that the pass under way looks at, or that the next one will.
  var line: ItemLine
  /// Items that came while a pass was under way; the next one sees them.
  var arrived: ReusedList<QueuePlace>
  /// Items of the line that do not wait at a limit that lets others pass them.
  var open: Int
  /// Slots that came free, at most, for items that the pass under way has seen waiting for them.
  var hopes: Int
  /// The same for the next pass.
  var hopesForNext: Int
  /// Whether a limit that counts runs blocks items of the line.
  var waitsForRuns: Bool
  /// When the pass under way looked at its first item, and when it has looked at its last.
  var passBegan: SimTime
  var passEnds: SimTime
  /// Rank of the new item that the pass looks at next.
  var cursor: Int
  /// Rank from which on it looks for an item that a free slot lets through.
  var seeker: Int
  /// Whether it has looked for one: between the item under way and the seeker stands none then.
  var hasSought: Bool
  /// When the pass under way goes on, and when the next one begins.
  var goesOnAt: SimTime
  var nextPassAt: SimTime
  /// While the function is blocked: when it is looked at again on its own.
  var parkedUntil: SimTime?

  init() {
    line = ItemLine()
    arrived = ReusedList()
    open = 0
    hopes = 0
    hopesForNext = 0
    waitsForRuns = false
    passBegan = .zero
    passEnds = .zero
    cursor = 0
    seeker = 0
    hasSought = false
    goesOnAt = .distantFuture
    nextPassAt = .distantFuture
    parkedUntil = nil
  }

  private init(forking other: borrowing Partition) {
    line = other.line.fork()
    arrived = other.arrived.fork()
    open = other.open
    hopes = other.hopes
    hopesForNext = other.hopesForNext
    waitsForRuns = other.waitsForRuns
    passBegan = other.passBegan
    passEnds = other.passEnds
    cursor = other.cursor
    seeker = other.seeker
    hasSought = other.hasSought
    goesOnAt = other.goesOnAt
    nextPassAt = other.nextPassAt
    parkedUntil = other.parkedUntil
  }

  /// The same queue once more, O(items).
  func fork() -> Partition { Partition(forking: self) }

  var hasItems: Bool { !line.isEmpty || !arrived.isEmpty }

  /// Puts an item where the next pass sees it.
  @inline(__always)
  mutating func add(_ place: QueuePlace, at now: SimTime) {
    if now < passEnds {
      arrived.append(place)
    } else {
      line.insert(place)
      open += 1
    }
  }

  /// A slot of a limit came free in the pass, for an item from a rank on: of those before the
  /// seeker only one that waits there has hope.
  @inline(__always)
  mutating func hope(at entry: Int32, from rank: Int) {
    if rank < seeker, hasSought {
      seeker = line.firstSkipped(at: entry, between: rank, and: seeker) ?? seeker
    } else if rank < seeker || hopes == 0 {
      seeker = rank
    }
    hopes += 1
  }

  /// An item that waited takes a slot that came free.
  @inline(__always)
  mutating func takeHope() {
    hopes = max(0, hopes - 1)
    hopesForNext = max(0, hopesForNext - 1)
  }

  /// The pass has looked at an item.
  @inline(__always)
  mutating func pass(_ rank: Int) {
    if rank == cursor { cursor += 1 }
    if rank == seeker { seeker += 1 }
  }

  /// The pass stops here.
  mutating func endPass(at now: SimTime) {
    (cursor, seeker, passEnds) = (line.count, line.count, now)
  }

  /// Begins a pass that takes so long for each item.
  @inline(__always)
  mutating func begin(at now: SimTime, perItem: SimDuration) {
    open += arrived.count
    line.close(inserting: &arrived)
    (cursor, seeker, hasSought) = (0, 0, false)
    hopes = hopesForNext
    hopesForNext = 0
    waitsForRuns = false
    passBegan = now
    passEnds = now + perItem * line.count
  }
}

/// Where a pass looks next.
extension ItemLine {
  /// Rank of the first open place from a rank on.
  @inline(__always)
  mutating func firstOpen(from rank: Int) -> Int? {
    let start = start
    return opens.withElements { opens in
      var position = start + rank
      let bytes = UnsafeRawBufferPointer(opens)
      while position + 8 <= bytes.count {
        let word = UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        if word != 0 { return position + word.trailingZeroBitCount / 8 - start }
        position += 8
      }
      while position < bytes.count {
        if bytes[position] != 0 { return position - start }
        position += 1
      }
      return nil
    }
  }

  /// Rank of the first place from a rank on that is passed because of a wanted limit, told by its
  /// `skipPlace`; 0 is none and not wanted.
  @inline(__always)
  mutating func firstSkipped(from rank: Int, where isWanted: (Int) -> Bool) -> Int? {
    let start = start
    return skips.withElements { skips in
      var position = start + rank
      while position < skips.count {
        if isWanted(QueuePlace.skipPlace(skips[position])) { return position - start }
        position += 1
      }
      return nil
    }
  }

  /// Rank of the first place between two ranks whose item others pass because of one limit.
  @inline(__always)
  mutating func firstSkipped(at entry: Int32, between first: Int, and end: Int) -> Int? {
    let (start, word) = (start, QueuePlace.skipWord(entry))
    return skips.withElements { skips in
      var position = start + first
      while position < start + end {
        if skips[position] == word { return position - start }
        position += 1
      }
      return nil
    }
  }
}
