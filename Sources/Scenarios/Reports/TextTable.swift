/// Rows of text in columns as wide as their widest cell, two spaces apart.
struct TextTable {
  enum Alignment {
    case left
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[String]] = []

  init(_ columns: [(title: String, alignment: Alignment)]) {
    alignments = columns.map(\.alignment)
    if columns.contains(where: { !$0.title.isEmpty }) { rows.append(columns.map(\.title)) }
  }

  mutating func add(_ cells: [String]) {
    precondition(cells.count == alignments.count, "A row has a cell for each column.")
    rows.append(cells)
  }

  /// The lines without spaces at their ends.
  var lines: [String] {
    let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        if column > 0 { line += "  " }
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line += alignments[column] == .left ? cell + space : space + cell
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  var text: String { lines.map { $0 + "\n" }.joined() }
}

extension String {
  /// Lines no longer than a width, broken between words, all but the first behind a margin.
  func wrapped(_ width: Int, margin: String) -> String {
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width - margin.count {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return (lines + [line]).joined(separator: "\n" + margin)
  }
}
