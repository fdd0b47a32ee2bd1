import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("The questions about where claims end")
struct BoundaryPageTests {
  private static func plan(_ name: String) throws -> SweepPlan {
    try SweepPlan.load(
      path: "\(repositoryFolder)/scenarios/boundaries/\(name).sweep.jsonc", version: "1")
  }

  /// Along the first axis, as the report does.
  private func frontiers(_ name: String, _ profile: NamedProfile) throws -> [Frontier] {
    let plan = try Self.plan(name)
    return try FrontierFinder(
      plan, axis: plan.axes[0].name, within: FrontierFinder.defaultWithins, profiles: [profile],
      threads: 2
    ).report().frontiers
  }

  @Test("speak to claims and say what is to hold")
  func shipped() throws {
    let paths = try ScenarioFolder.sweeps(in: repositoryFolder + "/scenarios/boundaries")
    #expect(paths.count > 10)
    for path in paths {
      let plan = try SweepPlan.load(path: path, version: "1")
      #expect(!plan.holds.isEmpty && !plan.claims.isEmpty, "\(path)")
      #expect(plan.claims.allSatisfy { Claim.numbered($0) != nil }, "\(path)")
      _ = try FrontierAxis(plan.axes[0].name, of: plan, upTo: nil)
    }
  }

  @Test("are a page: each with its claims, its command and a row for each profile")
  func page() throws {
    let files = try ScenarioFiles([
      "scenarios/boundaries/small.sweep.jsonc":
        smallScenario(
          """
          "claims": ["4.1", "Q3"], "holds": ["expected <= 20"],
          "axes": { "items": { "items": { "repository": "app", "entityType": "issue" },
            "values": [5, 40] } },
          """)
    ])
    let text = try BoundaryPage(root: files.path, version: "1", threads: 1).blocks.markdown
    #expect(
      text.hasPrefix(
        "## Small\n\n4.1, Q3: The largest items before the first found at which this fails: expected "
      ))
    #expect(
      text.contains(
        "`simrun frontier scenarios/boundaries/small.sweep.jsonc --axis items`\n\n"
          + "| Profile | Largest items | There | Beyond it |\n|---|---|---|---|\n| runbook | "))
    #expect(text.contains("\n| as-built | ") && text.contains("expected &lt;= 20: "))
    #expect(!text.contains(files.path))
  }

  @Test("a re-trigger is safe for a day, to the second, and not longer")
  func retrigger() throws {
    let frontier = try #require(try frontiers("again", .runbook).first)
    let day = SimDuration.hours(24).microseconds
    #expect((day - 60_000_000...day).contains(try #require(frontier.median.amount)))
    #expect(frontier.seeds[0].holes.isEmpty)
    let (held, beyond) = (frontier.seeds[0].held, frontier.seeds[0].beyond)
    #expect(held?.holds == true && held?.course.last == "57 refused as duplicates")
    #expect(beyond?.broken == ["duplicateDeliveries == 0: 57 == 0"])
    #expect(frontier.whatStops.contains("57 delivered again"))
  }

  @Test("captures end before the window does, sooner or later by chance")
  func captures() throws {
    let frontier = try #require(try frontiers("captures", .asBuilt).first)
    #expect((50...500).contains(try #require(frontier.median.amount)))
    #expect(frontier.seeds.count > 1 && frontier.lowest < frontier.highest)
    #expect(frontier.whatStops.contains("lost in the Console: the capture's start timeout"))
    #expect(frontier.stopTexts[0].contains(", seed "))
  }

  @Test("an orchestrator's own end is said, also where all is delivered")
  func orchestrator() throws {
    let frontier = try #require(try frontiers("orchestrator-units", .asBuilt).first)
    #expect(frontier.median.text == "997")
    #expect(frontier.whatStops.contains("orchestrator failed: the engine's step limit"))
  }
}
