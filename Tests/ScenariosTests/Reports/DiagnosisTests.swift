import SimKernel
import Testing

@testable import Scenarios

@Suite struct DiagnosisTests {
  private func diagnosis(_ text: String) throws -> Diagnosis {
    Diagnosis(try DiagnosisInput.read(SourceText(path: "runs.json", text: text)))
  }

  private func runs(_ orchestrator: String, _ workers: String = "") -> String {
    """
    { installation: "inst", nowSeconds: 20000,
      orchestrators: [{ id: "o", startedSeconds: 0, \(orchestrator) }],
      workers: [\(workers)] }
    """
  }

  private func worker(_ text: String) -> String {
    "{ id: \"w\", orchestrator: \"o\", unit: \"app issue\", \(text) },"
  }

  @Test func neverStarted() throws {
    let found = try diagnosis("{ installation: \"i\", nowSeconds: 1, orchestrators: [] }")
    #expect(found.scenario == 2)
    #expect(found.evidence == ["0 orchestrator runs found"])
  }

  @Test func downstreamOrNothingToDo() throws {
    let success = "outcome: \"completed\", success: true"
    #expect(try diagnosis(runs(success + ", workUnits: 3")).scenario == 1)
    #expect(try diagnosis(runs(success + ", workUnits: 0")).scenario == 11)
  }

  @Test func waitingForNobody() throws {
    let running = "outcome: \"running\""
    let idle = try diagnosis(
      runs(running, worker("outcome: \"finish-timeout\", endedSeconds: 7200")))
    #expect(idle.finding == "still running, and no worker has been for 12800 s")
    let busy = try diagnosis(runs(running, worker("outcome: \"running\"")))
    #expect(busy.finding == "still running: 1 worker open")
  }

  @Test func failures() throws {
    let failed = "outcome: \"completed\", success: false"
    func scenario(_ text: String) throws -> Int {
      try diagnosis(runs(failed, worker(text))).scenario
    }
    #expect(try scenario("outcome: \"failed\", pages: 20") == 4)
    #expect(try scenario("outcome: \"failed\", pages: 0") == 3)
    #expect(try scenario("outcome: \"finish-timeout\", pages: 9") == 10)
    #expect(try scenario("outcome: \"failed\", pages: 9, asleepSeconds: 4000") == 10)
    #expect(try diagnosis(runs("outcome: \"cancelled\"")).scenario == 5)
    #expect(
      try diagnosis(runs("outcome: \"failed\"")).finding == "the orchestrator itself ended: failed")
  }

  @Test func mistakesHaveTheirPlace() throws {
    #expect(throws: DiagnosticList.self) { try diagnosis("{ installation: \"i\" }") }
    #expect(throws: DiagnosticList.self) { try diagnosis(runs("outcome: \"exploded\"")) }
  }

  @Test func adviceIsWeighedAgainstThePipelineAsBuilt() throws {
    var report = ReportFixture.report("runbook/x")
    report.profile = "as-built"
    report.claims = [
      ReplayReport.Claim(id: "1.4", verdict: .refuted, atMicroseconds: 1, because: "x")
    ]
    let input = try DiagnosisInput.read(
      SourceText(
        path: "runs.json",
        text: runs(
          "outcome: \"running\"", worker("outcome: \"finish-timeout\", endedSeconds: 7200"))))
    let text = DiagnosisText(
      input, verdicts: ClaimSummary.all(of: [report], profile: "as-built")
    ).text
    #expect(text.contains("  1.4 refuted: Still running"))
    #expect(text.contains("do not wait the four hours"))
  }

  @Test func everyRefutableClaimHasAdvice() {
    for claim in Claim.all { #expect(Advice.sentence(on: claim.id) != nil, "\(claim.id)") }
  }
}
