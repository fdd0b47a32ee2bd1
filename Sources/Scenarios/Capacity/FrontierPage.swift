import SimKernel

extension FrontierReport {
  /// The frontiers as one page.
  public func html(command: String) -> String {
    HTMLPage(
      title: title, introduction: [.paragraph("\(subtitle).")] + faultNote, body: pageTable,
      command: command
    ).text
  }

  /// A row for each frontier, with a bar on a logarithmic scale.
  var pageTable: [Block] {
    let titles =
      axes.map(\.name) + ["Profile"] + (until == nil ? [] : ["Within"])
      + ["Largest \(axis.name)", "What stops the next"]
    let rows = pageRows.map { row in
      let frontier = row.frontier
      let cells =
        frontier.values.map(ShortName.of) + [frontier.profile]
        + (until == nil ? [] : [row.withins])
      let spread: Words = "\(frontier.spread)\(own: bar(frontier))"
      return cells.map { Words($0) } + [spread, Words(frontier.whatStops)]
    }
    return [.table(Block.Table(titles, rows)), .own(barLegend)]
  }

  private var barLegend: String {
    guard let most = frontiers.compactMap(\.median.amount).max() else { return "" }
    let words = "Bars are logarithmic, from 0 to \(grouped(Int(most))) \(axis.name)."
    return "<p class=\"legend\">\(MarkupText.escaped(words))</p>\n"
  }

  /// The frontiers; times that say the same are one row.
  var pageRows: [(frontier: Frontier, withins: String)] {
    var rows: [(frontier: Frontier, withins: String)] = []
    for frontier in frontiers {
      if let last = rows.last?.frontier, last.values == frontier.values,
        last.profile == frontier.profile, last.spread == frontier.spread,
        last.whatStops == frontier.whatStops
      {
        rows[rows.count - 1].withins += ", \(frontier.within)"
      } else {
        rows.append((frontier, frontier.within))
      }
    }
    return rows
  }

  private func bar(_ frontier: Frontier) -> String {
    guard let amount = frontier.median.amount else { return "" }
    let whole = PortableMath.log(Double(frontiers.compactMap(\.median.amount).max() ?? 1) + 1)
    let length = PortableMath.log(Double(amount) + 1) / max(whole, 1) * 200
    return "<svg width=\"200\" height=\"10\" viewBox=\"0 0 200 10\" aria-hidden=\"true\">"
      + "<rect class=\"s5\" width=\"\(length.decimals(1))\" height=\"10\"/></svg>"
  }
}

extension Frontier {
  /// Holes below it, what stands in the way one step beyond, and how far all is delivered.
  var whatStops: String {
    ([noneText].compactMap(\.self) + holesText + againText + stopTexts + deliveredText)
      .joined(separator: " ")
  }

  /// The median, and the extremes where seeds differ.
  var spread: String {
    lowest == highest ? median.words : "\(median.words) (\(lowest.words) to \(highest.words))"
  }
}
