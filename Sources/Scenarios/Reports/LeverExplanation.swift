import PipelineModel

/// What somebody who looks for a lever wants to know of it.
public enum LeverExplanation {
  /// The levers whose name or sentence contains a word, in the order of the levers.
  ///
  /// Throws `UsageError`, with the word that was meant, when there is none.
  public static func levers(containing word: String) throws(UsageError) -> [Lever] {
    let wanted = word.lowercased()
    let found = Lever.all.filter {
      $0.name.contains(wanted) || $0.summary.lowercased().contains(wanted)
    }
    guard found.isEmpty else { return found }
    let parts = Lever.all.flatMap { lever in
      lever.name.split { $0 == "." || $0 == "-" }.map(String.init)
    }
    let names =
      Lever.all.map(\.name) + Lever.all.flatMap { $0.name.split(separator: ".").map(String.init) }
      + parts
    throw UsageError(
      "No lever has '\(VisibleText.of(word))' in its name or its sentence."
        + (Suggestion.closest(to: word, in: names).map { " Did you mean '\($0)'?" }
          ?? " 'simrun levers' lists them."))
  }

  /// A paragraph for each lever.
  static func text(of levers: [Lever]) -> String {
    levers.map(text).joined(separator: "\n")
  }

  private static func text(of lever: Lever) -> String {
    let values = LeverTable.unit(lever)
    var rows = [(lever.isWords ? "values" : "unit", values)]
    rows += [("runbook", lever.runbook.text), ("as-built", lever.asBuilt.text)]
    if !lever.proposals.isEmpty {
      rows.append(("proposed", lever.proposals.joined(separator: ", ")))
    }
    rows.append(("source", lever.source))
    let margin = String(repeating: " ", count: 12)
    return lever.name + "\n  " + lever.summary.wrapped(TextTable.width, margin: "  ") + "\n"
      + rows.map { name, value in
        "  " + name.padded(to: 10) + value.wrapped(TextTable.width, margin: margin) + "\n"
      }.joined()
  }
}

extension Lever {
  /// The words it takes; none where it takes anything else.
  public var words: [String] {
    switch kind {
    case .choice(let words): words
    case .flag: ["true", "false"]
    default: []
    }
  }

  fileprivate var isWords: Bool { !words.isEmpty }
}
