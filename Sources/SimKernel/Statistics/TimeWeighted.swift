/// A whole-numbered level that changes at points of simulated time, and its average over time.
///
/// The integral is exact: level times microseconds in 128 bits. All operations are O(1).
public struct TimeWeighted: BitwiseCopyable, Hashable, Sendable {
  public let start: SimTime
  private var area: Int128
  private var lastChange: SimTime
  /// The level since the last change.
  public private(set) var level: Int64
  public private(set) var maximum: Int64
  public private(set) var minimum: Int64

  public init(level: Int64 = 0, at start: SimTime = .zero) {
    self.start = start
    area = 0
    lastChange = start
    self.level = level
    maximum = level
    minimum = level
  }

  /// Sets the level; `now` must not lie before the last change.
  public mutating func set(_ newLevel: Int64, at now: SimTime) {
    precondition(now >= lastChange, "A level was changed in the past.")
    area += Int128(level) * Int128((now - lastChange).microseconds)
    lastChange = now
    level = newLevel
    maximum = max(maximum, newLevel)
    minimum = min(minimum, newLevel)
  }

  /// Changes the level by `change`.
  public mutating func add(_ change: Int64, at now: SimTime) { set(level + change, at: now) }

  /// Level times microseconds from `start` to `now`, exact.
  public func integral(at now: SimTime) -> Int128 {
    precondition(now >= lastChange, "The integral of a level was asked for in the past.")
    return area + Int128(level) * Int128((now - lastChange).microseconds)
  }

  /// The average level from `start` to `now`; the level itself when no time has passed.
  public func mean(at now: SimTime) -> Double {
    now == start ? Double(level) : Double(integral(at: now)) / Double((now - start).microseconds)
  }
}
