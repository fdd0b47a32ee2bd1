import SimKernel

/// What the engine asks its surroundings to do; drained after every call.
public enum EngineEffect: Sendable, BitwiseCopyable {
  /// Call `scan` for this function at this time.
  case scan(function: UInt8, at: SimTime)
  /// Send this request to the app.
  case request(RequestReference)
  /// Call `timerFired` with this timer at this time.
  case arm(timer: Int32, at: SimTime)
  /// The timer is no longer wanted.
  case disarm(timer: Int32)
  /// Something worth telling.
  case note(EngineNote)
}

/// Something the engine did, for timelines.
public struct EngineNote: Sendable, BitwiseCopyable {
  /// What.
  public var news: EngineNews
  /// Slot of the run, or -1.
  public var run: Int32
}

/// What the engine can do; a step is the number that the app gave it.
public enum EngineNews: Sendable, BitwiseCopyable {
  /// A run was created.
  case runCreated
  /// A start was dropped.
  case runDropped(DropReason, function: UInt8)
  /// A run's first request started.
  case runStarted
  /// A run ended.
  case runEnded(RunOutcome, Failure)
  /// A request waits for a limit, by its place among the definitions.
  case blocked(limit: Int32)
  /// A step finished.
  case stepDone(step: Int32)
  /// An attempt of a step failed, counted from 1; step -1 is a request that came to none.
  case attemptFailed(step: Int32, attempt: Int32, Failure)
  /// A step failed for good after so many attempts.
  case stepExhausted(step: Int32, attempts: Int32, Failure)
  /// A step's result was too much for the engine and failed the run.
  case stepRefused(step: Int32, Failure)
  /// A run went to sleep.
  case asleep(step: Int32, until: SimTime)
  /// So many waits were registered.
  case waiting(count: Int32)
  /// A wait got its event, or its child's end.
  case waitResolved(step: Int32)
  /// A wait timed out.
  case waitTimedOut(step: Int32)
  /// An awaited event found no wait.
  case completionMissed
  /// A cancel event was acted on.
  case cancelActed(runs: Int32)
  /// The month's executions are used up.
  case quotaReached(executions: Int)
}

/// What a request of the app ended with.
public enum EngineResponse<Value: BitwiseCopyable & Sendable>: Sendable, BitwiseCopyable {
  /// A step finished with a result of this many bytes.
  case step(step: Int32, value: Value, bytes: Int)
  /// A step threw; an error that is not retriable fails the step at once.
  case stepFailed(
    step: Int32, failure: Failure, retriable: Bool, retryAfter: SimDuration? = nil)
  /// The run sleeps until then.
  case sleep(step: Int32, until: SimTime)
  /// The run registers the waits passed beside this, with their steps.
  case waits
  /// The run plans so many parallel steps from `first`.
  case plan(first: Int32, count: Int32)
  /// The run invokes the events passed beside this, with their steps.
  case invoke(function: UInt8)
  /// The request ended between two steps; the next one is executed in another.
  case goesOn
  /// The function returned; a run that invoked it gets the value.
  case returned(Value)
  /// The function threw outside of its steps.
  case threw(failure: Failure, retriable: Bool, retryAfter: SimDuration? = nil)
  /// The request died: broken connection, process crash, host timeout.
  case lost(Failure)
}

/// A wait for one event.
public struct EngineWait: Sendable, BitwiseCopyable {
  /// Name of the event.
  public var event: UInt8
  /// Key the event must have, where the mask looks.
  public var key: EventKey
  /// Fields that must be equal.
  public var mask: KeyMask
  /// How long to wait.
  public var timeout: SimDuration

  /// Creates a wait.
  public init(event: UInt8, key: EventKey, mask: KeyMask, timeout: SimDuration) {
    self.event = event
    self.key = key
    self.mask = mask
    self.timeout = timeout
  }
}
