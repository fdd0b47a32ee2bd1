extension ClaimMendReport {
  /// A part of a page: a heading of the second level, then one of the third for each claim.
  public var markdown: String {
    var text =
      "## What would make the refuted claims hold\n\n\(MarkdownText.escaped(Self.legend))\n"
    for claim in claims { text += "\n" + Self.markdown(claim) }
    return text + (faults.note.map { "\n\(MarkdownText.escaped($0))\n" } ?? "")
  }

  private static func markdown(_ claim: Claim) -> String {
    var text = "### \(claim.id) \(MarkdownText.escaped(claim.sentence))\n\n"
    text += "\(MarkdownText.escaped(headline(claim)))\n"
    if claim.remedies.isEmpty {
      text += "\nNo single lever makes it hold.\n"
    } else {
      text += """

        | Lever | Kind | Mends | Executions | Requests | End | Stored | Missing | Again | Refutes |
        |---|---|--:|--:|--:|--:|--:|--:|--:|---|

        """
      for remedy in claim.remedies.prefix(shown) { text += row(remedy, of: claim) }
    }
    if let set = claim.smallestSet { text += "\n\(MarkdownText.escaped(sentence(set)))\n" }
    return text
  }

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

  private static func row(_ remedy: Remedy, of claim: Claim) -> String {
    let levers = remedy.settings.map { "`\($0.text)`" }.joined(separator: " + ")
    let title = remedy.title.map { "\(MarkdownText.cell($0)): " } ?? ""
    let cells =
      [title + levers, remedy.standing.rawValue, "\(remedy.mends.count)/\(claim.refuted.count)"]
      + differences(remedy.total) + [MarkdownText.cell(spoiled(remedy))]
    return MarkdownText.row(cells)
  }
}
