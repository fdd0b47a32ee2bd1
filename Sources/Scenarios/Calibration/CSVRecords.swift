/// The records of a CSV file as JSON objects that remember where each field stands.
///
/// Source: RFC 4180. Line feeds alone end a line too, spaces around fields do not count, and empty
/// fields are keys that are not there.
struct CSVRecords {
  /// The titles and the records below them.
  struct Table {
    var titles: [ObservationTitles.Title]
    var records: [JSONNode]
  }

  private let source: SourceText
  private let bytes: [UInt8]
  private let separator: UInt8
  private var offset: Int

  init(_ source: SourceText, _ dialect: CSVDialect) {
    self.source = source
    bytes = source.bytes
    separator = dialect.separator
    offset = dialect.start
  }

  private struct Cell {
    let text: String
    let range: Range<Int>
  }

  /// Everything in the file; throws the first place that is no CSV.
  ///
  /// Records of a wrong length are findings and left out.
  func table(_ findings: inout RowFindings) throws(Diagnostic) -> Table {
    var reader = self
    return try reader.read(&findings)
  }

  private mutating func read(_ findings: inout RowFindings) throws(Diagnostic) -> Table {
    var titles: [Cell] = []
    while offset < bytes.count, titles.isEmpty {
      let cells = try record()
      if !cells.allSatisfy(\.range.isEmpty) { titles = cells }
    }
    var records: [JSONNode] = []
    while offset < bytes.count {
      let cells = try record()
      guard !cells.allSatisfy(\.range.isEmpty) else { continue }
      guard cells.count == titles.count else {
        refuse(cells, titles.count, &findings)
        continue
      }
      records.append(node(cells, titles, &findings))
    }
    let named = titles.filter { !$0.text.isEmpty }
    return Table(
      titles: named.map { ObservationTitles.Title(text: $0.text, range: $0.range) },
      records: records)
  }

  private func refuse(_ cells: [Cell], _ count: Int, _ findings: inout RowFindings) {
    let name = separator == UInt8(ascii: "\t") ? "tab" : String(UnicodeScalar(separator))
    findings.refuse(
      cells[0].range.lowerBound..<cells[cells.count - 1].range.upperBound,
      "the record has \(counted(cells.count, "field")), the titles are \(count)",
      help: cells.count > count
        ? "quote a field that holds a \(name == "tab" ? name : "\"\(name)\"")"
        : "an empty field needs its separator too",
      like: "length \(cells.count < count)")
  }

  private func node(
    _ cells: [Cell], _ titles: [Cell], _ findings: inout RowFindings
  ) -> JSONNode {
    var members: [JSONMember] = []
    for (title, cell) in zip(titles, cells) where !cell.range.isEmpty {
      guard !title.text.isEmpty else {
        findings.refuse(
          cell.range, "the field \(VisibleText.quoted(cell.text)) stands under no title",
          help: "give its column a title", like: "no title")
        continue
      }
      members.append(
        JSONMember(
          key: title.text, keySpan: SourceSpan(title.range, file: 0),
          value: JSONNode(.string(cell.text), span: SourceSpan(cell.range, file: 0))))
    }
    let range = cells[0].range.lowerBound..<cells[cells.count - 1].range.upperBound
    return JSONNode(.object(members), span: SourceSpan(range, file: 0))
  }

  // MARK: - One record

  private mutating func record() throws(Diagnostic) -> [Cell] {
    var cells: [Cell] = []
    while true {
      skipSpace()
      cells.append(next == UInt8(ascii: "\"") ? try quoted() : plain())
      skipSpace()
      switch next {
      case separator: offset += 1
      case UInt8(ascii: "\r") where byte(offset + 1) == UInt8(ascii: "\n"):
        offset += 2
        return cells
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        offset += 1
        return cells
      case nil: return cells
      default:
        throw source.diagnostic(
          "a field goes on behind its quotes", at: offset..<offset + 1,
          help: "write a quote inside quotes twice")
      }
    }
  }

  private var next: UInt8? { byte(offset) }

  private func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

  private func isSpace(_ byte: UInt8?) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") && separator != UInt8(ascii: "\t")
  }

  private mutating func skipSpace() {
    while isSpace(next) { offset += 1 }
  }

  private mutating func plain() -> Cell {
    let start = offset
    while let byte = next, byte != separator, byte != UInt8(ascii: "\n"),
      byte != UInt8(ascii: "\r")
    { offset += 1 }
    var end = offset
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    return Cell(text: String(decoding: bytes[start..<end], as: UTF8.self), range: start..<end)
  }

  private mutating func quoted() throws(Diagnostic) -> Cell {
    let start = offset
    var text: [UInt8] = []
    offset += 1
    while let byte = next {
      offset += 1
      guard byte == UInt8(ascii: "\"") else {
        text.append(byte)
        continue
      }
      guard next == UInt8(ascii: "\"") else {
        return Cell(text: String(decoding: text, as: UTF8.self), range: start..<offset)
      }
      text.append(byte)
      offset += 1
    }
    throw source.diagnostic(
      "the quotes are never closed", at: start..<start + 1, help: "close the field with \"")
  }
}
