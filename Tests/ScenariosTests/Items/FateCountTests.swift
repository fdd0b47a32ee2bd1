import PipelineModel
import Testing

@testable import Scenarios

/// The runs of all shipped files are looked at where they are judged: `ShippedScenariosTests`.
@Suite("The fates of a run's items are as many as its counts say")
struct FateCountTests {
  @Test(
    "at whatever moment a run is cut off",
    arguments: ["1s", "3s", "8s", "30s", "2m", "20m", "3h", "30h"])
  func cutOff(horizon: String) throws {
    let files = try ScenarioFiles([
      "main.jsonc": smallScenario(
        """
        "levers": {
          "engine.response-loss": 50000, "queue.redelivery": 400000, "capture.per-workspace": 2,
          "provider.page-size": 4,
        },
        "+story": [
          { "at": "2s", "update": { "repository": "app", "entityType": "issue", "count": 3 } },
          { "at": "1h", "create": { "repository": "app", "entityType": "issue", "count": 2 } },
          { "label": "again", "at": "25h", "trigger": { "installation": "acme-github" } },
        ],
        "faults": [
          { "wire": "fetch", "entityType": "issue", "pages": 2, "rounds": 1, "status": 500 },
          { "wire": "publish", "items": 3, "probability": "50%", "status": 500 },
          { "wire": "ingress", "items": 2, "probability": "70%", "status": 500 },
          { "wire": "ingress-step", "probability": "20%", "lose": "reply" },
          { "wire": "capture", "items": 1, "status": 500 },
        ],
        "limits": { "horizon": "\(horizon)" }, "seeds": 5,
        """)
    ])
    let scenario = try files.scenario()
    for profile in scenario.profiles {
      for seed in scenario.seeds {
        FateCounts(ReplayPlan(scenario, profile: profile, seed: seed).run()).check()
      }
    }
  }
}

/// The fates of a run's items beside its counts.
struct FateCounts {
  private let title: String
  private let evidence: Evidence
  /// By repository.
  private var fates: [[Fate: Int]]

  init(_ replay: Replay) {
    title = "\(replay.plan.profile.label), seed \(replay.plan.seed)"
    evidence = replay.evidence
    fates = evidence.world.repositories.map { _ in [:] }
    for item in evidence.outcome.expected {
      let unit = evidence.outcome.items.unit(of: item)
      let fate = evidence.fates.fate(of: item, in: unit)
      fates[Int(unit.repository)][fate, default: 0] += 1
      #expect(isWitnessed(fate, item, unit), "\(title): \(item), \(fate)")
    }
  }

  /// Whether what a fate says of an item happened to it.
  private func isWitnessed(_ fate: Fate, _ item: Int32, _ unit: UnitOfWork) -> Bool {
    let history = evidence.ledger.histories[item] ?? ItemHistory(unit: unit)
    let isFetched = !evidence.fates.fetches(of: item, in: unit).isEmpty
    let isPosted = !history.accepted.isEmpty || !history.refused.isEmpty || !history.failed.isEmpty
    switch fate {
    case .takenForAnother:
      let number = evidence.outcome.items.number(of: item, in: unit)
      return evidence.world.repositories.indices.contains { index in
        let other = UnitOfWork(repository: Int32(index), entityType: unit.entityType)
        return other != unit && evidence.outcome.items.item(number, of: other) != nil
      }
    case .behindMark: return isPosted && history.published.isEmpty
    case .refusedByGateway: return !history.failed.isEmpty && history.refused.isEmpty
    case .webhookLost: return history.madeAt != nil && history.webhookLoss != nil && !isFetched
    case .movedBetweenPages, .updatedDuringRun: return !history.touched.isEmpty && !isFetched
    case .notPosted: return isFetched && !isPosted
    case .notReached, .notStarted, .notAsked, .outsideWindow, .sharedInstant:
      return !isFetched && !isPosted
    case .deadLettered: return history.published.count == history.deadLettered.count
    case .inFlight, .inConsole: return !evidence.isOver
    default: return true
    }
  }

  func check() {
    var all: [Fate: Int] = [:]
    for (index, repository) in evidence.world.repositories.enumerated() {
      compare(repository.name, fates[index], evidence.outcome.countsByRepository[index])
      all.merge(fates[index], uniquingKeysWith: +)
    }
    compare("in all", all, evidence.outcome.counts)
    #expect(evidence.fateCounts() == FateCount.sorted(all))
    if evidence.isOver { compareLosses(all) }
  }

  private func compare(_ place: String, _ fates: [Fate: Int], _ counts: HopCounts) {
    func sum(_ isWanted: (Fate) -> Bool) -> Int {
      fates.reduce(0) { $0 + (isWanted($1.key) ? $1.value : 0) }
    }
    for (what, left, right) in [
      ("expected", sum { _ in true }, counts.expected),
      ("with an observation", sum(\.isStored), counts.expected - counts.missing),
      ("stale", sum { $0 == .stale }, counts.stale),
      ("undelivered", sum(\.isBeforeConsole), counts.undelivered),
      ("lost", sum { !$0.isMeant }, counts.lost),
      ("filtered on purpose", sum { $0.isMeant && !$0.isStored }, counts.filteredOnPurpose),
    ] {
      #expect(left == right, "\(title), \(place), \(what): \(fates)")
    }
  }

  /// What the Console lost stands under the same names in the rows of sweeps.
  private func compareLosses(_ fates: [Fate: Int]) {
    var losses: [Fate: Int] = [:]
    for drop in ItemDrop.allCases {
      losses[Fate(drop), default: 0] += evidence.outcome.lostTo[Int(drop.rawValue)]
    }
    for (fate, count) in losses where !fate.isMeant {
      #expect(fates[fate, default: 0] == count, "\(title): \(fate)")
    }
  }
}
