import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios
@testable import simrun

@Suite("A migration")
struct MigrationTests {
  /// As built with some levers set.
  private func profile(_ settings: [(String, LeverValue)]) -> NamedProfile {
    NamedProfile(
      base: .asBuilt, title: "new", path: "new.jsonc",
      entries: settings.compactMap { LeverSetting($0.0, $0.1) }.map {
        NamedProfile.Entry(setting: $0, why: "A test.", source: "a test")
      })
  }

  /// Nine releases of one repository, of which one cannot be published at first.
  private func scenario(_ more: String = "", faults: String? = nil) throws -> Scenario {
    let strike = "{ \"wire\": \"publish\", \"items\": 3, \"attempts\": 1, \"status\": 500 }"
    return try ScenarioFiles([
      "main.jsonc": """
      { "title": "Nine releases", "claims": ["9.1"],
        "levers": { "engine.response-loss": 0, "queue.redelivery": 0 },
        "world": { "organisations": { "acme": {} },
          "installations": { "hub": { "organisation": "acme" } },
          "repositories": { "app": { "installation": "hub",
            "items": { "release": { "count": 9 } } } } },
        "story": [{ "trigger": { "installation": "hub", "entityTypes": ["release"] } }],
        "faults": [\(faults ?? strike)], \(more) }
      """
    ]).scenario()
  }

  private func report(
    _ settings: [(String, LeverValue)], _ scenarios: [Scenario], random: Int = 0, threads: Int = 2
  ) -> MigrationReport {
    Migration(
      from: .asBuilt, to: profile(settings), scenarios: scenarios, random: random,
      threads: threads
    ).report()
  }

  @Test("is better where the new profile loses less")
  func better() throws {
    let report = report([("gateway.releases-mark", .flag(true))], [try scenario()])
    let place = try #require(report.cases.first)
    #expect(place.change == .better)
    #expect((place.old.missing, place.new.missing) == (1, 0))
    #expect((place.old.silent, place.new.silent) == (1, 0))
    #expect((place.old.stored, place.new.stored) == (8, 9))
    #expect(place.claims.map(\.change) == [.better] && place.claims[0].claim == "9.1")
    #expect(!report.isWorse && report.fixed.isEmpty)
  }

  @Test("is worse where only the switch does harm")
  func switchHarms() throws {
    // The rows begin empty: what was published before the switch and is posted again after it is
    // published again.
    let migration = Migration(
      from: .asBuilt, to: profile([("gateway.order", .choice("store-then-publish"))]),
      scenarios: [try scenario()], switchAt: .zero + .seconds(10))
    let place = try #require(migration.report().cases.first)
    #expect((place.old.missing, place.new.missing) == (1, 0))
    #expect(place.change == .both && place.harmOfSwitch == [.deliveredTwice])
    #expect(place.switched?.run.deliveredTwice == 3 - 1)
  }

  @Test("is worse where the new profile loses more, and says that nobody is told")
  func worse() throws {
    let large = try ScenarioFiles([
      "main.jsonc": smallScenario("\"levers\": { \"provider.page-size\": 1 }")
    ]).scenario()
    let report = report([("worker.page-cap", .count(1))], [large])
    let place = try #require(report.cases.first)
    #expect(place.change == .worse && report.isWorse)
    #expect(place.new.missing > place.old.missing && place.new.silent == place.new.missing)
  }

  @Test("to the same levers is the same run to the bit, also with a switch in mid-run")
  func same() throws {
    let report = report([], [try scenario()], random: 5)
    for place in report.cases {
      #expect(place.change == .same, "\(place.scenario)")
      if let switched = place.switched { #expect(switched.run == place.old.plain) }
    }
    #expect(report.cases[0].switched != nil)
  }

  @Test("only of time and executions is merely different")
  func different() throws {
    let report = report(
      [("worker.token", .choice("per-request"))], [try scenario(faults: "")])
    #expect(report.cases.map(\.change) == [.different])
    // No step for the token.
    #expect(report.cases[0].new.executions == report.cases[0].old.executions - 1)
    #expect(!report.isWorse)
  }

  @Test("names the levers that no switch in mid-run changes")
  func fixed() throws {
    let report = report(
      [("worker.retries", .count(1)), ("gateway.releases-mark", .flag(true))], [try scenario()])
    #expect(report.fixed.map(\.lever) == ["worker.retries"])
    #expect(report.text.contains("no switch in mid-run changes worker.retries (3 → 1)"))
  }

  @Test("has the same answer on any number of threads")
  func threads() throws {
    let settings: [(String, LeverValue)] = [
      ("gateway.order", .choice("store-then-publish")), ("worker.page-cap", .count(2)),
    ]
    let scenarios = [try scenario(), try scenario(faults: "")]
    let one = report(settings, scenarios, random: 12, threads: 1)
    let three = report(settings, scenarios, random: 12, threads: 3)
    #expect(one == three && one.content(.json) == three.content(.json))
    #expect(one.text == three.text && one.markdown == three.markdown)
    #expect(one.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test("leaves out what does not play under both")
  func leftOut() throws {
    let report = Migration(
      from: .runbook, to: .asBuilt, scenarios: [try scenario("\"profile\": \"as-built\"")]
    ).report()
    #expect(report.cases.isEmpty && report.leftOut == 1)
  }
}

extension MigrationReport.Run {
  /// Without what is said of claims.
  fileprivate var plain: Self {
    var run = self
    run.claims = []
    return run
  }
}
