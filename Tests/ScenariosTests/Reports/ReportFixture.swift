import SimKernel

@testable import PipelineModel
@testable import Scenarios

/// Reports made by hand for the tests of tables and formats.
enum ReportFixture {
  static func report(_ scenario: String, verdict: String = "pass") -> ReplayReport {
    let zero = ReplayReport.Counts(HopCounts())
    return ReplayReport(
      scenario: scenario, title: "A <title> & more", profile: "runbook", seed: 1, overrides: [:],
      proposals: [], scenarioHash: "00000000000000aa", fingerprint: "00000000000000bb",
      verdict: verdict, stop: "noMoreEvents", endedAtMicroseconds: 3_723_000_000, events: 10,
      executions: 20, counts: zero, byEntityType: [:], byRepository: [],
      fates: [:], neverAsked: [], faults: [], strikes: [], runs: [], orchestratorResults: [],
      answers: [], claims: [], limits: [], brokenExpectations: [], neverHappened: [],
      violations: [])
  }

  /// A failed report with one broken expectation whose text needs escaping everywhere.
  static var broken: ReplayReport {
    var report = report("runbook/x/broken", verdict: "fail")
    report.brokenExpectations = [
      ReplayReport.Sentence(
        text: "a < b", summary: "a < b & \"c\": 2 < 1, 50%", path: "scenarios/x.jsonc", line: 3,
        column: 7)
    ]
    return report
  }

  static var undecided: ReplayReport {
    var report = report("runbook/x/undecided", verdict: "undecided")
    report.neverHappened = [
      ReplayReport.Sentence(
        text: "count(asleep) > 0", summary: "count(asleep) > 0: 0 > 0", path: "scenarios/y.jsonc",
        line: 1, column: 1)
    ]
    return report
  }
}
