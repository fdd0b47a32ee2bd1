/// What a model sees of the simulation: the time, and the means to schedule and cancel.
///
/// Events at equal times happen in the order in which they were scheduled; this is a promise.
@frozen
public struct Schedule<Event: BitwiseCopyable>: ~Copyable {
  @usableFromInline var clock: SimTime
  @usableFromInline var pending: FutureEventSet<Event>
  @usableFromInline var isStopped: Bool

  @inlinable
  public init() { self.init(clock: .zero, pending: FutureEventSet(), isStopped: false) }

  @inlinable
  init(clock: SimTime, pending: consuming FutureEventSet<Event>, isStopped: Bool) {
    self.clock = clock
    self.pending = pending
    self.isStopped = isStopped
  }

  /// The same time and future once more, in memory of its own; O(n).
  @inlinable
  public func fork() -> Schedule {
    Schedule(clock: clock, pending: pending.fork(), isStopped: isStopped)
  }

  /// The time of the event being handled.
  @inlinable
  public var now: SimTime { clock }

  /// Schedules `event` at `time`, which must not lie before `now`.
  @inlinable
  @inline(__always)
  public mutating func at(_ time: SimTime, _ event: Event) {
    precondition(time >= clock, "An event was scheduled in the past.")
    pending.insert(event, checked: time)
  }

  /// Schedules `event` after `delay`, which must not be negative.
  @inlinable
  @inline(__always)
  public mutating func after(_ delay: SimDuration, _ event: Event) {
    at(clock + delay, event)
  }

  /// Schedules an `event` that can be cancelled at `time`, which must not lie before `now`.
  @inlinable
  @inline(__always)
  public mutating func timer(at time: SimTime, _ event: Event) -> EventHandle {
    precondition(time >= clock, "An event was scheduled in the past.")
    return pending.insertCancellable(event, checked: time)
  }

  /// Schedules an `event` that can be cancelled after `delay`, which must not be negative.
  @inlinable
  @inline(__always)
  public mutating func timer(after delay: SimDuration, _ event: Event) -> EventHandle {
    timer(at: clock + delay, event)
  }

  /// Cancels the event named by `handle`; false when it has fired, was cancelled or is `.none`.
  @inlinable
  @discardableResult
  public mutating func cancel(_ handle: EventHandle) -> Bool { pending.cancel(handle) }

  /// The number of events still to happen.
  @inlinable
  public var pendingCount: Int { pending.count }

  /// The number of events scheduled so far, those that were cancelled included.
  @inlinable
  public var scheduledCount: Int { pending.scheduledCount }

  /// Ends the run after the event being handled; what is pending stays pending.
  @inlinable
  public mutating func stop() { isStopped = true }
}

extension Schedule: Sendable where Event: Sendable {}
