import SimKernel

/// One run in full, as text: where the items are, what the runs did, what the claims say.
public struct ReplayText {
  private let report: ReplayReport

  public init(_ report: ReplayReport) { self.report = report }

  public var text: String {
    var text = "\(report.scenario)  \(report.profile)  seed \(report.seed)  \(report.verdict)\n"
    text += "\(report.title)\n"
    for problem in report.problems { text += "  \(problem)\n" }
    let again = report.counts.repetitions.map { $0 + "\n" } ?? ""
    return text + "\n" + items + again + "\n" + runs + results + limits + claims
  }

  /// Items at each hop, in all and by entity type.
  var items: String {
    var table = TextTable([
      ("items", .left), ("expected", .right), ("accepted", .right), ("duplicate", .right),
      ("delivered", .right), ("stored", .right), ("missing", .right), ("delivered twice", .right),
      ("stored twice", .right),
    ])
    let types = report.byEntityType.sorted { $0.key < $1.key }
    for (name, counts) in types + [("all", report.counts)] {
      table.add(
        [name]
          + [
            counts.expected, counts.accepted, counts.duplicateRefused, counts.delivered,
            counts.stored, counts.missing, counts.duplicateDeliveries, counts.duplicateStored,
          ].map { "\($0)" })
    }
    return table.text
  }

  var runs: String {
    var table = TextTable([
      ("run", .right), ("function", .left), ("of", .left), ("created", .right), ("ended", .right),
      ("outcome", .left), ("pages", .right), ("steps", .right),
    ])
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
        + (failed.isEmpty ? "" : "; failed: \(failed.joined(separator: ", "))") + "\n"
    }
    return lines.joined() + "\n"
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
