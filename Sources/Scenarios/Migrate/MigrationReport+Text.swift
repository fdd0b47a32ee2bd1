import SimKernel

extension MigrationReport: WrittenReport {
  public var text: String {
    var text = "\(old) → \(new): \(summary)\n"
    for sentence in notes { text += sentence.wrapped(100, margin: "") + "\n" }
    text += "\n" + classTable.text
    for change in Self.shown where count(change) > 0 {
      text += "\n\(change.words)\n" + table(of: change).text
    }
    let claims = claimLines
    if !claims.isEmpty { text += "\nclaims\n" }
    for line in claims { text += "  " + line.wrapped(98, margin: "      ") + "\n" }
    return text
  }

  public var markdown: String { blocks.markdown }

  /// A part of a page with headings of the third level.
  var blocks: [Block] {
    let cases = Self.shown.filter { count($0) > 0 }.flatMap { change -> [Block] in
      [.heading(3, Words(change.words.capitalizedFirst)), .table(table(of: change))]
    }
    let claims = claimLines.map { Words($0) }
    return [
      .paragraph("\(old) → \(new): \(summary)."), .list(notes.map { Words($0) }),
      .table(classTable),
    ] + cases + (claims.isEmpty ? [] : [.heading(3, "Claims"), .list(claims)])
  }

  /// What is shown case by case, the worst first.
  private static let shown: [Change] = [.worse, .both, .better, .different]

  private var summary: String {
    let parts = [Change.better, .worse, .both, .different, .same].map { change in
      "\(count(change)) \(change.words)"
    }
    return "\(counted(cases.count, "scenario")); \(parts.joined(separator: ", "))"
  }

  private var notes: [String] {
    var notes: [String] = []
    if leftOut > 0 {
      notes.append("\(leftOut) left out: fleets, and what does not play under both profiles")
    }
    for lever in fixed {
      notes.append(
        "no switch in mid-run changes \(lever.lever) (\(lever.old) → \(lever.new)):"
          + " \(lever.because)")
    }
    return notes
  }

  private var classTable: Block.Table {
    Block.Table(
      ["in all", "old", "new", "better in", "worse in", "switch worse in"], right: 1..<6, classRows)
  }

  private var classRows: [[String]] {
    let rows = MigrationClass.allCases.map { kind in
      [
        kind.words, grouped(cases.reduce(0) { $0 + kind.amount(of: $1.old) }),
        grouped(cases.reduce(0) { $0 + kind.amount(of: $1.new) }),
        "\(cases.count { kind.amount(of: $0.new) < kind.amount(of: $0.old) })",
        "\(cases.count { kind.amount(of: $0.new) > kind.amount(of: $0.old) })",
        "\(cases.count { $0.harmOfSwitch.contains(kind) })",
      ]
    }
    func cost(_ words: String, _ amount: (Run) -> Int64, _ text: (Int64) -> String) -> [String] {
      [
        words, text(cases.reduce(0) { $0 + amount($1.old) }),
        text(cases.reduce(0) { $0 + amount($1.new) }),
        "\(cases.count { amount($0.new) < amount($0.old) })",
        "\(cases.count { amount($0.new) > amount($0.old) })", "",
      ]
    }
    return [
      [
        "asked for", grouped(cases.reduce(0) { $0 + $1.old.expected }),
        grouped(cases.reduce(0) { $0 + $1.new.expected }), "", "", "",
      ],
      [
        "stored", grouped(cases.reduce(0) { $0 + $1.old.stored }),
        grouped(cases.reduce(0) { $0 + $1.new.stored }),
        "\(cases.count { $0.new.stored > $0.old.stored })",
        "\(cases.count { $0.new.stored < $0.old.stored })", "",
      ],
    ] + rows + [
      cost("executions", { Int64($0.executions) }, { grouped(Int($0)) }),
      cost("time", \.endedMicroseconds, DurationText.seconds),
    ]
  }

  private func table(of change: Change) -> Block.Table {
    Block.Table(
      [
        ("scenario", .left), ("stored", .right), ("missing", .right), ("untold", .right),
        ("twice", .right), ("executions", .right), ("switch", .wrapped),
      ], rows(of: change))
  }

  private func rows(of change: Change) -> [[String]] {
    cases.filter { $0.change == change }.map { place in
      func both(_ amount: (Run) -> String) -> String {
        let (old, new) = (amount(place.old), amount(place.new))
        return old == new ? old : "\(old) → \(new)"
      }
      return [
        ScenarioRoot.short(place.scenario), both { "\($0.stored)" }, both { "\($0.missing)" },
        both { "\($0.silent)" }, both { "\($0.deliveredTwice + $0.storedTwice)" },
        both { "\($0.executions)" }, place.switchWords,
      ]
    }
  }

  private var claimLines: [String] {
    cases.flatMap { place in
      place.claims.map { claim in
        "\(claim.claim) \(claim.old.name) → \(claim.new.name) (\(claim.change.rawValue)) in"
          + " \(ScenarioRoot.short(place.scenario)): \(claim.because)"
      }
    }
  }
}

extension MigrationReport.Case {
  /// What the run in mid-switch shows more of than both others.
  fileprivate var switchWords: String {
    guard let switched, !harmOfSwitch.isEmpty else { return "" }
    return harmOfSwitch.map { "\($0.amount(of: switched.run)) \($0.words)" }
      .joined(separator: ", ")
  }
}

extension DurationText {
  /// A duration in whole seconds.
  fileprivate static func seconds(_ microseconds: Int64) -> String {
    format(microseconds / 1_000_000 * 1_000_000)
  }
}
