/// The records of a CSV file as JSON objects that remember where each field stands.
///
/// Source: RFC 4180; line feeds alone end a line too. Empty fields are keys that are not there.
struct CSVRecords {
  private let source: SourceText
  private let bytes: [UInt8]
  private let keys: [String]
  private let ignored: [String]
  private var offset: Int

  /// The titles may be these keys and those that are ignored.
  init(_ source: SourceText, keys: [String], ignoring ignored: [String]) {
    self.source = source
    bytes = source.bytes
    self.keys = keys
    self.ignored = ignored
    offset = source.startsWithByteOrderMark ? 3 : 0
  }

  private struct Cell {
    let text: String
    let range: Range<Int>
  }

  /// The records; throws the first place that is no CSV or that has a title it should not have.
  func nodes() throws(Diagnostic) -> [JSONNode] {
    var reader = self
    return try reader.read()
  }

  private mutating func read() throws(Diagnostic) -> [JSONNode] {
    let titles = try record()
    try check(titles)
    var nodes: [JSONNode] = []
    while offset < bytes.count {
      let start = offset
      let cells = try record()
      if cells.count == 1, cells[0].range.isEmpty { continue }
      guard cells.count == titles.count else {
        throw source.diagnostic(
          "the record has \(counted(cells.count, "field")), the titles are \(titles.count)",
          at: start..<cells[cells.count - 1].range.upperBound,
          help: "quote a field that holds a comma")
      }
      let members = zip(titles, cells).filter { !$1.range.isEmpty }.map { title, cell in
        JSONMember(
          key: title.text, keySpan: SourceSpan(title.range, file: 0),
          value: JSONNode(.string(cell.text), span: SourceSpan(cell.range, file: 0)))
      }
      let end = cells[cells.count - 1].range.upperBound
      nodes.append(JSONNode(.object(members), span: SourceSpan(start..<end, file: 0)))
    }
    return nodes
  }

  private func check(_ titles: [Cell]) throws(Diagnostic) {
    for (index, title) in titles.enumerated() {
      guard !titles[..<index].contains(where: { $0.text == title.text }) else {
        throw source.diagnostic(
          "the title \(VisibleText.quoted(title.text)) stands twice", at: title.range)
      }
      guard !keys.contains(title.text), !ignored.contains(title.text) else { continue }
      let known = Suggestion.question(for: title.text, in: keys)
      throw source.diagnostic(
        "there is no column \(VisibleText.quoted(title.text))", at: title.range,
        help: known
          ?? "the columns are \(keys.joined(separator: ", ")); "
          + "leave one out with --ignore \(ShellWord.quote(title.text))")
    }
  }

  // MARK: - One record

  private mutating func record() throws(Diagnostic) -> [Cell] {
    var cells: [Cell] = []
    while true {
      cells.append(next == UInt8(ascii: "\"") ? try quoted() : plain())
      switch next {
      case UInt8(ascii: ","): offset += 1
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

  private mutating func plain() -> Cell {
    let start = offset
    while let byte = next,
      ![UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(byte)
    { offset += 1 }
    return Cell(text: String(decoding: bytes[start..<offset], as: UTF8.self), range: start..<offset)
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
