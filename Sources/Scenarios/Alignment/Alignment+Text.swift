import SimKernel

extension Alignment: WrittenReport {
  /// Lines shown from the divergence on; the JSON has all of them.
  private static let shown = 24

  public var text: String {
    var text = sideLine("left ", left) + sideLine("right", right)
    text += ("       " + change).wrapped(100, margin: "       ") + "\n\n"
    guard let divergence else {
      return text + "Everything that happened is the same: \(counted(common, "milestone")).\n"
    }
    let at = SimTime(microseconds: divergence.atMicroseconds).clock
    text += "The same up to \(at): \(counted(common, "milestone")). Then they part.\n"
    var table = TextTable([("", .left), ("", .left), ("", .wrapped)])
    table.add(["  cause", "", divergence.cause])
    for (name, event) in [("  left", divergence.left), ("  right", divergence.right)] {
      table.add([
        name, event.map { SimTime(microseconds: $0.atMicroseconds).clock } ?? "",
        event.map { "\($0.actor): \($0.text)" } ?? "nothing more happens",
      ])
    }
    text += table.text + "\n"
    for sentence in movedSentences { text += sentence.wrapped(100, margin: "  ") + "\n" }
    text += "\n" + countTable(counts, "items") + "\n" + countTable(fates, "fate") + "\n"
    return text + tail
  }

  private func sideLine(_ name: String, _ side: Side) -> String {
    "\(name)  \(VisibleText.of(side.scenario))  \(side.profile)  seed \(side.seed)  "
      + "fingerprint \(side.fingerprint)\n"
  }

  /// What the change moved, sentence by sentence.
  var movedSentences: [String] {
    func number(_ count: Int, _ verb: String) -> String {
      "\(grouped(count)) \(verb)\(count == 1 ? "s" : "")"
    }
    let same = "\(counted(moved.same, "milestone")) \(moved.same == 1 ? "is" : "are") the same"
    var parts = ["beside those of captures and waits, \(same)"]
    func shift(_ microseconds: Int64) -> String {
      SimDuration(microseconds: abs(microseconds)).rounded
    }
    if moved.later > 0 {
      parts.append(
        "\(number(moved.later, "come")) later on the right, by up to "
          + shift(moved.latestMicroseconds))
    }
    if moved.earlier > 0 {
      parts.append(
        "\(number(moved.earlier, "come")) earlier on the right, by up to "
          + shift(moved.earliestMicroseconds))
    }
    if moved.otherwise > 0 { parts.append("\(number(moved.otherwise, "end")) otherwise") }
    if moved.onlyLeft > 0 { parts.append("\(number(moved.onlyLeft, "happen")) only on the left") }
    if moved.onlyRight > 0 {
      parts.append("\(number(moved.onlyRight, "happen")) only on the right")
    }
    return [parts.joined(separator: "; ").capitalizedFirst + "."]
  }

  private func countTable(_ counts: [Count], _ title: String) -> String {
    var table = TextTable([
      (title, .left), ("left", .right), ("right", .right), ("change", .right),
    ])
    for count in counts {
      let change = count.right - count.left
      table.add([
        count.name, grouped(count.left), grouped(count.right),
        change == 0 ? "" : "\(change > 0 ? "+" : "")\(grouped(change))",
      ])
    }
    return table.text
  }

  /// The lines that differ, the first ones.
  private var tail: String {
    let different = lines.filter { $0.left != $0.right }
    guard !different.isEmpty else { return "" }
    var table = TextTable([
      ("time", .right), ("who", .left), ("left", .wrapped), ("right", .wrapped),
    ])
    for line in different.prefix(Self.shown) {
      table.add([
        SimTime(microseconds: line.atMicroseconds).clock, line.actor, line.left ?? "",
        line.right ?? "",
      ])
    }
    let more = different.count - Self.shown
    return table.text + (more > 0 ? "… \(counted(more, "line")) more that differ\n" : "")
  }
}
