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
    let remarks = [cutOff ? Self.undecided : "", silence].filter { !$0.isEmpty }
    let lines = evidence.map { "\($0.question) (\($0.runbook)) \($0.answer)" as Words }
    var blocks: [Block] =
      [.heading(2, "\(name): \(title)"), .paragraph(Words(sentence))]
      + remarks.map { .paragraph(Words($0)) } + [
        .heading(3, "Evidence"), .own(lines.map { "1. \($0.markdown)\n" }.joined()),
      ]
    if !advice.isEmpty {
      let quotes = advice.map { "> \(Words($0).markdown)\n" }
      blocks += [.heading(3, "The runbook advises"), .own(quotes.joined())]
    }
    if let reproduction {
      blocks += [
        .heading(3, "Does the model show this?"), .paragraph(Words(reproduction.words)),
      ]
    }
    if !rehearsals.isEmpty { blocks.append(.heading(3, Words(question))) }
    let played = rehearsals.map { rehearsal in
      "\(strong: rehearsal.headline). \(rehearsal.sentences.joined(separator: " "))" as Words
    }
    return (blocks + [.list(played)]).markdown
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
