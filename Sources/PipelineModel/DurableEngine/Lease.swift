import SimKernel

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
          isReleased: false, limits: (-1, -1), leasedAt: now, serial: 0))
    }
    requestStays[Int(runs[Int(item.run)].function)].begin(at: now)
    let serial = requests[Int(slot)].serial &+ 1
    requests[Int(slot)] = EngineRequest(
      run: item.run, generation: runs[Int(item.run)].generation, target: item.target,
      attempt: item.attempt, function: runs[Int(item.run)].function, isOpen: true,
      isReleased: false, limits: held, leasedAt: now, serial: serial)
    return RequestReference(slot: slot, serial: serial)
  }
}
