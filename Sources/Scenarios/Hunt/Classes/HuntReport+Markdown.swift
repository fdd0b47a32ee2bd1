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
    for kind in HuntTrouble.Kind.allCases {
      let found = classes.filter { $0.troubles.first?.kind == kind }
      guard !found.isEmpty else { continue }
      text += "\n### \(sentence(kind))\n\n"
      text += "| cause | sites | what | a re-trigger | ends with | refutes |\n"
      text += "|---|---:|---|---|---|---|\n"
      text += found.map { "| \($0.cells.joined(separator: " | ")) |\n" }.joined()
    }
    let told = classes.filter { found in
      found.family == HuntSite.Family.fault.rawValue
        && found.troubles.first.map { Self.shown.contains($0.kind) } ?? false
        && !(found.detail?.chain ?? []).isEmpty
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

  private func sentence(_ kind: HuntTrouble.Kind) -> String {
    kind.words.prefix(1).uppercased() + kind.words.dropFirst()
  }
}

extension HuntReport.Class {
  /// What a row of a table says of it.
  fileprivate var cells: [String] {
    let reasons = troubles.map(\.detail).filter { !$0.isEmpty }.joined(separator: "; ")
    let levers = detail?.levers ?? []
    let more = levers.count > 2 ? " and \(levers.count - 2) more" : ""
    return [
      cause, grouped(sites), [scope, reasons].filter { !$0.isEmpty }.joined(separator: "; "),
      detail?.healing ?? "", levers.prefix(2).map { "`\($0)`" }.joined(separator: ", ") + more,
      (detail?.claims ?? []).joined(separator: ", "),
    ]
  }
}
