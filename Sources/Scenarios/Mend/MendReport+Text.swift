import SimKernel

extension MendReport: AnswerDocument {
  /// Answers of each kind and scenarios of each answer that are shown; the JSON has all of them.
  static let shown = 8
  static let shownBreaks = 3

  /// The kinds of answers with their titles.
  static let kinds: [(standing: Standing, title: String)] = [
    (.setting, "settings: numbers of today's configuration and plan"),
    (.proposal, "proposals: code that the pipeline does not have"),
    (.outside, "outside: what nobody here can change"),
  ]

  public var text: String {
    var text = title + "\n" + todayText.wrapped(100, margin: "") + "\n"
    for line in noAnswer { text += "\n" + line.wrapped(100, margin: "") + "\n" }
    for (standing, title) in Self.kinds {
      let mine = answers.filter { $0.standing == standing }
      if !mine.isEmpty { text += "\n\(title)\n" + mine.prefix(Self.shown).map(Self.text).joined() }
      if mine.count > Self.shown {
        text += "  and \(counted(mine.count - Self.shown, "answer")) more in the JSON\n"
      }
    }
    if !holds {
      text += "\nthe front of cost (executions) and loss (missing and twice)\n" + frontTable.text
    }
    return text + faultText + "\n" + runsText.wrapped(100, margin: "") + "\n"
  }

  static let costTitles = ["executions", "of the month", "requests", "ended", "missing", "twice"]

  /// The points of the front, a row each.
  var frontTable: Block.Table {
    let columns: [(String, TextTable.Alignment)] =
      Self.costTitles.map { ($0, .right) } + [("holds", .left), ("with", .wrapped)]
    return Block.Table(
      columns, front.map { $0.cost.cells + [$0.holds ? "yes" : "no", $0.words] })
  }

  private static func text(_ answer: Answer) -> String {
    let margin = "      "
    var text = "  " + answer.headline.wrapped(100, margin: margin) + "\n"
    for line in answer.lines { text += margin + line.wrapped(100, margin: margin + "  ") + "\n" }
    return text
  }
}

extension MendReport {
  /// "What would mend runbook/base (as-built, seed 1)".
  var title: String {
    "What would mend \(VisibleText.of(scenario)) (\(profile), seed \(seed))"
  }

  /// Whether the property holds today, and what today's run comes to.
  var todayText: String {
    let state = holds ? "holds" : property.count > 1 ? "do not all hold" : "does not hold"
    let values = sentences.isEmpty ? "" : " (\(sentences.joined(separator: "; ")))"
    let cells = today.cells
    let month = cells[1].isEmpty ? "" : " (\(cells[1]) of the month)"
    let requests = counted(today.amounts.providerRequests, "request")
    let question = VisibleText.of(property.joined(separator: " and "))
    let executions = counted(today.amounts.executions, "execution")
    return "\(question) \(state)\(values). Today: \(executions)\(month), \(requests), "
      + "ended after \(cells[3]), \(cells[4]) missing, \(cells[5]) twice."
  }

  /// What is said where nothing mends.
  var noAnswer: [String] {
    guard !holds else { return [] }
    let single = answers.contains { $0.settings.count == 1 && $0.standing < .outside }
    if single { return [] }
    guard answers.contains(where: { $0.standing < .outside }) || soughtSet else { return [] }
    return answers.isEmpty
      ? ["No lever that was tried, alone or in a set, makes it hold."]
      : ["No single lever of our own makes it hold."]
  }

  /// How many runs say so.
  var runsText: String {
    var text = counted(runs, "run")
    if givenUp > 0 { text += " (\(grouped(givenUp)) given up: they prove nothing)" }
    if shipped.played > 0 {
      text +=
        "; what else breaks: \(counted(shipped.runs, "run")) in \(grouped(shipped.played)) of "
        + "\(counted(shipped.scenarios, "shipped scenario"))"
    } else if !holds {
      text += "; not played in the shipped scenarios"
    }
    return text
  }
}

extension MendReport.Cost {
  /// Executions, share of the month, requests, time to the end, missing, twice.
  var cells: [String] {
    [
      grouped(amounts.executions), monthPerMillion.map(Self.percent) ?? "",
      grouped(amounts.providerRequests),
      SimDuration(microseconds: amounts.endedMicroseconds).rounded, grouped(amounts.missing),
      grouped(amounts.duplicateDeliveries),
    ]
  }

  /// "0.76 %".
  private static func percent(_ perMillion: Int) -> String {
    let hundredths = (perMillion + 50) / 100
    let rest = hundredths % 100
    return "\(grouped(hundredths / 100)).\(rest < 10 ? "0" : "")\(rest) %"
  }
}

extension MendReport.Point {
  var words: String {
    settings.isEmpty ? "as it is" : settings.map(\.text).joined(separator: " + ")
  }
}

extension MendReport.Answer {
  var text: String { settings.map(\.text).joined(separator: " + ") }

  /// "capture.per-workspace = 11 (the least: 10 fails)".
  var headline: String {
    let name = title.map { "\($0): " } ?? ""
    guard let search else { return name + text }
    let end = search.direction == "more" ? "the least" : "the most"
    return "\(name)\(text) (\(end): \(search.neighbour) fails)"
  }

  /// What it costs, how far that is sure, and what it breaks.
  var lines: [String] {
    let cells = cost.cells
    let month = cells[1].isEmpty ? "" : "; \(cells[1]) of the month"
    var lines = [ClaimMendReport.cost(change) + month]
    if let search, !search.isMonotone {
      lines.append(
        "not monotone: of \(grouped(search.tried)) values tried, to \(search.farthest), it fails "
          + "again at \(listed(search.failsAgain, most: 4))")
    }
    if !brokenHere.isEmpty {
      lines.append("here it breaks \(VisibleText.of(listed(brokenHere, most: 2)))")
    }
    if let classes { lines.append(classes.words) }
    return lines + breakLines
  }

  /// What it does to shipped scenarios, those who lose by it first.
  var breakLines: [String] {
    guard let breaks else { return [] }
    let harms = breaks.filter(\.isHarm)
    let sentences = breaks.reduce(0) { $0 + $1.expectations }
    var lines = harms.prefix(MendReport.shownBreaks).map { harm in
      "breaks \(VisibleText.of(ScenarioRoot.short(harm.scenario))): \(harm.words)"
    }
    if harms.count > MendReport.shownBreaks {
      lines.append(
        "and \(counted(harms.count - MendReport.shownBreaks, "scenario")) more in the JSON")
    }
    if sentences > 0 {
      lines.append(
        "\(counted(sentences, "expectation")) of \(counted(breaks.count, "shipped scenario")) "
          + "say\(sentences == 1 ? "s" : "") otherwise")
    }
    return lines
  }
}

extension MendReport.Break {
  /// "3 missing, claim 9.1".
  var words: String {
    var words: [String] = []
    if missing > 0 { words.append("\(grouped(missing)) more missing") }
    if twice > 0 { words.append("\(grouped(twice)) more delivered twice") }
    if !claims.isEmpty { words.append("refutes \(claims.joined(separator: ", "))") }
    if isCutOff { words.append("the run was cut off") }
    return words.joined(separator: ", ")
  }
}
