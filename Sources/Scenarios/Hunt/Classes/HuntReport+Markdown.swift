extension HuntReport {
  /// Troubles whose classes are shown with the moment at which they happen.
  private static let shown: Set<HuntTrouble.Kind> = [
    .violation, .foreign, .afterRevocation, .notEnded, .silentLoss, .unnoticedLoss, .storedTwice,
    .deliveredTwice,
  ]

  public var markdown: String { blocks.markdown }

  /// Classes by how bad they are, a table for each; then how the worst of them happen.
  var blocks: [Block] {
    let head: [Block] = [
      .heading(2, "\(title) (\(profile))"), .list(certificate.map { Words($0) }),
    ]
    guard !classes.isEmpty else { return head + [.paragraph("No property is broken.")] }
    let tables = classesByTrouble.flatMap { kind, found -> [Block] in
      let rows = found.map { Block.Table.row($0.cells(address: nil)) }
      return [
        .heading(3, Words(kind.words.capitalizedFirst)),
        .own(
          """
          | cause | sites | what | a re-trigger | ends with | refutes |
          |---|---:|---|---|---|---|
          \(rows.joined())
          """),
      ]
    }
    let introduction: Words = """
      Each is a file of \(code: "simrun hunt … --output found"); \
      \(code: "simrun page found/FILE --output page.html") shows it.
      """
    let stories = told.flatMap { found -> [Block] in
      let troubles = found.troubles.map(\.words).joined(separator: "; ")
      return [
        .paragraph("\(found.cause): \(troubles) (\(code: found.file))"),
        .code((found.detail?.chain ?? []).map { $0 + "\n" }.joined()),
      ]
    }
    return head + tables
      + (told.isEmpty ? [] : [.heading(3, "How it happens"), .paragraph(introduction)]) + stories
  }

  /// The classes by the worst of what they do, the worst first.
  var classesByTrouble: [(kind: HuntTrouble.Kind, classes: [Class])] {
    HuntTrouble.Kind.allCases.compactMap { kind in
      let found = classes.filter { $0.troubles.first?.kind == kind }
      return found.isEmpty ? nil : (kind, found)
    }
  }

  /// The classes that are shown with the moment at which they happen.
  var told: [Class] {
    classes.filter { found in
      found.family == HuntSite.Family.fault.rawValue
        && found.troubles.first.map { Self.shown.contains($0.kind) } ?? false
        && !(found.detail?.chain ?? []).isEmpty
    }
  }
}

extension HuntReport.Class {
  /// What a row of a table says of it; `address` is where it is told in full.
  func cells(address: String?) -> [Words] {
    let levers = detail?.levers ?? []
    let endings = levers.prefix(2).map { "\(code: $0)" as Words }.joined(separator: ", ")
    let more = levers.count > 2 ? " and \(levers.count - 2) more" : ""
    return [
      "\(link: Words(cause), to: address)", Words(grouped(sites)), Words(what),
      Words(detail?.healing ?? ""), "\(endings)\(more)",
      Words((detail?.claims ?? []).joined(separator: ", ")),
    ]
  }

  /// Where it strikes and what it does.
  private var what: String {
    let reasons = troubles.map(\.detail).filter { !$0.isEmpty }.joined(separator: "; ")
    return [scope, reasons].filter { !$0.isEmpty }.joined(separator: "; ")
  }
}
