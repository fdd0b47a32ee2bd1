extension HuntReport {
  private static let titles = ["Cause", "Sites", "What", "A re-trigger", "Ends with", "Refutes"]

  /// The certificate, a table of classes for each kind of trouble, then how the worst happen.
  func pageSection(hasPages: Bool) -> String {
    var text = "<section id=\"\(MarkupText.escaped(profile))\">\n"
    text += "<h2>\(MarkupText.escaped(profile))</h2>\n"
    text += "<ul>\(certificate.map { "<li>\(MarkupText.escaped($0))</li>" }.joined())</ul>\n"
    if classes.isEmpty { text += "<p>No property is broken.</p>\n" }
    let stories = Set(told.map(\.file))
    let pages = hasPages ? Set(files.map(\.path)).subtracting(stories) : []
    for (kind, found) in classesByTrouble {
      let title = MarkupText.escaped(heading(kind, found))
      text += "<h3 id=\"\(target(kind.rawValue))\">\(title)</h3>\n"
      text += HTMLPage.table(
        Self.titles,
        marked: found.map { one in
          let address =
            stories.contains(one.file)
            ? "#" + target(one.file) : pages.contains(one.file) ? page(of: one) : nil
          return cells(of: one, address: address)
        })
    }
    return text + told.map { story($0, hasPages: hasPages) }.joined() + "</section>\n"
  }

  /// Links to the tables of every kind of trouble.
  var pageContents: String {
    let entries = classesByTrouble.map { kind, found in
      "<li><a href=\"#\(target(kind.rawValue))\">"
        + "\(MarkupText.escaped("\(profile): \(heading(kind, found))"))</a></li>"
    }
    return entries.joined()
  }

  private func heading(_ kind: HuntTrouble.Kind, _ found: [Class]) -> String {
    let sites = found.reduce(0) { $0 + $1.sites }
    return "\(kind.words.capitalizedFirst): \(counted(found.count, "cause")), "
      + counted(sites, "site")
  }

  /// An id of this profile's section.
  private func target(_ name: String) -> String { MarkupText.escaped("\(profile)-\(name)") }

  private func cells(of one: Class, address: String?) -> [String] {
    let cause = MarkupText.escaped(one.cause)
    let levers = one.endings.map { "<code>\(MarkupText.escaped($0))</code>" }
    return [
      address.map { "<a href=\"\($0)\">\(cause)</a>" } ?? cause, grouped(one.sites),
      MarkupText.escaped(one.what), MarkupText.escaped(one.detail?.healing ?? ""),
      levers.joined(separator: ", ") + one.moreEndings,
      MarkupText.escaped((one.detail?.claims ?? []).joined(separator: ", ")),
    ]
  }

  private func story(_ one: Class, hasPages: Bool) -> String {
    let troubles = one.troubles.map(\.words).joined(separator: "; ")
    let lines = (one.detail?.chain ?? []).joined(separator: "\n")
    return "<details id=\"\(target(one.file))\"><summary>"
      + "\(MarkupText.escaped("\(one.cause): \(troubles)"))</summary>\n"
      + "<pre tabindex=\"0\">\(MarkupText.escaped(lines))</pre>\n"
      + "<p>File of the class: <code>\(MarkupText.escaped(one.file))</code>"
      + (hasPages ? ", <a href=\"\(page(of: one))\">a page to look at it</a>" : "")
      + "</p></details>\n"
  }

  private func page(of one: Class) -> String {
    MarkupText.escaped(RunPages.path(ofClass: one.file, profile))
  }
}
