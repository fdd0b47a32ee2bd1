import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// Items that a backfill which succeeded never got.
@Suite("What a backfill passed over")
struct PassedOverTests {
  private func scenario(_ count: Int, _ story: String, _ more: String) throws -> Scenario {
    try ScenarioFiles([
      "main.jsonc": """
      { "title": "Passed over", "profile": "as-built",
        "levers": { "engine.response-loss": 0, "queue.redelivery": 0 },
        "world": { "organisations": { "acme": {} },
          "installations": { "hub": { "organisation": "acme" } },
          "repositories": { "app": { "installation": "hub",
            "items": { "issue": { "count": \(count) } } } } },
        "story": [{ "trigger": { "installation": "hub", "entityTypes": ["issue"] } }, \(story)]
        \(more) }
      """
    ]).scenario()
  }

  @Test("was listed before items that left, and moved to a page already read", arguments: [1, 4])
  func leaving(count: Int) throws {
    let scenario = try scenario(
      250,
      """
      { "at": "5s", "change": { "repository": "app", "entityType": "issue", "count": \(count),
        "first": 10, "to": "deleted" } }
      """, "")
    let replay = ReplayPlan(scenario, profile: .asBuilt).run()
    #expect(
      replay.evidence.fateCounts().contains { $0.fate == .movedBetweenPages && $0.count == count })
    let report = DiagnosisReport.all(of: scenario, profile: .asBuilt, until: nil)[0]
    #expect(report.situation == "passed-over")
    #expect(report.sentence.hasSuffix("all that is missing: \(counted(count, "item"))."))
    #expect(report.rehearsals.first?.verdict == .works)
  }

  @Test("moved also where the worker failed on a later page, and what it never reached did not")
  func failed() throws {
    let scenario = try scenario(
      300,
      """
      { "at": "5s", "change": { "repository": "app", "entityType": "issue", "count": 5,
        "first": 3, "to": "deleted" } },
      { "at": "4s", "update": { "repository": "app", "entityType": "issue", "first": 280,
        "count": 1 } }
      """, #", "faults": [{ "wire": "fetch", "pages": 3, "status": 500 }]"#)
    let fates = ReplayPlan(scenario, profile: .asBuilt).run().evidence.fateCounts()
    #expect((4...6).contains(fates.first { $0.fate == .movedBetweenPages }?.count ?? 0))
    #expect((fates.first { $0.fate == .notReached }?.count ?? 0) >= 90)
  }

  @Test("did not move because something came before it")
  func coming() throws {
    let scenario = try scenario(
      300,
      #"{ "at": "10ms", "create": { "repository": "app", "entityType": "issue", "count": 1 } }"#,
      #", "faults": [{ "wire": "fetch", "pages": 3, "status": 500 }]"#)
    let fates = ReplayPlan(scenario, profile: .asBuilt).run().evidence.fateCounts()
    #expect(fates.contains { $0.fate == .notReached && $0.count >= 98 })
    #expect(!fates.contains { $0.fate == .movedBetweenPages })
  }

  @Test("is behind a cap of pages, and did not move, though something else did")
  func capped() throws {
    let scenario = try scenario(
      350,
      """
      { "at": "5s", "change": { "repository": "app", "entityType": "issue", "count": 1,
        "first": 10, "to": "deleted" } }
      """, "")
    let capped = ReplayPlan(
      scenario, profile: .asBuilt, seed: 1,
      overrides: [try LeverSetting.parse("worker.page-cap", "2")])
    let fates = capped.run().evidence.fateCounts()
    #expect(fates.first { $0.fate == .movedBetweenPages }?.count == 1)
    #expect((fates.first { $0.fate == .notReached }?.count ?? 0) >= 140)
  }

  @Test("is too old for a trigger without a depth by now, and a deeper one brings it")
  func tooOld() throws {
    let scenario = try scenario(
      101, #"{ "at": "4h", "trigger": { "installation": "hub", "entityTypes": ["issue"] } }"#,
      #", "faults": [{ "wire": "fetch", "pages": 2, "status": 502, "rounds": 1 }]"#)
    let replay = ReplayPlan(scenario, profile: .asBuilt).run()
    #expect(replay.evidence.fateCounts().contains { $0.fate == .outsideWindow && $0.count == 1 })
    let report = DiagnosisReport.all(of: scenario, profile: .asBuilt, until: nil)[0]
    #expect(report.situation == "passed-over")
    let deeper = try #require(report.rehearsals.first { $0.remedy == "Re-trigger with depth 90" })
    #expect(deeper.verdict == .works && deeper.with.stored == 101)
    #expect(report.rehearsals.first?.verdict == .doesNotHelp)
    let group = try #require(
      try Explainer(ReplayPlan(scenario, profile: .asBuilt)).explanation().groups.first)
    let remedies = group.remedies.filter { $0.words.hasSuffix("with depth 90") }
    #expect(!remedies.isEmpty && remedies.allSatisfy { $0.healed == 1 })
  }
}
