import SimKernel

extension FleetReport: WrittenReport {
  public var text: String {
    var text = VisibleText.of(scenario) + "  \(profile)  seed \(seed)  \(verdict)\n"
    text += VisibleText.of(title) + "\n\n"
    for sentence in sentences { text += sentence.wrapped(100, margin: "  ") + "\n" }
    for table in tables where table.title != "Backlog" {
      text += "\n" + Self.text(table)
    }
    if !sparklines.isEmpty { text += "\n" + Self.lines(sparklines) }
    for table in tables where table.title == "Backlog" { text += "\n" + Self.text(table) }
    return text
  }

  private static func text(_ table: Table) -> String {
    var lines = TextTable(table.columns)
    for row in table.rows { lines.add(row) }
    return "\(table.title)\n" + lines.lines.map { "  \($0)\n" }.joined()
  }

  private static func lines(_ sparklines: [(name: String, line: String, most: Int)]) -> String {
    var table = TextTable([("", .left), ("", .left), ("", .right)])
    for row in sparklines { table.add([row.name, row.line, "most \(grouped(row.most))"]) }
    return table.text
  }

  public var markdown: String {
    func escaped(_ text: String) -> String { MarkdownText.escaped(text) }
    var text = "## \(profile)\n\n\(MarkdownText.code(scenario)), seed \(seed): \(verdict)\n\n"
    for sentence in sentences { text += "- \(escaped(sentence))\n" }
    for table in tables {
      text += "\n### \(table.title)\n\n"
      if table.title == "Backlog", !sparklines.isEmpty {
        text += "```\n\(Self.lines(sparklines))```\n\n"
      }
      text += MarkdownText.table(
        table.columns.map { MarkdownText.cell($0.title) },
        right: Set(table.columns.indices.filter { table.columns[$0].alignment != .left }),
        table.rows.map { $0.map(MarkdownText.cell) })
    }
    return text
  }

  // MARK: - Sparklines

  private static let width = 60

  /// The backlog's course, each line on a scale of its own.
  private var sparklines: [(name: String, line: String, most: Int)] {
    let series: [(String, KeyPath<Moment, Int>)] = [
      ("open backfills", \.openBackfills), ("open workers", \.openWorkers),
      ("open captures", \.openCaptures), ("queued starts", \.queuedStarts),
      ("undelivered items", \.undelivered),
    ]
    return series.compactMap { name, path in
      let values = backlog.map { $0[keyPath: path] }
      guard let most = values.max(), most > 0 else { return nil }
      return (name, Self.sparkline(values), most)
    }
  }

  /// Values as a row of bars, the greatest as the highest; of many the greatest of each part.
  static func sparkline(_ values: [Int]) -> String {
    let bars = Array("▁▂▃▄▅▆▇█")
    let columns = min(values.count, width)
    let parts = (0..<columns).map { column in
      values[values.count * column / columns..<values.count * (column + 1) / columns].max() ?? 0
    }
    guard let most = parts.max(), most > 0 else { return "" }
    return String(parts.map { $0 == 0 ? " " : bars[($0 * 8 - 1) / most] })
  }
}
