import SimKernel

/// Items come into their function's queue, wake it, and leave it: leased, or with their run.
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

extension DurableEngine {
  /// Takes an item out of the queue: its run's timeouts and steps are looked at, its slots taken,
  /// its request sent when it is due (engine-facts 3.1, 3.2, 10).
  ///
  /// Returns whether it takes slots, and does not end its run instead.
  @inline(__always)
  mutating func lease(_ item: QueueItem, at now: SimTime) -> Bool {
    let index = Int(item.run)
    runs[index].waited.dequeue(at: now)
    if runs[index].expired != .running {
      expire(item.run, runs[index].expired, at: now)
      return false
    }
    if options.stepLimit > 0, Int(runs[index].steps) >= options.stepLimit {
      finalize(item.run, .failed, .stepOverflow, at: now)
      return false
    }
    let held = acquireLimits(of: item.run, at: now)
    limits.acquire(accountEntry, at: now)
    if !runs[index].hasStarted { start(item.run, at: now) }
    let request = openRequest(item, limits: held, at: now)
    guard item.due > now else {
      effects.append(.request(request))
      return true
    }
    _ = arm(.requestDue(request), generation: runs[index].generation, at: item.due)
    return true
  }

  /// Takes a slot of each limit of a run; gives back those that its request holds.
  ///
  /// A limit that counts runs is taken by the run itself, with its first request.
  @inline(__always)
  private mutating func acquireLimits(of run: Int32, at now: SimTime) -> (Int32, Int32) {
    let index = Int(run)
    var held = runs[index].limits
    var countsRuns = false
    if held.0 >= 0 { acquire(&held.0, run, &countsRuns, at: now) }
    if held.1 >= 0 { acquire(&held.1, run, &countsRuns, at: now) }
    if countsRuns, !runs[index].holdsLimits {
      runs[index].holdsLimits = true
      runStays[Int(runs[index].function)].begin(at: now)
    }
    return held
  }

  @inline(__always)
  private mutating func acquire(
    _ entry: inout Int32, _ run: Int32, _ countsRuns: inout Bool, at now: SimTime
  ) {
    let isOfRun = limits.entries[Int(entry)].countsRuns
    if !isOfRun || !runs[Int(run)].holdsLimits { limits.acquire(entry, at: now) }
    guard isOfRun else { return }
    countsRuns = true
    entry = -1
  }

  /// A request leased ahead of its due time is sent, unless its run has ended meanwhile.
  mutating func send(_ reference: RequestReference, at now: SimTime) {
    let request = requests[Int(reference.slot)]
    guard request.serial == reference.serial, request.isOpen else { return }
    guard isCurrent(request.run, request.generation) else {
      close(reference.slot, dequeued: true, at: now)
      return
    }
    effects.append(.request(reference))
  }

  private mutating func start(_ run: Int32, at now: SimTime) {
    let index = Int(run)
    runs[index].hasStarted = true
    runs[index].startedAt = now
    meter(1, function: runs[index].function, at: now)
    note(.runStarted, run: run)
    disarmDeadline(of: run)
    let finish = functions[Int(runs[index].function)].finishTimeout
    guard finish > .zero else { return }
    runs[index].deadline = arm(
      .deadline(run: run, outcome: .finishTimeout), generation: runs[index].generation,
      at: now + finish)
  }

  @inline(__always)
  private mutating func openRequest(
    _ item: QueueItem, limits held: (Int32, Int32), at now: SimTime
  ) -> RequestReference {
    var slot: Int32
    if let free = freeRequests.popLast() {
      slot = free
    } else {
      slot = Int32(requests.count)
      requests.append(
        EngineRequest(
          run: 0, generation: 0, target: -1, attempt: 0, function: 0, isOpen: false,
          isReleased: false, limits: (-1, -1), leasedAt: now, due: now, serial: 0))
    }
    requestStays[Int(runs[Int(item.run)].function)].begin(at: now)
    let serial = requests[Int(slot)].serial &+ 1
    requests[Int(slot)] = EngineRequest(
      run: item.run, generation: runs[Int(item.run)].generation, target: item.target,
      attempt: item.attempt, function: runs[Int(item.run)].function, isOpen: true,
      isReleased: false, limits: held, leasedAt: now, due: item.due, serial: serial)
    return RequestReference(slot: slot, serial: serial)
  }
}
