import Foundation
import PipelineModel

/// Every lever of the model: its name, unit, both defaults, source and proposals.
public enum LeverTable: String, CaseIterable, Sendable {
  case text
  case json
  case markdown

  /// The whole table, with a line break at its end.
  public var content: String {
    switch self {
    case .text: Self.textTable
    case .json: Self.jsonTable
    case .markdown: Self.markdownTable
    }
  }

  private static var textTable: String {
    var table = TextTable([
      ("lever", .left), ("unit", .left), ("runbook", .left), ("as-built", .left), ("", .left),
    ])
    var text = ""
    for lever in Lever.all {
      table.add([
        lever.name, unit(lever), shortened(lever.runbook.text), shortened(lever.asBuilt.text),
        mark(lever),
      ])
    }
    text = table.text
    text += "\nThe table in full, with sentences and sources: simrun levers --format markdown\n"
    return text
  }

  private static func mark(_ lever: Lever) -> String {
    let proposal =
      lever.proposals.isEmpty ? [] : ["proposed: \(lever.proposals.joined(separator: ", "))"]
    return ((lever.differs ? ["differs"] : []) + proposal).joined(separator: "; ")
  }

  private static func unit(_ lever: Lever) -> String {
    switch lever.kind {
    case .choice(let words): words.joined(separator: " | ")
    case .flag: "true | false"
    case .duration, .durations, .distribution: "duration"
    default: lever.unit
    }
  }

  private static func shortened(_ text: String) -> String {
    text.count > 34 ? text.prefix(33) + "…" : text
  }

  private static var markdownTable: String {
    var text = """
      | Lever | Unit or values | runbook | as-built | Differs | Proposals | What it is | Source |
      |---|---|---|---|---|---|---|---|

      """
    for lever in Lever.all {
      let cells = [
        "`\(lever.name)`", unit(lever), lever.runbook.text, lever.asBuilt.text,
        lever.differs ? "yes" : "", lever.proposals.joined(separator: ", "), lever.summary,
        lever.source,
      ]
      text += "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
    return text
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

  private static var jsonTable: String {
    let rows = Lever.all.map { lever in
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
