import SimKernel

extension DurableEngine {
  /// Takes the response to a request; a stale one (its run has ended) only gives its slots back.
  ///
  /// `waits` belong to `.waits`, `invocations` to `.invoke`, and `steps` to either.
  public mutating func respond(
    to reference: RequestReference, with response: EngineResponse<Value>,
    waits: [EngineWait] = [], invocations: [EngineEvent<Payload>] = [], steps: [Int32] = [],
    at now: SimTime
  ) {
    begin()
    let slot = Int(reference.slot)
    guard requests[slot].serial == reference.serial, requests[slot].isOpen else { return }
    let request = requests[slot]
    var isRetried = false
    if isCurrent(request.run, request.generation) {
      switch response {
      case .stepFailed, .threw, .lost: isRetried = attemptFailed(request, response, at: now)
      default: succeeded(request, response, waits, invocations, steps, at: now)
      }
    }
    close(reference.slot, dequeued: !isRetried, at: now)
  }

  private mutating func succeeded(
    _ request: EngineRequest, _ response: EngineResponse<Value>, _ waits: [EngineWait],
    _ invocations: [EngineEvent<Payload>], _ steps: [Int32], at now: SimTime
  ) {
    let run = request.run
    switch response {
    case .step(let step, let value, let bytes):
      stepFinished(request, step, value, bytes, at: now)
    case .sleep(let step, let until):
      guard bears(until - now, step, run, at: now) else { return }
      meter(1, function: request.function, at: now)
      runs[Int(run)].steps += 1
      note(.asleep(step: step, until: until), run: run)
      record(step, of: run, state: .done)
      enqueue(run: run, notBefore: max(until, now), at: now)
    case .waits:
      let longest = waits.map(\.timeout).max() ?? .zero
      guard fits(waits.count, run, at: now), bears(longest, steps[0], run, at: now)
      else { return }
      meter(waits.count, function: request.function, at: now)
      runs[Int(run)].steps += Int32(waits.count)
      register(waits, steps, of: run, at: now)
    case .plan(let first, let count):
      guard fits(Int(count), run, at: now) else { return }
      runs[Int(run)].outstanding = count
      for target in first..<first + count { enqueue(run: run, target: target, at: now) }
    case .invoke(let function):
      guard fits(invocations.count, run, at: now) else { return }
      invoke(invocations, steps, function: Int(function), by: request, at: now)
    case .goesOn: goOn(request, at: now)
    case .returned(let value):
      finalize(run, .completed, .none, value: value, at: now)
    case .stepFailed, .threw, .lost:
      preconditionFailure("a failed attempt is not a success")
    }
  }

  /// One response may plan as many steps as a run may have; more fail the run (engine-facts 10).
  private mutating func fits(_ count: Int, _ run: Int32, at now: SimTime) -> Bool {
    guard options.stepLimit > 0, count > options.stepLimit else { return true }
    finalize(run, .failed, .stepOverflow, at: now)
    return false
  }

  /// A sleep or a wait may take so long; longer ones fail the run (engine-facts 10).
  private mutating func bears(
    _ wait: SimDuration, _ step: Int32, _ run: Int32, at now: SimTime
  ) -> Bool {
    guard options.longestWait > .zero, wait > options.longestWait else { return true }
    note(.stepRefused(step: step, .waitTooLong), run: run)
    finalize(run, .failed, .waitTooLong, at: now)
    return false
  }

  @inline(__always)
  private mutating func stepFinished(
    _ request: EngineRequest, _ step: Int32, _ value: Value, _ bytes: Int, at now: SimTime
  ) {
    if save(request, step, value, bytes, at: now) { goOn(request, at: now) }
  }

  /// Saves a step's result; false when it was too much and failed the run (engine-facts 10).
  @inline(__always)
  private mutating func save(
    _ request: EngineRequest, _ step: Int32, _ value: Value, _ bytes: Int, at now: SimTime
  ) -> Bool {
    let run = request.run
    if options.stepOutputLimit > 0, bytes > options.stepOutputLimit {
      note(.stepRefused(step: step, .stepOutput), run: run)
      finalize(run, .failed, .stepOutput, at: now)
      return false
    }
    if options.stateLimit > 0, runs[Int(run)].stateBytes + bytes > options.stateLimit {
      runs[Int(run)].stateBytes += bytes
      note(.stepRefused(step: step, .stateOverflow), run: run)
      finalize(run, .failed, .stateOverflow, at: now)
      return false
    }
    journals[Int(run)].append(JournalEntry(value: value, step: step, state: .done))
    runs[Int(run)].countStep(bytes: bytes)
    meter(1, function: request.function, at: now)
    note(.stepDone(step: step), run: run)
    return true
  }

  /// Saves a step's result while its request goes on with the next one (engine-facts 6.2).
  ///
  /// False when the run has ended, which the app learns here at the earliest.
  public mutating func checkpoint(
    _ reference: RequestReference, step: Int32, value: Value, bytes: Int, at now: SimTime
  ) -> Bool {
    begin()
    let request = requests[Int(reference.slot)]
    guard request.serial == reference.serial, request.isOpen,
      isCurrent(request.run, request.generation)
    else { return false }
    return save(request, step, value, bytes, at: now)
  }

  /// Counts a finished step of which the surroundings keep the result; false when its run has
  /// ended, and the request with it.
  @inline(__always)
  mutating func countStep(_ reference: RequestReference, at now: SimTime) -> Bool {
    begin()
    let slot = Int(reference.slot)
    guard requests[slot].serial == reference.serial, requests[slot].isOpen else { return false }
    guard isCurrent(requests[slot].run, requests[slot].generation) else {
      close(reference.slot, dequeued: true, at: now)
      return false
    }
    runs[Int(requests[slot].run)].steps += 1
    meter(1, function: requests[slot].function, at: now)
    return true
  }

  /// Ends the request of a step that was counted: its run goes on.
  @inline(__always)
  mutating func goOn(behind reference: RequestReference, at now: SimTime) {
    goOn(requests[Int(reference.slot)], at: now)
    close(reference.slot, dequeued: true, at: now)
  }

  /// The next request: at once, or after the last of the parallel steps.
  @inline(__always)
  private mutating func goOn(_ request: EngineRequest, at now: SimTime) {
    if request.target >= 0 {
      waitEnded(request.run, at: now)
    } else {
      enqueue(run: request.run, at: now)
    }
  }

  /// Each child's event goes over the bus before the child is created (engine-facts 6.4).
  private mutating func invoke(
    _ events: [EngineEvent<Payload>], _ steps: [Int32], function: Int, by request: EngineRequest,
    at now: SimTime
  ) {
    runs[Int(request.run)].outstanding = Int32(events.count)
    meter(events.count, function: request.function, at: now)
    runs[Int(request.run)].steps += Int32(events.count)
    note(.waiting(count: Int32(events.count)), run: request.run)
    for (event, step) in zip(events, steps) {
      let invoker = RunInvoker(run: request.run, generation: request.generation, step: step)
      _ = arm(
        .invocation(function: UInt8(function), invoker), generation: 0, event: event,
        at: ingested(at: now + options.eventLatency))
    }
  }

  /// An invocation reached its function; one that starts no run gives its parent nothing.
  mutating func invoked(
    _ function: Int, _ event: EngineEvent<Payload>, by invoker: RunInvoker, at now: SimTime
  ) {
    if !create(function, event: event, invoker: invoker, at: now) {
      childEnded(invoker, .cancelled, .none, value: nil, at: now)
    }
  }

  /// One attempt failed: retry after a backoff, or fail for good (engine-facts 5.1–5.7).
  ///
  /// True when it will be retried.
  private mutating func attemptFailed(
    _ request: EngineRequest, _ response: EngineResponse<Value>, at now: SimTime
  ) -> Bool {
    let run = request.run
    var step: Int32 = -1
    var failure = Failure.none
    var isRetriable = true
    var delay: SimDuration?
    switch response {
    case .stepFailed(let at, let why, let retriable, let retryAfter):
      (step, failure, isRetriable, delay) = (at, why, retriable, retryAfter)
    case .threw(let why, let retriable, let retryAfter):
      (failure, isRetriable, delay) = (why, retriable, retryAfter)
    case .lost(let why): failure = why
    default: preconditionFailure("a success is not a failed attempt")
    }
    guard step >= 0 || isRetriable else {
      // A step's failure that the function passes on, or its own final word: nothing was attempted.
      finalize(run, .failed, failure, at: now)
      return false
    }
    if options.meterRetries { meter(1, function: request.function, at: now) }
    let attempt = Int(request.attempt) + 1
    note(.attemptFailed(step: step, attempt: Int32(attempt), failure), run: run)
    if isRetriable, attempt <= functions[Int(request.function)].retries {
      enqueue(
        run: run, target: request.target, attempt: Int16(attempt),
        notBefore: now + (delay?.asRetryDelay ?? backoff(request, step: step, attempt: attempt)),
        at: now)
      return true
    }
    note(.stepExhausted(step: step, attempts: Int32(attempt), failure), run: run)
    guard step >= 0 else {
      finalize(run, .failed, failure, at: now)
      return false
    }
    record(step, of: run, state: .failed, failure: failure)
    goOn(request, at: now)
    return false
  }

  private func backoff(_ request: EngineRequest, step: Int32, attempt: Int) -> SimDuration {
    let base = options.backoff[min(attempt, options.backoff.count) - 1]
    guard options.backoffJitter > .zero else { return base }
    let bits = random.bits(
      .backoff, runs[Int(request.run)].key,
      word(step, step >= 0 ? 0 : runs[Int(request.run)].steps),
      word(request.target, Int32(attempt)))
    let spread = UInt64(options.backoffJitter.microseconds)
    return base + SimDuration(microseconds: Int64(bits.multipliedFullWidth(by: spread).high))
  }

  /// Writes a step's end into the journal.
  mutating func record(
    _ step: Int32, of run: Int32, state: JournalEntry<Value>.State, value: Value? = nil,
    failure: Failure = .none
  ) {
    journals[Int(run)].append(
      JournalEntry(value: value ?? emptyValue, step: step, failure: failure, state: state))
  }
}

extension SimDuration {
  /// The delay as the engine takes it from an app's answer: 1 s to 24 h (engine-facts 5.6).
  fileprivate var asRetryDelay: SimDuration { min(max(self, .seconds(1)), .hours(24)) }
}
