import PipelineModel

extension HuntReport: WrittenReport {
  public var text: String {
    var text = "\(scenario) (\(profile), seed \(seed))\n"
    text += certificate.map { $0.wrapped(100, margin: "  ") + "\n" }.joined()
    for sentence in brokenAnyway {
      text += "does not hold where nothing goes wrong, and is not judged: \(sentence)\n"
    }
    guard !classes.isEmpty else { return text + "No property is broken.\n" }
    text += "\(counted(classes.count, "class", "classes"))\n"
    var last: HuntTrouble.Kind?
    for found in classes {
      if found.troubles.first?.kind != last {
        last = found.troubles.first?.kind
        text += "\n\(found.troubles.first?.kind.words ?? "")\n"
      }
      text += found.lines.map { "  " + $0.wrapped(98, margin: "      ") + "\n" }.joined()
    }
    return text
  }

  /// What was looked at, family by family.
  var certificate: [String] {
    var lines = sites.map { sites in
      let played = "\(sites.family): \(grouped(sites.sites))"
      let of =
        exhaustive
        ? " of \(grouped(sites.sites))"
          + (sites.family == HuntSite.Family.fault.rawValue ? ", exhaustive" : "")
        : ""
      return "\(played)\(of): \(grouped(sites.same)) proven not to matter"
        + (sites.missed > 0 ? " (\(grouped(sites.missed)) never struck)" : "")
        + ", \(grouped(sites.harmless)) harmless, \(grouped(sites.harmful)) harmful;"
        + " \(grouped(sites.merged)) of these two equal to one seen before"
    }
    lines.append("calls: \(grouped(callsPlayed)) of \(grouped(calls)); digest \(digest)")
    if let pairs { lines.append(pairs.words) }
    if let leftOut { lines.append("left out: \(leftOut)") }
    if !notMet.wires.isEmpty {
      lines.append(
        "where nothing goes wrong there is no call on: \(notMet.wires.joined(separator: ", "))")
    }
    if !notMet.milestones.isEmpty {
      lines.append(
        "there and in the files of the classes never happened: \(notMet.milestones.joined(separator: ", "))"
      )
    }
    if !notMet.ends.isEmpty {
      lines.append("no run of theirs ended so: \(notMet.ends.joined(separator: ", "))")
    }
    if !notMet.limits.isEmpty {
      lines.append("nobody waited in them for: \(notMet.limits.joined(separator: ", "))")
    }
    if !notMet.levers.isEmpty {
      lines.append(
        "levers of which no value that was tried changes one of them: \(notMet.levers.joined(separator: ", "))"
      )
    }
    return lines
  }
}

extension HuntReport.Class {
  /// What goes wrong where.
  var cause: String {
    let what = family == HuntSite.Family.outage.rawValue ? "outage of \(part)" : part
    return [place.isEmpty ? what : "\(what) (\(place))", effect].filter { !$0.isEmpty }
      .joined(separator: ", ")
  }

  /// How many calls and items it takes.
  var scope: String {
    var parts: [String] = []
    if ofCalls > 0 {
      parts.append(
        calls == ofCalls && calls > 1
          ? "any of \(grouped(ofCalls)) calls"
          : "\(grouped(calls)) of \(counted(ofCalls, "call"))")
    }
    func amount(_ least: Int, _ most: Int) -> String {
      least == most ? grouped(least) : "\(grouped(least)) to \(grouped(most))"
    }
    if mostLost > 0 { parts.append("\(amount(leastLost, mostLost)) lost") }
    if mostAgain > 0 { parts.append("\(amount(leastAgain, mostAgain)) again") }
    return parts.joined(separator: ", ")
  }

  fileprivate var lines: [String] {
    var lines = [
      "\(cause): \(counted(sites, "site"))"
        + (spans.isEmpty ? "" : " (\(spans.joined(separator: ", ")))")
        + (scope.isEmpty ? "" : "; \(scope)")
    ]
    lines += troubles.map { "  \($0.words)" }
    if let detail {
      if detail.isMissing { lines.append("  a re-trigger: \(detail.healing)") }
      if !detail.levers.isEmpty {
        let shown = detail.levers.prefix(4).joined(separator: ", ")
        let more = detail.levers.count > 4 ? " and \(detail.levers.count - 4) more" : ""
        lines.append("  ends with: \(shown)\(more)")
      }
      if !detail.claims.isEmpty {
        lines.append("  refutes: \(detail.claims.joined(separator: ", "))")
      }
    }
    lines.append("  \(file)" + (isSmallest ? "" : " (not shrunk to the end)"))
    return lines
  }
}

extension HuntReport.Detail {
  /// When a re-trigger heals it.
  var healing: String {
    guard isMissing else { return "" }
    guard let first = healedAfterHours.first else { return "does not heal it within 48 h" }
    if first == 0, healedAfterHours.count == 5 { return "heals it at any time after the end" }
    if healedAfterHours.contains(where: { $0 < 24 }) {
      return "heals it \(healedAfterHours.map { "\($0) h" }.joined(separator: ", ")) after the end"
    }
    return "heals it only after 24 h"
  }
}
