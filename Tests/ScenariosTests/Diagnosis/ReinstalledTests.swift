import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// A connection that takes the place of another has the other's repositories and items.
@Suite("A reinstalled connection")
struct ReinstalledTests {
  private func scenario(_ faults: String, others: String = "", story: String = "") throws
    -> Scenario
  {
    try ScenarioFiles([
      "main.jsonc": """
      { "title": "Reinstalled", "profile": "as-built",
        "levers": { "engine.response-loss": 0, "queue.redelivery": 0 },
        "world": { "organisations": { "acme": {} },
          "installations": { "hub": { "organisation": "acme" },
            "other": { "organisation": "acme" },
            "new": { "organisation": "acme", "replaces": "hub", "connected": false } },
          "repositories": { "app": { "installation": "hub", "items": { "issue": { "count": 5 } } }
            \(others) } },
        "story": [\(story)
          { "at": "1h", "connect": "new" },
          { "at": "2h", "trigger": { "installation": "new" } }],
        "faults": [\(faults)] }
      """
    ]).scenario()
  }

  private static let outage =
    #"{ "wire": "fetch", "entityType": "issue", "status": 500, "nth": [1, 4] }"#

  @Test("is triggered to remedy, not the one it replaces, and what is told comes true")
  func remedy() throws {
    let scenario = try scenario(Self.outage)
    let reports = DiagnosisReport.all(of: scenario, profile: .asBuilt, until: nil)
    #expect(reports.map(\.installation).contains("new"))
    #expect(!reports.map(\.installation).contains("hub"))
    let report = try #require(reports.first { $0.installation == "new" })
    #expect(report.situation == "types-failed")
    #expect(report.evidence.first?.answer == "yes, hub, with the same items")
    let rehearsal = try #require(report.rehearsals.first)
    #expect(rehearsal.verdict == .works && rehearsal.with.stored == 5)
    #expect(rehearsal.story.joined().contains(#""installation": "new""#))

    let explanation = try Explainer(ReplayPlan(scenario, profile: .asBuilt)).explanation()
    let group = try #require(explanation.groups.first)
    #expect(group.items == 5)
    #expect(group.remedies.allSatisfy { $0.words == "trigger new again" && $0.healed == 5 })
  }

  @Test("has lost what was lost behind its own backfill")
  func lost() throws {
    let scenario = try scenario(
      "", others: #", "lib": { "installation": "other", "items": { "issue": { "count": 5 } } }"#,
      story: #"{ "trigger": { "installation": "other" } },"#)
    let report = try #require(
      DiagnosisReport.all(of: scenario, profile: .asBuilt, until: nil)
        .first { $0.installation == "new" })
    #expect(report.situation == "lost-downstream")
    #expect(report.rehearsals.first?.with.expected == 5)
  }

  @Test(
    "is the connection of its items in every report, and its replay's JSON says whose place it took"
  )
  func reports() throws {
    let scenario = try scenario(Self.outage)
    let replay = ReplayPlan(scenario, profile: .asBuilt).run()
    let report = ReplayReport(replay)
    #expect(report.replaced == ["hub": "new"])
    #expect(report.byRepository.map(\.connection) == ["new"])
    let histories = RunHistory.all(of: report)
    #expect(histories.map(\.installation) == ["new"])
    #expect(histories.first?.customer.misses == ["issue"])
    var early = scenario
    early.limits.horizon = .zero + .minutes(30)
    #expect(ReplayReport(ReplayPlan(early, profile: .asBuilt).run()).replaced == nil)
  }

  @Test("asks for the items of the one it replaces in the eyes of a claim")
  func claim() throws {
    var scenario = try scenario(Self.outage)
    scenario.claims = ["1.5"]
    let verdict = try #require(ReplayPlan(scenario, profile: .asBuilt).run().claims.first)
    #expect(verdict.verdict == .refuted && verdict.because.contains("5 items of 5"))
  }
}
