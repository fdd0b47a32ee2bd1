extension MendReport {
  public var markdown: String {
    let head: [Block] = [.heading(1, Words(title)), .paragraph(Words(todayText))]
    return (head + found + faultNote + [end]).markdown
  }

  /// The answers and the front as one page.
  public func html(command: String) -> String {
    HTMLPage(
      title: title, introduction: [.paragraph(Words(todayText))] + faultNote, body: found + [end],
      command: command
    ).text
  }

  /// The answers by kind, and the front.
  private var found: [Block] {
    var blocks = noAnswer.map { Block.paragraph(Words($0)) }
    for (standing, title) in Self.kinds {
      let mine = answers.filter { $0.standing == standing }
      guard !mine.isEmpty else { continue }
      let titles = ["Change", "Found"] + Self.costTitles.map(\.capitalizedFirst) + ["Breaks"]
      blocks += [
        .heading(2, Words(title.capitalizedFirst)),
        .table(Block.Table(titles, right: 2..<8, mine.map(\.cells))),
      ]
    }
    guard !holds else { return blocks }
    return blocks + [.heading(2, "The front of cost and loss"), .table(frontTable.capitalized)]
  }

  private var end: Block { .paragraph("\(runsText.capitalizedFirst).") }
}

extension MendReport.Answer {
  fileprivate var cells: [String] {
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
