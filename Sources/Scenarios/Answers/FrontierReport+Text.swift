import SimKernel

extension FrontierReport: AnswerDocument {
  public var text: String {
    var text = "\(title)\nThe largest \(axis.name) that completes in time, in steps of \(step)"
    text += " up to \(upTo); \(counted(seeds.count, "seed")), \(counted(runs, "run"))\n"
    var heading: String?
    for frontier in frontiers {
      let next = self.heading(frontier)
      if next != heading { text += "\n\(next)\n" }
      heading = next
      let margin = String(repeating: " ", count: 14)
      for (place, line) in sentences(frontier).enumerated() {
        let title = place == 0 ? "in \(frontier.within)" : ""
        text += "  " + title.padded(to: 12) + line.wrapped(100, margin: margin) + "\n"
      }
    }
    return text
  }

  public var markdown: String {
    var text = "# \(MarkdownText.escaped(title))\n\n"
    text += "The largest \(MarkdownText.escaped(axis.name)) that completes in time, in steps of"
    text += " \(step) up to \(upTo); \(counted(seeds.count, "seed")), \(counted(runs, "run")).\n\n"
    let titles =
      axes.map(\.name) + [
        "Profile", "Within", "Median", "Lowest", "Highest", "Interval", "Beyond it",
      ]
    text += "| " + titles.map(MarkdownText.cell).joined(separator: " | ") + " |\n"
    text += "|" + titles.map { _ in "---|" }.joined() + "\n"
    for frontier in frontiers {
      let cells =
        frontier.values + [
          frontier.profile, frontier.within, frontier.median.words, frontier.lowest.words,
          frontier.highest.words, frontier.interval,
          (frontier.holesText + frontier.stopTexts).joined(separator: " "),
        ]
      text += "| " + cells.map(MarkdownText.cell).joined(separator: " | ") + " |\n"
    }
    return text
  }

  private func heading(_ frontier: Frontier) -> String {
    (zip(axes, frontier.values).map { "\($0.name) \($1)" } + [frontier.profile])
      .joined(separator: " · ")
  }

  private func sentences(_ frontier: Frontier) -> [String] {
    let (low, high) = (frontier.lowest, frontier.highest)
    let spread =
      low == high
      ? "in \(seeds.count == 1 ? "the one seed" : "all \(counted(seeds.count, "seed"))")"
      : "median of the seeds; \(low.words) to \(high.words)"
    let first = "\(frontier.median.words), \(spread); interval of the median: \(frontier.interval)"
    return [first] + frontier.holesText + frontier.stopTexts
  }
}

extension Frontier.Reach {
  /// "1,400", "none", or "204800 and more".
  var words: String { isOpen ? "\(text) and more" : text }
}

extension Frontier {
  var within: String { SimDuration(microseconds: withinMicroseconds).description }

  /// "1400 to 1402", or how many seeds one takes.
  var interval: String {
    guard let medianLow, let medianHigh else { return "takes \(seedsNeeded) seeds" }
    return medianLow == medianHigh ? medianLow.words : "\(medianLow.words) to \(medianHigh.words)"
  }

  /// The values below the frontier that do not complete, if any.
  var holesText: [String] {
    let holes = seeds.filter { !$0.holes.isEmpty }
    guard !holes.isEmpty else { return [] }
    let list = holes.prefix(3).map { "\($0.holes.joined(separator: ", ")) (seed \($0.seed))" }
    let more = holes.count > 3 ? " and in \(holes.count - 3) more seeds" : ""
    return ["Not monotone: it does not complete in time at \(list.joined(separator: "; "))\(more)."]
  }

  /// What stands in the way one step beyond the median.
  var stopTexts: [String] {
    guard let stop else { return ["The end of the search still completes; see --up-to."] }
    if let refused = stop.refused { return ["\(stop.value) is not possible: \(refused)."] }
    guard let point = stop.point else { return [] }
    var why = point.reasons.map { "\($0.reason) (\($0.runs))" }
    if stop.late > 0 {
      why.append("delivered too late, at p50 in \(point.delivered.p50.value.text) (\(stop.late))")
    }
    var texts = [
      "At \(stop.value), of \(counted(point.runs, "seed")): \(why.joined(separator: ", "))."
    ]
    texts.append("Binding there: \(point.bindingText).")
    if let best = point.bindingForDelivery { texts.append("\(best.title): \(best.changes).") }
    return texts
  }
}
