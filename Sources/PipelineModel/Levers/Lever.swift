import SimKernel

/// The value of a lever.
public enum LeverValue: Sendable, Equatable {
  /// A plain number.
  case count(Int)
  /// A span of time.
  case duration(SimDuration)
  /// Several spans of time.
  case durations([SimDuration])
  /// On or off.
  case flag(Bool)
  /// One of the lever's choices.
  case choice(String)
  /// A size in bytes.
  case bytes(Int)
  /// So many per period.
  case rate(Rate)
  /// A distribution of durations.
  case distribution(Distribution)
}

/// One behaviour or number of the model that can be set: its name, unit, defaults and source.
public struct Lever: Sendable {
  /// What values a lever takes.
  public enum Kind: Sendable, Equatable {
    /// A whole number in a range.
    case count(ClosedRange<Int>)
    /// A span of time, zero or more; for limits zero means none.
    case duration
    /// A list of spans of time.
    case durations
    /// On or off.
    case flag
    /// One of these words.
    case choice([String])
    /// A size in bytes, zero or more; for limits zero means none.
    case bytes
    /// So many per period.
    case rate
    /// A distribution of durations.
    case distribution
  }

  /// Dotted name, such as `worker.finish-timeout`.
  public let name: String
  /// One sentence.
  public let summary: String
  /// The values it takes.
  public let kind: Kind
  /// The unit in which the number is counted, such as "attempts" or "µs".
  public let unit: String
  /// Default in the runbook profile.
  public let runbook: LeverValue
  /// Default in the as-built profile.
  public let asBuilt: LeverValue
  /// Line of the facts the defaults come from.
  public let source: String
  /// Spellings of values that do not exist in the pipeline today.
  public let proposals: [String]
  /// A span of time that it must be shorter than; nil where any is good.
  public private(set) var shorterThan: SimDuration?
  let apply: @Sendable (LeverValue, inout Profile) -> Void
  let read: @Sendable (Profile) -> LeverValue

  /// Whether the two profiles differ in it.
  public var differs: Bool { runbook != asBuilt }

  /// Reads the lever's value in a profile.
  public func value(in profile: Profile) -> LeverValue { read(profile) }

  /// Sets the lever in a profile; false when the value has another kind or is out of range.
  public func set(_ value: LeverValue, in profile: inout Profile) -> Bool {
    guard accepts(value) else { return false }
    apply(value, &profile)
    return true
  }

  /// Whether a value has the lever's kind and range.
  public func accepts(_ value: LeverValue) -> Bool {
    switch (kind, value) {
    case (.count(let range), .count(let n)): range.contains(n)
    case (.duration, .duration(let d)): d.isPlausible && d <= longest
    case (.durations, .durations(let list)): !list.isEmpty && list.allSatisfy(\.isPlausible)
    case (.flag, .flag): true
    case (.choice(let words), .choice(let word)): words.contains(word)
    case (.bytes, .bytes(let n)): 0...1 << 30 ~= n
    case (.rate, .rate(let r)):
      1...1_000_000_000 ~= r.count && r.period.isPlausible && r.period > .zero
    case (.distribution, .distribution(let d)): d.isPlausible
    default: false
    }
  }

  /// The same lever for shorter spans of time only.
  func shorter(than limit: SimDuration) -> Lever {
    var lever = self
    lever.shorterThan = limit
    return lever
  }

  /// The longest span of time that it takes.
  public var longest: SimDuration {
    shorterThan.map { $0 - .microseconds(1) } ?? Distribution.maximum
  }

  /// What values it takes, for somebody who tried another of the right kind.
  public var taken: String {
    if let shorterThan { return "it is shorter than \(shorterThan)" }
    return "rates count from 1 to 1000000000 in at most 36500d; a distribution rises"
  }

  /// The lever with this name, if any.
  public static func named(_ name: String) -> Lever? { places[name].map { all[$0] } }

  private static let places = Dictionary(
    uniqueKeysWithValues: all.enumerated().map { ($1.name, $0) })

  /// Every lever, grouped by room.
  public static let all: [Lever] =
    engineLevers + functionLevers + serviceLevers + consoleLevers + wireLevers
}

extension SimDuration {
  /// Zero up to 100 years: sums of a few such spans stay representable.
  fileprivate var isPlausible: Bool { (.zero)...Distribution.maximum ~= self }
}

extension Distribution {
  /// Whether its parameters are spans of time in the right order.
  fileprivate var isPlausible: Bool {
    switch self {
    case .constant(let value): value.isPlausible
    case .uniform(let low, let high): low.isPlausible && high.isPlausible && low <= high
    case .exponential(let mean): mean.isPlausible
    case .lognormal(let median, let sigma): median.isPlausible && sigma >= 0 && sigma.isFinite
    case .empirical(let quantiles): (try? Distribution.empirical(checking: quantiles)) != nil
    }
  }
}
