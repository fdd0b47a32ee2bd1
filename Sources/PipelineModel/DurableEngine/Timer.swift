import SimKernel

/// What happens when a timer of the engine fires.
enum TimerKind: Sendable, BitwiseCopyable {
  /// The run's start or finish timeout.
  case deadline(run: Int32, outcome: RunOutcome)
  /// The deadline's consequence, a little later (engine-facts 3.4).
  case expire(run: Int32, outcome: RunOutcome)
  /// A cancel event's consequence, a little later (engine-facts 4.2).
  case cancel(run: Int32)
  /// A retry or the end of a sleep comes near enough for the queue to see it.
  case itemInSight(run: Int32, target: Int32, attempt: Int16, due: SimTime)
  /// A request leased ahead of its due time is due.
  case requestDue(RequestReference)
  /// A wait's timeout.
  case pause(Int32)
  /// A throttle's next admission.
  case throttle(entry: Int32)
  /// The lease renewal that finds its run cancelled (engine-facts 4.4).
  case leaseRenewal(request: RequestReference)
  /// A run failed: its failure handler's event arrives.
  case failureEvent
  /// An invocation reaches its function.
  case invocation(function: UInt8, RunInvoker)
}

/// The engine's timers; slots are reused.
struct TimerTable<Payload: BitwiseCopyable & Sendable>: ~Copyable, Sendable {
  struct Slot: Sendable {
    var kind: TimerKind
    var generation: UInt32
    /// The next timer of the same run's later queue items, or -1.
    var nextOfRun: Int32 = -1
  }

  var slots: ReusedList<Slot>
  /// What the few timers that stand for an event carry, by slot.
  var events: [Int32: EngineEvent<Payload>]
  var free: ReusedList<Int32>

  init() {
    slots = ReusedList()
    events = [:]
    free = ReusedList()
  }

  private init(forking other: borrowing TimerTable) {
    slots = other.slots.fork()
    events = other.events
    free = other.free.fork()
  }

  /// The same table once more, O(slots).
  func fork() -> TimerTable { TimerTable(forking: self) }
}

extension DurableEngine {
  /// Arms a timer; `generation` is that of the run it belongs to.
  mutating func arm(
    _ kind: TimerKind, generation: UInt32, event: EngineEvent<Payload>? = nil, at time: SimTime
  ) -> Int32 {
    let slot: Int32
    let timer = TimerTable<Payload>.Slot(kind: kind, generation: generation)
    if let free = timers.free.popLast() {
      slot = free
      timers.slots[Int(slot)] = timer
    } else {
      slot = Int32(timers.slots.count)
      timers.slots.append(timer)
    }
    if let event { timers.events[slot] = event }
    effects.append(.arm(timer: slot, at: time))
    return slot
  }

  mutating func disarm(_ timer: Int32) {
    guard timer >= 0 else { return }
    timers.free.append(timer)
    effects.append(.disarm(timer: timer))
  }

  /// Arms the timer of a queue item that comes into sight later; it goes when its run ends.
  mutating func armItem(_ kind: TimerKind, of run: Int32, at time: SimTime) {
    let timer = arm(kind, generation: runs[Int(run)].generation, at: time)
    timers.slots[Int(timer)].nextOfRun = runs[Int(run)].laterItems
    runs[Int(run)].laterItems = timer
  }

  private mutating func unlinkItem(_ timer: Int32, of run: Int32) {
    let next = timers.slots[Int(timer)].nextOfRun
    guard runs[Int(run)].laterItems != timer else {
      runs[Int(run)].laterItems = next
      return
    }
    var cursor = runs[Int(run)].laterItems
    while cursor >= 0, timers.slots[Int(cursor)].nextOfRun != timer {
      cursor = timers.slots[Int(cursor)].nextOfRun
    }
    if cursor >= 0 { timers.slots[Int(cursor)].nextOfRun = next }
  }

  mutating func disarmItems(of run: Int32) {
    var timer = runs[Int(run)].laterItems
    runs[Int(run)].laterItems = -1
    while timer >= 0 {
      let next = timers.slots[Int(timer)].nextOfRun
      disarm(timer)
      timer = next
    }
  }

  mutating func disarmDeadline(of run: Int32) {
    disarm(runs[Int(run)].deadline)
    runs[Int(run)].deadline = -1
  }

  /// Ends a run whose start or finish timeout has passed.
  mutating func expire(_ run: Int32, _ outcome: RunOutcome, at now: SimTime) {
    finalize(run, outcome, outcome == .startTimeout ? .startTimeout : .finishTimeout, at: now)
  }

  /// Acts on a timer that came due.
  public mutating func timerFired(_ timer: Int32, at now: SimTime) {
    begin()
    let slot = timers.slots[Int(timer)]
    timers.free.append(timer)
    switch slot.kind {
    case .deadline(let run, let outcome):
      runs[Int(run)].expired = outcome
      runs[Int(run)].deadline = arm(
        .expire(run: run, outcome: outcome), generation: slot.generation,
        at: now + options.timeoutLatency)
    case .expire(let run, let outcome):
      runs[Int(run)].deadline = -1
      expire(run, outcome, at: now)
    case .cancel(let run):
      if isCurrent(run, slot.generation) { finalize(run, .cancelled, .none, at: now) }
    case .itemInSight(let run, let target, let attempt, let due):
      unlinkItem(timer, of: run)
      enqueue(
        run: run, target: target, attempt: attempt, due: due, score: due.microseconds, at: now)
    case .requestDue(let request): send(request, at: now)
    case .pause(let pause):
      pauseTimedOut(pause, at: now)
    case .throttle(let entry):
      throttleReady(Int(entry), at: now)
    case .leaseRenewal(let request):
      leaseExpired(request.slot, at: now)
    case .failureEvent:
      guard var event = timers.events.removeValue(forKey: timer) else { return }
      event.receivedAt = now
      receive(event, at: now)
    case .invocation(let function, let invoker):
      if let event = timers.events.removeValue(forKey: timer) {
        invoked(Int(function), event, by: invoker, at: now)
      }
    }
  }
}
