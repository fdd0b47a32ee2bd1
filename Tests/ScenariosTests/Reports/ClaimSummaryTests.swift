import SimKernel
import Testing

@testable import PipelineModel
@testable import Scenarios

@Suite struct ClaimSummaryTests {
  /// A report that says one thing about claim A1.
  private func report(
    _ scenario: String, _ verdict: ClaimVerdict.Verdict, events: Int = 0, proposals: [String] = []
  ) -> ReplayReport {
    var report = ReportFixture.report(scenario)
    report.claims = [
      ReplayReport.Claim(
        id: "A1", verdict: verdict, atMicroseconds: verdict == .refuted ? 5 : nil,
        because: "because of \(scenario)")
    ]
    report.events = events
    report.proposals = proposals
    return report
  }

  private func summary(_ reports: [ReplayReport]) throws -> ClaimSummary {
    try #require(ClaimSummary.all(of: reports, profile: "runbook").first { $0.id == "A1" })
  }

  @Test func oneRefutationRefutes() throws {
    let summary = try summary([
      report("a", .holds), report("b", .refuted, events: 9), report("c", .refuted, events: 1),
    ])
    #expect(summary.verdict == .refuted)
    #expect(summary.scenario == "c")
    #expect(summary.agreement == " (refuted in 2 of 3 runs)")
  }

  @Test func silenceIsNoVote() throws {
    #expect(try summary([report("a", .notExercised), report("b", .holds)]).verdict == .holds)
    #expect(try summary([report("a", .notExercised)]).verdict == .notExercised)
    #expect(try summary([]).because == "no scenario speaks to it")
  }

  @Test func proposalsSpeakOnlyWhereNobodyElseDoes() throws {
    let proposed = report("p", .refuted, proposals: ["gateway.order=publish-then-mark"])
    #expect(try summary([proposed, report("a", .holds)]).verdict == .holds)
    #expect(try summary([proposed, report("a", .notExercised)]).verdict == .refuted)
  }
}
