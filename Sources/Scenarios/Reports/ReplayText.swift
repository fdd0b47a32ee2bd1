import SimKernel

/// One run in full, as text: where the items are, what the runs did, what the claims say.
public struct ReplayText {
  private let report: ReplayReport

  public init(_ report: ReplayReport) { self.report = report }

  public var text: String {
    let rest = "  \(report.profile)  seed \(report.seed)  \(report.verdictWords)"
    let name = VisibleText.of(report.scenario).shortened(to: TextTable.width - rest.count)
    var text = name + rest + "\n"
    text += VisibleText.of(report.title).wrapped(TextTable.width, margin: "") + "\n"
    for problem in report.problems {
      text += "  " + VisibleText.of(problem).wrapped(TextTable.width, margin: "    ") + "\n"
    }
    let again = report.counts.repetitions.map { $0 + "\n" } ?? ""
    text += "\n" + items + again + fates + neverAsked + "\n"
    return text + runs() + results + limits + claims
  }

  /// Items at each hop: by entity type, by connection and repository where there are several, and
  /// in all.
  var items: String {
    var table = TextTable([
      ("items", .left), ("expected", .right), ("accepted", .right), ("duplicate", .right),
      ("delivered", .right), ("stored", .right), ("missing", .right), ("delivered again", .right),
      ("stored again", .right),
    ])
    for (name, counts) in report.countsByName {
      table.add([name] + counts.ofItems.map { "\($0)" })
    }
    return table.text
  }

  /// What became of the items that the customer does not see, by fate.
  private var fates: String {
    guard !report.missingFates.isEmpty else { return "" }
    var table = TextTable([("", .right), ("", .left)])
    for count in report.missingFates {
      table.add(["  " + grouped(count.count), count.fate.wordsOfMissing])
    }
    return "\nmissing:\n" + table.text
  }

  /// Items that no backfill ever asks for.
  private var neverAsked: String {
    report.neverAsked.map {
      "never asked for: \($0)".wrapped(TextTable.width, margin: "  ") + "\n"
    }.joined()
  }

  /// The runs in order of creation; `width` is that of the table.
  func runs(width: Int = TextTable.width) -> String {
    let columns: [(String, TextTable.Alignment)] = [
      ("run", .right), ("function", .left), ("of", .left), ("created", .right), ("ended", .right),
      ("outcome", .left), ("pages", .right), ("steps", .right),
    ]
    var table = TextTable(columns, width: width)
    for run in report.runs {
      table.add([
        "#\(run.number)", Self.short(run.function),
        run.unit.isEmpty ? run.installation : run.unit,
        SimTime(microseconds: run.createdAtMicroseconds).clockInSeconds,
        SimTime(microseconds: run.endedAtMicroseconds).clockInSeconds,
        run.failure.isEmpty || run.outcome.hasSuffix("timeout")
          ? run.outcome : "\(run.outcome): \(run.failure)", "\(run.pages)",
        "\(run.steps)",
      ])
    }
    return report.runs.isEmpty ? "no run was created\n\n" : table.text + "\n"
  }

  private static func short(_ function: String) -> String {
    String(function.split(separator: "/").last ?? "")
  }

  private var results: String {
    guard !report.orchestratorResults.isEmpty else { return "" }
    let lines = report.orchestratorResults.map { result in
      let failed = (result.results ?? []).filter { !$0.success }.map(\.unit)
      return "run #\(result.run) returned success:\(result.success), "
        + counted(result.workUnits, "work unit")
        + (failed.isEmpty ? "" : "; failed: \(listed(failed, most: 3))")
    }
    return lines.map { $0.wrapped(TextTable.width, margin: "  ") + "\n" }.joined() + "\n"
  }

  /// Limits that anybody waited for or that were used to the full.
  private var limits: String {
    let used = report.limits.filter {
      $0.waitedMicroseconds > 0 || ($0.cap > 0 && $0.maximum >= $0.cap)
    }
    guard !used.isEmpty else { return "" }
    var table = TextTable([
      ("limit", .left), ("most", .right), ("cap", .right), ("waited for", .right),
    ])
    for limit in used {
      table.add([
        limit.name, "\(limit.maximum)", "\(limit.cap)",
        SimDuration(microseconds: limit.waitedMicroseconds).rounded,
      ])
    }
    return table.text + "\n"
  }

  private var claims: String {
    let margin = String(repeating: " ", count: 21)
    return report.claims.map { claim in
      let at = claim.atMicroseconds.map { SimTime(microseconds: $0).clock + ": " } ?? ""
      let start = claim.id.padded(to: 6) + claim.verdict.name.padded(to: 15)
      return start + (at + claim.because).wrapped(100, margin: margin) + "\n"
    }.joined()
  }
}
