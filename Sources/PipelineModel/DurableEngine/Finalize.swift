import SimKernel

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
