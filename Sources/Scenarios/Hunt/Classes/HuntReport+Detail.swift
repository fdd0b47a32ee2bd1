import PipelineModel
import SimKernel

extension HuntReport.Detail {
  /// Asks the smallest scenario of a class; also for the item that its chain is about.
  static func asked(
    _ smallest: HuntCase
  ) -> (detail: HuntReport.Detail, item: (number: Int32, unit: UnitOfWork)?) {
    let scenario = Scenario(smallest)
    let plan = ReplayPlan(scenario, profile: smallest.profile, seed: smallest.seed)
    let replay = plan.run()
    let own = smallest.subject == .act ? "story" : "faults"
    let explanation = try? Explainer(plan, threads: 1).explanation(findsLimits: false)
    let groups = (explanation?.groups ?? []).filter { group in
      group.causes.contains { $0.kind == own }
    }
    let levers =
      groups.first.map { group in
        group.causes.compactMap { cause in
          groups.allSatisfy { $0.causes.contains { $0.words == cause.words } && cause.ends($0) }
            ? cause.setting : nil
        }
      } ?? []
    let missing = groups.filter { $0.trouble == .missing && !$0.fate.isMeant }
    let detail = HuntReport.Detail(
      chain: groups.first?.chain ?? [], levers: levers,
      healedAfterHours: healedAfterHours(missing), isMissing: !missing.isEmpty,
      claims: refuted(smallest, replay))
    return (detail, groups.first?.names.first.flatMap { item(named: $0, in: replay) })
  }

  /// When a re-trigger heals all that is missing.
  private static func healedAfterHours(_ missing: [Explanation.Group]) -> [Int] {
    let hour = SimDuration.hours(1).microseconds
    let healing = missing.map { group in
      Set(
        group.remedies.filter { $0.healed == group.items }.map(\.afterMicroseconds)
          .filter { $0 >= 0 && $0 % hour == 0 }.map { Int($0 / hour) })
    }
    return
      (healing.first.map { first in
        healing.dropFirst().reduce(first) { $0.intersection($1) }
      } ?? []).sorted()
  }

  /// Claims of the runbook that it refutes and the run without it does not.
  private static func refuted(_ smallest: HuntCase, _ replay: Replay) -> [String] {
    let without = smallest.experiment(without: true)
    let evidence = Evidence(
      world: without.world, story: without.story,
      rules: without.faults.map { FaultRule($0) }, levers: without.profile,
      outcome: without.run())
    return Claim.all.filter {
      $0.verdict(on: replay.evidence).verdict == .refuted
        && $0.verdict(on: evidence).verdict != .refuted
    }.map(\.id)
  }

  private static func item(
    named name: ItemName, in replay: Replay
  ) -> (number: Int32, unit: UnitOfWork)? {
    let items = replay.outcome.items
    let all = Set(replay.outcome.expected).union(replay.evidence.ledger.histories.keys)
    let found = all.first {
      items.unit(of: $0) == name.unit && items.number(of: $0, in: name.unit) == name.number
    }
    return found.map { ($0, name.unit) }
  }

  /// The same of a case whose runs are equal and whose fault is called otherwise.
  func about(_ item: (number: Int32, unit: UnitOfWork)?, in smallest: HuntCase) -> Self {
    guard let item else { return HuntReport.Detail.asked(smallest).detail }
    let plan = ReplayPlan(
      Scenario(smallest), profile: smallest.profile, seed: smallest.seed)
    var copy = self
    copy.chain = ItemChain(item.number, item.unit, plan.run().evidence).lines
    return copy
  }
}

extension Explanation.Cause {
  /// Whether it heals a group and does not move the trouble to other items, or ask for fewer.
  fileprivate func ends(_ group: Explanation.Group) -> Bool {
    guard lost == 0, change.stored + change.missing >= 0 else { return false }
    return switch group.trouble {
    case .missing: change.missing <= -group.items
    case .twice: change.duplicateDeliveries < 0 || change.duplicateStored < 0
    }
  }
}

extension Scenario {
  /// A case as a scenario that expects nothing.
  init(_ shrunk: HuntCase) {
    var limits = Limits()
    limits.maxEvents = 5_000_000
    self.init(
      name: "hunt", path: "hunt.jsonc", title: "hunt", runbook: nil, claims: [],
      isAbstract: false, profile: shrunk.profile, levers: shrunk.levers, seeds: [shrunk.seed],
      world: shrunk.world, story: shrunk.story, fleet: nil,
      rules: shrunk.faults.enumerated().map { place, fault in
        var fault = fault
        fault.rule = place
        return FaultRule(fault)
      }, limits: limits, expectations: [], sometimes: [], digest: 0)
  }
}
