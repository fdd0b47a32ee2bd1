import PipelineModel

/// Levers of the model: their names, units, both defaults, sources and proposals.
public enum LeverTable: String, CaseIterable, Sendable {
  case text
  case json
  case markdown

  /// All levers, with a line break at the end.
  public var content: String {
    switch self {
    case .text:
      Self.table(Lever.all)
        + "\n≠ the profiles differ · * proposed: the pipeline does not have it today\n"
        + "one in full: simrun levers WORD; all in full: simrun levers --format markdown\n"
    case .json, .markdown: content(of: Lever.all)
    }
  }

  /// Some levers in full, with a line break at the end.
  public func content(of levers: [Lever]) -> String {
    switch self {
    case .text: LeverExplanation.text(of: levers)
    case .json: Self.json(levers)
    case .markdown: Self.markdown(levers)
    }
  }

  private static func table(_ levers: [Lever]) -> String {
    var table = TextTable([
      ("lever", .whole), ("unit", .wrapped), ("runbook", .left), ("as-built", .left), ("", .left),
    ])
    for lever in levers {
      table.add([
        lever.name, marked(lever), lever.runbook.text, lever.asBuilt.text,
        lever.differs ? "≠" : "",
      ])
    }
    return table.text
  }

  /// The unit or the values, those that are only proposed with a star.
  private static func marked(_ lever: Lever) -> String {
    guard !lever.words.isEmpty else { return unit(lever) }
    return lever.words.map { lever.proposals.contains($0) ? $0 + "*" : $0 }
      .joined(separator: " | ")
  }

  static func unit(_ lever: Lever) -> String {
    switch lever.kind {
    case .choice(let words): words.joined(separator: " | ")
    case .flag: "true | false"
    case .duration, .durations, .distribution: "duration"
    default: lever.unit
    }
  }

  private static func markdown(_ levers: [Lever]) -> String {
    let titles = [
      "Lever", "Unit or values", "runbook", "as-built", "Differs", "Proposals", "What it is",
      "Source",
    ]
    let rows = levers.map { lever -> [Words] in
      let cells = [
        unit(lever), lever.runbook.text, lever.asBuilt.text, lever.differs ? "yes" : "",
        lever.proposals.joined(separator: ", "), lever.summary, lever.source,
      ]
      return ["\(code: lever.name)"]
        + cells.map { "\(own: $0.replacing("|", with: "\\|"))" }
    }
    return [.table(Block.Table(titles, rows))].markdown
  }

  private struct Row: Encodable {
    let name: String
    let summary: String
    let unit: String
    let values: [String]?
    let runbook: String
    let asBuilt: String
    let differs: Bool
    let proposals: [String]
    let source: String
  }

  private static func json(_ levers: [Lever]) -> String {
    let rows = levers.map { lever in
      let values: [String]? =
        if case .choice(let words) = lever.kind { words } else { nil }
      return Row(
        name: lever.name, summary: lever.summary, unit: lever.unit, values: values,
        runbook: lever.runbook.text, asBuilt: lever.asBuilt.text, differs: lever.differs,
        proposals: lever.proposals, source: lever.source)
    }
    return JSONOutput.text(rows) + "\n"
  }
}
