import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// Records written as a scenario file.
@Suite struct IncidentTests {
  private static let folder = repositoryFolder + "/scenarios/diagnose/"

  private func history(_ name: String) throws -> RunHistory {
    try #require(try DiagnosisInput.histories(at: Self.folder + name + ".json").first)
  }

  @Test(arguments: [
    "mid-page", "nothing-linked", "rate-limit", "new-repository", "records/a-api-shape",
    "records/b-capital-status", "records/q03-etimedout", "records/q06-output", "records/q09-404",
    "records/q10-410", "records/queued", "records/r3-completion-lost",
    "records/r4-completion-lost-running", "records/r5-type-never-asked", "records/sleeping",
    "records/w3-revoked-400",
  ])
  func theFileReplaysToWhatTheRecordsShow(_ name: String) throws {
    let history = try history(name)
    let incident = Incident(history).fitted()
    let reproduction = Reproduction(incident)
    #expect(reproduction.isWhole, "\(reproduction.words)")
    let files = try ScenarioFiles(["incident.jsonc": incident.text])
    let scenario = try files.scenario("incident.jsonc")
    let replay = ReplayPlan(scenario, profile: .asBuilt).run()
    #expect(replay.verdict.status == .pass, "\(replay.verdict.broken)\n\(incident.text)")
    // The file is the incident: the same world, story, faults and levers.
    let own = ReplayPlan(incident.scenario, profile: .asBuilt).run()
    #expect(replay.outcome.fingerprint == own.outcome.fingerprint)
    let shown = try #require(
      RunHistory.all(of: ReplayReport(replay)).first {
        $0.installation == incident.world.installations[0].name
      })
    let told = DecisionTree(history).situation
    if history.customer == RunHistory.Customer() || told.cause != nil {
      #expect(DecisionTree(shown).situation.name == told.name)
    }
  }

  @Test func latenciesAreFittedToTheWorkerThatTellsMost() throws {
    let history = try history("records/q03-etimedout")
    let fitted = Incident(history).fitted()
    let worker = try #require(history.workers.first)
    let replay = ReplayPlan(fitted.scenario, profile: .asBuilt).run()
    let shown = try #require(replay.evidence.workers.first)
    let recorded = try #require(worker.endedAt) - (try #require(worker.startedAt))
    #expect(abs((shown.life - recorded).microseconds) < recorded.microseconds / 50)
    #expect(fitted.text.contains("\"wire.post\": "))
  }

  @Test func nothingSecretIsCarriedOver() throws {
    let text = """
      { "now": "2026-02-25T11:40:00Z", "installation": "jane@example.com",
        "orchestrators": [{ "id": "01A", "status": "completed",
          "createdAt": "2026-02-25T10:30:00Z", "startedAt": "2026-02-25T10:30:00Z",
          "endedAt": "2026-02-25T10:34:12Z", "output": { "success": false, "workUnits": 1,
            "results": [{ "entityType": "issue", "success": false,
              "error": "502 for ghs_S3CR3T of jane@example.com" }] } }],
        "workers": [{ "id": "W1", "entityType": "issue", "status": "failed", "pages": 2,
          "resource": "ghp_S3CR3T", "createdAt": "2026-02-25T10:30:02Z",
          "startedAt": "2026-02-25T10:30:03Z", "endedAt": "2026-02-25T10:34:10Z",
          "error": "GitHub API returned 502: Bearer S3CR3T", "step": "fetch-issue-p3" }] }
      """
    let history = try DiagnosisInput.histories(in: SourceText(path: "x.json", text: text))[0]
    let written = Incident(history).text
    for secret in ["S3CR3T", "jane", "example", "Bearer", "01A", "W1"] {
      #expect(!written.contains(secret), "\(written)")
    }
    #expect(written.contains("\"status\": 502") && written.contains("\"connection\": {"))
  }

  @Test func whatTheModelCannotShowIsNamedWithTheNearestLever() throws {
    let history = try history("records/starttimeout")
    let reproduction = Reproduction(Incident(history))
    #expect(reproduction.firstDifference.hasPrefix("W, made at 2026-02-25T20:00:01Z: app"))
    #expect(reproduction.leversPlayed > 20)
    #expect(reproduction.words.hasPrefix("No: the first run that a replay"))
  }
}
