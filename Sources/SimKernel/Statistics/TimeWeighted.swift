/// A whole-numbered level that changes at points of simulated time, and its average over time.
///
/// The integral is exact, in 128 bits: from a change on, its size counts for the time that is left,
/// so the integral at t is level * t minus the sum of all changes times their times. All operations
/// are O(1).
public struct TimeWeighted: BitwiseCopyable, Hashable, Sendable {
  public let start: SimTime
  /// The sum of all changes, each times its microseconds since `start`.
  @usableFromInline var moment: Int128
  @usableFromInline var lastChange: SimTime
  @usableFromInline var current: Int64
  @usableFromInline var highest: Int64
  @usableFromInline var lowest: Int64

  @inlinable
  public init(level: Int64 = 0, at start: SimTime = .zero) {
    self.start = start
    moment = 0
    lastChange = start
    current = level
    highest = level
    lowest = level
  }

  /// The level since the last change.
  @inlinable public var level: Int64 { current }
  /// The highest level so far.
  @inlinable public var maximum: Int64 { highest }
  /// The lowest level so far.
  @inlinable public var minimum: Int64 { lowest }

  /// Sets the level; `now` must not lie before the last change.
  @inlinable
  public mutating func set(_ newLevel: Int64, at now: SimTime) { add(newLevel - current, at: now) }

  /// Changes the level by `change`; `now` must not lie before the last change.
  @inlinable
  public mutating func add(_ change: Int64, at now: SimTime) {
    precondition(now >= lastChange, "A level was changed in the past.")
    let product = change.multipliedFullWidth(by: (now - start).microseconds)
    moment &+= Int128(_low: product.low, _high: product.high)
    lastChange = now
    current += change
    highest = max(highest, current)
    lowest = min(lowest, current)
  }

  /// Level times microseconds from `start` to `now`, exact.
  public func integral(at now: SimTime) -> Int128 {
    precondition(now >= lastChange, "The integral of a level was asked for in the past.")
    return Int128(current) * Int128((now - start).microseconds) - moment
  }

  /// The integral as a duration: the time that all units of the level have spent, together.
  ///
  /// At most `SimDuration.longest`.
  public func unitTime(at now: SimTime) -> SimDuration {
    SimDuration(clamping: integral(at: now))
  }

  /// The average level from `start` to `now`; the level itself when no time has passed.
  public func mean(at now: SimTime) -> Double {
    now == start
      ? Double(current) : Double(integral(at: now)) / Double((now - start).microseconds)
  }
}
