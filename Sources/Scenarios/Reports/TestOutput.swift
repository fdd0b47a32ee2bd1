import SimKernel

/// The results of a test run, in the formats that people and build machines read.
public enum TestOutput: String, CaseIterable, Sendable {
  case text
  case junit
  case tap
  case github

  /// The whole output for these runs.
  public func text(of reports: [ReplayReport]) -> String {
    switch self {
    case .text: Self.plain(reports)
    case .junit: Self.junit(reports)
    case .tap: Self.tap(reports)
    case .github: Self.github(reports)
    }
  }

  /// 1 when anything is broken, else 2 when anything is undecided, else 0.
  public static func exitCode(of reports: [ReplayReport]) -> ExitCode {
    if reports.contains(where: { $0.verdict == "fail" }) { return .broken }
    return reports.contains { $0.verdict == "undecided" } ? .undecided : .success
  }

  private static func name(_ report: ReplayReport) -> String {
    "\(report.scenario) [\(report.profile), seed \(report.seed)]"
  }

  private static func plain(_ reports: [ReplayReport]) -> String {
    var text = ""
    for report in reports {
      text += "\(report.verdict.padded(to: 10))\(name(report))\n"
      for problem in report.problems { text += "          \(problem)\n" }
    }
    func count(_ verdict: String) -> Int { reports.count { $0.verdict == verdict } }
    return text + "\(counted(reports.count, "run")): \(count("pass")) pass, \(count("fail")) fail, "
      + "\(count("undecided")) undecided\n"
  }

  private static func tap(_ reports: [ReplayReport]) -> String {
    var text = "TAP version 14\n1..\(reports.count)\n"
    for (index, report) in reports.enumerated() {
      let isFine = report.verdict == "pass"
      let name = name(report).replacing("\\", with: "\\\\").replacing("#", with: "\\#")
      text += "\(isFine ? "ok" : "not ok") \(index + 1) - \(name)\n"
      guard !isFine else { continue }
      text += "  ---\n  verdict: \(report.verdict)\n  problems:\n"
      for problem in report.problems { text += "    - \(JSONText.quoted(problem))\n" }
      text += "  ...\n"
    }
    return text
  }

  private static func junit(_ reports: [ReplayReport]) -> String {
    let failures = reports.count { $0.verdict == "fail" }
    let skipped = reports.count { $0.verdict == "undecided" }
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="simrun" tests="\(reports.count)" failures="\(failures)" \
      skipped="\(skipped)">
        <testsuite name="scenarios" tests="\(reports.count)" failures="\(failures)" \
      errors="0" skipped="\(skipped)">

      """
    for report in reports {
      let name = MarkupText.escaped("\(report.profile), seed \(report.seed)")
      let place = MarkupText.escaped(report.scenario)
      text += "    <testcase classname=\"\(place)\" name=\"\(name)\""
      guard report.verdict != "pass" else {
        text += "/>\n"
        continue
      }
      let element = report.verdict == "fail" ? "failure" : "skipped"
      let message = MarkupText.escaped(report.problems.first ?? report.verdict)
      let body = MarkupText.escaped(report.problems.joined(separator: "\n"))
      text += ">\n      <\(element) message=\"\(message)\">\(body)</\(element)>\n    </testcase>\n"
    }
    return text + "  </testsuite>\n</testsuites>\n"
  }

  /// Workflow commands that put each problem beside the line that states the expectation.
  private static func github(_ reports: [ReplayReport]) -> String {
    reports.filter { $0.verdict != "pass" }.flatMap { report in
      let title = property(name(report))
      let sentences =
        report.brokenExpectations.map { ("error", $0) }
        + report.neverHappened.map { ("warning", $0) }
      let placed = sentences.map { level, sentence in
        "::\(level) file=\(property(sentence.path)),line=\(sentence.line),col=\(sentence.column),"
          + "title=\(title)::\(data(sentence.summary))\n"
      }
      return placed + report.violations.map { "::error title=\(title)::\(data($0))\n" }
    }.joined()
  }

  private static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
