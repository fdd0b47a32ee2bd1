import SimKernel

extension PageDocument {
  /// Which run it is, and where two runs part.
  var introduction: String {
    let reports = replays.map { ReplayReport($0) }
    var text = ""
    for (place, report) in reports.enumerated() {
      // What a file expects is not said of a run that was changed.
      let isChanged = place == 1 && report.scenarioHash == reports[0].scenarioHash
      let facts = [
        (alignment == nil ? "" : place == 0 ? "left: " : "right: ") + report.scenario,
        report.profile, "seed \(report.seed)",
        isChanged ? alignment?.change ?? "" : report.verdictWords,
        "\(grouped(report.counts.expected - report.counts.missing)) of "
          + "\(grouped(report.counts.expected)) stored",
        "ended at \(SimTime(microseconds: report.endedAtMicroseconds).clock)",
        "fingerprint \(report.fingerprint)",
      ]
      text += "<p class=\"facts\">\(Self.shown(facts.joined(separator: " · ")))</p>\n"
    }
    guard let alignment else { return text }
    return text + parting(alignment)
  }

  private func parting(_ alignment: Alignment) -> String {
    guard let divergence = alignment.divergence else {
      return "<p>\(Self.shown(alignment.change)): everything that happened is the same.</p>\n"
    }
    let at = Self.link(divergence.atMicroseconds)
    var text = "<div class=\"parting\" id=\"parting\">\n"
    text += "<p><b>\(Self.shown(alignment.change))</b></p>\n"
    text += "<p>The same up to \(at): \(counted(alignment.common, "milestone")). Then they part. "
    text += "Cause: \(Self.shown(divergence.cause)).</p>\n"
    for (name, event) in [("left", divergence.left), ("right", divergence.right)] {
      let words = event.map { "\($0.actor): \($0.text)" } ?? "nothing more happens"
      text += "<p>First \(name): \(Self.shown(words))</p>\n"
    }
    for sentence in alignment.movedSentences {
      text += "<p>\(Self.shown(sentence))</p>\n"
    }
    text += "</div>\n<div class=\"both\">\n"
    text += Self.table("items", alignment.counts) + Self.table("fate", alignment.fates)
    return text + "</div>\n"
  }

  private static func table(_ title: String, _ counts: [Alignment.Count]) -> String {
    var text = "<table>\n<thead><tr><th scope=\"col\">\(title)</th>"
    text += ["left", "right", "change"].map { "<th scope=\"col\" class=\"number\">\($0)</th>" }
      .joined()
    text += "</tr></thead>\n<tbody>\n"
    for count in counts {
      let change = count.right - count.left
      let words = change == 0 ? "" : (change > 0 ? "+" : "") + grouped(change)
      text += "<tr><th scope=\"row\">\(Self.shown(count.name))</th>"
      text +=
        [grouped(count.left), grouped(count.right), words]
        .map { "<td class=\"number\">\($0)</td>" }.joined() + "</tr>\n"
    }
    return text + "</tbody>\n</table>\n"
  }

  /// A time that leads to its moment in the picture.
  private static func link(_ microseconds: Int64) -> String {
    let seconds = Double(microseconds) / 1_000_000
    return "<a href=\"#t=\(seconds)\">\(SimTime(microseconds: microseconds).clock)</a>"
  }

  /// What the script fills; hidden without it.
  var explorer: String {
    let parts = alignment?.divergence == nil ? "" : Self.button("diverge", "Where they part")
    return """
      <section id="explorer" aria-label="Timeline" hidden="">
      <div class="tools">
      <div>\(Self.button("out", "−", "Zoom out"))\(Self.button("in", "+", "Zoom in"))\
      \(Self.button("left", "◂", "Earlier"))\(Self.button("right", "▸", "Later"))\
      \(Self.button("all", "All"))\(Self.button("strike", "Next fault"))\(parts)</div>
      <div><label for="search">Item</label>
      <input id="search" type="search" autocomplete="off" placeholder="app issue #7"/></div>
      <label>Unit <select id="unit"></select></label>
      <label>Fate <select id="fate"></select></label>
      <label>Attempt <select id="attempt"><option value="0">all</option>\
      <option value="1">the first</option><option value="2">later ones</option></select></label>
      </div>
      <p id="foundcount" class="hint" role="status"></p>
      <ul id="found" aria-label="Items found"></ul>
      <div class="tools"><label for="moment">Moment</label>
      <input id="moment" inputmode="decimal" autocomplete="off" spellcheck="false"/>
      \(Self.button("before", "◂ Event", "The event before"))\
      \(Self.button("after", "Event ▸", "The next event"))
      <input id="scrubber" type="range" min="0" max="1" value="0" aria-label="Moment"/></div>
      <div class="work">
      <div><div id="pictures"></div>
      <ul class="legend" aria-label="Colours">\(Self.legend)</ul>
      <p id="keys" class="hint">Keys in the picture: + and − zoom, arrows move, comma and full \
      stop step from event to event, f the next fault, 0 everything, Escape lets go of the item. The \
      wheel zooms once the picture is clicked, or with Control.</p>
      <section aria-labelledby="ofitem"><h2 id="ofitem">Item</h2><div id="item"></div></section>
      </div>
      <section class="beside" aria-labelledby="ofstate"><h2 id="ofstate">The rooms at this \
      moment</h2><div id="state"></div></section>
      </div>
      <div id="hover" aria-hidden="true" hidden=""></div>
      <p id="said" class="unseen" role="status"></p>
      </section>

      """
  }

  private static func button(_ id: String, _ text: String, _ label: String? = nil) -> String {
    let name = label.map { " aria-label=\"\($0)\"" } ?? ""
    return "<button type=\"button\" id=\"\(id)\"\(name)>\(text)</button>"
  }

  private static var legend: String {
    [
      ("fetch", "fetches; in use"), ("post", "posts items"), ("wait", "waits for a limit"),
      ("sleep", "sleeps"), ("idle", "waits for completions"), ("work", "other work"),
      ("good", "delivered, stored"), ("double", "answered duplicate"),
      ("bad", "failed, lost, fault"),
    ].map { "<li><i class=\"t-\($0)\"></i>\($1)</li>" }.joined()
  }

  /// What is missing or there twice, and why.
  var why: String {
    guard let explanation, !explanation.groups.isEmpty else { return "" }
    let groups = explanation.groups.map { group in
      let lines = explanation.text(group).split(separator: "\n").map(String.init)
      let rest = lines.dropFirst().joined(separator: "\n")
      return "<article><h3>\(Self.shown(lines.first ?? ""))</h3>\n"
        + "<pre tabindex=\"0\">\(MarkupText.escaped(VisibleText.ofLines(rest)))</pre></article>\n"
    }
    let words = alignment == nil ? "Why" : "Why, on the left"
    return "<section class=\"why\"><h2>\(words)</h2>\n\(groups.joined())</section>\n"
  }

  /// The timeline as a table: of two runs what is there from where they part on.
  var lines: String {
    let rows = alignment.map(Self.pairRows) ?? Self.rows(replays[0])
    let heads = alignment == nil ? ["time", "who", "what"] : ["time", "who", "left", "right"]
    return """
      <section id="lines"><h2>\(alignment == nil ? "Line by line" : "From where they part")</h2>
      <div class="wide" tabindex="0"><table>
      <thead><tr>\(heads.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead>
      <tbody>
      \(rows)</tbody>
      </table></div>
      </section>

      """
  }

  private static func rows(_ replay: Replay) -> String {
    var timeline = replay.timeline
    if timeline.entries.count > mostLines {
      let strikes = replay.evidence.milestones(.faultStruck).map(\.time)
      timeline = timeline.excerpt(around: Array(strikes.prefix(40)), margin: 15)
    }
    return timeline.entries.map { entry in
      let isFault = entry.actor == "fault" ? " class=\"fault\"" : ""
      return "<tr\(isFault)><td>\(link(entry.time.microseconds))</td>"
        + "<td>\(Self.shown(entry.actor))</td>"
        + "<td>\(Self.shown(entry.text))</td></tr>\n"
    }.joined()
  }

  private static func pairRows(_ alignment: Alignment) -> String {
    let most = alignment.lines.prefix(mostLines)
    let rows = most.map { line in
      let side =
        line.left == line.right
        ? "" : line.right == nil ? " class=\"left\"" : line.left == nil ? " class=\"right\"" : ""
      func cell(_ text: String?, _ name: String) -> String {
        "<td data-side=\"\(name)\">\(Self.shown(text ?? ""))</td>"
      }
      let both =
        line.left == line.right
        ? "<td colspan=\"2\" data-side=\"both\">"
          + Self.shown(line.left ?? "") + "</td>"
        : cell(line.left, "left") + cell(line.right, "right")
      return "<tr\(side)><td>\(link(line.atMicroseconds))</td>"
        + "<td>\(Self.shown(line.actor))</td>\(both)</tr>\n"
    }
    let more = alignment.lines.count - most.count
    let end = more > 0 ? "<tr><td colspan=\"4\">… \(counted(more, "line")) more</td></tr>\n" : ""
    return rows.joined() + end
  }
}
