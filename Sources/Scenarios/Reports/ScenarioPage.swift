import SimKernel

/// The page of one scenario: verdicts, where the items are, runs, moments, timeline.
struct ScenarioPage {
  static let folder = "scenarios"

  /// The runs of the scenario, one for each profile it plays in.
  let materials: [ReportMaterial]

  init(_ materials: [ReportMaterial]) { self.materials = materials }

  static func path(of name: String) -> String { "\(folder)/\(name).md" }

  /// The name of the place on the page that shows why a claim is refuted.
  static func anchor(_ claim: String, _ profile: String) -> String {
    "\(profile)-\(claim.lowercased().replacing(".", with: "-"))"
  }

  var text: String {
    guard let first = materials.first else { return "" }
    let up = String(
      repeating: "../", count: first.name.count { $0 == "/" } + 2)
    var text = "# \(MarkdownText.escaped(first.report.title))\n\n"
    text += "[The executable runbook](\(up.dropLast(3))runbook.md)"
    if let number = first.runbook { text += " · scenario \(number)" }
    text += " · [`\(first.path)`](\(up)\(first.path))\n\n"
    text += "```\n"
    for material in materials {
      text += "simrun replay \(first.path) --profile \(material.report.profile) "
      text += "--seed \(material.report.seed) --timeline\n"
    }
    text += "```\n\n"
    if !first.report.proposals.isEmpty {
      text += "Plays a proposed change: \(code(first.report.proposals)).\n\n"
    }
    text += claims + ledger
    for material in materials { text += section(material) }
    return text
  }

  private func code(_ words: [String]) -> String {
    words.map { "`\($0)`" }.joined(separator: ", ")
  }

  private var claims: String {
    guard let ids = materials.first?.report.claims.map(\.id), !ids.isEmpty else { return "" }
    var text = "## Claims\n\n| Claim | "
    text += materials.map(\.report.profile).joined(separator: " | ")
    text += " |\n|---|" + materials.map { _ in "---|" }.joined() + "\n"
    for id in ids {
      let sentence = Claim.numbered(id)?.sentence ?? ""
      text += "| **\(id)** \(MarkdownText.cell(sentence)) |"
      for material in materials {
        text += " \(cell(id, material)) |"
      }
      text += "\n"
    }
    return text + "\n"
  }

  private func cell(_ id: String, _ material: ReportMaterial) -> String {
    guard let claim = material.report.claims.first(where: { $0.id == id }) else { return "" }
    let because = MarkdownText.cell(claim.because)
    guard let at = claim.atMicroseconds else { return "\(claim.verdict.name): \(because)" }
    let anchor = Self.anchor(id, material.report.profile)
    return "[refuted at \(SimTime(microseconds: at).clock)](#\(anchor)): \(because)"
  }

  private var ledger: String {
    var text = "## Where the items are\n\n"
    text += "| Profile | Items | Expected | Accepted | Duplicate | Delivered | Stored | Missing |"
    text += " Delivered again | Stored again |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    for material in materials {
      let types = material.report.byEntityType.sorted { $0.key < $1.key }
      for (name, counts) in types + material.report.parts + [("all", material.report.counts)] {
        let numbers = [
          counts.expected, counts.accepted, counts.duplicateAnswers, counts.delivered,
          counts.stored, counts.missing, counts.duplicateDeliveries, counts.duplicateStored,
        ]
        text += "| \(material.report.profile) | \(MarkdownText.cell(name)) | "
        text += numbers.map(grouped).joined(separator: " | ") + " |\n"
      }
    }
    for material in materials {
      for sentence in sentences(on: material.report) {
        text += "\nUnder \(material.report.profile) \(MarkdownText.escaped(sentence)).\n"
      }
    }
    return text + "\n"
  }

  /// What the table does not tell of the items.
  private func sentences(on report: ReplayReport) -> [String] {
    let missing = report.missingFates.map { "\(grouped($0.count)) \($0.fate.wordsOfMissing)" }
    return [
      report.counts.repetitions,
      missing.isEmpty ? nil : "missing: \(missing.joined(separator: "; "))",
    ].compactMap(\.self) + report.neverAsked.map { "never asked for: \($0)" }
  }

  private func section(_ material: ReportMaterial) -> String {
    let report = material.report
    var text = "## Under \(report.profile)\n\n"
    text += "Verdict **\(report.verdict)**, fingerprint `\(report.fingerprint)`, "
    text += "\(counted(report.executions, "execution")), ended at "
    text += SimTime(microseconds: report.endedAtMicroseconds).clock + ".\n\n"
    for problem in report.problems { text += "- \(MarkdownText.escaped(problem))\n" }
    if !report.problems.isEmpty { text += "\n" }
    text += "```\n" + ReplayText(report).runs(width: .max).trimmedEnd + "\n```\n\n"
    for claim in report.claims where claim.verdict == .refuted {
      text += moment(claim, material)
    }
    return text + "### Timeline under \(report.profile)\n\n```\n\(material.timeline)```\n\n"
  }

  private func moment(_ claim: ReplayReport.Claim, _ material: ReportMaterial) -> String {
    let profile = material.report.profile
    let at = claim.atMicroseconds.map { SimTime(microseconds: $0).clock } ?? ""
    return """
      <a id="\(Self.anchor(claim.id, profile))"></a>

      ### \(claim.id) is refuted at \(at)

      \(MarkdownText.escaped(claim.because)).

      ```
      \(material.moments[claim.id] ?? "")```

      \(page(at: claim.atMicroseconds, material))


      """
  }

  /// A moment as the address of a page has it.
  static func seconds(_ microseconds: Int64?) -> String {
    (Double(microseconds ?? 0) / 1_000_000).decimals(3)
  }

  /// Where the moment can be looked at.
  private func page(at microseconds: Int64?, _ material: ReportMaterial) -> String {
    let (report, path) = (material.report, material.path)
    let seconds = Self.seconds(microseconds)
    if let page = material.page {
      let up = String(repeating: "../", count: material.name.count { $0 == "/" } + 1)
      return "[Look at it](\(up)\(page)#t=\(seconds))."
    }
    return "To be looked at: `simrun page \(path) --profile \(report.profile) "
      + "--seed \(report.seed) --output page.html`, then `page.html#t=\(seconds)`."
  }
}

extension String {
  /// The text without white space at its end.
  var trimmedEnd: String {
    var text = self
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return text
  }
}
