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
  public var kind: Milestone.Kind
  /// Slot of the run, or -1.
  public var run: Int32
  /// First detail, as the kind defines it.
  public var a: Int64
  /// Second detail.
  public var b: Int64
  /// Why, where something failed.
  public var failure: Failure
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
  /// The run registers the waits passed beside this, at numbers from `first`.
  case waits(first: Int32)
  /// The run plans so many parallel steps from `first`.
  case plan(first: Int32, count: Int32)
  /// The run invokes the events passed beside this, at numbers from `first`.
  case invoke(first: Int32, function: UInt8)
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
