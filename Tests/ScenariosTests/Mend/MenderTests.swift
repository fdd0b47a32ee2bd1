import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("Mending one run")
struct MenderTests {
  /// Sixteen issues in a repository whose captures start one by one within 20 s of their creation.
  static func small(_ more: String = "") throws -> Scenario {
    try ScenarioFiles([
      "main.jsonc": """
      { "title": "Few slots", "profile": "as-built",
        "world": {
          "organisations": { "acme": {} },
          "installations": { "hub": { "organisation": "acme", "provider": "github" } },
          "repositories": {
            "app": { "installation": "hub", "items": { "issue": { "count": 16 } } } } },
        "story": [
          { "label": "first", "trigger": { "installation": "hub", "entityTypes": ["issue"] } } ],
        "levers": { "engine.response-loss": 0, "queue.redelivery": 0, "items.closed": 1000,
          "capture.significance-threshold": 0, "capture.per-workspace": 1,
          "capture.start-timeout": "20s" },
        \(more) }
      """
    ]).scenario()
  }

  private func mender(_ scenario: Scenario, _ sentence: String, threads: Int = 1) throws -> Mender {
    Mender(
      ReplayPlan(scenario, profile: .asBuilt),
      property: [try Expectation.parse(sentence, of: scenario)], threads: threads)
  }

  private func report(
    _ scenario: Scenario, _ sentence: String, threads: Int = 1
  ) throws -> MendReport {
    let mender = try mender(scenario, sentence, threads: threads)
    return mender.report(mender.found(), .none)
  }

  /// The run of a plan with settings as an answer writes them.
  private func played(_ scenario: Scenario, _ settings: [MendSetting]) throws -> Outcome {
    let overrides = try settings.map { try LeverSetting.parse($0.lever, $0.value) }
    return scenario.experiment(profile: .asBuilt, overrides: overrides).run()
  }

  @Test(
    "finds the least amount that suffices, and its neighbour fails",
    arguments: [
      "capture.per-workspace", "capture.start-timeout",
    ])
  func least(lever: String) throws {
    let scenario = try Self.small()
    let report = try report(scenario, "missing == 0")
    #expect(!report.holds && report.today.amounts.missing > 0)
    let answer = try #require(
      report.answers.first { $0.settings.map(\.lever) == [lever] && $0.search != nil })
    let search = try #require(answer.search)
    #expect(search.direction == "more" && search.isMonotone && answer.standing == .setting)
    #expect(try played(scenario, answer.settings).counts.missing == 0)
    var below = answer.settings
    below[0].value = search.neighbour
    #expect(try played(scenario, below).counts.missing > 0)
    let (value, neighbour) = try (
      LeverSetting.parse(lever, answer.settings[0].value), LeverSetting.parse(lever, below[0].value)
    )
    let step = (value.value.amount ?? 0) - (neighbour.value.amount ?? 0)
    #expect(step == (lever == "capture.per-workspace" ? 1 : 1_000_000))
  }

  @Test("every answer and every point of the front, run again, gives its numbers")
  func numbers() throws {
    let scenario = try Self.small()
    let report = try report(scenario, "missing == 0")
    #expect(report.front.count > 1 && report.front.first?.settings.isEmpty == false)
    let costs =
      report.front.map { ($0.settings, $0.cost, $0.holds) }
      + report.answers.map { ($0.settings, $0.cost, true) }
    for (settings, cost, holds) in costs {
      let outcome = try played(scenario, settings)
      #expect(RunSummary(outcome).amounts == cost.amounts)
      #expect(cost.monthPerMillion == outcome.executions)
      #expect(holds == (outcome.counts.missing == 0))
    }
  }

  @Test("no point of the front is cheaper and less lossy than another")
  func front() throws {
    let front = try report(Self.small(), "missing == 0").front.map(\.cost.amounts)
    for (left, right) in zip(front, front.dropFirst()) {
      #expect(left.executions < right.executions)
      #expect(ParetoFront.loss(left) > ParetoFront.loss(right))
    }
  }

  @Test("says where a larger change that was tried fails again")
  func notMonotone() throws {
    let lever = try #require(Lever.named("capture.per-workspace"))
    let search = try #require(LeverSearch(lever, .more, from: .count(1)))
    func trial(_ number: Int64) -> Trial {
      Trial(
        summary: RunSummary(fingerprint: UInt64(number)), mostInMonth: 0,
        holds: 50...300 ~= number)
    }
    let found = search.found(today: trial(1)) { trial($0[0].value.amount ?? 0) }
    let nearest = try #require(found.nearest)
    let told = MendReport.Search(found, nearest, .more)
    #expect(found.samples[nearest].value == .count(50))
    #expect(told.neighbour == "49" && told.farthest == "1024")
    #expect(!told.isMonotone && told.failsAgain == ["1024"])
  }

  @Test("plays only the ends of a lever that plays no part")
  func noPart() throws {
    let lever = try #require(Lever.named("gateway.mark-lease"))
    let search = try #require(LeverSearch(lever, .more, from: .duration(.seconds(10))))
    var played = 0
    let same = Trial(summary: RunSummary(fingerprint: 7), mostInMonth: 0, holds: false)
    let found = search.found(today: same) { _ in
      played += 1
      return same
    }
    #expect(played == 2 && found.nearest == nil)
  }

  @Test("finds levers that mend only together where no single one does")
  func sets() throws {
    // Captures wait for few slots, and an item is lost behind its mark.
    let scenario = try Self.small(
      """
      "faults": [ { "wire": "publish", "items": 3, "attempts": 1, "status": 500 } ]
      """)
    let report = try report(scenario, "missing == 0")
    #expect(!report.answers.contains { $0.settings.count == 1 && $0.standing < .outside })
    #expect(report.soughtSet)
    let set = try #require(report.answers.first { $0.standing < .outside })
    #expect(try played(scenario, set.settings).counts.missing == 0)
    for lever in set.settings {
      let rest = set.settings.filter { $0 != lever }
      #expect(try played(scenario, rest).counts.missing > 0, "\(lever.text)")
    }
  }

  @Test("repairs of a gateway that loses an item behind its mark are found as proposals")
  func repairs() throws {
    let scenario = try Self.small(
      """
      "faults": [ { "wire": "publish", "items": 3, "attempts": 1, "status": 500 } ]
      """)
    let report = try report(scenario, "undelivered == 0")
    let texts = report.answers.map(\.text)
    for word in ["look-publish-mark", "pending-mark", "outbox", "publish-then-mark"] {
      #expect(texts.contains("gateway.order = \(word)"), "\(texts)")
    }
    #expect(texts.contains("gateway.releases-mark = true"))
    let order = try #require(report.answers.first { $0.text == "gateway.order = outbox" })
    #expect(order.standing == .proposal && order.change.duplicateDeliveries == 0)
    let late = try #require(report.answers.first { $0.text == "gateway.order = publish-then-mark" })
    #expect(late.change.duplicateDeliveries == 2)
  }

  @Test("is the same on any number of threads")
  func threads() throws {
    let scenario = try Self.small()
    #expect(
      try report(scenario, "missing == 0") == report(scenario, "missing == 0", threads: 3))
  }

  @Test("changes nothing where the property holds")
  func holds() throws {
    let report = try report(Self.small(), "undelivered == 0")
    #expect(report.holds && report.answers.isEmpty && report.runs == 1)
    #expect(report.text.contains("undelivered == 0 holds. Today: "))
  }

  @Test("what others decide is tried too, and said to be theirs")
  func outside() throws {
    let settings = [
      ("engine.at-quota", "refuse"), ("engine.monthly-executions", "40"),
      ("capture.per-workspace", "0"), ("capture.start-timeout", "0s"),
    ]
    let scenario = try Self.small()
    let plan = ReplayPlan(
      scenario, profile: .asBuilt, overrides: try settings.map(LeverSetting.parse))
    let mender = Mender(
      plan, property: [try Expectation.parse("missing == 0", of: scenario)], threads: 1)
    let report = mender.report(mender.found(), .none)
    let answer = try #require(
      report.answers.first { $0.settings.map(\.text) == ["engine.at-quota = continue"] })
    #expect(answer.standing == .outside)
    #expect(answer.cost.amounts.missing == 0)
    let own = report.answers.contains { $0.standing < .outside }
    #expect(report.text.contains("No single lever of our own makes it hold.") == !own)
  }

  @Test("numbers of our own that only together suffice are found")
  func ownNumbers() throws {
    let path = repositoryFolder + "/scenarios/runbook/01-missing-data/lost-downstream.jsonc"
    let plan = ReplayPlan(try Scenario.load(path: path), profile: .asBuilt)
    let isWhole = { @Sendable (replay: Replay) in
      let counts = replay.outcome.counts
      return counts.missing == 0 && counts.duplicateDeliveries == 0
    }
    let found = SmallestSet(plan: plan, isMended: isWhole).found()
    #expect(found.settings.count > 1)
    #expect(isWhole(Change(found.settings).changed(plan).run()))
    for setting in found.settings {
      let fewer = found.settings.filter { $0.name != setting.name }
      #expect(!isWhole(Change(fewer).changed(plan).run()), "\(setting.text)")
    }
  }

  /// Of two levers the one may be left out only once the other one is.
  @Test(
    "a lever that can be spared only when another one is gone is taken out, too",
    arguments: [
      ("capture.idempotency", "capture.checks-duplicate"),
      ("capture.checks-duplicate", "capture.idempotency"),
    ])
  func sparedLater(_ first: String, _ second: String) throws {
    let path = repositoryFolder + "/scenarios/runbook/01-missing-data/lost-downstream.jsonc"
    let plan = ReplayPlan(try Scenario.load(path: path), profile: .asBuilt)
    let today = plan.run().evidence.levers
    @Sendable func isSet(_ name: String, _ levers: Profile) -> Bool {
      guard let lever = Lever.named(name) else { return false }
      return lever.value(in: levers) != lever.value(in: today)
    }
    let found = SmallestSet(plan: plan) { replay in
      let levers = replay.evidence.levers
      return isSet("capture.start-timeout", levers)
        && (isSet(first, levers) || !isSet(second, levers))
    }.found()
    #expect(found.settings.map(\.name) == ["capture.start-timeout"])
  }

  @Test("tries amounts of proposals and of the engine's plan too")
  func amounts() throws {
    let slots = #""capture.per-workspace": 0, "capture.start-timeout": "0s""#
    let scenario = try ScenarioFiles([
      "main.jsonc": """
      { "title": "Slow posts, and a month that ends", "profile": "as-built",
        "world": { "organisations": { "acme": {} },
          "installations": { "hub": { "organisation": "acme" } },
          "repositories": { "app": { "installation": "hub", "items": { "issue": { "count": 20 } } } } },
        "story": [{ "trigger": { "installation": "hub", "entityTypes": ["issue"] } }],
        "levers": { "engine.response-loss": 0, "queue.redelivery": 0, "items.closed": 1000,
          "engine.monthly-executions": 100, "engine.at-quota": "refuse", \(slots) } }
      """
    ]).scenario()
    let month = try report(scenario, "missing == 0").answers.first {
      $0.settings.map(\.lever) == ["engine.monthly-executions"] && $0.search != nil
    }
    #expect(month?.standing == .setting)
    let settings = try #require(month?.settings)
    #expect(try played(scenario, settings).counts.missing == 0)
    let together = try report(scenario, "run(worker, issue, 1).duration < 4s").answers.first {
      $0.settings.map(\.lever) == ["worker.posts-at-once"]
    }
    #expect(together?.standing == .proposal && together?.search?.neighbour == "1")
    let less = try report(scenario, "missing == 0").answers.first {
      $0.settings.map(\.lever) == ["backfill.default-depth"]
    }
    #expect(less?.lines.first?.hasPrefix("asks for ") ?? true)
  }
}
