extension Exploration: AnswerDocument {
  static let legend = """
    A run is stored when every expected item has an observation that the customer can see, or was \
    filtered on purpose; it is delivered when every one reached the Console, whatever became of it \
    there. Times run from the first trigger or connection to the last first observation (stored) \
    and to the last first delivery (delivered); runs that never get there count as "never", and \
    where some do not it is said how many arrive. \
    Intervals are of 95 %: of quantiles by order statistics, of means by Student's t. "10 % more" \
    is the same seeds run again with that lever raised. A "?" is not known: an end of an interval \
    that so few runs leave open, or a use that is not counted.
    """

  public var text: String {
    var text = "\(VisibleText.of(title))\n\(seedsText), \(counted(runs, "run"))\n"
    for point in points {
      text += "\n" + heading(point) + "\n"
      for row in point.rows {
        let margin = String(repeating: " ", count: 14)
        text += "  " + row.title.padded(to: 12) + row.text.wrapped(100, margin: margin) + "\n"
      }
    }
    return text + faultText + "\n" + Self.legend.wrapped(100, margin: "") + "\n\nsweep \(sweep)\n"
  }

  var seedsText: String { "\(counted(seeds.count, "seed")) at each point" }

  /// "pull-requests 100 · finish-timeout 15m · as-built".
  func heading(_ point: PointAnswer) -> String {
    (zip(axes, point.values).map { "\($0.name) \($1)" } + [point.profile])
      .joined(separator: " · ")
  }

  /// How many runs there were, and what the words mean.
  var introduction: Block {
    .paragraph("\(seedsText), \(counted(runs, "run")). \(Self.legend)")
  }

  public var markdown: String {
    let profiles = points.reduce(into: [String]()) {
      if !$0.contains($1.profile) { $0.append($1.profile) }
    }
    let tables = profiles.flatMap { profile -> [Block] in
      [.heading(2, Words(profile)), .table(table(points.filter { $0.profile == profile }))]
    }
    return ([.heading(1, Words(title)), introduction] + tables + faultNote).markdown
  }

  private func table(_ points: [PointAnswer]) -> Block.Table {
    let titles =
      axes.map(\.name) + [
        "Stored", "Delivered", "Items stored", "Lost", "p50 to \(until.verb)", "p90", "p99",
        "Undelivered", "Again", "Executions", "Requests", "Most waited for",
        "10 % more helps most",
      ]
    let rows = points.map { point in
      let waiting = point.bindingByWaiting.map {
        "\($0.name) (\(AnswerWording.share(perMillion: $0.waitingPerMillion)))"
      }
      let effect = point.binding(for: until).map { "\($0.title): \($0.changes)" }
      let time = point.time(until)
      return point.values + [
        "\(point.storedRuns)/\(point.runs)", "\(point.deliveredRuns)/\(point.runs)",
        AnswerWording.present(perMillion: point.observedPerMillion), point.lost.short,
        time.p50OfArriving == nil ? time.p50.text : time.medianOfArriving, time.p90.text,
        time.p99.text, point.undelivered.short, point.duplicateDeliveries.short,
        point.executions.short, point.providerRequests.short, waiting ?? "nothing",
        effect ?? "nothing",
      ]
    }
    return Block.Table(titles, right: axes.count..<axes.count + 11, isSpaced: true, rows)
  }
}
