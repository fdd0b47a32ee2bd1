/// A point of simulated time.
///
/// Whole microseconds since the start of the simulated world; never a `Double`, so that adding
/// durations is exact and two runs agree on every CPU. `distantFuture` means "never" and absorbs
/// additions that would pass it.
@frozen
public struct SimTime: BitwiseCopyable, Comparable, Hashable, Sendable {
  public var microseconds: Int64

  @inlinable
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// The start of every simulation.
  @inlinable
  public static var zero: SimTime { SimTime(microseconds: 0) }

  /// Later than every event: the horizon of a run without a horizon.
  @inlinable
  public static var distantFuture: SimTime { SimTime(microseconds: .max) }

  @inlinable
  public static func < (left: SimTime, right: SimTime) -> Bool {
    left.microseconds < right.microseconds
  }

  /// The time `duration` later; stays at `distantFuture` when the sum would pass it.
  ///
  /// Going back beyond the smallest representable time is a programmer error.
  @inlinable
  public static func + (time: SimTime, duration: SimDuration) -> SimTime {
    let (sum, overflow) = time.microseconds.addingReportingOverflow(duration.microseconds)
    if overflow {
      precondition(duration.microseconds > 0, "A time before the representable past.")
      return .distantFuture
    }
    return SimTime(microseconds: sum)
  }

  /// The time `duration` earlier, with the limits of `+`.
  @inlinable
  public static func - (time: SimTime, duration: SimDuration) -> SimTime {
    let (difference, overflow) =
      time.microseconds.subtractingReportingOverflow(duration.microseconds)
    if overflow {
      precondition(duration.microseconds < 0, "A time before the representable past.")
      return .distantFuture
    }
    return SimTime(microseconds: difference)
  }

  /// How long after `right` the time `left` is; traps when that does not fit.
  @inlinable
  public static func - (left: SimTime, right: SimTime) -> SimDuration {
    SimDuration(microseconds: left.microseconds - right.microseconds)
  }

  @inlinable
  public static func += (time: inout SimTime, duration: SimDuration) { time = time + duration }
}

extension SimTime: CustomStringConvertible {
  /// The distance from `zero` as `SimDuration` writes it; "never" for `distantFuture`.
  public var description: String {
    self == .distantFuture ? "never" : SimDuration(microseconds: microseconds).description
  }
}
