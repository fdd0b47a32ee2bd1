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
      let titles = [
        "Lever", "Kind", "Mends", "Executions", "Requests", "End", "Stored", "Missing", "Again",
        "Refutes",
      ]
      text += "\n"
      text += MarkdownText.table(
        titles, right: Set(2..<9), claim.remedies.prefix(shown).map { cells($0, of: claim) })
    }
    if let set = claim.smallestSet { text += "\n\(MarkdownText.escaped(sentence(set)))\n" }
    return text
  }

  private static func cells(_ remedy: Remedy, of claim: Claim) -> [String] {
    let levers = remedy.settings.map { "`\($0.text)`" }.joined(separator: " + ")
    let title = remedy.title.map { "\(MarkdownText.cell($0)): " } ?? ""
    return [
      title + levers, remedy.standing.rawValue, "\(remedy.mends.count)/\(claim.refuted.count)",
    ] + differences(remedy.total) + [MarkdownText.cell(spoiled(remedy))]
  }
}
