import SimKernel

extension Timeline {
  /// The timeline in three columns, no line longer than `width`.
  public func text(width: Int = 100) -> String {
    let timeWidth = entries.map { $0.time.clock.count }.max() ?? 0
    let actorWidth = min(entries.map { $0.actor.count }.max() ?? 0, 34)
    let eventWidth = max(20, width - timeWidth - actorWidth - 4)
    let margin = String(repeating: " ", count: timeWidth + actorWidth + 4)
    var text = ""
    for entry in entries {
      let clock = entry.time.clock
      text += String(repeating: " ", count: timeWidth - clock.count) + clock + "  "
      let lines = wrapped(entry.text, to: eventWidth)
      let actor = shortened(entry.actor, to: actorWidth)
      text += actor + String(repeating: " ", count: actorWidth - actor.count) + "  "
      text += lines.joined(separator: "\n" + margin) + "\n"
    }
    return text
  }

  /// The end of a name tells more than its middle: "worker #12 organis…ory issue".
  private func shortened(_ name: String, to width: Int) -> String {
    guard name.count > width else { return name }
    let tail = width / 2
    return name.prefix(width - tail - 1) + "…" + name.suffix(tail)
  }

  private func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in VisibleText.of(text).split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return lines + [line]
  }
}
