extension HuntReport {
  /// Troubles whose classes are shown with the moment at which they happen.
  private static let shown: Set<HuntTrouble.Kind> = [
    .violation, .foreign, .afterRevocation, .notEnded, .silentLoss, .unnoticedLoss, .storedTwice,
    .deliveredTwice,
  ]

  /// Classes by how bad they are, a table for each; then how the worst of them happen.
  public var markdown: String {
    var text = "## \(title) (\(profile))\n\n"
    text += certificate.map { "- \($0)\n" }.joined()
    guard !classes.isEmpty else { return text + "\nNo property is broken.\n" }
    for (kind, found) in classesByTrouble {
      text += "\n### \(kind.words.capitalizedFirst)\n\n"
      text += "| cause | sites | what | a re-trigger | ends with | refutes |\n"
      text += "|---|---:|---|---|---|---|\n"
      text += found.map { "| \($0.cells.joined(separator: " | ")) |\n" }.joined()
    }
    if !told.isEmpty {
      text += "\n### How it happens\n\nEach is a file of `simrun hunt … --output found`; "
      text += "`simrun page found/FILE --output page.html` shows it.\n"
    }
    for found in told {
      text += "\n\(found.cause): \(found.troubles.map(\.words).joined(separator: "; ")) "
      text += "(`\(found.file)`)\n\n```\n"
      text += (found.detail?.chain ?? []).map { $0 + "\n" }.joined() + "```\n"
    }
    return text
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
  /// What a row of a table says of it.
  fileprivate var cells: [String] {
    [
      cause, grouped(sites), what, detail?.healing ?? "",
      endings.map { "`\($0)`" }.joined(separator: ", ") + moreEndings,
      (detail?.claims ?? []).joined(separator: ", "),
    ]
  }

  /// Where it strikes and what it does.
  var what: String {
    let reasons = troubles.map(\.detail).filter { !$0.isEmpty }.joined(separator: "; ")
    return [scope, reasons].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// The first levers that end it.
  var endings: [String] { Array((detail?.levers ?? []).prefix(2)) }

  /// How many more end it, in words.
  var moreEndings: String {
    let more = (detail?.levers ?? []).count - endings.count
    return more > 0 ? " and \(more) more" : ""
  }
}
