import SimKernel

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

extension DurableEngine {
  /// How long a function rests that a limit on runs blocks, unless it is told otherwise (1.8).
  static var runRequeue: SimDuration { .seconds(1) }

  /// How far ahead of its due time the queue sees an item and may lease it (engine-facts 1.5).
  static var lookAhead: SimDuration { .seconds(2) }

  /// Puts an item into its function's queue and has the queue looked at.
  mutating func enqueue(
    run: Int32, target: Int32 = -1, attempt: Int16 = 0, due: SimTime = .zero,
    score: Int64? = nil, at now: SimTime
  ) {
    var place = QueuePlace(
      score: score ?? runs[Int(run)].createdAt.microseconds, number: runs[Int(run)].number,
      sequence: runs[Int(run)].takeSequence(), item: -1)
    place.item = items.add(
      QueueItem(
        run: run, target: target, attempt: attempt, next: runs[Int(run)].items, due: due,
        place: place))
    runs[Int(run)].items = place.item
    runs[Int(run)].waited.enqueue(at: now)
    add(place, to: Int(runs[Int(run)].function), at: now)
  }

  /// Puts an item into its function's queue, which is looked at on the next tick unless it rests.
  mutating func add(_ place: QueuePlace, to function: Int, at now: SimTime) {
    partitions[function].add(place, at: now)
    guard partitions[function].parkedUntil == nil else { return }
    requestPass(function, at: nextTick(max(now, partitions[function].passEnds)))
  }

  /// Puts an item into the queue that must not be sent before its due time.
  ///
  /// An item within the look-ahead stands with its run; one farther away comes into sight later and
  /// stands by its due time (engine-facts 1.5).
  mutating func enqueue(
    run: Int32, target: Int32 = -1, attempt: Int16 = 0, notBefore due: SimTime, at now: SimTime
  ) {
    guard due - now > Self.lookAhead else {
      enqueue(run: run, target: target, attempt: attempt, due: due, at: now)
      return
    }
    armItem(
      .itemInSight(run: run, target: target, attempt: attempt, due: due), of: run,
      at: due - Self.lookAhead)
  }

  /// Frees the slot of an item that is leased.
  @inline(__always)
  mutating func forget(_ item: Int32) {
    let run = Int(items[item].run)
    if runs[run].items == item {
      runs[run].items = items[item].next
    } else {
      var before = runs[run].items
      while items[before].next != item { before = items[before].next }
      items[before].next = items[item].next
    }
    items.free(item)
  }

  /// The queued jobs of a run that ends are removed (engine-facts 4.1).
  ///
  /// One that stands outside the line (it came during a pass, or waits for a throttle) is dropped
  /// when its turn comes.
  mutating func removeItems(of run: Int32, at now: SimTime) {
    let function = Int(runs[Int(run)].function)
    var item = runs[Int(run)].items
    runs[Int(run)].items = -1
    while item >= 0 {
      let next = items[item].next
      settleThrottle(items[item], at: now)
      if let rank = partitions[function].line.rank(of: items[item].place, item) {
        leave(rank, function)
        items.free(item)
      } else {
        items[item].run = -1
      }
      item = next
    }
  }

  /// Takes what came during a pass and is not wanted any more out of what the next one sees.
  mutating func dropUnwanted(_ function: Int) {
    var kept = 0
    for index in partitions[function].arrived.indices {
      let place = partitions[function].arrived[index]
      guard isWanted(place) else {
        items.free(place.item)
        continue
      }
      partitions[function].arrived[kept] = place
      kept += 1
    }
    partitions[function].arrived.removeLast(partitions[function].arrived.count - kept)
  }

  /// Whether the run of an item is open.
  @inline(__always)
  func isWanted(_ place: QueuePlace) -> Bool { items[place.item].run >= 0 }

  /// The first tick at or after a time.
  func nextTick(_ time: SimTime) -> SimTime {
    let tick = options.pollTick.microseconds
    guard tick > 0 else { return time }
    let late = time.microseconds % tick
    return late == 0 ? time : time + SimDuration(microseconds: tick - late)
  }

  /// Begins a pass at a time, if none begins before.
  @inline(__always)
  mutating func requestPass(_ function: Int, at time: SimTime) {
    guard time < partitions[function].nextPassAt else { return }
    partitions[function].nextPassAt = time
    effects.append(.scan(function: UInt8(function), at: time))
  }

  /// Goes on with the pass at a time, if it does not go on before.
  @inline(__always)
  mutating func requestLook(_ function: Int, at time: SimTime) {
    guard time < partitions[function].goesOnAt else { return }
    partitions[function].goesOnAt = time
    effects.append(.scan(function: UInt8(function), at: time))
  }

  /// An item of the function left the queue: it is looked at on the next tick (1.8, fast path).
  mutating func wake(_ function: Int, at now: SimTime) {
    partitions[function].parkedUntil = nil
    guard partitions[function].hasItems else { return }
    requestPass(function, at: nextTick(max(now, partitions[function].passEnds)))
  }

  /// A pass that ended then met a full limit: the function rests (1.8, slow path).
  ///
  /// The requeue time is cut to the second and looked at one second ahead, as the engine's pointer
  /// is.
  mutating func park(_ function: Int, for rest: SimDuration, at end: SimTime) {
    guard options.blockedRequeue > .zero else {
      partitions[function].parkedUntil = .distantFuture
      return
    }
    let second = SimDuration.seconds(1).microseconds
    let requeue = (end + rest).microseconds / second * second - second
    let until = nextTick(max(SimTime(microseconds: requeue), end + .microseconds(1)))
    partitions[function].parkedUntil = until
    requestPass(function, at: until)
  }
}
