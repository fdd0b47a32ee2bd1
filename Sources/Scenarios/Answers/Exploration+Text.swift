extension Exploration: AnswerDocument {
  static let legend = """
    Times run from the first trigger or connection to the last first delivery of an expected item \
    (delivered) and to the last observation (stored); runs that do not complete count as "never". \
    Intervals are of 95 %: of quantiles by order statistics, of means by Student's t. "10 % more" \
    is the same seeds run again with that lever raised. A "?" is not known: an end of an interval \
    that so few runs leave open, or a use that is not counted.
    """

  public var text: String {
    var text = "\(title)\n\(seedsText), \(counted(runs, "run"))\n"
    for point in points {
      text += "\n" + heading(point) + "\n"
      for row in point.rows {
        let margin = String(repeating: " ", count: 14)
        text += "  " + row.title.padded(to: 12) + row.text.wrapped(100, margin: margin) + "\n"
      }
    }
    return text + "\n" + Self.legend.wrapped(100, margin: "") + "\n\nsweep \(sweep)\n"
  }

  var seedsText: String { "\(counted(seeds.count, "seed")) at each point" }

  /// "pull-requests 100 · finish-timeout 15m · as-built".
  func heading(_ point: PointAnswer) -> String {
    (zip(axes, point.values).map { "\($0.name) \($1)" } + [point.profile])
      .joined(separator: " · ")
  }

  public var markdown: String {
    var text = "# \(MarkdownText.escaped(title))\n\n"
    text += "\(MarkdownText.escaped("\(seedsText), \(counted(runs, "run")). \(Self.legend)"))\n"
    let profiles = points.reduce(into: [String]()) {
      if !$0.contains($1.profile) { $0.append($1.profile) }
    }
    for profile in profiles {
      text += "\n## \(profile)\n\n" + table(points.filter { $0.profile == profile })
    }
    return text
  }

  private func table(_ points: [PointAnswer]) -> String {
    let titles =
      axes.map { MarkdownText.cell($0.name) } + [
        "Completed", "p50", "p90", "p99", "Undelivered", "Again", "Executions", "Requests",
        "Most waited for", "10 % more helps most",
      ]
    let rule = titles.indices.map { $0 < axes.count || $0 > axes.count + 7 ? "---" : "--:" }
    var text = Self.row(titles) + Self.row(rule)
    for point in points {
      let waiting = point.bindingByWaiting.map {
        "\($0.name) (\(AnswerWording.share(perMillion: $0.waitingPerMillion)))"
      }
      let effect = point.bindingForDelivery.map { "\($0.title): \($0.changes)" }
      let delivered = point.delivered.named.map(\.quantile.text)
      let cells =
        point.values + ["\(point.completed)/\(point.runs)"] + delivered + [
          point.undelivered.short, point.duplicateDeliveries.short, point.executions.short,
          point.providerRequests.short, waiting ?? "nothing", effect ?? "nothing",
        ]
      text += Self.row(cells.map(MarkdownText.cell))
    }
    return text
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |\n"
  }
}
