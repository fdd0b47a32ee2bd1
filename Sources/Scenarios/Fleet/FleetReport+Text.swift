import SimKernel

extension FleetReport: WrittenReport {
  public var text: String {
    var text = VisibleText.of(scenario) + "  \(profile)  seed \(seed)  \(verdict)\n"
    text += VisibleText.of(title) + "\n\n" + ([sentenceList] + tables).text
    return text + (courses.isEmpty ? "" : "\n" + courses) + backlogTable.text
  }

  public var markdown: String { blocks.markdown }

  /// A part of a page with a heading of the second level.
  var blocks: [Block] {
    var backlog = backlogTable
    if !courses.isEmpty { backlog.insert(.code(courses), at: 1) }
    return [
      .heading(2, Words(profile)), .paragraph("\(code: scenario), seed \(seed): \(verdict)"),
      sentenceList,
    ] + tables + backlog
  }

  private var sentenceList: Block { .list(sentences.map { Words($0) }) }

  // MARK: - Sparklines

  private static let width = 60

  /// The backlog's course, each line on a scale of its own; empty where there was none.
  private var courses: String {
    let series: [(String, KeyPath<Moment, Int>)] = [
      ("open backfills", \.openBackfills), ("open workers", \.openWorkers),
      ("open captures", \.openCaptures), ("queued starts", \.queuedStarts),
      ("undelivered items", \.undelivered),
    ]
    var table = TextTable([("", .left), ("", .left), ("", .right)])
    for (name, path) in series {
      let values = backlog.map { $0[keyPath: path] }
      guard let most = values.max(), most > 0 else { continue }
      table.add([name, Self.sparkline(values), "most \(grouped(most))"])
    }
    return table.text
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
