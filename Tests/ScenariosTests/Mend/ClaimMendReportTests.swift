import Testing

@testable import Scenarios

@Suite struct ClaimMendReportTests {
  private let report: ClaimMendReport = {
    let change = Amounts(
      executions: 1200, providerRequests: 0, endedMicroseconds: -5_000_000, stored: 3, missing: -3,
      duplicateDeliveries: 0, duplicateStored: 0)
    let cursor = MendSetting(
      lever: "worker.resume", value: "cursor", standing: .proposal)
    return ClaimMendReport(
      claims: [
        ClaimMendReport.Claim(
          id: "10.2", sentence: "The worker gets further.",
          refuted: [
            ClaimMendReport.Refutation(
              scenario: "runbook/a", seed: 1, atMicroseconds: 61_000_000, because: "it did not")
          ], holding: 1,
          remedies: [
            ClaimMendReport.Remedy(
              title: nil, settings: [cursor], standing: .proposal,
              mends: [
                ClaimMendReport.Effect(scenario: "runbook/a", because: "it did", change: change)
              ], spoils: [ClaimMendReport.Spoiled(claim: "9.1", scenario: "runbook/b")])
          ],
          smallestSet: ClaimMendReport.SmallestSet(
            scenario: "runbook/c", settings: [], change: nil))
      ], runs: 12)
  }()

  @Test func asText() {
    #expect(
      report.content(.text).hasPrefix(
        """
        10.2  The worker gets further.
              refuted in 1 of 2 scenarios, first at 0:01:01.000 in a: it did not
              worker.resume = cursor
                proposal, in 1 of 1: +1,200 executions, -5s to the end, +3 stored, -3 missing
                but refutes 9.1 (in b)
              No set of levers that was tried makes it hold in c.

        """))
  }

  @Test func asMarkdown() {
    #expect(
      report.content(.markdown).contains(
        "| `worker.resume = cursor` | proposal | 1/1 | +1,200 | 0 | -5s | +3 | -3 | 0 | 0 | 9.1 (in b) |"
      ))
  }

  @Test func asJSON() throws {
    #expect(report.content(.json).contains("\"standing\" : \"proposal\""))
  }

  @Test func fewerLeversThatDoTheSameAreEnough() {
    let small = report.claims[0].remedies[0]
    var large = small
    large.settings.append(
      MendSetting(lever: "worker.retries", value: "4", standing: .setting))
    #expect(small.makesNeedless(large))
    #expect(!large.makesNeedless(small))
    large.mends.append(
      ClaimMendReport.Effect(scenario: "runbook/d", because: "it did", change: .zero))
    #expect(!small.makesNeedless(large))
    #expect(ClaimMendReport.Remedy.isBetter(large, than: small))
  }
}
