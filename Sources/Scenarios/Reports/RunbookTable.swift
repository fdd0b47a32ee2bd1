import SimKernel

/// The table that the program prints for several runs: scenarios first, then claims.
public struct RunbookTable {
  let reports: [ReplayReport]
  let profiles: [String]
  private let width = TextTable.width

  /// A table of runs under one or several profiles, in the order of the runs.
  public init(_ reports: [ReplayReport]) {
    self.reports = reports
    var profiles: [String] = []
    for report in reports where !profiles.contains(report.profile) {
      profiles.append(report.profile)
    }
    self.profiles = profiles
  }

  /// Scenarios, claims that any scenario speaks to, and totals.
  public var text: String {
    scenarios + broken + "\n" + claims + "\n" + totals
  }

  private var scenarios: String {
    let isSingle = profiles.count == 1
    let isOneSeed = Set(reports.map(\.seed)).count == 1
    var table = TextTable([
      ("scenario", .left), (isSingle ? "" : "profile", .left), (isOneSeed ? "" : "seed", .right),
      ("verdict", .left), ("expected", .right), ("stored", .right), ("missing", .right),
      ("again", .right), ("ended", .right), ("fingerprint", .left),
    ])
    for report in reports {
      table.add([
        ScenarioRoot.short(report.scenario), isSingle ? "" : report.profile,
        isOneSeed ? "" : "\(report.seed)", report.verdictWords, "\(report.counts.expected)",
        "\(report.counts.storedItems)", "\(report.counts.missing)",
        "\(report.counts.duplicateDeliveries)",
        SimTime(microseconds: report.endedAtMicroseconds).clockInSeconds, report.fingerprint,
      ])
    }
    return table.text
  }

  private var broken: String {
    reports.flatMap { report in
      report.problems.map { problem in
        let text = "\(ScenarioRoot.short(report.scenario)) (\(report.profile)): \(problem)"
        return VisibleText.of(text).wrapped(width, margin: "  ") + "\n"
      }
    }.joined()
  }

  /// One block for each claim: its sentence, then a line for each profile.
  private var claims: String {
    let byProfile = profiles.map { ClaimSummary.all(of: reports, profile: $0) }
    let nameWidth = profiles.map(\.count).max() ?? 0
    let margin = String(repeating: " ", count: 6)
    var text = ""
    for (index, claim) in Claim.all.enumerated() {
      let summaries = byProfile.map { $0[index] }
      guard summaries.contains(where: { $0.scenario != nil }) else { continue }
      text += claim.id.padded(to: 6) + claim.sentence.wrapped(width, margin: margin) + "\n"
      for summary in summaries {
        let profile = profiles.count == 1 ? "" : summary.profile.padded(to: nameWidth + 2)
        let line = profile + summary.verdict.name.padded(to: 15) + Self.reason(of: summary)
        let hanging = margin + String(repeating: " ", count: profile.count + 15)
        text += margin + line.wrappedKeepingStart(width, margin: hanging) + "\n"
      }
    }
    return text
  }

  private static func reason(of summary: ClaimSummary) -> String {
    let place = summary.scenario.map { ScenarioRoot.short($0) } ?? ""
    switch summary.verdict {
    case .refuted:
      return "\(summary.at?.clock ?? "") in \(place): \(summary.because)\(summary.agreement)"
    case .holds: return "\(place): \(summary.because)\(summary.agreement)"
    case .notExercised: return summary.because
    }
  }

  private var totals: String {
    profiles.map { profile in
      let summaries = ClaimSummary.all(of: reports, profile: profile)
      func count(_ verdict: ClaimVerdict.Verdict) -> Int {
        summaries.count { $0.verdict == verdict }
      }
      let mine = reports.filter { $0.profile == profile }
      func runs(_ verdict: ScenarioVerdict.Status) -> Int {
        mine.count { $0.verdict == verdict.rawValue }
      }
      let unjudged =
        runs(.unjudged) > 0 ? ", \(runs(.unjudged)) without expectations" : ""
      let text =
        "\(profile): \(counted(mine.count, "run")), \(runs(.pass)) pass, \(runs(.fail)) fail, "
        + "\(runs(.undecided)) undecided\(unjudged); \(summaries.count) claims, "
        + "\(count(.holds)) hold, \(count(.refuted)) refuted, "
        + "\(count(.notExercised)) not exercised"
      return text.wrapped(width, margin: "  ") + "\n"
    }.joined()
  }
}

extension ReplayReport {
  /// The verdict as people read it.
  var verdictWords: String {
    verdict == ScenarioVerdict.Status.unjudged.rawValue ? "no expectations" : verdict
  }

  /// What is wrong with the run, one line each: broken invariants and expectations first.
  public var problems: [String] {
    violations.map { "invariant broken: \($0)" }
      + brokenExpectations.map { "\($0.path):\($0.line):\($0.column): \($0.summary)" }
      + neverHappened.map { "never happened: \($0.path):\($0.line):\($0.column): \($0.summary)" }
      + missedFaults
      + (stop == "eventLimit" ? ["cut off at its limit of events"] : [])
      + (outgrown.map { [$0] } ?? [])
  }
}

extension SimTime {
  /// The clock without milliseconds, for tables.
  var clockInSeconds: String { String(clock.prefix { $0 != "." }) }
}

extension String {
  /// Wraps text whose first line already has spaces that must stay.
  func wrappedKeepingStart(_ width: Int, margin: String) -> String {
    let start = String(prefix(max(0, margin.count - 6)))
    return start + String(dropFirst(start.count)).wrapped(width, margin: margin)
  }
}
