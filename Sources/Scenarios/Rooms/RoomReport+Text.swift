import SimKernel

extension RoomReport: WrittenReport {
  public var text: String {
    let at = Self.clock(atMicroseconds)
    var text = "\(VisibleText.of(scenario))  \(profile)  seed \(seed)  at \(at)"
    text += isOver ? "  (nothing is to come)\n\n" : "\n\n"
    text += runTable + "\n" + limitTable + "\n"
    for line in sentences { text += VisibleText.of(line).wrapped(100, margin: "  ") + "\n" }
    return text
  }

  /// The JSON on one line.
  public var line: String { JSONOutput.text(self, onOneLine: true) + "\n" }

  private static func clock(_ microseconds: Int64) -> String {
    SimTime(microseconds: microseconds).clock
  }

  /// Captures that are alike in one line.
  private var runTable: String {
    guard !runs.isEmpty else { return "no run is open\n" }
    var table = TextTable([
      ("run", .right), ("function", .left), ("of", .left), ("created", .right), ("does", .wrapped),
    ])
    var captures: [(does: String, count: Int)] = []
    for run in runs {
      guard !run.function.hasSuffix("observation.capture") else {
        if let place = captures.firstIndex(where: { $0.does == run.does }) {
          captures[place].count += 1
        } else {
          captures.append((run.does, 1))
        }
        continue
      }
      table.add([
        "#\(run.number)", String(run.function.split(separator: "/").last ?? ""),
        run.of.isEmpty ? run.connection : run.of, Self.clock(run.createdAtMicroseconds), run.does,
      ])
    }
    for capture in captures {
      table.add(["", "observation.capture", counted(capture.count, "item"), "", capture.does])
    }
    return table.text
  }

  private var limitTable: String {
    var table = TextTable([
      ("limit", .left), ("in use", .right), ("cap", .right), ("waiting", .right),
      ("who", .wrapped),
    ])
    for limit in limits {
      let who = limit.keys.flatMap { key in
        [("held by", key.holders), ("waited for by", key.waiters)].compactMap { words, runs in
          runs.isEmpty ? nil : "\(words) \(listed(runs.map { "#\($0)" }))"
        }
      }
      let next = limit.nextAtMicroseconds.map { ["the next at \(Self.clock($0))"] } ?? []
      table.add([
        limit.name, "\(limit.inUse)", limit.cap > 0 ? "\(limit.cap)" : "none",
        "\(limit.waiting)", (who + next).joined(separator: "; "),
      ])
    }
    for window in windows {
      table.add([
        "provider.rate-limit", grouped(window.used), grouped(window.cap), "",
        "\(window.connection), until \(Self.clock(window.resetAtMicroseconds))",
      ])
    }
    return table.text
  }

  private var sentences: [String] {
    let underWay = ["trigger", "cancel", "ingress"].map { "\(messages[$0] ?? 0) \($0)" }
    var lines = ["messages under way: \(underWay.joined(separator: ", "))"]
    if let oldest = messagesUnderWay.first {
      lines[0] +=
        "; the oldest is \(oldest.of), published \(Self.clock(oldest.publishedAtMicroseconds)), "
        + "\(counted(oldest.deliveries, "delivery", "deliveries")) so far"
    }
    if ingressRuns > 0 { lines.append("in the Console's ingress: \(counted(ingressRuns, "item"))") }
    let marked = marks.map { unit in
      let (first, last) = (
        Self.clock(unit.firstExpiresAtMicroseconds), Self.clock(unit.lastExpiresAtMicroseconds)
      )
      let times =
        first == last ? "until \(first)" : "the first until \(first), the last until \(last)"
      return "\(grouped(unit.marks)) of \(unit.unit), \(times)"
    }
    lines.append("dedup marks: " + (marked.isEmpty ? "none" : marked.joined(separator: "; ")))
    lines.append(
      "executions: \(grouped(executions))"
        + (executionsLeft.map { ", \(grouped($0)) left of the month's" } ?? ""))
    lines.append(
      "backlog: \(counted(undelivered, "item")) to be delivered; \(grouped(delivered)) delivered, "
        + "\(grouped(stored)) stored")
    return lines
  }
}
