extension DiagnosisReport: WrittenReport {
  public var text: String {
    var text = "\(VisibleText.of(name)): \(title)\n" + Self.line(sentence, 2)
    if cutOff { text += Self.line(Self.undecided, 2) }
    if !silence.isEmpty { text += Self.line(silence, 2) }
    text += "\nEvidence\n"
    for (index, line) in evidence.enumerated() {
      text += "  \(index + 1). \(line.question) (\(line.runbook))\n" + Self.line(line.answer, 5)
    }
    if !advice.isEmpty { text += "\nThe runbook advises\n" }
    for sentence in advice { text += Self.line(sentence, 2) }
    if let reproduction {
      text += "\nDoes the model show this?\n" + Self.line(reproduction.words, 2)
    }
    if !rehearsals.isEmpty { text += "\n\(question)\n" }
    for rehearsal in rehearsals {
      text += Self.line(rehearsal.headline + ".", 2)
      for sentence in rehearsal.sentences { text += Self.line(sentence, 4) }
    }
    return text
  }

  public var markdown: String {
    let escaped = MarkdownText.escaped
    var text = "## \(escaped(name)): \(escaped(title))\n\n\(escaped(sentence))\n"
    if cutOff { text += "\n\(Self.undecided)\n" }
    if !silence.isEmpty { text += "\n\(escaped(silence))\n" }
    text += "\n### Evidence\n\n"
    for line in evidence {
      text += "1. \(escaped(line.question)) (\(line.runbook)) \(escaped(line.answer))\n"
    }
    if !advice.isEmpty { text += "\n### The runbook advises\n\n" }
    for sentence in advice { text += "> \(escaped(sentence))\n" }
    if let reproduction {
      text += "\n### Does the model show this?\n\n\(escaped(reproduction.words))\n"
    }
    if !rehearsals.isEmpty { text += "\n### \(escaped(question))\n\n" }
    for rehearsal in rehearsals {
      text += "- **\(escaped(rehearsal.headline))**. "
      text += rehearsal.sentences.map(escaped).joined(separator: " ") + "\n"
    }
    return text
  }

  private static let undecided =
    "The run was cut off before its end: what it comes to is undecided."

  /// The connection, and where it is of a run, which.
  private var name: String { run.isEmpty ? installation : "\(installation) (\(run))" }

  /// What the rehearsals answer.
  private var question: String {
    let profile = rehearsals.first?.profile ?? NamedProfile.asBuilt.label
    return profile == NamedProfile.asBuilt.label
      ? "Does it work as built?" : "Does it work under the profile \(profile)?"
  }

  /// A wrapped line behind so many spaces.
  private static func line(_ text: String, _ indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return margin + VisibleText.of(text).wrapped(100, margin: margin) + "\n"
  }
}

extension DiagnosisReport.Rehearsal {
  /// The remedy, its verdict, and what is stored, missing and doubled after it.
  var headline: String {
    let condition = assumes.isEmpty ? "" : " \(assumes)"
    let again = failsAgain.isEmpty ? "" : "; \(failsAgain)"
    return "\(remedy)\(condition): \(verdict.words): \(words(with))\(again)"
  }

  /// The other end, what was simulated, and a warning when that is another situation.
  var sentences: [String] {
    (story.isEmpty ? [] : ["Without it: \(words(without))."])
      + ["Simulated: \(simulated)"] + story.map { "As a line of the story: \($0)" }
      + (liftsHorizon ? ["The file's limits.horizon is lifted, so that its end is seen."] : [])
      + (showsSituation ? [] : ["The simulated run is not diagnosed as this situation."])
  }
}

extension DiagnosisReport.Rehearsal {
  private func words(_ figures: DiagnosisReport.Figures) -> String {
    let open = figures.openRuns > 0 ? ", \(grouped(figures.openRuns)) still open" : ""
    return goal == .restore
      ? figures.words : "\(counted(figures.completedRuns, "run")) completed\(open)"
  }
}

extension DiagnosisReport.Figures {
  var words: String {
    let why = reason.isEmpty ? "" : " (\(reason))"
    // What nobody asked for any more, such as an item that was deleted meanwhile.
    let others = max(0, stored - (expected - lost - filteredOnPurpose))
    var parts = [
      "of \(counted(expected, "item")) \(grouped(stored - others)) stored"
        + (others > 0
          ? " and \(grouped(others)) that \(others == 1 ? "is" : "are") not asked for" : ""),
      "\(grouped(undelivered)) undelivered", "\(grouped(lost)) missing\(why)",
    ]
    if filteredOnPurpose > 0 {
      parts.append("\(grouped(filteredOnPurpose)) left out on purpose")
    }
    if duplicateDeliveries > 0 {
      parts.append("\(counted(duplicateDeliveries, "delivery", "deliveries")) too many")
    }
    if duplicateStored > 0 {
      parts.append("\(counted(duplicateStored, "observation")) too many")
    }
    if openRuns > 0 { parts.append("\(counted(openRuns, "run")) still open") }
    return parts.joined(separator: ", ")
  }
}
