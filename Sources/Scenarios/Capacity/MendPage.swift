extension MendReport {
  /// The answers and the front as one page.
  public func html(command: String) -> String {
    var body = noAnswer.map { "<p>\(MarkupText.escaped($0))</p>\n" }.joined()
    for (standing, title) in Self.kinds {
      let mine = answers.filter { $0.standing == standing }
      guard !mine.isEmpty else { continue }
      body += "<h2>\(MarkupText.escaped(title.capitalizedFirst))</h2>\n"
      body += HTMLPage.table(["Change", "Found"] + Self.costTitles + ["Breaks"], mine.map(\.cells))
    }
    if !holds {
      body += "<h2>The front of cost and loss</h2>\n"
      body += HTMLPage.table(Self.costTitles + ["Holds", "With"], front.map(\.cells))
    }
    return HTMLPage(
      title: title, introduction: "<p>\(MarkupText.escaped(todayText))</p>\n" + faultParagraph,
      body: body + "<p>\(MarkupText.escaped(runsText.capitalizedFirst)).</p>\n", command: command
    ).text
  }
}

extension ClaimMendReport {
  /// The claims as one page, with a table of remedies for each.
  public func html(command: String) -> String {
    let titles = [
      "Lever", "Kind", "Mends", "Executions", "Requests", "End", "Stored", "Missing", "Again",
      "Refutes",
    ]
    let body = claims.map { claim in
      let rows = claim.remedies.prefix(Self.shown).map { remedy in
        [
          (remedy.title.map { "\($0): " } ?? "") + remedy.text, remedy.standing.rawValue,
          "\(remedy.mends.count)/\(claim.refuted.count)",
        ] + Self.differences(remedy.total) + [Self.spoiled(remedy)]
      }
      let set = claim.smallestSet.map { "<p>\(MarkupText.escaped(Self.sentence($0)))</p>\n" } ?? ""
      return "<h2>\(MarkupText.escaped("\(claim.id) \(claim.sentence)"))</h2>\n"
        + "<p>\(MarkupText.escaped(Self.headline(claim)))</p>\n"
        + (rows.isEmpty
          ? "<p>No single lever makes it hold.</p>\n" : HTMLPage.table(titles, rows)) + set
    }
    return HTMLPage(
      title: "What would make the refuted claims hold",
      introduction: "<p>\(MarkupText.escaped(Self.legend))</p>\n" + faultParagraph,
      body: body.joined(), command: command
    ).text
  }
}
