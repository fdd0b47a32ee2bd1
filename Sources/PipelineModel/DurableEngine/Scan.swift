import SimKernel

extension DurableEngine {
  /// Leases what the limits allow from a function's queue, oldest run first (engine-facts 1.5,
  /// 1.6).
  public mutating func scan(function: Int, at now: SimTime) {
    guard partitions[function].scanAt == now else { return }
    begin()
    partitions[function].scanAt = .distantFuture
    partitions[function].parkedUntil = nil
    partitions[function].seeArrived()
    let seen = partitions[function].ready.count + partitions[function].skipped
    partitions[function].scansUntil = now + options.scanPerItem * seen
    while readmit(function) || !partitions[function].ready.isEmpty {
      guard leaseReady(function, at: now) else { return }
    }
    if partitions[function].skipped > 0, options.blockedRequeue > .zero {
      park(function, at: now)
    }
  }

  /// Leases what is ready; false when a limit without a key stopped it.
  private mutating func leaseReady(_ function: Int, at now: SimTime) -> Bool {
    while let place = partitions[function].ready.pop() {
      let item = items[place.item]
      guard isWanted(place) else {
        settleThrottle(item, at: now)
        continue
      }
      if let blocker = blocker(of: item.run) {
        guard block(place, by: blocker, at: now) else {
          partitions[function].ready.push(place)
          park(function, at: now)
          return false
        }
        continue
      }
      settleWait(place.item, at: now)
      if runs[Int(item.run)].throttle >= 0, !passesThrottle(place, at: now) { continue }
      items.free(place.item)
      lease(item, at: now)
    }
    return true
  }

  /// Lets an item wait at a full limit; false when that limit stops the whole scan.
  @inline(__always)
  private mutating func block(_ place: QueuePlace, by blocker: Int32, at now: SimTime) -> Bool {
    let definition = limits.entries[Int(blocker)].definition
    let item = items[place.item]
    if item.blockedBy != blocker {
      settleWait(place.item, at: now)
      items[place.item].blockedBy = blocker
      limits.beginWait(at: blocker, now)
      countWait(1, of: item.run, at: blocker, now)
      note(.blocked(limit: definition), run: item.run)
    }
    guard limits.definitions[Int(definition)].letsOthersPass else { return false }
    if item.letOutBy >= 0 {
      settleThrottle(item, at: now)
      items[place.item].letOutBy = -1
    }
    limits.waiting[Int(blocker)].push(place)
    partitions[Int(limits.definitions[Int(definition)].function)].skipped += 1
    return true
  }

  /// The limit entry that has no room for an item of a run, account first; `nil` when all have.
  @inline(__always)
  private func blocker(of run: Int32) -> Int32? {
    if accountEntry >= 0, !limits.hasRoom(accountEntry) { return accountEntry }
    guard !runs[Int(run)].holdsLimits else { return nil }
    let (first, second) = runs[Int(run)].limits
    if first >= 0, !limits.hasRoom(first) { return first }
    if second >= 0, !limits.hasRoom(second) { return second }
    return nil
  }

  private mutating func settleWait(_ item: Int32, at now: SimTime) {
    let waiting = items[item]
    guard waiting.blockedBy >= 0 else { return }
    limits.endWait(at: waiting.blockedBy, now)
    countWait(-1, of: waiting.run, at: waiting.blockedBy, now)
    items[item].blockedBy = -1
  }

  private mutating func countWait(
    _ change: Int32, of run: Int32, at entry: Int32, _ now: SimTime
  ) {
    let index = Int(run)
    if entry == accountEntry {
      runs[index].waits.account += change
      runs[index].waited.account -= (now - .zero) * Int(change)
    } else if entry == runs[index].limits.0 {
      runs[index].waits.first += change
      runs[index].waited.first -= (now - .zero) * Int(change)
    } else {
      runs[index].waits.second += change
      runs[index].waited.second -= (now - .zero) * Int(change)
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

  @inline(__always)
  private mutating func lease(_ item: QueueItem, at now: SimTime) {
    let index = Int(item.run)
    runs[index].waited.dequeue(at: now)
    if runs[index].expired != .running {
      expire(item.run, runs[index].expired, at: now)
      return
    }
    if options.stepLimit > 0, Int(runs[index].steps) >= options.stepLimit {
      finalize(item.run, .failed, .stepOverflow, at: now)
      return
    }
    var held = runs[index].limits
    if runs[index].holdsLimits {
      held = (-1, -1)
    } else {
      if held.0 >= 0 { limits.acquire(held.0, at: now) }
      if held.1 >= 0 { limits.acquire(held.1, at: now) }
      if options.concurrencyCounts == .runs {
        runs[index].holdsLimits = true
        runStays[Int(runs[index].function)].begin(at: now)
        held = (-1, -1)
      }
    }
    if accountEntry >= 0 { limits.acquire(accountEntry, at: now) }
    if !runs[index].hasStarted { start(item.run, at: now) }
    let request = openRequest(item, limits: held, at: now)
    guard item.due > now else {
      effects.append(.request(request))
      return
    }
    _ = arm(.requestDue(request), generation: item.generation, at: item.due)
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

  /// Ends a request: its slots and its place come back.
  mutating func close(_ slot: Int32, dequeued: Bool, at now: SimTime) {
    let request = requests[Int(slot)]
    requests[Int(slot)].close()
    disarm(request.renewal)
    if !request.isReleased { releaseSlots(of: request, dequeued: dequeued, at: now) }
    freeRequests.append(slot)
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
          isReleased: false, limits: (-1, -1), leasedAt: now, serial: 0))
    }
    requestStays[Int(runs[Int(item.run)].function)].begin(at: now)
    let serial = requests[Int(slot)].serial &+ 1
    requests[Int(slot)] = EngineRequest(
      run: item.run, generation: item.generation, target: item.target, attempt: item.attempt,
      function: runs[Int(item.run)].function, isOpen: true, isReleased: false, limits: held,
      leasedAt: now, serial: serial)
    return RequestReference(slot: slot, serial: serial)
  }

  /// Gives the slots of a request back.
  ///
  /// Only an item that leaves the queue wakes its function; a retry or an expired lease does not
  /// (engine-facts 1.8).
  private mutating func releaseSlots(of request: EngineRequest, dequeued: Bool, at now: SimTime) {
    requestStays[Int(request.function)].end(begunAt: request.leasedAt, at: now)
    if accountEntry >= 0 { limits.release(accountEntry, at: now) }
    free(request.limits.0, at: now)
    free(request.limits.1, at: now)
    refillDuringScan(Int(request.function), at: now)
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

  /// A slot came free while a scan goes through the queue: it goes to an item the scan has seen.
  @inline(__always)
  private mutating func refillDuringScan(_ function: Int, at now: SimTime) {
    guard now < partitions[function].scansUntil else { return }
    while readmit(function) { _ = leaseReady(function, at: now) }
  }

  /// Releases one entry; the next scan of its function brings back an item that waits at it.
  @inline(__always)
  mutating func free(_ entry: Int32, at now: SimTime) {
    guard entry >= 0 else { return }
    limits.release(entry, at: now)
    let index = Int(entry)
    guard !limits.entries[index].isFreed, !limits.waiting[index].isEmpty else { return }
    limits.entries[index].isFreed = true
    let function = Int(limits.definitions[Int(limits.entries[index].definition)].function)
    partitions[function].freed.append(entry)
  }

  /// Without a rest time, whatever frees room wakes everybody who is blocked.
  mutating func wakeParked(at now: SimTime) {
    for function in partitions.indices where partitions[function].parkedUntil != nil {
      wake(function, at: now)
    }
  }
}
