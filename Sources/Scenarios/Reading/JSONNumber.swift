/// A number as it is written in the file, so that no digit is lost before it is asked for.
public struct JSONNumber: Sendable, Equatable {
  /// The text of a valid JSON5 number: decimal, hexadecimal, `Infinity` or `NaN`.
  public let text: String

  init(validText text: String) { self.text = text }

  /// Reads the text of one JSON5 number; nil when it is something else.
  public init?(_ text: String) {
    guard
      case .number(let number)? = try? JSON5Parser.parse(SourceText(path: "", text: text)).value,
      number.text == text
    else { return nil }
    self = number
  }

  public var isFinite: Bool { double.isFinite }

  /// The nearest `Double`; infinite when the number is too large.
  public var double: Double {
    let (sign, digits) = signAndDigits
    if let magnitude = hexadecimal(digits) { return sign * magnitude }
    switch digits {
    case "Infinity": return sign * .infinity
    case "NaN": return .nan
    default: return sign * (Double(digits.hasPrefix(".") ? "0" + digits : digits[...]) ?? .infinity)
    }
  }

  /// The exact integer, also when written as `1e3` or `2.0`; nil when there is none in `Int64`.
  public var int64: Int64? {
    let (sign, digits) = signAndDigits
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      return Int64((sign < 0 ? "-" : "") + digits.dropFirst(2), radix: 16)
    }
    return DecimalText(digits).flatMap { $0.scaled(by: 1, negative: sign < 0) }
  }

  private var signAndDigits: (sign: Double, digits: Substring) {
    switch text.first {
    case "-": (-1, text.dropFirst())
    case "+": (1, text.dropFirst())
    default: (1, text[...])
    }
  }

  private func hexadecimal(_ digits: Substring) -> Double? {
    guard digits.hasPrefix("0x") || digits.hasPrefix("0X") else { return nil }
    if let exact = UInt64(digits.dropFirst(2), radix: 16) { return Double(exact) }
    return Double(digits) ?? .infinity
  }
}
