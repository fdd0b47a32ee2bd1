import SimKernel

extension Explanation: WrittenReport {
  /// Causes shown of each kind; the JSON has all of them.
  private static let shown = 4

  public var text: String {
    var text = "\(scenario) (\(profile), seed \(seed))\n"
    if let chain, let asked {
      text += asked + "\n" + chain.map { "  \($0)\n" }.joined()
    } else if groups.isEmpty {
      let none = troubles.map { $0 == .missing ? "no item is missing" : "none is there twice" }
      text += none.joined(separator: ", and ").capitalizedFirst + ".\n"
    }
    for group in groups { text += "\n" + self.text(group) }
    if isCutOff {
      text += "\nThe run was cut off by a bound on events: it did not come to its end.\n"
    }
    var end = counted(runs, "run")
    if notPlayed > 0 { end += "; \(counted(notPlayed, "change")) not played: the run is large" }
    if givenUp > 0 {
      end +=
        "; \(counted(givenUp, "changed run")) took too many events and "
        + "\(givenUp == 1 ? "proves" : "prove") nothing"
    }
    return text + "\n" + end.wrapped(100, margin: "  ") + "\n"
  }

  /// One group in full.
  func text(_ group: Group) -> String {
    let range =
      group.items == 1
      ? group.first
      : group.hasGaps
        ? "between \(group.first) and \(group.last)" : "\(group.first) to \(group.last)"
    let trouble = group.trouble == .missing ? "missing" : "there twice"
    let fate = group.trouble == .missing ? group.fate.wordsOfMissing : group.fate.words
    var text =
      "\(counted(group.items, "item")) \(trouble), \(range): \(fate)"
      .wrapped(100, margin: "  ") + "\n"
    text += group.chain.map { "  " + $0.wrapped(100, margin: "    ") + "\n" }.joined()
    text +=
      group.causes.isEmpty
      ? "  no change of those played \(givenUp > 0 ? "to their end " : "")heals it\n"
      : "  proven by the same run with this alone changed:\n"
    for kind in ["faults", "story", "world", "end", "lever", "several"] {
      let causes = group.causes.filter { $0.kind == kind }
      for cause in causes.prefix(Self.shown) {
        let end = group.healed
        text +=
          "    "
          + "\(cause.words): \(end)\(Self.cost(cause.change, cause.lost))\(cause.limits)".wrapped(
            100, margin: "      ")
          + "\n"
      }
      if causes.count > Self.shown {
        text += "    and \(causes.count - Self.shown) more of this kind in the JSON\n"
      }
    }
    return text + remedies(group)
  }

  /// One line for what has the same effect at several times.
  private func remedies(_ group: Group) -> String {
    var lines: [(start: String, isBefore: Bool, times: [String], end: String)] = []
    for remedy in group.remedies {
      let end =
        (remedy.faultsAreOver ? ", the faults over: " : ": ")
        + "\(grouped(remedy.healed)) of \(grouped(group.items)) \(group.healed)"
        + Self.cost(remedy.change, remedy.lost)
      let time = SimDuration(microseconds: abs(remedy.afterMicroseconds)).rounded
      let isBefore = remedy.afterMicroseconds < 0
      if let last = lines.last, last.start == remedy.words, last.end == end,
        last.isBefore == isBefore
      {
        lines[lines.count - 1].times.append(time)
      } else {
        lines.append((remedy.words, isBefore, [time], end))
      }
    }
    return lines.map { line in
      let text =
        "\(line.start), \(line.times.joined(separator: ", ")) "
        + "\(line.isBefore ? "before" : "after") the end\(line.end)"
      return "  " + text.wrapped(100, margin: "    ") + "\n"
    }.joined()
  }

  private static func cost(_ change: Amounts, _ lost: Int) -> String {
    var parts: [String] = []
    let amounts = [
      (change.duplicateDeliveries, "delivered again"), (change.duplicateStored, "stored again"),
    ]
    for (again, words) in amounts where again != 0 {
      parts.append("\(grouped(abs(again))) \(again > 0 ? "more" : "fewer") \(words)")
    }
    if lost > 0 { parts.append("\(counted(lost, "other")) no longer stored") }
    return parts.isEmpty ? "" : ", " + parts.joined(separator: ", ")
  }
}

extension Explanation.Group {
  fileprivate var healed: String {
    trouble == .missing ? "stored" : "delivered and stored once"
  }
}

extension Explanation.Cause {
  /// How much of it suffices, and since when it was too late.
  fileprivate var limits: String {
    var text = ""
    if let atLeast, let fails { text += "; \(atLeast) suffices, \(fails) does not" }
    if let since {
      let time = SimTime(microseconds: since.atMicroseconds).clock
      text += since.isSure ? "; inevitable since \(time)" : "; too late after \(time)"
      if since.strikes > 1 { text += ", its strike \(since.strike) of \(since.strikes)" }
      if !since.isSure { text += ", not yet after the one before" }
    }
    return text
  }
}
