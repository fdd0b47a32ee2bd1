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
