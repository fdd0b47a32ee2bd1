/// The formats of a test run's results, which people and build machines read.
public enum TestOutput: String, CaseIterable, Sendable {
  case text
  case junit
  case tap
  case github

  /// 1 when anything is broken, else 2 when anything is undecided, else 0.
  ///
  /// A run of which nothing is expected is no mistake of somebody who wants to see what happens.
  public static func exitCode(of reports: [ReplayReport]) -> ExitCode {
    func any(_ verdict: ScenarioVerdict.Status) -> Bool {
      reports.contains { $0.verdict == verdict.rawValue }
    }
    return any(.fail) ? .broken : any(.undecided) ? .undecided : .success
  }
}

/// The results of a test run, written case by case.
public struct TestLog {
  private let format: TestOutput
  private let total: Int
  private var counts: [TestCase.Status: Int] = [:]
  private var microseconds: Int64 = 0
  private var inputCode: ExitCode?
  /// JUnit has its totals in front: its cases wait for them.
  private var cases = ""
  /// Of the scenario that is being played.
  private var strikes = FaultTally()

  /// `total` is the number of cases there will be.
  public init(_ format: TestOutput, total: Int) {
    self.format = format
    self.total = total
  }

  /// That of the first file that cannot be read, else 1 when anything is broken, else 2 when
  /// anything is undecided, else 0.
  public var exitCode: ExitCode {
    inputCode ?? (count(.fail) > 0 ? .broken : count(.undecided) > 0 ? .undecided : .success)
  }

  private func count(_ status: TestCase.Status) -> Int { counts[status] ?? 0 }

  /// What comes before all cases.
  public var start: String { format == .tap ? "TAP version 14\n1..\(total)\n" : "" }

  /// Counts a case, the next one in order, and writes what can be written of it.
  ///
  /// `isLast` says that no other run of its scenario follows.
  public mutating func add(_ test: TestCase, isLast: Bool = true) -> String {
    var test = test
    strikes.add(test.faults)
    if isLast {
      test.note(strikes)
      strikes = FaultTally()
    }
    counts[test.status, default: 0] += 1
    microseconds += test.microseconds
    if inputCode == nil { inputCode = test.error?.exitCode }
    switch format {
    case .text: return Self.plain(test)
    case .tap: return Self.tap(test, number: counts.values.reduce(0, +))
    case .github: return Self.github(test)
    case .junit:
      cases += Self.junit(test)
      return ""
    }
  }

  /// What comes behind all cases.
  public var end: String {
    switch format {
    case .text: totals
    case .junit: junit
    case .tap, .github: ""
    }
  }
}

// MARK: - Text

extension TestLog {
  private static let margin = String(repeating: " ", count: 10)

  private static func title(_ test: TestCase) -> String {
    test.status == .error ? test.scenario : "\(test.scenario) [\(test.name)]"
  }

  private static func plain(_ test: TestCase) -> String {
    let ending = test.status == .error ? "" : " [\(test.name)]"
    let room = TextTable.width - margin.count - ending.count
    let name = VisibleText.of(test.scenario).shortened(to: max(room, 20)) + ending
    return test.status.rawValue.padded(to: 10) + name + "\n"
      + test.problems.map { problem in
        let text = VisibleText.of(problem.summary)
        return margin + text.wrapped(TextTable.width, margin: margin) + "\n"
      }.joined()
  }

  private var totals: String {
    let runs = counts.values.reduce(0, +) - count(.error)
    let wrong = count(.error) > 0 ? "; \(counted(count(.error), "file")) cannot be read" : ""
    return "\(counted(runs, "run")): \(count(.pass)) pass, \(count(.fail)) fail, "
      + "\(count(.undecided)) undecided\(wrong)\n"
  }
}

// MARK: - TAP

extension TestLog {
  /// Source: https://testanything.org/tap-version-14-specification.html
  private static func tap(_ test: TestCase, number: Int) -> String {
    let name = VisibleText.of(title(test)).replacing("\\", with: "\\\\")
      .replacing("#", with: "\\#")
    guard test.status != .pass else {
      return "ok \(number) - \(name)\n"
        + test.problems.map { "  # \(VisibleText.of($0.summary))\n" }.joined()
    }
    var text = "not ok \(number) - \(name)\n  ---\n  verdict: \(test.status.rawValue)\n"
    text += "  problems:\n"
    for problem in test.problems {
      text += "    - \(JSONText.quoted(VisibleText.of(problem.summary)))\n"
    }
    return text + "  ...\n"
  }
}

// MARK: - JUnit

extension TestLog {
  private static func junit(_ test: TestCase) -> String {
    func attribute(_ name: String, _ value: String) -> String {
      " \(name)=\"\(MarkupText.escaped(VisibleText.of(value)))\""
    }
    var text = "    <testcase" + attribute("classname", test.scenario)
    text += attribute("name", test.name) + attribute("file", test.path)
    if let line = test.problems.first(where: { $0.path == test.path && $0.line > 0 })?.line {
      text += attribute("line", "\(line)")
    }
    text += attribute("time", seconds(test.microseconds))
    let element: String
    switch test.status {
    case .pass:
      guard !test.problems.isEmpty else { return text + "/>\n" }
      element = "system-out"
    case .fail: element = "failure"
    case .undecided: element = "skipped"
    case .error: element = "error"
    }
    let problems = test.problems.map { VisibleText.of($0.summary) }
    let body = MarkupText.escaped(problems.joined(separator: "\n"))
    let message = test.status == .pass ? "" : attribute("message", problems.first ?? "")
    return text + ">\n      <\(element)\(message)>\(body)</\(element)>\n    </testcase>\n"
  }

  private var junit: String {
    let totals =
      "tests=\"\(counts.values.reduce(0, +))\" failures=\"\(count(.fail))\""
      + " errors=\"\(count(.error))\" skipped=\"\(count(.undecided))\""
      + " time=\"\(Self.seconds(microseconds))\""
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="simrun" \(totals)>
        <testsuite name="scenarios" \(totals)>
      \(cases)  </testsuite>
      </testsuites>

      """
  }

  private static func seconds(_ microseconds: Int64) -> String {
    let milliseconds = "\(microseconds / 1000 % 1000)"
    return "\(microseconds / 1_000_000)."
      + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds
  }
}

// MARK: - GitHub

extension TestLog {
  /// Workflow commands that put each problem beside the line it is about; none for what passes.
  private static func github(_ test: TestCase) -> String {
    guard test.status != .pass else { return "" }
    let title = property(title(test))
    return test.problems.map { problem in
      var place = "file=\(property(problem.path))"
      if problem.line > 0 { place += ",line=\(problem.line),col=\(problem.column)" }
      let level = problem.isError ? "error" : "warning"
      return "::\(level) \(place),title=\(title)::\(data(problem.text))\n"
    }.joined()
  }

  private static func data(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { VisibleText.of(String($0)) }.joined(separator: "\n")
      .replacing("%", with: "%25").replacing("\n", with: "%0A")
  }

  /// Names on one line, without what divides properties.
  private static func property(_ text: String) -> String {
    VisibleText.of(text).replacing("%", with: "%25").replacing(":", with: "%3A")
      .replacing(",", with: "%2C")
  }
}
