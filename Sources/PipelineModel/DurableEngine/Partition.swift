import SimKernel

/// The queue of one function and the state of its scans (engine-facts 1.5, 1.8).
struct Partition: Sendable {
  /// Items that may be leased, least score first.
  var ready = ItemQueue()
  /// Items that came while a scan was going through the queue; the next one sees them.
  var arrived = ReusedList<QueuePlace>()
  /// Until when the scan under way goes through the queue.
  var scansUntil = SimTime.zero
  /// How many items wait at full keyed limits.
  var skipped = 0
  /// Keyed limits that may have room for items that wait at them.
  var freed = ReusedList<Int32>()
  /// While the function is blocked: when it is looked at again on its own.
  var parkedUntil: SimTime?
  /// Time of the one scan that counts; others are stale.
  var scanAt = SimTime.distantFuture

  var hasItems: Bool { !ready.isEmpty || skipped > 0 || !arrived.isEmpty }

  /// Makes the memory the partition's own, as `ReusedList.makeOwn`.
  mutating func makeOwn() {
    ready.makeOwn()
    arrived.makeOwn()
    freed.makeOwn()
  }

  mutating func seeArrived() {
    for place in arrived { ready.push(place) }
    arrived.removeAll()
  }
}

extension DurableEngine {
  /// Whether the run of an item is open; an item that is not wanted any more is forgotten.
  @inline(__always)
  mutating func isWanted(_ place: QueuePlace) -> Bool {
    let item = items[place.item]
    guard !isCurrent(item.run, item.generation) else { return true }
    items.free(place.item)
    return false
  }

  /// How far ahead of its due time the queue sees an item and may lease it (engine-facts 1.5).
  static var lookAhead: SimDuration { .seconds(2) }

  /// Puts an item into its function's queue and has the queue looked at.
  mutating func enqueue(
    run: Int32, target: Int32 = -1, attempt: Int16 = 0, due: SimTime = .zero,
    score: Int64? = nil, at now: SimTime
  ) {
    let item = items.add(
      QueueItem(
        run: run, generation: runs[Int(run)].generation, target: target, attempt: attempt, due: due)
    )
    let place = QueuePlace(
      score: score ?? runs[Int(run)].createdAt.microseconds, number: runs[Int(run)].number,
      sequence: runs[Int(run)].takeSequence(), item: item)
    runs[Int(run)].waited.enqueue(at: now)
    let function = Int(runs[Int(run)].function)
    if now < partitions[function].scansUntil {
      partitions[function].arrived.append(place)
    } else {
      partitions[function].ready.push(place)
    }
    guard partitions[function].parkedUntil == nil else { return }
    requestScan(function, at: nextTick(max(now, partitions[function].scansUntil)))
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

  /// The first tick at or after a time.
  func nextTick(_ time: SimTime) -> SimTime {
    let tick = options.pollTick.microseconds
    guard tick > 0 else { return time }
    let (quotient, remainder) = time.microseconds.quotientAndRemainder(dividingBy: tick)
    return SimTime(microseconds: (remainder == 0 ? quotient : quotient + 1) * tick)
  }

  @inline(__always)
  mutating func requestScan(_ function: Int, at time: SimTime) {
    guard time < partitions[function].scanAt else { return }
    partitions[function].scanAt = time
    effects.append(.scan(function: UInt8(function), at: time))
  }

  /// An item of the function left the queue: it is looked at on the next tick (1.8, fast path).
  mutating func wake(_ function: Int, at now: SimTime) {
    partitions[function].parkedUntil = nil
    guard partitions[function].hasItems else { return }
    requestScan(function, at: nextTick(max(now, partitions[function].scansUntil)))
  }

  /// A scan met a full limit: the function rests (1.8, slow path).
  ///
  /// The requeue time is cut to the second and looked at one second ahead, as the engine's pointer
  /// is.
  mutating func park(_ function: Int, at now: SimTime) {
    guard options.blockedRequeue > .zero else {
      partitions[function].parkedUntil = .distantFuture
      return
    }
    let second = SimDuration.seconds(1).microseconds
    let requeue = (now + options.blockedRequeue).microseconds / second * second - second
    let until = nextTick(max(SimTime(microseconds: requeue), now + .microseconds(1)))
    partitions[function].parkedUntil = until
    requestScan(function, at: until)
  }

  /// Brings back as many items as the freed keyed limits have room for; false when there are none.
  mutating func readmit(_ function: Int) -> Bool {
    guard !partitions[function].freed.isEmpty else { return false }
    var moved = false
    for index in partitions[function].freed.indices.reversed() {
      let entry = Int(partitions[function].freed[index])
      var room = limits.room(Int32(entry))
      let isFull = room == 0
      while room > 0, let place = limits.waiting[entry].pop() {
        partitions[function].skipped -= 1
        guard isWanted(place) else { continue }
        partitions[function].ready.push(place)
        room -= 1
        moved = true
      }
      if isFull || limits.waiting[entry].isEmpty {
        limits.entries[entry].isFreed = false
        partitions[function].freed.remove(at: index)
      }
    }
    return moved
  }
}
