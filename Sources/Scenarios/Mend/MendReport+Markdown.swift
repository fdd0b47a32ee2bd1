extension MendReport {
  static let costTitles = [
    "Executions", "Of the month", "Requests", "Ended", "Missing", "Twice",
  ]

  public var markdown: String {
    var text = "# \(MarkdownText.escaped(title))\n\n\(MarkdownText.escaped(todayText))\n"
    for line in noAnswer { text += "\n\(MarkdownText.escaped(line))\n" }
    for (standing, title) in Self.kinds {
      let mine = answers.filter { $0.standing == standing }
      guard !mine.isEmpty else { continue }
      text += "\n## \(MarkdownText.escaped(title.capitalizedFirst))\n\n"
      text += MarkdownText.table(
        ["Change", "Found"] + Self.costTitles + ["Breaks"], right: Set(2..<8),
        mine.map { $0.cells.map(MarkdownText.cell) })
    }
    if !holds {
      text += "\n## The front of cost and loss\n\n"
      text += MarkdownText.table(
        Self.costTitles + ["Holds", "With"], right: Set(0..<6),
        front.map { $0.cells.map(MarkdownText.cell) })
    }
    return text + faultMarkdown + "\n\(MarkdownText.escaped(runsText.capitalizedFirst)).\n"
  }
}

extension MendReport.Point {
  var cells: [String] { cost.cells + [holds ? "yes" : "no", words] }
}

extension MendReport.Answer {
  var cells: [String] {
    [(title.map { "\($0): " } ?? "") + text, found] + cost.cells
      + [
        (brokenHere.map { "here: \($0)" } + [classes?.words].compactMap(\.self) + breakLines)
          .joined(separator: "; ")
      ]
  }

  /// How its amount was found.
  private var found: String {
    guard let search else { return "" }
    let end = search.direction == "more" ? "the least" : "the most"
    let again = search.isMonotone ? "" : ", fails again at \(listed(search.failsAgain, most: 4))"
    return "\(end): \(search.neighbour) fails\(again)"
  }
}
