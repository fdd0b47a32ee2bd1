import SimKernel

extension DurableEngine {
  /// Takes the response to a request; a stale one (its run has ended) only gives its slots back.
  ///
  /// `waits` belong to `.waits`, `invocations` to `.invoke`.
  public mutating func respond(
    to reference: RequestReference, with response: EngineResponse<Value>,
    waits: [EngineWait] = [], invocations: [EngineEvent<Payload>] = [], at now: SimTime
  ) {
    recycle()
    let slot = Int(reference.slot)
    guard requests[slot].serial == reference.serial, requests[slot].isOpen else { return }
    let request = requests[slot]
    requests[slot].isOpen = false
    var isRetried = false
    if isCurrent(request.run, request.generation) {
      switch response {
      case .stepFailed, .threw, .lost: isRetried = attemptFailed(request, response, at: now)
      default: succeeded(request, response, waits, invocations, at: now)
      }
    }
    close(reference.slot, dequeued: !isRetried, at: now)
  }

  private mutating func succeeded(
    _ request: EngineRequest, _ response: EngineResponse<Value>, _ waits: [EngineWait],
    _ invocations: [EngineEvent<Payload>], at now: SimTime
  ) {
    let run = request.run
    switch response {
    case .step(let step, let value, let bytes):
      stepFinished(request, step, value, bytes, at: now)
    case .sleep(let step, let until):
      meter(1, function: request.function, at: now)
      runs[Int(run)].steps += 1
      note(.asleep, run: run, a: until.microseconds, b: Int64(step))
      record(step, of: run, state: .done)
      enqueue(run: run, notBefore: max(until, now), at: now)
    case .waits(let first):
      meter(waits.count, function: request.function, at: now)
      runs[Int(run)].steps += Int32(waits.count)
      register(waits, first: first, of: run, at: now)
    case .plan(let first, let count):
      runs[Int(run)].outstanding = count
      for target in first..<first + count { enqueue(run: run, target: target, at: now) }
    case .invoke(let first, let function):
      invoke(invocations, function: Int(function), first: first, by: request, at: now)
    case .returned(let value):
      finalize(run, .completed, .none, value: value, at: now)
    case .stepFailed, .threw, .lost:
      preconditionFailure("a failed attempt is not a success")
    }
  }

  private mutating func stepFinished(
    _ request: EngineRequest, _ step: Int32, _ value: Value, _ bytes: Int, at now: SimTime
  ) {
    let run = request.run
    if options.stepOutputLimit > 0, bytes > options.stepOutputLimit {
      finalize(run, .failed, .stepOutput, at: now)
      return
    }
    runs[Int(run)].stateBytes += bytes
    if options.stateLimit > 0, runs[Int(run)].stateBytes > options.stateLimit {
      finalize(run, .failed, .stateOverflow, at: now)
      return
    }
    record(step, of: run, state: .done, value: value)
    runs[Int(run)].steps += 1
    meter(1, function: request.function, at: now)
    note(.stepDone, run: run, a: Int64(step))
    goOn(request, at: now)
  }

  /// The next request: at once, or after the last of the parallel steps.
  private mutating func goOn(_ request: EngineRequest, at now: SimTime) {
    if request.target >= 0 {
      waitEnded(request.run, at: now)
    } else {
      enqueue(run: request.run, at: now)
    }
  }

  private mutating func invoke(
    _ events: [EngineEvent<Payload>], function: Int, first: Int32, by request: EngineRequest,
    at now: SimTime
  ) {
    runs[Int(request.run)].outstanding = Int32(events.count)
    meter(events.count, function: request.function, at: now)
    runs[Int(request.run)].steps += Int32(events.count)
    note(.waiting, run: request.run, a: Int64(events.count))
    for (offset, event) in events.enumerated() {
      let invoker = EngineRun<Payload, Value>.Invoker(
        run: request.run, generation: request.generation, step: first + Int32(offset))
      if !create(function, event: event, invoker: invoker, at: now) {
        childEnded(invoker, value: nil, at: now)
      }
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
    switch response {
    case .stepFailed(let at, let why, let retriable):
      (step, failure, isRetriable) = (at, why, retriable)
    case .threw(let why, let retriable): (failure, isRetriable) = (why, retriable)
    case .lost(let why): failure = why
    default: preconditionFailure("a success is not a failed attempt")
    }
    if options.meterRetries { meter(1, function: request.function, at: now) }
    let attempt = Int(request.attempt) + 1
    note(.attemptFailed, run: run, a: Int64(step), b: Int64(attempt), failure: failure)
    if isRetriable, attempt <= functions[Int(request.function)].retries {
      enqueue(
        run: run, target: request.target, attempt: Int16(attempt),
        notBefore: now + backoff(request, step: step, attempt: attempt), at: now)
      return true
    }
    note(.stepExhausted, run: run, a: Int64(step), b: Int64(attempt), failure: failure)
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
      0x6261_636b, UInt64(runs[Int(request.run)].number), UInt64(UInt32(bitPattern: step)),
      UInt64(attempt))
    let spread = UInt64(options.backoffJitter.microseconds)
    return base + SimDuration(microseconds: Int64(bits.multipliedFullWidth(by: spread).high))
  }

  /// Writes a step's end into the journal.
  mutating func record(
    _ step: Int32, of run: Int32, state: JournalEntry<Value>.State, value: Value? = nil,
    failure: Failure = .none
  ) {
    runs[Int(run)].journal.append(
      JournalEntry(step: step, state: state, failure: failure, value: value ?? emptyValue))
  }
}
