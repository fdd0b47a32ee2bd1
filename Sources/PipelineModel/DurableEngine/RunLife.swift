import SimKernel

extension DurableEngine {
  /// Acts on an event: resolves waits, cancels runs, starts runs.
  ///
  /// `event.receivedAt` is when the bus accepted it; only runs created before that are cancelled
  /// (engine-facts 4.3).
  public mutating func receive(_ event: EngineEvent<Payload>, at now: SimTime) {
    begin()
    eventLog.add(event)
    let isAwaited = pauses.awaited.contains(event.name)
    if !matchPauses(event, at: now), isAwaited {
      note(.completionMissed, run: -1)
    }
    cancelRuns(matching: event, at: now)
    guard isNew(event, at: now) else { return }
    var functions = subscriptions.starts(event.name)
    while functions != 0 {
      create(functions.trailingZeroBitCount, event: event, at: now)
      functions &= functions - 1
    }
  }

  /// An event whose id was seen within a day starts nothing (engine-facts 8.3).
  private mutating func isNew(_ event: EngineEvent<Payload>, at now: SimTime) -> Bool {
    guard event.id != 0 else { return true }
    let key = ExpiringKeys.key(event.id)
    return eventIDs.insert(key, until: now + .hours(24), at: now)
  }

  /// How many events of one send the bus takes, and the HTTP status it answers.
  ///
  /// Too many are refused although the first ones were taken; an event above 3 MiB is refused
  /// (engine-facts 8.1, 8.2).
  public func admission(of count: Int, largest bytes: Int = 0) -> (taken: Int, status: Int16) {
    guard bytes <= 3 << 20 else { return (0, 400) }
    let limit = options.eventsPerSend
    return limit > 0 && count > limit ? (limit, 400) : (count, 200)
  }

  /// When the bus, which takes one event after the other, has taken one that reaches it at a time
  /// (engine-facts 13.5).
  public mutating func ingested(at arrival: SimTime) -> SimTime {
    guard options.ingestPerEvent > .zero else { return arrival }
    ingestionEnds = max(ingestionEnds, arrival) + options.ingestPerEvent
    return ingestionEnds
  }

  private mutating func cancelRuns(matching event: EngineEvent<Payload>, at now: SimTime) {
    let rules = subscriptions.cancellations(event.name)
    guard !rules.isEmpty else { return }
    var count: Int32 = 0
    for rule in rules {
      let key = event.key.masked(rule.match)
      for run in runs.indices
      where runs[run].isOpen && Int(runs[run].function) == rule.function
        && runs[run].createdAt < event.receivedAt
        && runs[run].event.key.masked(rule.match) == key
      {
        count += 1
        _ = arm(
          .cancel(run: Int32(run)), generation: runs[run].generation,
          at: now + options.cancelLatency)
      }
    }
    note(.cancelActed(runs: count), run: -1)
  }

  /// Creates a run, unless idempotency, a singleton or the quota drops it.
  @discardableResult
  mutating func create(
    _ function: Int, event: EngineEvent<Payload>, invoker: RunInvoker? = nil,
    at now: SimTime
  ) -> Bool {
    if let reason = dropReason(function, event: event, at: now) {
      note(.runDropped(reason, function: UInt8(function)), run: -1)
      return false
    }
    let slot = openRun(function, event: event, at: now)
    let index = Int(slot)
    runs[index].invoker = invoker
    runs[index].limits = limitEntries(function, event.key)
    if options.throttleCounts == .runStarts, let throttle = functions[function].throttle {
      runs[index].throttle = throttles.entry(
        function: Int32(function), settings: throttle, key: event.key)
    }
    let startTimeout = functions[function].startTimeout
    if startTimeout > .zero {
      runs[index].deadline = arm(
        .deadline(run: slot, outcome: .startTimeout), generation: runs[index].generation,
        at: now + startTimeout)
    }
    note(.runCreated, run: slot)
    enqueue(run: slot, at: now)
    return true
  }

  /// The limit entries a run of a function with this key counts against.
  private mutating func limitEntries(_ function: Int, _ key: EventKey) -> (Int32, Int32) {
    let rules = limitRules[function]
    return (limits.entry(rules.first, key), limits.entry(rules.second, key))
  }

  private mutating func dropReason(
    _ function: Int, event: EngineEvent<Payload>, at now: SimTime
  ) -> DropReason? {
    if isOverQuota(at: now) { return .quota }
    if let rule = functions[function].idempotency, rule.window > .zero {
      let key = event.key.masked(rule.key).digest(Int32(function))
      guard idempotency.insert(key, until: now + rule.window, at: now) else { return .idempotency }
    }
    if let rule = functions[function].singleton, rule.mode != .none,
      let open = openRun(of: function, key: event.key.masked(rule.key), mask: rule.key)
    {
      if rule.mode == .skip { return .singleton }
      finalize(open, .cancelled, .none, at: now)
    }
    return nil
  }

  private func openRun(of function: Int, key: EventKey, mask: KeyMask) -> Int32? {
    for run in runs.indices
    where runs[run].isOpen && Int(runs[run].function) == function
      && runs[run].event.key.masked(mask) == key
    {
      return Int32(run)
    }
    return nil
  }

  private mutating func openRun(
    _ function: Int, event: EngineEvent<Payload>, at now: SimTime
  ) -> Int32 {
    var run = Run(
      number: nextNumber, key: UInt64(nextNumber), createdAt: now, function: UInt8(function),
      startedAt: now, event: event)
    nextNumber += 1
    openRuns[function].add(1, at: now)
    guard let slot = freeRuns.popLast() else {
      runs.append(run)
      journals.append(ReusedList())
      return Int32(runs.count - 1)
    }
    run.generation = runs[Int(slot)].generation &+ 1
    runs[Int(slot)] = run
    journals[Int(slot)].removeAll()
    return slot
  }
}

extension DurableEngine {
  /// Ends a run: timers, waits and queue items go; a failed run calls its failure handler.
  ///
  /// Its queue items leave the queue, which wakes its function (engine-facts 1.8, 4.1). A request
  /// in flight is not interrupted; its slots come back with its response, or with the next lease
  /// renewal (engine-facts 3.5, 4.4). A cancelled run tells nobody (4.6, 9.1), unless
  /// `engine.timeout-outcome` says that timeouts fail or the function tells them itself.
  mutating func finalize(
    _ run: Int32, _ outcome: RunOutcome, _ failure: Failure, value: Value? = nil, at now: SimTime
  ) {
    let index = Int(run)
    disarmDeadline(of: run)
    releasePauses(of: run)
    disarmItems(of: run)
    endWaits(of: run, at: now)
    removeItems(of: run, at: now)
    note(.runEnded(outcome, failure), run: run)
    runs[index].isOpen = false
    openRuns[Int(runs[index].function)].add(-1, at: now)
    if runs[index].holdsLimits {
      runStays[Int(runs[index].function)].end(begunAt: runs[index].startedAt, at: now)
      let (first, second) = runs[index].limits
      if first >= 0, limits.entries[Int(first)].countsRuns { free(first, at: now) }
      if second >= 0, limits.entries[Int(second)].countsRuns { free(second, at: now) }
      if options.blockedRequeue == .zero { wakeParked(at: now) }
    }
    wake(Int(runs[index].function), at: now)
    if outcome != .completed, runs[index].hasStarted {
      renewLeases(of: run, generation: runs[index].generation, at: now)
    }
    let isTimeout = outcome == .startTimeout || outcome == .finishTimeout
    let tellsTimeout =
      options.timeoutOutcome == .failed || functions[Int(runs[index].function)].tellsTimeouts
    if outcome == .failed || (isTimeout && tellsTimeout) {
      tellFailure(of: index, failure, at: now)
    }
    if let invoker = runs[index].invoker {
      childEnded(invoker, outcome, failure, value: value, at: now)
    }
    endedRuns.append(run)
  }

  private mutating func tellFailure(of run: Int, _ failure: Failure, at now: SimTime) {
    guard functions[Int(runs[run].function)].onFailure != nil, !hasOldName(Int32(run)) else {
      return
    }
    _ = arm(
      .failureEvent, generation: 0, event: makeFailureEvent(runs[run].event, failure),
      at: now + options.failureLatency)
  }

  private mutating func renewLeases(of run: Int32, generation: UInt32, at now: SimTime) {
    let renewal = options.leaseRenewal.microseconds
    guard renewal > 0 else { return }
    for slot in requests.indices
    where requests[slot].isOpen && requests[slot].run == run
      && requests[slot].generation == generation
    {
      let age = (now - requests[slot].leasedAt).microseconds
      let next = requests[slot].leasedAt + SimDuration(microseconds: (age / renewal + 1) * renewal)
      requests[slot].renewal = arm(
        .leaseRenewal(
          request: RequestReference(slot: Int32(slot), serial: requests[slot].serial)),
        generation: generation, at: next)
    }
  }

  /// An invoked child ended: its parent goes on with its value, with its failure, or with nothing
  /// when the child was cancelled (engine-facts 3.7, 12).
  mutating func childEnded(
    _ invoker: RunInvoker, _ outcome: RunOutcome, _ failure: Failure, value: Value?,
    at now: SimTime
  ) {
    guard isCurrent(invoker.run, invoker.generation) else { return }
    let state: JournalEntry<Value>.State =
      outcome == .failed ? .failed : value == nil ? .timedOut : .done
    record(invoker.step, of: invoker.run, state: state, value: value, failure: failure)
    note(.waitResolved(step: invoker.step), run: invoker.run)
    waitEnded(invoker.run, at: now)
  }
}

extension DurableEngine {
  /// How long the run in a slot, just ended, has waited for limits.
  mutating func waits(of slot: Int32) -> RunWaits {
    let run = runs[Int(slot)]
    var waits = RunWaits()
    waits.account = SimDuration(clamping: run.waited.account)
    waits.throttle = SimDuration(clamping: run.waited.throttle)
    for (limit, waited) in zip(
      functions[Int(run.function)].limits, [run.waited.first, run.waited.second])
    {
      let duration = SimDuration(clamping: waited)
      if limit.key.isEmpty {
        waits.global = .sum([waits.global, duration])
      } else {
        waits.perKey = .sum([waits.perKey, duration])
      }
    }
    waits.queue = SimDuration(clamping: max(0, run.waited.queue - Int128(waits.total.microseconds)))
    return waits
  }
}
