import PipelineModel
import SimKernel

/// What an expression of an expectation stands for.
enum Quantity: Sendable, Equatable {
  /// A number of things.
  case count(Int)
  /// A span of time, or an instant as its offset from the start of the story.
  case duration(SimDuration)
  /// True or false.
  case flag(Bool)
  /// One of the model's words, such as `failed`.
  case word(String)
  /// Entity types, in the order of `EntityType.allCases`.
  case types([EntityType])

  /// What kind of quantity an expression has, known before anything is run.
  enum Kind: String, Sendable {
    case count = "a number"
    case duration = "a duration"
    case flag = "true or false"
    case word = "a word"
    case types = "a list of entity types"
  }

  var kind: Kind {
    switch self {
    case .count: .count
    case .duration: .duration
    case .flag: .flag
    case .word: .word
    case .types: .types
    }
  }

  /// The value as it is written in an expression.
  var text: String {
    switch self {
    case .count(let number): "\(number)"
    case .duration(let duration): "\(duration)"
    case .flag(let flag): "\(flag)"
    case .word(let word): word
    case .types(let types): "[\(types.map(\.name).joined(separator: ", "))]"
    }
  }
}

/// Why an expression has no value in a run: what it speaks of is not there.
struct Absence: Error, Equatable {
  let message: String

  init(_ message: String) { self.message = message }
}

/// The four operations on counts and durations.
enum Arithmetic: String, Sendable {
  case plus = "+"
  case minus = "-"
  case times = "*"
  case over = "/"

  /// The kind of the result, or nil when the operands do not go together.
  func kind(_ left: Quantity.Kind, _ right: Quantity.Kind) -> Quantity.Kind? {
    switch (self, left, right) {
    case (_, .count, .count): .count
    case (.plus, .duration, .duration), (.minus, .duration, .duration): .duration
    case (.times, .duration, .count), (.times, .count, .duration): .duration
    case (.over, .duration, .count): .duration
    case (.over, .duration, .duration): .count
    default: nil
    }
  }

  /// The result in whole numbers; a quotient is rounded towards zero.
  ///
  /// Throws `Absence` on a division by zero and on overflow.
  func apply(_ left: Quantity, _ right: Quantity) throws(Absence) -> Quantity {
    let kind = kind(left.kind, right.kind)
    let result = try apply(Self.number(left), Self.number(right))
    return kind == .duration
      ? .duration(SimDuration(microseconds: Int64(result))) : .count(result)
  }

  private func apply(_ left: Int, _ right: Int) throws(Absence) -> Int {
    let (result, overflow) =
      switch self {
      case .plus: left.addingReportingOverflow(right)
      case .minus: left.subtractingReportingOverflow(right)
      case .times: left.multipliedReportingOverflow(by: right)
      case .over: left.dividedReportingOverflow(by: right)
      }
    guard !overflow else {
      throw Absence(right == 0 ? "a division by zero" : "\(left) \(rawValue) \(right) is too large")
    }
    return result
  }

  /// The number behind a count or a duration in microseconds.
  static func number(_ quantity: Quantity) -> Int {
    switch quantity {
    case .count(let number): number
    case .duration(let duration): Int(duration.microseconds)
    case .flag, .word, .types: preconditionFailure("Arithmetic is checked when it is parsed.")
    }
  }
}

/// The six comparisons.
enum Comparison: String, CaseIterable, Sendable {
  case equal = "=="
  case unequal = "!="
  case atMost = "<="
  case atLeast = ">="
  case less = "<"
  case more = ">"

  /// Whether two quantities of one kind can be compared this way.
  func takes(_ kind: Quantity.Kind) -> Bool {
    self == .equal || self == .unequal || kind == .count || kind == .duration
  }

  func holds(_ left: Quantity, _ right: Quantity) -> Bool {
    switch self {
    case .equal: left == right
    case .unequal: left != right
    case .atMost: Arithmetic.number(left) <= Arithmetic.number(right)
    case .atLeast: Arithmetic.number(left) >= Arithmetic.number(right)
    case .less: Arithmetic.number(left) < Arithmetic.number(right)
    case .more: Arithmetic.number(left) > Arithmetic.number(right)
    }
  }
}
