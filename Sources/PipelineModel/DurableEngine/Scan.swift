import SimKernel

extension DurableEngine {
  /// Looks at a function's queue: a pass goes on, or the next one begins (engine-facts 1.5, 1.6,
  /// 13.1).
  ///
  /// A pass takes its time for each item, in queue order; an item is leased if all its limits have
  /// room at its own moment. What a pass has passed by waits for the next one.
  public mutating func scan(function: Int, at now: SimTime) {
    begin()
    if partitions[function].goesOnAt <= now { goOn(function, at: now) }
    if partitions[function].nextPassAt <= now { beginPass(function, at: now) }
  }

  private mutating func beginPass(_ function: Int, at now: SimTime) {
    partitions[function].nextPassAt = .distantFuture
    guard partitions[function].passEnds <= now else {
      requestPass(function, at: nextTick(partitions[function].passEnds))
      return
    }
    partitions[function].parkedUntil = nil
    dropUnwanted(function)
    partitions[function].begin(at: now, perItem: options.scanPerItem)
    goOn(function, at: now)
  }

  /// Looks at the items whose moment has come, and at those behind that have nothing to hope for.
  private mutating func goOn(_ function: Int, at now: SimTime) {
    partitions[function].goesOnAt = .distantFuture
    while let rank = nextOfInterest(function) {
      var place = partitions[function].line[rank]
      let item = items[place.item]
      let blocker = blocker(of: item.run)
      if let blocker, limits.letsOthersPass(blocker) {
        partitions[function].pass(rank)
        block(rank, function, by: blocker, at: now)
        continue
      }
      let moment = partitions[function].passBegan + options.scanPerItem * rank
      guard moment <= now else {
        requestLook(function, at: moment)
        return
      }
      if let blocker {
        block(rank, function, by: blocker, at: now)
        partitions[function].endPass(at: now)
        park(function, for: options.blockedRequeue, at: now)
        return
      }
      partitions[function].pass(rank)
      leave(rank, function)
      let hadWaited = place.isSkipped
      settleWait(place, at: now)
      place.waitNoLonger()
      if runs[Int(item.run)].throttle >= 0, !passesThrottle(place, at: now) { continue }
      forget(place.item)
      if lease(item, at: now), hadWaited { partitions[function].takeHope() }
    }
    guard !partitions[function].line.isEmpty, options.blockedRequeue > .zero else { return }
    let rest = partitions[function].waitsForRuns ? Self.runRequeue : options.blockedRequeue
    park(function, for: min(rest, options.blockedRequeue), at: partitions[function].passEnds)
  }

  /// Rank of the next item that is new or whose limit may have room; nil at the end of the pass.
  @inline(__always)
  private mutating func nextOfInterest(_ function: Int) -> Int? {
    let open = nextOpen(function)
    guard partitions[function].hopes > 0, let hopeful = nextHopeful(function) else { return open }
    return open.map { min($0, hopeful) } ?? hopeful
  }

  private mutating func nextOpen(_ function: Int) -> Int? {
    guard partitions[function].open > 0 else { return nil }
    let rank = partitions[function].line.firstOpen(from: partitions[function].cursor)
    partitions[function].cursor = rank ?? partitions[function].line.count
    return rank
  }

  private mutating func nextHopeful(_ function: Int) -> Int? {
    let rank =
      limits.hopeful > 0
      ? partitions[function].line.firstSkipped(from: partitions[function].seeker) {
        limits.hasHope($0)
      } : nil
    partitions[function].seeker = rank ?? partitions[function].line.count
    partitions[function].hasSought = true
    if rank == nil { partitions[function].hopes = 0 }
    return rank
  }

  /// An item leaves the queue.
  @inline(__always)
  mutating func leave(_ rank: Int, _ function: Int) {
    if !partitions[function].line[rank].isSkipped { partitions[function].open -= 1 }
    partitions[function].line.leave(rank)
  }

  /// Lets an item wait at a full limit.
  @inline(__always)
  private mutating func block(
    _ rank: Int, _ function: Int, by blocker: Int32, at now: SimTime
  ) {
    let place = partitions[function].line[rank]
    let run = items[place.item].run
    if limits.entries[Int(blocker)].countsRuns { partitions[function].waitsForRuns = true }
    if place.blockedBy != blocker {
      settleWait(place, at: now)
      let letsOthersPass = limits.letsOthersPass(blocker)
      partitions[function].line[rank].wait(for: blocker, letsOthersPass: letsOthersPass)
      partitions[function].open += (place.isSkipped ? 1 : 0) - (letsOthersPass ? 1 : 0)
      limits.beginWait(at: blocker, now)
      countWait(1, of: run, at: blocker, now)
      note(.blocked(limit: limits.entries[Int(blocker)].definition), run: run)
    }
    if items[place.item].letOutBy >= 0, limits.letsOthersPass(blocker) {
      settleThrottle(items[place.item], at: now)
      items[place.item].letOutBy = -1
    }
  }

  /// The limit entry that has no room for an item of a run, account first; `nil` when all have.
  @inline(__always)
  private func blocker(of run: Int32) -> Int32? {
    if !limits.hasRoom(accountEntry) { return accountEntry }
    let (first, second) = runs[Int(run)].limits
    if first >= 0, !limits.hasRoom(first), !holds(first, run) { return first }
    if second >= 0, !limits.hasRoom(second), !holds(second, run) { return second }
    return nil
  }

  /// Whether a run itself holds a limit.
  @inline(__always)
  private func holds(_ entry: Int32, _ run: Int32) -> Bool {
    runs[Int(run)].holdsLimits && limits.entries[Int(entry)].countsRuns
  }

  private mutating func settleWait(_ place: QueuePlace, at now: SimTime) {
    guard place.blockedBy >= 0 else { return }
    limits.endWait(at: place.blockedBy, now)
    countWait(-1, of: items[place.item].run, at: place.blockedBy, now)
  }

  private mutating func countWait(
    _ change: Int32, of run: Int32, at entry: Int32, _ now: SimTime
  ) {
    let index = Int(run)
    if entry == accountEntry {
      runs[index].waits.account += change
      runs[index].waited.account -= WaitSums.moment(now, of: change)
    } else if entry == runs[index].limits.0 {
      runs[index].waits.first += change
      runs[index].waited.first -= WaitSums.moment(now, of: change)
    } else {
      runs[index].waits.second += change
      runs[index].waited.second -= WaitSums.moment(now, of: change)
    }
  }

  /// The queue items of a run that ends wait no longer, wherever they stand.
  mutating func endWaits(of run: Int32, at now: SimTime) {
    let index = Int(run)
    let waits = runs[index].waits
    runs[index].waits = (0, 0, 0)
    runs[index].waited.end(waits, throttle: runs[index].waitsForThrottle, at: now)
    if waits.account > 0 { limits.endWait(waits.account, at: accountEntry, now) }
    if waits.first > 0 { limits.endWait(waits.first, at: runs[index].limits.0, now) }
    if waits.second > 0 { limits.endWait(waits.second, at: runs[index].limits.1, now) }
    if runs[index].waitsForThrottle { throttles.endWait(function: runs[index].function, at: now) }
    runs[index].waitsForThrottle = false
  }

  /// Ends a request: its slots and its place come back.
  mutating func close(_ slot: Int32, dequeued: Bool, at now: SimTime) {
    let request = requests[Int(slot)]
    requests[Int(slot)].close()
    disarm(request.renewal)
    if !request.isReleased { releaseSlots(of: request, dequeued: dequeued, at: now) }
    freeRequests.append(slot)
  }

  /// Gives the slots of a request back.
  ///
  /// Only an item that leaves the queue wakes its function; a retry or an expired lease does not
  /// (engine-facts 1.8).
  private mutating func releaseSlots(of request: EngineRequest, dequeued: Bool, at now: SimTime) {
    requestStays[Int(request.function)].end(begunAt: request.leasedAt, at: now)
    limits.release(accountEntry, at: now)
    free(request.limits.0, at: now)
    free(request.limits.1, at: now)
    if dequeued || options.blockedRequeue == .zero { wake(Int(request.function), at: now) }
    if options.blockedRequeue == .zero { wakeParked(at: now) }
  }

  /// The lease of a request whose run has ended is not renewed: its slots come back.
  mutating func leaseExpired(_ slot: Int32, at now: SimTime) {
    requests[Int(slot)].renewal = -1
    guard !requests[Int(slot)].isReleased else { return }
    requests[Int(slot)].isReleased = true
    releaseSlots(of: requests[Int(slot)], dequeued: false, at: now)
  }

  /// Releases one entry: a pass under way gives the room to the item that it looks at next.
  @inline(__always)
  mutating func free(_ entry: Int32, at now: SimTime) {
    guard entry >= 0 else { return }
    limits.release(entry, at: now)
    guard limits.entries[Int(entry)].waiting > 0 else { return }
    var functions = limits.functions(of: entry)
    while functions != 0 {
      roomCame(at: entry, functions.trailingZeroBitCount, at: now)
      functions &= functions - 1
    }
  }

  private mutating func roomCame(at entry: Int32, _ function: Int, at now: SimTime) {
    partitions[function].hopesForNext += 1
    if options.blockedRequeue == .zero { wake(function, at: now) }
    guard now < partitions[function].passEnds else { return }
    let passed = (now - partitions[function].passBegan).microseconds
    let next = Int(passed / options.scanPerItem.microseconds) + 1
    partitions[function].hope(at: entry, from: next)
    let found = nextHopeful(function)
    assert(isFirstHopeful(found, function, from: next), "a pass overlooked an item with hope")
    guard let rank = found else { return }
    let moment = partitions[function].passBegan + options.scanPerItem * rank
    requestLook(function, at: moment)
  }

  /// Whether nothing from a rank on has hope before what was found, as looked for from place to
  /// place; O(places), for debug builds.
  private mutating func isFirstHopeful(_ found: Int?, _ function: Int, from rank: Int) -> Bool {
    let end = partitions[function].line.count
    for place in min(rank, end)..<end {
      let item = partitions[function].line[place]
      guard !item.isLeft, item.isSkipped, limits.hasRoom(item.blockedBy) else { continue }
      return found.map { $0 <= place } ?? false
    }
    return found.map { $0 < rank } ?? true
  }

  /// Without a rest time, whatever frees room wakes everybody who is blocked.
  mutating func wakeParked(at now: SimTime) {
    for function in partitions.indices where partitions[function].parkedUntil != nil {
      wake(function, at: now)
    }
  }
}
