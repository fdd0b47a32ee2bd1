extension [Block] {
  /// For a terminal: a blank line above each heading, tables below one two columns further right, the
  /// lines of a list that go on two as well.
  var text: String {
    var text = ""
    var margin = ""
    for block in self {
      switch block {
      case .heading(_, let words):
        margin = "  "
        text += "\n\(words.text)\n"
      case .paragraph(let words): text += words.text.wrapped(TextTable.width, margin: "") + "\n"
      case .list(let items):
        text += items.map { $0.text.wrapped(TextTable.width, margin: "  ") + "\n" }.joined()
      case .table(let table): text += table.lines.map { margin + $0 + "\n" }.joined()
      case .code(let lines), .own(let lines): text += lines
      }
    }
    return text
  }
}

extension Block.Table {
  /// The rows in columns for a terminal.
  var lines: [String] {
    var table = TextTable(columns)
    for row in rows { table.add(row.map(\.text)) }
    return table.lines
  }

  var text: String { lines.map { $0 + "\n" }.joined() }
}

extension Words {
  /// Without any marks.
  var text: String { parts.map(\.text).joined() }
}

extension Words.Part {
  fileprivate var text: String {
    switch self {
    case .plain(let text), .code(let text), .strong(let text), .emphasis(let text), .own(let text):
      text
    case .link(let parts, to: _): parts.map(\.text).joined()
    }
  }
}
