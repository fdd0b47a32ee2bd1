/// Sizes as people write them: `32MiB`, `4 MiB`, `22KB`, `512B`, in bytes.
public enum SizeText {
  /// Binary units count by 1,024, decimal ones by 1,000.
  static let units: [(name: String, bytes: Int64)] = [
    ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
    ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1),
  ]

  private static let unitHelp =
    "the units are B, KB, MB, GB, TB and KiB, MiB, GiB, TiB, for example \"32MiB\""

  /// Reads one number and one unit, with at most one space between them.
  ///
  /// Throws `ValueProblem` on anything else, on parts of a byte and beyond `Int64`.
  public static func parse(_ text: String) throws(ValueProblem) -> Int64 {
    var scanner = QuantityScanner(text)
    guard let number = DecimalText(scanner.number()) else {
      throw ValueProblem("expected a size, found \(VisibleText.quoted(text))", help: unitHelp)
    }
    _ = scanner.skip(" ")
    let start = scanner.offset
    let name = String(text.utf8.dropFirst(start)) ?? ""
    guard let unit = units.first(where: { $0.name == name }) else {
      throw unknown(name, in: text, at: start..<text.utf8.count)
    }
    guard let bytes = number.scaled(by: unit.bytes) else {
      let isLarge = number.isTooLarge(times: unit.bytes)
      throw ValueProblem(
        "\(VisibleText.quoted(text)) is \(isLarge ? "too large" : "not a whole number of bytes")",
        help: isLarge ? "the largest size is \"\(format(.max))\"" : "write it in a smaller unit")
    }
    return bytes
  }

  /// The canonical text: the unit that leaves the smallest whole number, binary before decimal.
  public static func format(_ bytes: Int64) -> String {
    guard bytes != 0 else { return "0B" }
    let exact = units.filter { bytes.isMultiple(of: $0.bytes) }
    var best = exact[exact.count - 1]
    for unit in exact.reversed() where unit.bytes >= best.bytes { best = unit }
    return "\(bytes / best.bytes)\(best.name)"
  }

  private static func unknown(
    _ unit: String, in text: String, at range: Range<Int>
  ) -> ValueProblem {
    guard !unit.isEmpty else {
      return ValueProblem("the size \(VisibleText.quoted(text)) has no unit", help: unitHelp)
    }
    let known = units.map(\.name)
    let guess =
      known.first { $0.lowercased() == unit.lowercased() }
      ?? known.first { $0.lowercased() == unit.lowercased() + "b" }
    return ValueProblem(
      "unknown unit \(VisibleText.quoted(unit)) in \(VisibleText.quoted(text))",
      help: (guess.map { "did you mean \"\($0)\"? " } ?? "") + unitHelp, range: range)
  }
}
