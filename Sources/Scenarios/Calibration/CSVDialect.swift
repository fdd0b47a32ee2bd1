/// What separates the fields of a CSV file, and where its first line begins.
struct CSVDialect: Equatable {
  let separator: UInt8
  /// Behind the byte order mark and the line `sep=;`.
  let start: Int

  /// Whether spreadsheets that write this separator write `649,5` for 649.5.
  var mayHaveDecimalCommas: Bool { separator == UInt8(ascii: ";") }

  private static let separators = [",", ";", "\t", "|"].flatMap(\String.utf8)

  /// Takes the separator that a line `sep=;` names, or the one that stands most often in the first
  /// line outside quotes; the comma when none does.
  init(_ source: SourceText) {
    let bytes = source.bytes
    let begin = source.startsWithByteOrderMark ? 3 : 0
    let line = bytes[begin...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    if let named = Self.named(in: line) {
      let end = line.endIndex
      let isPair = bytes[end...].starts(with: "\r\n".utf8)
      self.init(separator: named, start: min(end + (isPair ? 2 : 1), bytes.count))
    } else {
      self.init(separator: Self.commonest(in: line), start: begin)
    }
  }

  private init(separator: UInt8, start: Int) {
    self.separator = separator
    self.start = start
  }

  /// The separator of a line `sep=;`, which may stand in quotes.
  private static func named(in line: ArraySlice<UInt8>) -> UInt8? {
    let text = line.filter { $0 != UInt8(ascii: "\"") }
    guard text.count == 5, text.prefix(4).elementsEqual("sep=".utf8) else { return nil }
    return separators.first { $0 == text[4] }
  }

  private static func commonest(in line: ArraySlice<UInt8>) -> UInt8 {
    var counts = [UInt8: Int]()
    var isQuoted = false
    for byte in line {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    let most = separators.map { counts[$0] ?? 0 }.max() ?? 0
    return separators.first { counts[$0] == most } ?? separators[0]
  }
}
