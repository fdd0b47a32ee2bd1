import PipelineModel
import Testing

@testable import Scenarios

@Suite struct ClaimMenderTests {
  @Test func everyLeverInWhichTheProfilesDifferIsTried() {
    let single = Set(Candidate.all.filter { $0.settings.count == 1 }.map { $0.settings[0].name })
    for lever in Lever.all where lever.differs || !lever.proposals.isEmpty {
      #expect(single.contains(lever.name), "\(lever.name)")
    }
    for candidate in Candidate.all { #expect(!candidate.text.isEmpty) }
  }

  @Test func whatThePipelineDoesNotHaveIsMarked() throws {
    func standing(_ name: String, _ value: LeverValue) throws -> Standing {
      try #require(LeverSetting(name, value)).standing
    }
    #expect(try standing("worker.resume", .choice("cursor")) == .proposal)
    #expect(try standing("worker.refresh-on-401", .flag(true)) == .proposal)
    #expect(try standing("gateway.dedup-window", .duration(.days(90))) == .setting)
    #expect(try standing("engine.concurrency-counts", .choice("runs")) == .outside)
    #expect(Standing.setting < .proposal && Standing.proposal < .outside)
  }

  /// Two triggers at once run in parallel as built.
  private static let parallel = smallScenario(
    """
    "claims": ["7.3", "2.2"],
    "levers": { "engine.response-loss": 0, "queue.redelivery": 0 },
    "+story": []
    """
  ).replacing(
    "\"story\": [{",
    with: """
      "story": [
        { "label": "second", "at": "10ms", "trigger": { "installation": "acme-github" } }, {
      """
  ).replacing("\"+story\": []", with: "")

  @Test func findsTheLeverThatMakesARefutedClaimHold() throws {
    let files = try ScenarioFiles(["main.jsonc": Self.parallel])
    let scenario = try files.scenario()
    let report = ClaimMender([scenario], threads: 1).report()
    let claim = try #require(report.claims.first { $0.id == "7.3" })
    #expect(claim.refuted.count == 1)
    #expect(claim.smallestSet == nil)
    let best = try #require(claim.remedies.first)
    #expect(best.text == "orchestrator.concurrency-counts = runs")
    #expect(best.standing == .proposal)
    #expect(best.mends.map(\.scenario) == [scenario.name])
    #expect(report.runs > Candidate.all.count / 2)
  }

  @Test func looksForASmallestSetWhereNoCandidateHelps() throws {
    let files = try ScenarioFiles(["main.jsonc": Self.parallel])
    let scenario = try files.scenario()
    let found = SmallestSet(plan: ReplayPlan(scenario, profile: .asBuilt)) {
      Trial($0).says("7.3") == .holds
    }.found()
    #expect(found.settings.map(\.text) == ["engine.concurrency-counts = runs"])

    let retries = try #require(LeverSetting("worker.retries", .count(2)))
    let report = ClaimMender([scenario], candidates: [Candidate([retries])], threads: 1).report()
    let claim = try #require(report.claims.first { $0.id == "7.3" })
    #expect(claim.remedies.isEmpty)
    #expect(claim.smallestSet?.settings.map(\.lever) == ["engine.concurrency-counts"])
  }

  @Test func onlyTheWantedClaimsAreLookedAt() throws {
    let files = try ScenarioFiles(["main.jsonc": Self.parallel])
    let report = ClaimMender([try files.scenario()], claims: ["2.2"], candidates: [], threads: 1)
      .report()
    #expect(!report.claims.contains { $0.id == "7.3" })
  }
}
