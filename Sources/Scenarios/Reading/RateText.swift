/// A number of events in a period: `4000/1h`.
public struct Rate: Hashable, Sendable {
  /// At least 1.
  public let count: Int64
  /// The period in microseconds, at least 1.
  public let microseconds: Int64

  public init(count: Int64, per microseconds: Int64) {
    precondition(count > 0 && microseconds > 0, "A rate has a positive count and period.")
    self.count = count
    self.microseconds = microseconds
  }
}

/// Rates as people write them: a whole number, a slash and a duration.
public enum RateText {
  private static let formHelp = "write a whole number and a period, for example \"4000/1h\""

  public static func parse(_ text: String) throws(ValueProblem) -> Rate {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw ValueProblem("expected a rate, found \(VisibleText.quoted(text))", help: formHelp)
    }
    guard parts[0].utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let count = Int64(parts[0]), count > 0
    else {
      throw ValueProblem(
        "a rate cannot have the count \(VisibleText.quoted(String(parts[0])))", help: formHelp,
        range: 0..<parts[0].utf8.count)
    }
    let start = parts[0].utf8.count + 1
    guard DurationText.units.allSatisfy({ $0.name != parts[1] }) else {
      throw ValueProblem(
        "the period of \(VisibleText.quoted(text)) has no number",
        help: "write \"\(parts[0])/1\(parts[1])\"", range: start..<text.utf8.count)
    }
    let period: Int64
    do {
      period = try DurationText.parse(String(parts[1]))
    } catch {
      let inner = error.range ?? 0..<parts[1].utf8.count
      throw ValueProblem(
        error.message, help: error.help,
        range: inner.lowerBound + start..<inner.upperBound + start)
    }
    guard period > 0 else {
      throw ValueProblem(
        "the period of \(VisibleText.quoted(text)) is not positive", help: formHelp,
        range: start..<text.utf8.count)
    }
    return Rate(count: count, per: period)
  }

  /// The canonical text, which `parse` reads back to the same value.
  public static func format(_ rate: Rate) -> String {
    "\(rate.count)/\(DurationText.format(rate.microseconds))"
  }
}
