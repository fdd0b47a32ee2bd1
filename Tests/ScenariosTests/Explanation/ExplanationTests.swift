import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("Explanations")
struct ExplanationTests {
  /// All shipped files where the environment asks for them, else one.
  static let files: [String] = {
    guard ProcessInfo.processInfo.environment["SIMRUN_EXPLAIN_ALL"] != nil else {
      return ["cases/significance/issues-closed", "rest/provider/never-granted"]
    }
    let root = repositoryFolder + "/scenarios"
    return (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? [])
      .filter {
        $0.hasSuffix(".jsonc") && !$0.hasSuffix(".sweep.jsonc") && !$0.hasPrefix("profiles/")
      }
      .sorted().map { String($0.dropLast(6)) }
  }()

  @Test("every cause, played again from its own words, heals every item", arguments: files)
  func laws(file: String) throws {
    let scenario = try Scenario.load(path: repositoryFolder + "/scenarios/\(file).jsonc")
    guard !scenario.isAbstract, scenario.fleet == nil else { return }
    for profile in scenario.profiles {
      let plan = ReplayPlan(scenario, profile: profile)
      let counts = plan.run().outcome.counts
      let explanation = try Explainer(plan).explanation()
      let missing = explanation.groups.filter { $0.trouble == .missing }
      #expect(missing.reduce(0) { $0 + $1.items } == counts.missing)
      for group in explanation.groups {
        if explanation.notPlayed == 0, explanation.givenUp == 0 {
          #expect(!group.causes.isEmpty, "\(file) \(group.first)")
        }
        for cause in group.causes.prefix(2) + group.causes.suffix(1) {
          let look = ItemLook(group.names, in: try Self.again(plan, cause))
          #expect(
            group.names.indices.allSatisfy { look.heals($0, group.trouble) }, "\(cause.words)")
        }
        for cause in group.causes {
          guard let name = cause.setting?.split(separator: "=").first, let least = cause.atLeast,
            let fails = cause.fails
          else { continue }
          #expect(try Self.heals(plan, group, String(name), least), "\(name) \(least)")
          #expect(try !Self.heals(plan, group, String(name), fails), "\(name) \(fails)")
        }
      }
    }
  }

  private static func heals(
    _ plan: ReplayPlan, _ group: Explanation.Group, _ lever: String, _ value: String
  ) throws -> Bool {
    let change = Change([try LeverSetting.parse(lever, value)])
    let look = ItemLook(group.names, in: change.plan(plan))
    return group.names.indices.allSatisfy { look.heals($0, group.trouble) }
  }

  /// Worlds in which more does not always mean better, and of chance.
  private static let crowded: [(name: String, seed: UInt64)] = [
    ("lost-replies", 3), ("created-later", 1), ("few-workers", 2),
  ]

  @Test(
    "what stands beside a cause is so: what it loses, and since when it was too late",
    arguments: crowded)
  func besides(name: String, seed: UInt64) throws {
    let path = repositoryFolder + "/scenarios/cases/explained/\(name).jsonc"
    let plan = ReplayPlan(try Scenario.load(path: path), profile: .asBuilt, seed: seed)
    let base = plan.run()
    let explanation = try Explainer(plan).explanation()
    #expect(!explanation.groups.isEmpty)
    let before = Self.stored(base)
    for group in explanation.groups {
      for cause in group.causes.prefix(3) {
        let after = Self.stored(cause.played.plan(plan).run())
        #expect(cause.lost == before.subtracting(after).count, "\(cause.words)")
      }
      for cause in group.causes {
        guard let since = cause.since, since.isSure,
          case .faults(let rules) = cause.played.parts[0]
        else { continue }
        let strikes = base.evidence.milestones(.faultStruck).filter {
          if case .faultStruck(Int32(rules[0]), _, _, _, _) = $0.event { true } else { false }
        }
        #expect(strikes.count == since.strikes)
        for later in since.strike..<max(since.strike, strikes.count) {
          let change = Change(.faultUntil(rules[0], strikes: later), words: "")
          let look = ItemLook(group.names, in: change.plan(plan))
          #expect(!group.names.indices.allSatisfy { look.heals($0, group.trouble) }, "\(later)")
        }
      }
    }
  }

  private static func stored(_ replay: Replay) -> Set<String> {
    Set(
      replay.evidence.ledger.ordered.filter { !$0.history.stored.isEmpty }.map { item, _ in
        replay.evidence.name(ofItem: item, in: replay.outcome.items.unit(of: item))
      })
  }

  @Test("no part of a set can be spared for any of its items", arguments: crowded)
  func setsAreMinimal(name: String, seed: UInt64) throws {
    let path = repositoryFolder + "/scenarios/cases/explained/\(name).jsonc"
    let plan = ReplayPlan(try Scenario.load(path: path), profile: .asBuilt, seed: seed)
    for group in try Explainer(plan).explanation().groups {
      for cause in group.causes {
        for lesser in cause.played.lessOne {
          let look = ItemLook(group.names, in: lesser.plan(plan))
          #expect(
            group.names.indices.allSatisfy { !look.heals($0, group.trouble) }, "\(cause.words)")
        }
      }
    }
  }

  private static func again(_ plan: ReplayPlan, _ cause: Explanation.Cause) throws -> ReplayPlan {
    guard let setting = cause.setting else { return cause.played.plan(plan) }
    let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
    return ReplayPlan(
      plan.scenario, profile: plan.profile, seed: plan.seed,
      overrides: plan.overrides + [try LeverSetting.parse(parts[0], parts[1])])
  }

  @Test("behind the mark the same trigger heals nothing within a day and doubles after it")
  func deadline() throws {
    let explanation = try Explainer(ReplayPlan(Self.small(), profile: .asBuilt)).explanation()
    let group = try #require(explanation.groups.first { $0.fate == .behindMark })
    #expect(group.items == 1)
    #expect(group.causes.first?.kind == "faults")
    #expect(group.causes.contains { $0.setting == "gateway.order=publish-then-mark" })
    let remedies = group.remedies.filter(\.faultsAreOver)
    #expect(remedies.map(\.healed) == [0, 0, 0, 0, 1, 1, 1])
    let doubled = remedies.map(\.change.duplicateDeliveries)
    #expect(doubled[..<4] == [0, 0, 0, 0] && doubled[4] > 0 && doubled[5...] == [5, 5])
    // It turns when the mark ends, 24 hours after it was set.
    let times = remedies.map(\.afterMicroseconds)
    #expect(times[4] - times[3] == 1_000_000)
    let replay = ReplayPlan(try Self.small(), profile: .asBuilt).run()
    let end = replay.outcome.endedAt.microseconds
    let marked = try #require(replay.evidence.milestones(.faultStruck).first).time.microseconds
    let ends = marked + SimDuration.hours(24).microseconds
    #expect(end + times[3] < ends && ends < end + times[4] + 10_000_000)
  }

  @Test("an item that nothing is wrong with is told with its fate; a name of several is refused")
  func oneItem() throws {
    let explainer = try Explainer(ReplayPlan(Self.small(), profile: .asBuilt))
    let healthy = try explainer.explanation(of: "app issue #1")
    #expect(healthy.groups.isEmpty && healthy.asked?.hasPrefix("app issue #1: ") == true)
    #expect(healthy.chain?.isEmpty == false)
    #expect(throws: UsageError.self) { try explainer.explanation(of: "app issue #99") }
  }

  @Test("a fault tells since when it was too late; a lever's least value, played, suffices")
  func limits() throws {
    let explanation = try Explainer(ReplayPlan(Self.small(), profile: .asBuilt)).explanation()
    let group = try #require(explanation.groups.first { $0.fate == .behindMark })
    let since = try #require(group.causes.first { $0.kind == "faults" }?.since)
    #expect(since.strike == 1 && since.strikes == 1 && since.atMicroseconds > 0)
    #expect(explanation.text.contains("; inevitable since 0:00:0"))
  }

  @Test("what was not there is a cause: a link")
  func additions() throws {
    let path = repositoryFolder + "/scenarios/cases/linking/link-at.jsonc"
    let plan = ReplayPlan(try Scenario.load(path: path), profile: .asBuilt)
    let explanation = try Explainer(plan).explanation()
    let group = try #require(explanation.groups.first)
    #expect(group.fate == .notAsked && group.causes.map(\.kind) == ["world", "lever"])
  }

  @Test("every item lost with its webhook has a cause")
  func webhooks() throws {
    let path = repositoryFolder + "/scenarios/cases/moving-listing/deployment-created.jsonc"
    let explanation = try Explainer(
      ReplayPlan(try Scenario.load(path: path), profile: .asBuilt)
    ).explanation()
    let lost = explanation.groups.filter { $0.fate == .webhookLost }
    #expect(lost.reduce(0) { $0 + $1.items } == 10)
    #expect(lost.allSatisfy { !$0.causes.isEmpty })
  }

  @Test("items of one instant are passed over for it")
  func instants() throws {
    let path = repositoryFolder + "/scenarios/cases/time-cursor/same-instant.jsonc"
    let plan = ReplayPlan(try Scenario.load(path: path), profile: .runbook)
    let group = try #require(try Explainer(plan).explanation().groups.first)
    #expect(group.fate == .sharedInstant && group.items == 150)
    #expect(group.causes.map(\.kind) == ["world"])
    let again = try #require(group.causes.first).played.plan(plan).run()
    #expect(again.outcome.counts.missing == 0)
  }

  @Test(
    "items are put together by the change that heals most of their fate; what happened goes first")
  func cover() {
    func groups(_ causes: [[Int]], _ happenings: Set<Int> = []) -> [[Int]] {
      CauseCover(causes.indices, causes, happenings) { place in
        CauseCover.Kind(trouble: .missing, fate: place == 5 ? .quota : .behindMark)
      }.groups.map(\.places)
    }
    let causes = [[1, 2], [2, 3], [2], [], [3], [3]]
    #expect(groups(causes) == [[0, 1, 2], [3], [4], [5]])
    #expect(groups(causes, [3]) == [[0, 2], [1, 4], [3], [5]])
    let shared = CauseCover(0..<2, [[1, 2, 4], [2, 4]], []) { _ in
      CauseCover.Kind(trouble: .missing, fate: .quota)
    }
    #expect(shared.groups.map(\.causes) == [[2, 4]])
  }

  @Test("an item that one change only leads to another end is explained by that end too")
  func secondCause() throws {
    let fault = """
      "+faults": [{ "wire": "fetch", "entityType": "issue", "status": 500 }]
      """
    let plan = ReplayPlan(try MenderTests.small(fault), profile: .asBuilt)
    let explanation = try Explainer(plan).explanation()
    let group = try #require(
      explanation.groups.first { $0.causes.allSatisfy { $0.kind == "several" } })
    let last = try #require(group.names.last)
    let pairs = group.causes.filter { $0.played.parts.count == 2 }
    #expect(pairs.contains { $0.words.hasSuffix("with capture.per-workspace = 0") })
    for cause in pairs {
      guard case .faults = cause.played.parts[0] else {
        Issue.record("\(cause.words) begins with no fault")
        continue
      }
      for lesser in cause.played.lessOne {
        #expect(!ItemLook([last], in: lesser.plan(plan)).heals(0, .missing))
      }
    }
  }

  @Test("the set of changes that is found for an item has none to spare")
  func together() throws {
    let path = repositoryFolder + "/scenarios/runbook/05-connection-deleted/token-asked-again.jsonc"
    let plan = ReplayPlan(try Scenario.load(path: path), profile: .asBuilt)
    let replay = plan.run()
    let item = try #require(
      replay.outcome.expected.sorted().last {
        replay.evidence.ledger.histories[$0]?.stored.isEmpty ?? true
      })
    let unit = replay.outcome.items.unit(of: item)
    let name = ItemName(unit: unit, number: replay.outcome.items.number(of: item, in: unit))
    var search = MinimalChange(replay)
    let found = search.change(healing: name, .missing)
    let parts = try #require(found).parts
    #expect(search.runs > 1)
    for spared in parts.indices {
      let rest = parts.indices.filter { $0 != spared }.map { parts[$0] }
      let look = ItemLook([name], in: Change(rest, words: "").plan(search.plan))
      #expect(!look.heals(0, .missing))
    }
  }

  /// Six issues, of which one is marked and never published.
  private static func small() throws -> Scenario {
    try ScenarioFiles([
      "main.jsonc": """
      { "title": "Behind the mark", "profile": "as-built",
        "world": {
          "organisations": { "acme": {} },
          "installations": { "hub": { "organisation": "acme", "provider": "github" } },
          "repositories": {
            "app": { "installation": "hub", "items": { "issue": { "count": 6 } } } } },
        "story": [
          { "label": "first", "trigger": { "installation": "hub", "entityTypes": ["issue"] } } ],
        "levers": { "engine.response-loss": 0, "queue.redelivery": 0, "items.closed": 1000,
          "capture.significance-threshold": 0 },
        "faults": [ { "wire": "publish", "items": 3, "attempts": 1, "status": 500 } ] }
      """
    ]).scenario()
  }
}
