/// A world that changes only by handling events.
///
/// `Event` is a plain value: the compiler rejects closures, classes, strings and arrays.
///
/// A model that may share memory with a copy of itself is not copyable and says how it forks.
public protocol SimulationModel: ~Copyable {
  associatedtype Event: BitwiseCopyable

  /// Changes the model and schedules what follows from `event`, at `schedule.now`.
  mutating func handle(_ event: Event, _ schedule: inout Schedule<Event>)

  /// Reads the memory that handling `event` will need, and returns anything made of it.
  ///
  /// Called for many events in a row when their time comes near, so that a model larger than the
  /// cache waits for all of them at once. A mere hint: it may be left out, and events that are
  /// scheduled shortly ahead are never announced. Does nothing by default.
  func foresee(_ event: Event) -> UInt64

  /// The same model once more, which shares nothing with this one.
  func fork() -> Self
}

extension SimulationModel where Self: ~Copyable {
  @inlinable
  public func foresee(_ event: Event) -> UInt64 { 0 }
}

extension SimulationModel {
  /// The model itself: what it holds is copied when one of both changes it.
  @inlinable
  public func fork() -> Self { self }
}

/// Why a run returned.
@frozen
public enum StopReason: Hashable, Sendable {
  /// Nothing is pending.
  case noMoreEvents
  /// Every event up to and at the horizon was handled.
  case horizon
  /// As many events as allowed were handled.
  case eventLimit
  /// The model called `stop()`.
  case stopped
}

/// A model together with its clock and its future, as one value.
///
/// It is copied by name: both forks go on independently, and alike as long as they are given the
/// same calls.
@frozen
public struct Simulation<Model: SimulationModel & ~Copyable>: ~Copyable {
  public var model: Model
  public var schedule: Schedule<Model.Event>
  @usableFromInline var handledCount: Int

  @inlinable
  public init(_ model: consuming Model) {
    self.init(model, Schedule(), handledCount: 0)
  }

  @inlinable
  init(_ model: consuming Model, _ schedule: consuming Schedule<Model.Event>, handledCount: Int) {
    self.model = model
    self.schedule = schedule
    self.handledCount = handledCount
  }

  /// The same world once more, which shares nothing with this one; O(its memory).
  @inlinable
  public func fork() -> Simulation {
    Simulation(model.fork(), schedule.fork(), handledCount: handledCount)
  }

  /// The number of events handled since the beginning.
  @inlinable
  public var eventsHandled: Int { handledCount }

  /// Handles events in order up to and including `horizon`, at most `maxEvents` of them.
  ///
  /// When later events remain, they stay pending and `now` becomes the horizon, which must not lie
  /// in the past.
  @inlinable
  @discardableResult
  public mutating func run(
    until horizon: SimTime = .distantFuture, maxEvents: Int = .max
  ) -> StopReason {
    precondition(horizon >= schedule.now, "The horizon of a run lies in the past.")
    schedule.isStopped = false
    var remaining = maxEvents
    defer { handledCount += maxEvents - remaining }
    while remaining > 0 {
      let first = schedule.pending.popFirst(through: horizon, model, foresee: { $0.foresee($1) })
      guard let (time, event) = first else {
        guard !schedule.pending.isEmpty else { return .noMoreEvents }
        schedule.clock = horizon
        return .horizon
      }
      remaining -= 1
      schedule.clock = time
      model.handle(event, &schedule)
      if schedule.isStopped { return .stopped }
    }
    return .eventLimit
  }

  /// Handles the next event; false when nothing is pending.
  @inlinable
  @discardableResult
  public mutating func step() -> Bool { run(maxEvents: 1) != .noMoreEvents }
}

extension Simulation: Sendable where Model: Sendable & ~Copyable, Model.Event: Sendable {}

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
