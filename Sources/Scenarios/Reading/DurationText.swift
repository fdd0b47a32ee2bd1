/// Durations as people write them: `2h`, `1h30m`, `250ms`, `1.5s`, `0s`, in microseconds.
public enum DurationText {
  /// The units from large to small, with their microseconds.
  static let units: [(name: String, microseconds: Int64)] = [
    ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000),
    ("ms", 1_000), ("us", 1),
  ]

  private static let unitHelp = "the units are d, h, m, s, ms and us, for example \"1h30m\""

  /// Reads numbers with units, large units first; a leading `-` makes the whole negative.
  ///
  /// Throws `ValueProblem` on anything else, on parts of a microsecond and beyond `Int64`.
  public static func parse(_ text: String) throws(ValueProblem) -> Int64 {
    var scanner = QuantityScanner(text)
    let isNegative = scanner.skip("-")
    guard !scanner.isAtEnd else { throw notADuration(text) }
    var sum: Int64 = 0
    var previous = -1
    while !scanner.isAtEnd {
      let start = scanner.offset
      guard let number = DecimalText(scanner.number()) else { throw notADuration(text) }
      let unitStart = scanner.offset
      let unit = String(scanner.unit())
      guard let index = units.firstIndex(where: { $0.name == unit }) else {
        throw unknown(unit, in: text, at: unitStart..<scanner.offset)
      }
      let part = start..<scanner.offset
      guard index > previous else {
        throw ValueProblem(
          "the unit \"\(unit)\" comes too late or twice in \(VisibleText.quoted(text))",
          help: "write every unit once, large units first, for example \"1h30m\"", range: part)
      }
      previous = index
      sum = try adding(number, units[index], to: sum, isNegative: isNegative, at: part, of: text)
    }
    return sum
  }

  /// The canonical text, which `parse` reads back to the same value.
  public static func format(_ microseconds: Int64) -> String {
    guard microseconds != 0 else { return "0s" }
    var rest = microseconds.magnitude
    var text = microseconds < 0 ? "-" : ""
    for (name, length) in units {
      let unit = UInt64(length)
      guard rest >= unit else { continue }
      text += String(rest / unit)
      rest %= unit
      if rest > 0, name == "s" || name == "ms" {
        text += fraction(rest, of: unit)
        rest = 0
      }
      text += name
    }
    return text
  }

  private static func fraction(_ rest: UInt64, of unit: UInt64) -> String {
    var digits = String(String(unit + rest).dropFirst())
    while digits.last == "0" { digits.removeLast() }
    return "." + digits
  }

  private static func adding(
    _ number: DecimalText, _ unit: (name: String, microseconds: Int64), to sum: Int64,
    isNegative: Bool, at range: Range<Int>, of text: String
  ) throws(ValueProblem) -> Int64 {
    if let part = number.scaled(by: unit.microseconds, negative: isNegative) {
      let (total, isOver) = sum.addingReportingOverflow(part)
      if !isOver { return total }
    } else if !number.isTooLarge(times: unit.microseconds) {
      throw ValueProblem(
        "\(VisibleText.quoted(text)) is not a whole number of microseconds",
        help: "the smallest duration is \"1us\"", range: range)
    }
    throw ValueProblem(
      "\(VisibleText.quoted(text)) is longer than the longest duration",
      help: "the longest duration is \"\(format(.max))\"")
  }

  private static func notADuration(_ text: String) -> ValueProblem {
    ValueProblem(
      "expected a duration, found \(VisibleText.quoted(text))",
      help: text.contains(" ") ? "write it without spaces, for example \"1h30m\"" : unitHelp)
  }

  private static func unknown(
    _ unit: String, in text: String, at range: Range<Int>
  ) -> ValueProblem {
    guard !unit.isEmpty else {
      guard !text.contains(" ") else { return notADuration(text) }
      return ValueProblem(
        "the duration \(VisibleText.quoted(text)) ends without a unit", help: unitHelp)
    }
    let guess = intended(unit).map { "did you mean \"\($0)\"? " } ?? ""
    return ValueProblem(
      "unknown unit \(VisibleText.quoted(unit)) in \(VisibleText.quoted(text))",
      help: guess + unitHelp, range: range)
  }

  /// The unit that a longer or foreign spelling stands for.
  private static func intended(_ unit: String) -> String? {
    let word = unit.lowercased()
    let starts = [
      ("mil", "ms"), ("mic", "us"), ("ms", "ms"), ("us", "us"), ("µ", "us"), ("μ", "us"),
      ("m", "m"), ("s", "s"), ("h", "h"), ("d", "d"),
    ]
    return starts.first { word.hasPrefix($0.0) }?.1
  }
}
