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
    let number = first.runbook.map { " · scenario \($0)" } ?? ""
    let runbook: Words = "\(link: "The executable runbook", to: "\(up.dropLast(3))runbook.md")"
    let file: Words = "\(link: "\(code: first.path)", to: up + first.path)"
    let commands = materials.map { material in
      "simrun replay \(first.path) --profile \(material.report.profile) "
        + "--seed \(material.report.seed) --timeline\n"
    }
    let proposals = first.report.proposals.map { "\(code: $0)" as Words }
    let head: [Block] = [
      .heading(1, Words(first.report.title)), .paragraph("\(runbook)\(number) · \(file)"),
      .code(commands.joined()),
    ]
    let change: [Block] =
      proposals.isEmpty
      ? [] : [.paragraph("Plays a proposed change: \(proposals.joined(separator: ", ")).")]
    return (head + change + claims + ledger + materials.flatMap(section)).markdown + "\n"
  }

  private var claims: [Block] {
    guard let ids = materials.first?.report.claims.map(\.id), !ids.isEmpty else { return [] }
    let rows = ids.map { id -> [Words] in
      ["\(strong: id) \(Claim.numbered(id)?.sentence ?? "")"] + materials.map { cell(id, $0) }
    }
    let table = Block.Table(["Claim"] + materials.map(\.report.profile), rows)
    return [.heading(2, "Claims"), .table(table)]
  }

  private func cell(_ id: String, _ material: ReportMaterial) -> Words {
    guard let claim = material.report.claims.first(where: { $0.id == id }) else { return "" }
    guard let at = claim.atMicroseconds else { return "\(claim.verdict.name): \(claim.because)" }
    let moment: Words = "refuted at \(SimTime(microseconds: at).clock)"
    let anchor = "#" + Self.anchor(id, material.report.profile)
    return "\(link: moment, to: anchor): \(claim.because)"
  }

  private var ledger: [Block] {
    let titles = [
      "Profile", "Items", "Expected", "Accepted", "Duplicate", "Delivered", "Stored", "Missing",
      "Delivered again", "Stored again",
    ]
    let rows = materials.flatMap { material in
      material.report.countsByName.map { name, counts in
        [material.report.profile, name] + counts.ofItems.map(grouped)
      }
    }
    let sentences = materials.flatMap { material in
      self.sentences(on: material.report).map { sentence in
        Block.paragraph("Under \(material.report.profile) \(sentence).")
      }
    }
    return [.heading(2, "Where the items are"), .table(Block.Table(titles, right: 2..<10, rows))]
      + sentences
  }

  /// What the table does not tell of the items.
  private func sentences(on report: ReplayReport) -> [String] {
    let missing = report.missingFates.map { "\(grouped($0.count)) \($0.fate.wordsOfMissing)" }
    return [
      report.counts.repetitions,
      missing.isEmpty ? nil : "missing: \(missing.joined(separator: "; "))",
    ].compactMap(\.self) + report.neverAsked.map { "never asked for: \($0)" }
  }

  private func section(_ material: ReportMaterial) -> [Block] {
    let report = material.report
    let end = SimTime(microseconds: report.endedAtMicroseconds).clock
    let verdict: Words = """
      Verdict \(strong: report.verdict), fingerprint \(code: report.fingerprint), \
      \(counted(report.executions, "execution")), ended at \(end).
      """
    let refuted = report.claims.filter { $0.verdict == .refuted }
    return [
      .heading(2, "Under \(report.profile)"), .paragraph(verdict),
      .list(report.problems.map { Words($0) }),
      .code(ReplayText(report).runs(width: .max).trimmedEnd + "\n"),
    ] + refuted.flatMap { moment($0, material) } + [
      .heading(3, "Timeline under \(report.profile)"), .code(material.timeline),
    ]
  }

  private func moment(_ claim: ReplayReport.Claim, _ material: ReportMaterial) -> [Block] {
    let at = claim.atMicroseconds.map { SimTime(microseconds: $0).clock } ?? ""
    return [
      .own("<a id=\"\(Self.anchor(claim.id, material.report.profile))\"></a>\n"),
      .heading(3, "\(claim.id) is refuted at \(at)"), .paragraph("\(claim.because)."),
      .code(material.moments[claim.id] ?? ""),
      .paragraph(page(at: claim.atMicroseconds, material)),
    ]
  }

  /// A moment as the address of a page has it.
  static func seconds(_ microseconds: Int64?) -> String {
    (Double(microseconds ?? 0) / 1_000_000).decimals(3)
  }

  /// Where the moment can be looked at.
  private func page(at microseconds: Int64?, _ material: ReportMaterial) -> Words {
    let (report, path) = (material.report, material.path)
    let seconds = Self.seconds(microseconds)
    if let page = material.page {
      let up = String(repeating: "../", count: material.name.count { $0 == "/" } + 1)
      return "\(link: "Look at it", to: "\(up)\(page)#t=\(seconds)")."
    }
    let command =
      "simrun page \(path) --profile \(report.profile) --seed \(report.seed) --output page.html"
    return "To be looked at: \(code: command), then \(code: "page.html#t=\(seconds)")."
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
