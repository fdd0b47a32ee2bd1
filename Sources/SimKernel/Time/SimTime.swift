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

/// A length of simulated time in whole microseconds; may be negative.
///
/// Arithmetic is exact and traps on overflow (about 292,000 years).
@frozen
public struct SimDuration: BitwiseCopyable, Comparable, Hashable, Sendable {
  public var microseconds: Int64

  @inlinable
  public init(microseconds: Int64) { self.microseconds = microseconds }

  @inlinable
  public static var zero: SimDuration { SimDuration(microseconds: 0) }

  /// The whole number nearest to `microseconds`, which must lie within 2^51 of zero (71 years).
  @inlinable
  public init(rounding microseconds: Double) {
    let unit = 0x1.8p52  // The unit in the last place of the sum is 1.
    let bits = Int64(bitPattern: (microseconds + unit).bitPattern &- unit.bitPattern)
    precondition(bits.magnitude < 1 << 51, "A duration out of range or not a number.")
    self.microseconds = bits
  }

  @inlinable
  public static func microseconds(_ count: Int) -> SimDuration {
    SimDuration(microseconds: Int64(count))
  }

  @inlinable
  public static func milliseconds(_ count: Int) -> SimDuration {
    SimDuration(microseconds: Int64(count) * 1000)
  }

  @inlinable
  public static func seconds(_ count: Int) -> SimDuration {
    SimDuration(microseconds: Int64(count) * 1_000_000)
  }

  @inlinable
  public static func minutes(_ count: Int) -> SimDuration {
    SimDuration(microseconds: Int64(count) * 60_000_000)
  }

  @inlinable
  public static func hours(_ count: Int) -> SimDuration {
    SimDuration(microseconds: Int64(count) * 3_600_000_000)
  }

  @inlinable
  public static func days(_ count: Int) -> SimDuration {
    SimDuration(microseconds: Int64(count) * 86_400_000_000)
  }

  /// The length in seconds, for statistics and reports only; never for scheduling.
  @inlinable
  public var inSeconds: Double { Double(microseconds) / 1_000_000 }
}

// MARK: - Arithmetic

extension SimDuration {
  @inlinable
  public static func < (left: SimDuration, right: SimDuration) -> Bool {
    left.microseconds < right.microseconds
  }

  @inlinable
  public static func + (left: SimDuration, right: SimDuration) -> SimDuration {
    SimDuration(microseconds: left.microseconds + right.microseconds)
  }

  @inlinable
  public static func - (left: SimDuration, right: SimDuration) -> SimDuration {
    SimDuration(microseconds: left.microseconds - right.microseconds)
  }

  @inlinable
  public static prefix func - (duration: SimDuration) -> SimDuration {
    SimDuration(microseconds: -duration.microseconds)
  }

  @inlinable
  public static func * (duration: SimDuration, factor: Int) -> SimDuration {
    SimDuration(microseconds: duration.microseconds * Int64(factor))
  }

  /// The quotient, rounded towards zero.
  @inlinable
  public static func / (duration: SimDuration, divisor: Int) -> SimDuration {
    SimDuration(microseconds: duration.microseconds / Int64(divisor))
  }

  @inlinable
  public static func += (left: inout SimDuration, right: SimDuration) { left = left + right }

  @inlinable
  public static func -= (left: inout SimDuration, right: SimDuration) { left = left - right }
}

// MARK: - Wide sums

extension SimDuration {
  /// The longest that a wide sum comes to: about 270,000 years, which leaves room to round it.
  @inlinable
  public static var longest: SimDuration { .days(100_000_000) }

  /// The length of so many microseconds, at most `longest` in either direction.
  @inlinable
  public init(clamping microseconds: Int128) {
    let most = Int128(Self.longest.microseconds)
    self.microseconds = Int64(min(max(microseconds, -most), most))
  }

  /// The sum of however many durations, at most `longest`.
  @inlinable
  public static func sum(_ durations: some Sequence<SimDuration>) -> SimDuration {
    SimDuration(clamping: durations.reduce(Int128(0)) { $0 + Int128($1.microseconds) })
  }
}

extension SimDuration: CustomStringConvertible {
  /// The exact length, as "1h30m", "12.5s", "250ms" or "-3us".
  ///
  /// From one second on it is days, hours, minutes and seconds with zero parts left out; below it
  /// is milliseconds, and below one millisecond microseconds. Nothing is rounded.
  public var description: String {
    let magnitude = microseconds.magnitude
    let sign = microseconds < 0 ? "-" : ""
    if magnitude == 0 { return "0s" }
    if magnitude < 1000 { return "\(sign)\(magnitude)us" }
    if magnitude < 1_000_000 { return sign + Self.decimal(magnitude, unit: 1000) + "ms" }
    var text = sign
    var rest = magnitude
    for (name, unit) in [("d", 86_400_000_000 as UInt64), ("h", 3_600_000_000), ("m", 60_000_000)]
    where rest >= unit {
      text += "\(rest / unit)\(name)"
      rest %= unit
    }
    return rest == 0 ? text : text + Self.decimal(rest, unit: 1_000_000) + "s"
  }

  /// `value / unit` in decimal without trailing zeros; `unit` is a power of ten.
  private static func decimal(_ value: UInt64, unit: UInt64) -> String {
    var fraction = value % unit
    if fraction == 0 { return "\(value / unit)" }
    var digits = String(fraction + unit).dropFirst()
    while fraction % 10 == 0 {
      fraction /= 10
      digits = digits.dropLast()
    }
    return "\(value / unit).\(digits)"
  }
}
