extension ClaimMendReport {
  private static let title = "What would make the refuted claims hold"

  public var markdown: String { blocks.markdown }

  /// A part of a page: a heading of the second level, then one of the third for each claim.
  var blocks: [Block] {
    let claims = claims.flatMap { claim in
      Self.blocks(claim, level: 3) { setting in "\(code: setting.text)" }
    }
    return [.heading(2, Words(Self.title)), .paragraph(Words(Self.legend))] + claims + faultNote
  }

  /// The claims as one page, with a table of remedies for each.
  public func html(command: String) -> String {
    HTMLPage(
      title: Self.title, introduction: [.paragraph(Words(Self.legend))] + faultNote,
      body: claims.flatMap { claim in Self.blocks(claim, level: 2) { Words($0.text) } },
      command: command
    ).text
  }

  private static func blocks(
    _ claim: Claim, level: Int, setting: (MendSetting) -> Words
  ) -> [Block] {
    let rows = claim.remedies.prefix(shown).map { remedy in
      let title = remedy.title.map { "\($0): " } ?? ""
      let levers = remedy.settings.map(setting).joined(separator: " + ")
      let numbers = ["\(remedy.mends.count)/\(claim.refuted.count)"] + differences(remedy.total)
      return ["\(title)\(levers)"]
        + ([remedy.standing.rawValue] + numbers + [spoiled(remedy)]).map { Words($0) }
    }
    let titles = [
      "Lever", "Kind", "Mends", "Executions", "Requests", "End", "Stored", "Missing",
      "Delivered again", "Stored again", "Refutes",
    ]
    return [
      .heading(level, "\(claim.id) \(claim.sentence)"), .paragraph(Words(headline(claim))),
      rows.isEmpty
        ? .paragraph("No single lever makes it hold.")
        : .table(Block.Table(titles, right: 2..<10, rows)),
    ] + (claim.smallestSet.map { [.paragraph(Words(sentence($0)))] } ?? [])
  }
}
