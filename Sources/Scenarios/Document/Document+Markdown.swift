extension [Block] {
  /// As Markdown, with a blank line between two blocks and a line break at the end.
  var markdown: String { compactMap(\.markdown).joined(separator: "\n") }
}

extension Block {
  fileprivate var markdown: String? {
    switch self {
    case .heading(let level, let words):
      String(repeating: "#", count: level) + " \(words.markdown)\n"
    case .paragraph(let words): words.markdown + "\n"
    case .list(let items):
      items.isEmpty ? nil : items.map { "- \($0.markdown)\n" }.joined()
    case .table(let table): table.markdown
    case .code(let lines): "```\n\(lines)```\n"
    case .own(let markup): markup
    }
  }
}

extension Block.Table {
  fileprivate var markdown: String {
    let rules = columns.map { $0.alignment == .right ? "--:" : "---" }
    // An empty title is one space.
    return Self.row(columns.map { Words($0.title) }).replacing("|  |", with: "| |")
      + (isSpaced
        ? "| \(rules.joined(separator: " | ")) |\n" : "|\(rules.joined(separator: "|"))|\n")
      + rows.map(Self.row).joined()
  }

  /// A line of a table.
  static func row(_ cells: [Words]) -> String {
    "| " + cells.map(\.markdownCell).joined(separator: " | ") + " |\n"
  }
}

extension Words {
  /// What Markdown or HTML would act on in plain text is escaped.
  var markdown: String { parts.map { $0.markdown(MarkdownText.escaped) }.joined() }

  fileprivate var markdownCell: String { parts.map { $0.markdown(MarkdownText.cell) }.joined() }
}

extension Words.Part {
  fileprivate func markdown(_ escaped: (String) -> String) -> String {
    switch self {
    case .plain(let text): escaped(text)
    case .code(let text): MarkdownText.code(text)
    case .strong(let text): "**\(escaped(text))**"
    case .emphasis(let text): "*\(escaped(text))*"
    case .link(let parts, let address):
      "[\(parts.map { $0.markdown(escaped) }.joined())](\(address))"
    case .own(let markup): markup
    }
  }
}
