extension HuntReport {
  private static let titles = ["Cause", "Sites", "What", "A re-trigger", "Ends with", "Refutes"]

  /// The certificate, a table of classes for each kind of trouble, then how the worst happen.
  func pageSection(hasPages: Bool) -> [Block] {
    let stories = Set(told.map(\.file))
    let pages = hasPages ? Set(files.map(\.path)).subtracting(stories) : []
    let tables = classesByTrouble.flatMap { kind, found -> [Block] in
      let rows = found.map { one in
        one.cells(
          address: stories.contains(one.file)
            ? "#" + target(one.file) : pages.contains(one.file) ? page(of: one) : nil)
      }
      let title = MarkupText.escaped(heading(kind, found))
      return [
        .own("<h3 id=\"\(MarkupText.escaped(target(kind.rawValue)))\">\(title)</h3>\n"),
        .table(Block.Table(Self.titles, rows)),
      ]
    }
    return [
      .own("<section id=\"\(MarkupText.escaped(profile))\">\n"), .heading(2, Words(profile)),
      .list(certificate.map { Words($0) }),
    ] + (classes.isEmpty ? [.paragraph("No property is broken.")] : []) + tables
      + told.flatMap { story($0, hasPages: hasPages) } + [.own("</section>\n")]
  }

  /// Links to the tables of every kind of trouble.
  var pageContents: [Words] {
    classesByTrouble.map { kind, found in
      "\(link: "\(profile): \(heading(kind, found))", to: "#" + target(kind.rawValue))"
    }
  }

  private func heading(_ kind: HuntTrouble.Kind, _ found: [Class]) -> String {
    let sites = found.reduce(0) { $0 + $1.sites }
    return "\(kind.words.capitalizedFirst): \(counted(found.count, "cause")), "
      + counted(sites, "site")
  }

  /// An id of this profile's section.
  private func target(_ name: String) -> String { "\(profile)-\(name)" }

  private func story(_ one: Class, hasPages: Bool) -> [Block] {
    let troubles = one.troubles.map(\.words).joined(separator: "; ")
    let page: Words =
      hasPages ? ", \(link: "a page to look at it", to: page(of: one))" : ""
    let title = MarkupText.escaped("\(one.cause): \(troubles)")
    let file: Words = "File of the class: \(code: one.file)\(page)"
    return [
      .own("<details id=\"\(MarkupText.escaped(target(one.file)))\"><summary>\(title)</summary>\n"),
      .code((one.detail?.chain ?? []).joined(separator: "\n")),
      .own("<p>\(file.html)</p></details>\n"),
    ]
  }

  private func page(of one: Class) -> String { RunPages.path(ofClass: one.file, profile) }
}
