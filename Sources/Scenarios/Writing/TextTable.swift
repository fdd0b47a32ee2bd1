/// Rows of text in columns as wide as their widest cell, two spaces apart, in so many columns of
/// the terminal in all.
///
/// Too wide a table first breaks its titles between words, then the cells that may be broken, then
/// shortens cells to the left in the middle, and at last goes on with the rest of each row on a
/// line of its own. Columns without any text are left out; nothing in a cell moves the cursor.
struct TextTable {
  enum Alignment {
    case left
    case right
    /// To the left, with long cells broken between words instead of shortened in the middle.
    case wrapped
    /// To the left, with cells that are copied and never shortened.
    case whole
  }

  /// What fits a terminal without breaking lines.
  static let width = 100

  private let alignments: [Alignment]
  private let titles: [String]
  private let limit: Int
  private var rows: [[String]] = []

  /// `width` is `Int.max` where lines may be as long as they like.
  init(_ columns: [(title: String, alignment: Alignment)], width: Int = Self.width) {
    alignments = columns.map(\.alignment)
    titles = columns.map(\.title)
    limit = width
  }

  mutating func add(_ cells: [String]) {
    precondition(cells.count == alignments.count, "A row has a cell for each column.")
    rows.append(cells.map(VisibleText.of))
  }

  /// The lines without spaces at their ends.
  var lines: [String] {
    let columns = alignments.indices.filter { column in
      !titles[column].isEmpty || rows.contains { !$0[column].isEmpty }
    }
    let layout = TableLayout(
      columns.map { column in
        TableLayout.Column(
          title: titles[column], alignment: alignments[column],
          width: rows.map { $0[column].columns }.max() ?? 0,
          word: rows.map { $0[column].longestWord }.max() ?? 0)
      }, limit: limit)
    let hasTitles = columns.contains { !titles[$0].isEmpty }
    return (hasTitles ? layout.titleLines : [])
      + rows.flatMap { row in layout.lines(of: columns.map { row[$0] }) }
  }

  var text: String { lines.map { $0 + "\n" }.joined() }
}

/// Where the columns of a table stand.
private struct TableLayout {
  struct Column {
    let title: String
    let alignment: TextTable.Alignment
    /// Of its cells, then of the column.
    var width: Int
    /// The longest word of its cells.
    let word: Int
    /// The title on several lines, the last one beside the rows.
    var titleLines: [String] = []
  }

  private var columns: [Column]
  private let limit: Int

  /// No column is made narrower than this.
  private static let least = 16
  /// Longer words are broken.
  private static let longestWord = 24
  /// Spaces before what goes on of a row.
  private static let margin = 4

  init(_ columns: [Column], limit: Int) {
    self.columns = columns
    self.limit = limit
    let cells = columns.map(\.width)
    setTitles { _, title in [title] }
    if total > limit {
      setTitles { column, title in
        title.wrapped(max(cells[column], title.longestWord), margin: "")
          .split(separator: "\n").map(String.init)
      }
    }
    let least = self.columns.reduce(-2) { $0 + min($1.width, Self.least(of: $1)) + 2 }
    guard least <= limit else {
      for index in self.columns.indices {
        self.columns[index].width = min(self.columns[index].width, limit - Self.margin)
      }
      return
    }
    for alignment in [TextTable.Alignment.wrapped, .left] { shrink(alignment) }

    func setTitles(_ lines: (Int, String) -> [String]) {
      for index in columns.indices {
        let titleLines = columns[index].title.isEmpty ? [] : lines(index, columns[index].title)
        self.columns[index].titleLines = titleLines
        self.columns[index].width = max(cells[index], titleLines.map(\.columns).max() ?? 0)
      }
    }
  }

  /// Makes the widest columns of an alignment narrower until the table fits.
  private mutating func shrink(_ alignment: TextTable.Alignment) {
    while total > limit {
      let wide = columns.indices.filter {
        columns[$0].alignment == alignment && columns[$0].width > Self.least(of: columns[$0])
      }
      guard let widest = wide.max(by: { columns[$0].width < columns[$1].width }) else { return }
      columns[widest].width -= 1
    }
  }

  /// The width that a column keeps in any case.
  private static func least(of column: Column) -> Int {
    let titles = column.titleLines.map(\.columns).max() ?? 0
    switch column.alignment {
    case .right, .whole: return column.width
    case .left: return max(least, titles)
    case .wrapped: return max(min(column.word, longestWord), titles)
    }
  }

  private var total: Int { columns.reduce(-2) { $0 + $1.width + 2 } }

  /// The titles, each ending on the last line.
  var titleLines: [String] {
    let height = columns.map(\.titleLines.count).max() ?? 0
    return rows(
      columns.map { column in
        Array(repeating: "", count: height - column.titleLines.count) + column.titleLines
      })
  }

  /// A row, on more than one line where a cell is broken or the row does not fit.
  func lines(of cells: [String]) -> [String] {
    rows(
      zip(cells, columns).map { cell, column in
        guard cell.columns > column.width else { return [cell] }
        return column.alignment == .wrapped
          ? cell.wrapped(column.width, margin: "").split(separator: "\n").map(String.init)
          : [cell.shortened(to: column.width)]
      })
  }

  private func rows(_ cells: [[String]]) -> [String] {
    var lines: [String] = []
    for (number, group) in groups.enumerated() {
      let height = group.map { cells[$0].count }.max() ?? 0
      for place in 0..<height {
        var line = String(repeating: " ", count: number > 0 ? Self.margin : 0)
        for (index, column) in group.enumerated() {
          let text = place < cells[column].count ? cells[column][place] : ""
          let space = String(repeating: " ", count: max(0, columns[column].width - text.columns))
          if index > 0 { line += "  " }
          line += columns[column].alignment == .right ? space + text : text + space
        }
        while line.last == " " { line.removeLast() }
        if number == 0 || !line.isEmpty { lines.append(line) }
      }
    }
    return lines
  }

  /// The columns that stand on one line: all of them where that is possible.
  private var groups: [[Int]] {
    var groups: [[Int]] = [[]]
    var used = 0
    for index in columns.indices {
      let width = columns[index].width
      if used > 0, width + 2 > limit - used {
        groups.append([])
        used = Self.margin + width
      } else {
        used += used > 0 ? width + 2 : width
      }
      groups[groups.count - 1].append(index)
    }
    return groups
  }
}
