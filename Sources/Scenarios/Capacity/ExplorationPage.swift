import SimKernel

extension Exploration {
  /// The answers as one page: heat maps, and for the point that is chosen where the time went.
  public func html(command: String) -> String {
    HTMLPage(
      title: title, introduction: [introduction] + faultNote, body: [pageBody(prefix: "")],
      command: command
    ).text
  }

  /// Maps beside the panels of the points, then all points as a table.
  func pageBody(prefix: String) -> Block {
    let maps = ExplorationMaps(self, prefix: prefix, withins: FrontierFinder.defaultWithins)
    let panels = points.enumerated().map { place, point in
      PointPanel(
        point: point, heading: pageHeading(point), id: maps.target(place), isFirst: place == 0
      ).html
    }
    return .own(
      """
      <p>A cell opens its point: beside the maps, or below them on a narrow screen.</p>
      <div class="answers">
      <div>
      \(maps.html)</div>
      <div class="points" aria-label="The chosen point">
      \(panels.joined())</div>
      </div>
      <details class="tables">
      <summary>All \(points.count) points as a table</summary>
      \(pageTable(maps))</details>

      """)
  }

  private func pageHeading(_ point: PointAnswer) -> String {
    (zip(axes, point.values).map { "\($0.name) \(ShortName.of($1))" } + [point.profile])
      .joined(separator: " · ")
  }

  private func pageTable(_ maps: ExplorationMaps) -> String {
    let titles = [
      "Point", "Stored", "Delivered", "Items stored", "p50 to \(until.verb)", "Undelivered", "Lost",
      "Filtered on purpose", "Helps most",
    ]
    let lines = points.enumerated().map { place, point in
      let cells = [
        "\(point.storedRuns) of \(point.runs)", "\(point.deliveredRuns) of \(point.runs)",
        AnswerWording.present(perMillion: point.observedPerMillion),
        point.time(until).medianOfArriving, point.undelivered.short, point.lost.short,
        point.filteredOnPurpose.short, point.helpsMost?.title ?? "nothing",
      ]
      return "<th scope=\"row\"><a href=\"#\(maps.target(place))\">"
        + MarkupText.escaped(pageHeading(point)) + "</a></th>"
        + cells.map { "<td>\(MarkupText.escaped($0))</td>" }.joined()
    }
    return "<div class=\"wide\" tabindex=\"0\">\n\(MarkupText.table(titles, lines))</div>\n"
  }
}

/// Everything about one point.
struct PointPanel {
  let point: PointAnswer
  let heading: String
  let id: String
  /// Whether it is shown until another one is chosen.
  let isFirst: Bool

  var html: String {
    var text = "<article id=\"\(id)\"\(isFirst ? " class=\"first\"" : "")>\n"
    text += "<h3>\(MarkupText.escaped(heading))</h3>\n"
    text += TimeShares.ofWorkers(point).html + TimeShares.ofWaiting(point).html
    text += "<h4>In numbers</h4>\n<dl>\n"
    for (title, value) in point.rows {
      text += "<dt>\(MarkupText.escaped(title))</dt><dd>\(MarkupText.escaped(value))</dd>\n"
    }
    return text + "</dl>\n<p><a href=\"#main\">Back to the maps</a></p>\n</article>\n"
  }
}
