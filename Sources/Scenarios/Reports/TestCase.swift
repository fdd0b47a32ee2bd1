/// One case of a test run: a run of a scenario, or a file that could not be read.
public struct TestCase: Sendable {
  /// How it ended.
  public enum Status: String, Sendable, CaseIterable {
    case pass
    /// An expectation or an invariant is broken.
    case fail
    /// Nothing is broken, but the run says nothing: it was cut off, what it is about never
    /// happened, or nothing is expected of it.
    case undecided
    /// The file cannot be read or is no scenario.
    case error
  }

  /// What is wrong, and where.
  public struct Problem: Sendable {
    public let path: String
    /// 0 where it is about the whole file.
    public let line: Int
    public let column: Int
    public let text: String
    /// Whether it breaks the test, or only leaves it undecided.
    public let isError: Bool

    /// The place in front of the text, as editors read it.
    var summary: String {
      line == 0 ? "\(path): \(text)" : "\(path):\(line):\(column): \(text)"
    }
  }

  /// The scenario, or the path of a file that could not be read.
  public let scenario: String
  /// Profile and seed; what was tried with a file that could not be read.
  public let name: String
  /// The scenario file.
  public let path: String
  public private(set) var status: Status
  public private(set) var problems: [Problem]
  /// How long the run took on this machine.
  public let microseconds: Int64
  /// Why the file could not be read.
  public let error: (any ReportedError)?
  /// The faults of its scenario, with how often each struck in this run.
  let faults: [ReplayReport.FaultSummary]

  /// A run of the scenario in a file.
  public init(_ report: ReplayReport, path: String, microseconds: Int64) {
    scenario = report.scenario
    name = "\(report.profile), seed \(report.seed)"
    self.path = path
    status = Status(rawValue: report.verdict) ?? .undecided
    problems = Self.problems(of: report, path)
    self.microseconds = microseconds
    error = nil
    faults = report.faults
  }

  /// The last run of a scenario takes note of the faults that struck in too few of all its runs.
  ///
  /// One that never struck leaves the scenario undecided, unless it says that it may miss.
  mutating func note(_ strikes: FaultTally) {
    for fault in strikes.faults where fault.isMissed {
      problems.append(
        Problem(
          path: fault.fault.path, line: fault.fault.line, column: 1,
          text: fault.fault.name + " " + fault.words, isError: false))
      if fault.struck == 0, !fault.fault.mayMiss, status == .pass { status = .undecided }
    }
  }

  /// A file that could not be read.
  public init(path: String, error: any ReportedError) {
    scenario = path
    name = "read"
    self.path = path
    status = .error
    problems = Self.problems(of: error, path)
    microseconds = 0
    self.error = error
    faults = []
  }

  private static func problems(of report: ReplayReport, _ path: String) -> [Problem] {
    func whole(_ text: String, isError: Bool) -> Problem {
      Problem(path: path, line: 0, column: 0, text: text, isError: isError)
    }
    func placed(_ sentence: ReplayReport.Sentence, _ text: String, isError: Bool) -> Problem {
      Problem(
        path: sentence.path, line: sentence.line, column: sentence.column, text: text,
        isError: isError)
    }
    var problems = report.violations.map { whole("invariant broken: \($0)", isError: true) }
    problems += report.brokenExpectations.map { placed($0, $0.summary, isError: true) }
    problems += report.neverHappened.map {
      placed($0, "never happened: \($0.summary)", isError: false)
    }
    if report.stop == "eventLimit" {
      problems.append(whole("cut off at its limit of events", isError: false))
    }
    if let outgrown = report.outgrown { problems.append(whole(outgrown, isError: false)) }
    if report.verdict == ScenarioVerdict.Status.unjudged.rawValue {
      let reason =
        "nothing expected: under the profile \(report.profile) the file has no 'expect' and no"
        + " 'sometimes'"
      problems.append(whole(reason, isError: false))
    }
    return problems
  }

  private static func problems(of error: any ReportedError, _ path: String) -> [Problem] {
    func problem(_ diagnostic: Diagnostic) -> Problem {
      let help = diagnostic.help.map { "; \($0)" } ?? ""
      return Problem(
        path: diagnostic.path, line: diagnostic.line, column: diagnostic.column,
        text: diagnostic.message + help, isError: true)
    }
    switch error {
    case let list as DiagnosticList: return list.diagnostics.map(problem)
    case let failure as SourceFailure:
      if case .notUTF8(let diagnostic) = failure.reason { return [problem(diagnostic)] }
      return [
        Problem(path: failure.path, line: 0, column: 0, text: failure.message, isError: true)
      ]
    default:
      let text = error.report(colours: false).split(separator: "\n").first.map(String.init)
      return [Problem(path: path, line: 0, column: 0, text: text ?? "", isError: true)]
    }
  }
}
