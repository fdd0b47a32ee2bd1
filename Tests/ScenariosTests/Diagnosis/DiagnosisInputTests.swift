import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite struct DiagnosisInputTests {
  private func mistakes(_ text: String) -> [String] {
    do {
      _ = try DiagnosisInput.histories(in: SourceText(path: "x.json", text: text))
      return []
    } catch {
      return error.diagnostics.map { "\($0.line):\($0.column): \($0.message)" }
    }
  }

  @Test func anExportIsReadWithItsTimeoutsRecognised() throws {
    let histories = try DiagnosisInput.histories(
      in: SourceText(
        path: "x.json",
        text: """
          { "now": "2026-02-25T12:00:00Z", "installation": "i",
            "workers": [
              { "id": "b", "entityType": "issue", "status": "cancelled",
                "createdAt": "2026-02-25T09:01:00Z", "endedAt": "2026-02-25T09:06:00Z" },
              { "id": "a", "entityType": "issue", "status": "cancelled", "slept": "1h",
                "createdAt": "2026-02-25T09:00:00Z", "startedAt": "2026-02-25T09:00:00Z",
                "endedAt": "2026-02-25T11:00:00Z" },
              { "id": "c", "entityType": "issue", "status": "cancelled",
                "createdAt": "2026-02-25T09:02:00Z", "startedAt": "2026-02-25T09:02:00Z",
                "endedAt": "2026-02-25T09:03:00Z" } ] }
          """))
    let workers = try #require(histories.first).workers
    #expect(workers.map(\.id) == ["a", "b", "c"])
    #expect(workers.map(\.outcome) == [.finishTimeout, .startTimeout, .cancelled])
    #expect(workers[0].asleep == .hours(1))
  }

  @Test func instantsBeyondEveryRunAreRefused() throws {
    let report = ReplayReport(
      ReplayPlan(
        try ScenarioFiles(["main.jsonc": smallScenario()]).scenario(), profile: .asBuilt
      ).run())
    let text = String(decoding: try JSONEncoder().encode([report]), as: UTF8.self)
    #expect(mistakes(text).isEmpty)
    let ended = "\"endedAtMicroseconds\":\(report.endedAtMicroseconds)"
    for far in ["9223372036854775807", "-9223372036854775808", "31536000000000001"] {
      let found = mistakes(text.replacing(ended, with: "\"endedAtMicroseconds\":\(far)"))
      #expect(
        found.map { $0.split(separator: ": ", maxSplits: 1)[1] } == [
          "the instant lies outside of a run: not from 0 to 31536000000000000 µs"
        ])
    }
    #expect(
      mistakes(
        """
        { "now": "2026-02-25T12:00:00Z", "installation": "i", "workers": [
          { "id": "a", "entityType": "issue", "status": "cancelled",
            "slept": "9223372036854775807us", "createdAt": "2026-02-25T09:01:00Z",
            "endedAt": "2026-02-25T09:06:00Z" } ] }
        """) == [
          "3:14: workers[0].slept: 106751991d4h54.775807s is longer than the longest duration"
        ])
  }

  @Test func mistakesInAnExportHaveTheirPlace() {
    #expect(
      mistakes(
        """
        { "now": "yesterday", "installation": "i",
          "orchestrators": [{ "id": "a", "status": "complete", "createdAt": "2026-02-25T09:00:00Z" }],
          "worker": [] }
        """) == [
          "1:10: now: expected an instant, found \"yesterday\"",
          "2:44: orchestrators[0].status: expected one of \"queued\", \"scheduled\", \"running\", "
            + "\"completed\", \"failed\", \"cancelled\", \"start-timeout\", \"finish-timeout\", "
            + "found \"complete\"",
          "3:3: unknown key \"worker\"",
        ])
    #expect(mistakes("{ \"now\" \"x\" }").count == 1)
  }

  @Test func aReplayIsReadFromItsOwnJSON() throws {
    let files = try ScenarioFiles([
      "main.jsonc": smallScenario(
        """
        "faults": [{ "wire": "fetch", "entityType": "issue", "status": 502 }]
        """)
    ])
    let report = ReplayReport(ReplayPlan(try files.scenario(), profile: .asBuilt).run())
    for text in [report.json(), ReplayReport.json([report])] {
      let histories = try DiagnosisInput.histories(in: SourceText(path: "-", text: text))
      let history = try #require(histories.first)
      #expect(histories.count == 1)
      #expect(history.installation == "acme-github")
      #expect(history.orchestrators.count == 1)
      #expect(history.workers.count == 3)
      #expect(DecisionTree(history).situation == .typesFailed(.status(502)))
    }
  }

  @Test func mistakesInAReplayHaveTheirPlace() {
    #expect(
      mistakes("[\n  { \"scenario\": 3 }\n]") == ["2:17: a value of another type was expected"])
    #expect(
      mistakes("[\n  { \"scenario\": \"x\" }\n]").first?.hasPrefix("2:3: missing key") ?? false)
    #expect(mistakes("[]") == ["1:1: the replay has no runs and no connection"])
  }

  @Test func aScenarioIsReplayedUpToAMoment() throws {
    let files = try ScenarioFiles(["main.jsonc": smallScenario()])
    let path = files.path + "/main.jsonc"
    let early = try DiagnosisInput.histories(at: path, until: .zero + .seconds(1))
    #expect(DecisionTree(early[0]).situation == .stillRunning)
    let late = try DiagnosisInput.histories(at: path)
    #expect(DecisionTree(late[0]).situation == .inOrder)
  }
}
