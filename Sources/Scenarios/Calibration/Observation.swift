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

    /// Reads `ok`, `lost`, or a status; nil for anything else.
    init?(_ text: String) {
      switch text.lowercased() {
      case "ok", "success", "succeeded": self = .succeeded
      case "lost", "timeout": self = .lost
      default:
        guard let status = Int(text), 100...599 ~= status else { return nil }
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
  /// The keys of the units a duration can be counted in.
  private static let units = [
    ("durationMicroseconds", 1.0), ("durationMilliseconds", 1e3), ("durationSeconds", 1e6),
  ]
  private static let durations = ["duration"] + units.map(\.0)
  static let keys = ["call", "step", "status", "attempt"] + durations

  /// Reads one record; its mistakes are recorded at their places.
  init(_ fields: Fields) {
    call = fields.oneOf(["call": .observedCall, "step": .observedCall])
    outcome = fields.value("status", .outcome, default: .succeeded)
    attempt = fields.optional("attempt", .attempt)
    let isWritten = Self.durations.contains(where: fields.has)
    guard isWritten || outcome == .succeeded else {
      duration = nil
      return
    }
    duration = fields.oneOf([
      "duration": Shape<SimDuration>.time,
      Self.units[0].0: .number(of: Self.units[0].1),
      Self.units[1].0: .number(of: Self.units[1].1),
      Self.units[2].0: .number(of: Self.units[2].1),
    ])
  }
}

extension Shape where Value == Int {
  fileprivate static var observedCall: Shape {
    Shape("the name of a call", example: "\"fetch\"", kinds: [.string], standIn: 0) { field in
      guard case .string(let text) = field.node.value else { return nil }
      if let index = ObservedCall.index(of: text) { return index }
      field.refuse(
        "there is no call \(VisibleText.quoted(text))", help: ObservedCall.help(on: text))
      return nil
    }
  }

  /// A number from 1, which CSV writes as text.
  fileprivate static var attempt: Shape {
    Shape("an attempt from 1", example: "1", kinds: [.number, .string], standIn: 1) { field in
      guard let number = Int(field.node.plainText), 1...1_000_000 ~= number else {
        field.refuse(expected: "an attempt from 1", help: "the first attempt is 1")
        return nil
      }
      return number
    }
  }
}

extension Shape where Value == Observation.Outcome {
  fileprivate static var outcome: Shape {
    let words = "\"ok\", \"lost\" or an HTTP status"
    return Shape(words, example: "200", kinds: [.number, .string], standIn: .succeeded) { field in
      if let outcome = Observation.Outcome(field.node.plainText) { return outcome }
      field.refuse(expected: words, help: "statuses go from 100 to 599; below 300 is success")
      return nil
    }
  }
}

extension Shape where Value == SimDuration {
  /// A number of units of so many microseconds, rounded to whole microseconds.
  fileprivate static func number(of unit: Double) -> Shape {
    let words = "a number of 0 or more"
    return Shape(words, example: "812.5", kinds: [.number, .string], standIn: .zero) { field in
      let limit = Double(Distribution.maximum.microseconds)
      guard let number = Double(field.node.plainText), 0...limit ~= number * unit else {
        field.refuse(
          expected: words, help: "without a unit, which the key names; for example 812.5")
        return nil
      }
      return SimDuration(microseconds: Int64(number * unit + 0.5))
    }
  }
}

extension JSONNode {
  /// The text of a string or a number.
  fileprivate var plainText: String {
    switch value {
    case .string(let text): text
    case .number(let number): number.text
    default: ""
    }
  }
}
