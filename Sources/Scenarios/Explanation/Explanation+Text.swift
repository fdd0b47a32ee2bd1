import SimKernel

extension Explanation: WrittenReport {
  /// Causes shown of each kind; the JSON has all of them.
  private static let shown = 4

  public var text: String {
    var text = "\(scenario) (\(profile), seed \(seed))\n"
    if let chain, let asked {
      text += asked + "\n" + chain.map { "  \($0)\n" }.joined()
    } else if groups.isEmpty {
      text += "No item is missing, and none was delivered twice.\n"
    }
    for group in groups { text += "\n" + self.text(group) }
    text += "\n\(counted(runs, "run"))"
    if notPlayed > 0 { text += "; \(counted(notPlayed, "change")) not played: the run is large" }
    return text + "\n"
  }

  public var markdown: String { "```\n" + text + "```\n" }

  private func text(_ group: Group) -> String {
    let range = group.items == 1 ? group.first : "\(group.first) to \(group.last)"
    let trouble = group.trouble == .missing ? "missing" : "there twice"
    let fate = group.trouble == .missing ? group.fate.wordsOfMissing : group.fate.words
    var text =
      "\(counted(group.items, "item")) \(trouble), \(range): \(fate)"
      .wrapped(100, margin: "  ") + "\n"
    text += group.chain.map { "  " + $0.wrapped(100, margin: "    ") + "\n" }.joined()
    text +=
      group.causes.isEmpty
      ? "  no change of those played, alone or two faults together, heals it\n"
      : "  proven by the same run with this alone changed:\n"
    for kind in ["faults", "story", "lever"] {
      let causes = group.causes.filter { $0.kind == kind }
      for cause in causes.prefix(Self.shown) {
        let end = group.trouble == .missing ? "stored" : "delivered and stored once"
        text +=
          "    " + "\(cause.words): \(end)\(Self.cost(cause.change))".wrapped(100, margin: "      ")
          + "\n"
      }
      if causes.count > Self.shown {
        text += "    and \(causes.count - Self.shown) more of this kind in the JSON\n"
      }
    }
    return text + remedies(group)
  }

  private func remedies(_ group: Group) -> String {
    group.remedies.map { remedy in
      let after = SimDuration(microseconds: remedy.afterMicroseconds).rounded
      let line =
        "\(remedy.words), \(after) after the end"
        + (remedy.faultsAreOver ? ", the faults over: " : ": ")
        + "\(grouped(remedy.healed)) of \(grouped(group.items)) stored"
        + Self.cost(remedy.change)
      return "  " + line.wrapped(100, margin: "    ") + "\n"
    }.joined()
  }

  private static func cost(_ change: Amounts) -> String {
    var parts: [String] = []
    let (again, missing) = (change.duplicateDeliveries, change.missing)
    if again != 0 {
      parts.append("\(grouped(abs(again))) \(again > 0 ? "more" : "fewer") delivered again")
    }
    if missing > 0 { parts.append("\(grouped(missing)) more missing") }
    return parts.isEmpty ? "" : ", " + parts.joined(separator: ", ")
  }
}
