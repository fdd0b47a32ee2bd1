/// How a number is written in a file.
enum NumberForm: Equatable, Sendable {
  /// Plain; the amount counts parts of `scale` to one.
  case number(scale: Int64)
  case duration
  case size
  /// So many in a period of microseconds.
  case rate(period: Int64)

  /// Numbers that are not whole are counted in parts of this.
  static let scale: Int64 = 1_000_000_000

  /// The amount of a value, zero or more, and its form; nil for values that are none.
  static func amount(of value: JSONNode.Value) -> (amount: Int64, form: NumberForm)? {
    switch value {
    case .number(let number):
      if let whole = number.int64, whole >= 0 { return (whole, .number(scale: 1)) }
      return DecimalText(number.text[...])?.scaled(by: scale).map { ($0, .number(scale: scale)) }
    case .string(let text):
      if let time = try? DurationText.parse(text), time >= 0 { return (time, .duration) }
      if let size = try? SizeText.parse(text) { return (size, .size) }
      return (try? RateText.parse(text)).map { ($0.count, .rate(period: $0.microseconds)) }
    case .null, .bool, .array, .object: return nil
    }
  }

  /// An amount as a value of a file.
  func value(_ amount: Int64) -> JSONNode.Value {
    switch self {
    case .number(scale: 1): .number(JSONNumber(validText: "\(amount)"))
    case .number(let scale): .number(JSONNumber(validText: Self.decimal(amount, scale)))
    case .duration: .string(DurationText.format(amount))
    case .size: .string(SizeText.format(amount))
    case .rate(let period): .string(RateText.format(Rate(count: amount, per: period)))
    }
  }

  private static func decimal(_ amount: Int64, _ scale: Int64) -> String {
    guard amount % scale != 0 else { return "\(amount / scale)" }
    var digits = "\(scale + amount % scale)".dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(amount / scale).\(digits)"
  }
}
