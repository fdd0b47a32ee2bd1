import SimKernel

/// One attempt of one call: how long it took and how it ended.
struct Observation: Sendable, Equatable {
  /// How an attempt ended.
  enum Outcome: Sendable, Hashable {
    case succeeded
    /// An HTTP status from 300 to 599.
    case status(Int)
    /// No reply.
    case lost

    /// Reads a word in small or capital letters, or a status; nil for anything else.
    init?(_ text: String) {
      switch text.lowercased() {
      case "ok", "success", "succeeded": self = .succeeded
      case "lost", "timeout": self = .lost
      default:
        guard let status = Observation.wholeNumber(text), 100...599 ~= status else { return nil }
        self = status < 300 ? .succeeded : .status(status)
      }
    }
  }

  /// The place of the call in `ObservedCall.all`.
  let call: Int
  /// Nil only for an attempt that did not succeed.
  let duration: SimDuration?
  let outcome: Outcome
  /// From 1; nil when the file does not say.
  let attempt: Int?
}

extension Observation {
  /// The keys of the units a duration can be counted in, with their microseconds.
  static let units = [
    ("durationMicroseconds", 1.0), ("durationMilliseconds", 1e3), ("durationSeconds", 1e6),
  ]
  static let callKeys = ["call", "step"]
  static let durationKeys = ["duration"] + units.map(\.0)
  static let keys = callKeys + ["status", "attempt"] + durationKeys

  /// Nothing that takes longer is a call, and levers hold whatever is fitted to shorter ones.
  static let longest = SimDuration.days(365)

  /// An integer, also as tables of floating-point numbers write it: `200.0`.
  static func wholeNumber(_ text: String) -> Int? {
    Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
  }
}
