import PipelineModel
import Testing

@testable import Scenarios

/// The files name their sources; what is asserted here is what was once judged wrongly.
@Suite("A verdict on a case of practice")
struct CaseVerdictTests {
  private func verdict(
    _ claim: String, _ path: String, _ profile: NamedProfile = .asBuilt, items: Int? = nil
  ) throws -> ClaimVerdict {
    var scenario = try Scenario.load(path: "\(repositoryFolder)/scenarios/\(path).jsonc")
    scenario.claims = [claim]
    if let items { scenario.world.repositories[0].items[0].count = items }
    return try #require(ReplayPlan(scenario, profile: profile).run().claims.first)
  }

  @Test(
    "5.1: a run that ends by itself was not cancelled, whatever its size",
    arguments: [100, 200, 250, 280])
  func cancelNeverPublished(items: Int) throws {
    for profile in NamedProfile.builtIn {
      let verdict = try verdict(
        "5.1", "cases/lost-cancel/cancel-publish-fails", profile, items: items)
      #expect(verdict.verdict == .refuted, "\(profile), \(items): \(verdict.because)")
    }
  }

  @Test(
    "5.1, 5.3: a run on its way when the connection was deleted is one of its runs",
    arguments: ["1ms", "150ms"])
  func onItsWay(at: String) throws {
    let files = try ScenarioFiles([
      "main.jsonc": """
      { "title": "Deleted", "claims": ["5.1", "5.3"],
        "levers": { "engine.response-loss": 0, "queue.redelivery": 0,
          "connections.disconnect": "teardown" },
        "world": { "organisations": { "acme": {} },
          "installations": { "hub": { "organisation": "acme" } },
          "repositories": { "app": { "installation": "hub",
            "items": { "issue": { "count": 250 } } } } },
        "story": [{ "trigger": { "installation": "hub" } },
          { "at": "\(at)", "delete": "hub" }] }
      """
    ])
    for verdict in ReplayPlan(try files.scenario(), profile: .asBuilt).run().claims {
      #expect(verdict.verdict == .refuted, "\(verdict.id): \(verdict.because)")
    }
  }

  @Test("5.1: a cancel counts whoever asks for a backfill meanwhile, and what it ends late goes on")
  func cancelInTheTeardown() throws {
    func verdict(_ more: String, _ latency: String) throws -> ClaimVerdict {
      let files = try ScenarioFiles([
        "main.jsonc": """
        { "title": "Deleted", "claims": ["5.1"],
          "levers": { "engine.response-loss": 0, "queue.redelivery": 0,
            "connections.disconnect": "teardown", "engine.cancel-latency": "\(latency)" },
          "world": { "organisations": { "acme": {} },
            "installations": { "hub": { "organisation": "acme" } },
            "repositories": { "app": { "installation": "hub", "items": { "issue": { "count": 60 } } } } },
          "story": [{ "trigger": { "installation": "hub" } }, { "at": "3s", "delete": "hub" } \(more)] }
        """
      ])
      return try #require(ReplayPlan(try files.scenario(), profile: .asBuilt).run().claims.first)
    }
    let again = #", { "at": "3200ms", "trigger": { "installation": "hub" } }"#
    #expect(try verdict("", "300ms").verdict == .holds)
    #expect(try verdict(again, "300ms").verdict == .holds)
    for more in [
      #", { "at": "3200ms", "delete": "hub" }"#,
      #", { "at": "3s", "trigger": { "installation": "hub" } }"#,
    ] {
      #expect(try verdict(more, "300ms").verdict == .holds, "\(more)")
    }
    let late = try verdict("", "2m")
    #expect(late.verdict == .refuted && late.because.contains("ended nothing"))
  }

  @Test("A1: a trigger that replaced the open run arrived while it was open")
  func singleton() throws {
    for profile in NamedProfile.builtIn {
      let verdict = try verdict("A1", "cases/singleton/singleton-cancel", profile)
      #expect(verdict.verdict == .refuted, "\(profile): \(verdict.because)")
    }
  }

  @Test("9.1: retries that run out in mid-page leave items out")
  func midPage() throws {
    for profile in NamedProfile.builtIn {
      let verdict = try verdict("9.1", "cases/gateway-order/four", profile)
      #expect(verdict.verdict == .refuted, "\(profile): \(verdict.because)")
    }
  }

  @Test("1.2: all 0 items dispatched is nothing dispatched")
  func nothing() throws {
    for profile in NamedProfile.builtIn {
      for path in ["cases/billed-executions/executions-empty", "cases/end-of-listing/0"] {
        let verdict = try verdict("1.2", path, profile)
        #expect(verdict.verdict == .notExercised, "\(path), \(profile): \(verdict.because)")
      }
    }
  }

  @Test("10.1: as built the throttle has no part in it")
  func throttle() throws {
    let verdict = try verdict("10.1", "runbook/10-rate-limit/throttle-too")
    #expect(verdict.verdict == .refuted, "\(verdict.because)")
  }

  @Test("5.3: its threshold stands in the sentence")
  func slowCancel() throws {
    let verdict = try verdict("5.3", "runbook/05-connection-deleted/slow-cancel")
    #expect(verdict.verdict != .notExercised)
    #expect(verdict.because.contains("attempt") && verdict.because.contains { $0.isNumber })
  }

  @Test("names the reason of a loss: moved between two pages, not a window that moved on")
  func reason() throws {
    let verdict = try verdict("2.2", "cases/moving-listing/drift-in-the-retrigger")
    #expect(verdict.because.contains("moved between two pages"), "\(verdict.because)")
    #expect(!verdict.because.contains("window"))
  }
}

@Suite("Items of types that a provider does not have")
struct NeverAskedTests {
  @Test("are said in every output of a replay")
  func said() throws {
    let files = try ScenarioFiles([
      "main.jsonc": """
      { "title": "Types", "world": {
          "organisations": { "acme": {} }, "installations": { "hub": { "organisation": "acme" } },
          "repositories": { "app": { "installation": "hub", "items": {
            "issue": { "count": 3 }, "deployment": { "count": 1200 } } } } },
        "story": [{ "trigger": { "installation": "hub" } }] }
      """
    ])
    let report = ReplayReport(ReplayPlan(try files.scenario(), profile: .asBuilt).run())
    let sentence = try #require(report.neverAsked.first)
    #expect(report.neverAsked.count == 1 && report.counts.expected == 3)
    #expect(sentence.hasPrefix("1,200 deployment of app: a github connection asks for "))
    #expect(ReplayText(report).text.replacing("\n", with: "").contains("1,200 deployment of app"))
  }
}
