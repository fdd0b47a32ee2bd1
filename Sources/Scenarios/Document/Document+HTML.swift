extension [Block] {
  /// As the inner part of a page.
  var html: String { map(\.html).joined() }
}

extension Block {
  fileprivate var html: String {
    switch self {
    case .heading(let level, let words): "<h\(level)>\(words.html)</h\(level)>\n"
    case .paragraph(let words): "<p>\(words.html)</p>\n"
    case .list(let items):
      items.isEmpty ? "" : "<ul>\(items.map { "<li>\($0.html)</li>" }.joined())</ul>\n"
    case .table(let table): table.html
    case .code(let lines): "<pre tabindex=\"0\">\(MarkupText.escaped(lines))</pre>\n"
    case .own(let markup): markup
    }
  }
}

extension Block.Table {
  /// It scrolls where it is too wide.
  fileprivate var html: String {
    let titles = columns.map { MarkupText.escaped($0.title) }
    let lines = rows.map { row in
      zip(titles, row).map { "<td data-title=\"\($0)\">\($1.html)</td>" }.joined()
    }
    return "<div class=\"wide wrap tables\" tabindex=\"0\">\n" + MarkupText.table(titles, lines)
      + "</div>\n"
  }
}

extension MarkupText {
  /// A table; its titles and the cells of its lines are HTML already.
  static func table(_ titles: [String], _ lines: [String], attributes: String = "") -> String {
    """
    <table\(attributes)>
    <thead><tr>\(titles.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead>
    <tbody>
    \(lines.map { "<tr>\($0)</tr>\n" }.joined())</tbody>
    </table>

    """
  }
}

extension Words {
  /// What HTML would act on in plain text is escaped.
  var html: String { parts.map(\.html).joined() }
}

extension Words.Part {
  fileprivate var html: String {
    switch self {
    case .plain(let text): MarkupText.escaped(text)
    case .code(let text): "<code>\(MarkupText.escaped(text))</code>"
    case .strong(let text): "<b>\(MarkupText.escaped(text))</b>"
    case .emphasis(let text): "<em>\(MarkupText.escaped(text))</em>"
    case .link(let parts, let address):
      "<a href=\"\(MarkupText.escaped(address))\">\(parts.map(\.html).joined())</a>"
    case .own(let markup): markup
    }
  }
}
