/// Probabilities from 0 to 1, as a percentage `0.1%` or a number `0.001` or `1e-3`.
public enum ProbabilityText {
  private static let formHelp =
    "write a percentage from \"0%\" to \"100%\", or a number from 0 to 1"

  /// Reads the text to the nearest `Double`; the percent sign moves the point without rounding.
  public static func parse(_ text: String) throws(ValueProblem) -> Double {
    let isPercentage = text.hasSuffix("%")
    let digits = isPercentage ? text.dropLast() : text[...]
    guard DecimalText(digits) != nil else {
      throw ValueProblem(
        "expected a probability, found \(VisibleText.quoted(text))", help: formHelp)
    }
    let value =
      isPercentage && !digits.utf8.contains { $0 | 0x20 == UInt8(ascii: "e") }
      ? Double("0" + digits + (digits.hasSuffix(".") ? "0e-2" : "e-2"))
      : Double("0" + digits + (digits.hasSuffix(".") ? "0" : "")).map {
        isPercentage ? $0 / 100 : $0
      }
    guard let value, value <= 1 else {
      throw ValueProblem("the probability \(VisibleText.quoted(text)) is above 1", help: formHelp)
    }
    return value
  }

  /// The shortest number that reads back to the same value.
  public static func format(_ probability: Double) -> String { "\(probability)" }
}
