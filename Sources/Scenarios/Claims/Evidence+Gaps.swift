import PipelineModel
import SimKernel

/// Counts of an installation.
extension Evidence {
  /// Expected items that never reached the Console.
  func undelivered(_ installation: Int) -> Int { sum(installation, \.undelivered) }

  /// Expected items without an observation, those filtered on purpose left out.
  func lost(_ installation: Int) -> Int { sum(installation, \.lost) }

  func expected(_ installation: Int) -> Int { sum(installation, \.expected) }

  private func sum(_ installation: Int, _ count: KeyPath<HopCounts, Int>) -> Int {
    repositories(of: installation).reduce(0) { total, repository in
      guard outcome.countsByRepository.indices.contains(repository) else { return total }
      return total + outcome.countsByRepository[repository][keyPath: count]
    }
  }
}

/// Items that a run had to bring and did not.
extension Evidence {
  /// Expected items of an installation that were there when a run started; of the types that its
  /// workers were for, where it had any.
  func items(before run: RunRecord, ofItsTypes: Bool = false) -> [Int32] {
    let types = ofItsTypes ? Set(workers(of: run).map(\.unit.entityType)) : []
    return expectedItems(of: Int(run.installation)).filter { item in
      (ledger.histories[item]?.madeAt).map { $0 <= run.startedAt } ?? true
        && (types.isEmpty || types.contains(outcome.items.unit(of: item).entityType))
    }
  }

  /// Whether an item never reached the Console.
  func isUndelivered(_ item: Int32) -> Bool {
    ledger.histories[item]?.delivered.isEmpty ?? true
  }

  /// Whether an item had no observation at a time, and not on purpose.
  func isLost(_ item: Int32, at time: SimTime = .distantFuture) -> Bool {
    guard let history = ledger.histories[item] else { return true }
    return !history.stored.contains { $0 <= time }
      && !history.dropped.contains { $0.why.isOnPurpose && $0.at <= time }
  }

  /// Whether the simulation was cut off with an item on its way.
  func isUnderWay(_ item: Int32) -> Bool {
    guard !isOver else { return false }
    let fate = fates.fate(of: item, in: outcome.items.unit(of: item))
    return fate == .inFlight || fate == .inConsole
  }

  /// What became of some items, as clauses: "; 5 too old for every window that was read to its end".
  func reasons(why items: [Int32]) -> String {
    var counts: [Fate: Int] = [:]
    for item in items {
      counts[fates.fate(of: item, in: outcome.items.unit(of: item)), default: 0] += 1
    }
    return FateCount.sorted(counts).filter { !$0.fate.isMeant }
      .map { "; \(grouped($0.count)) \($0.fate.words)" }.joined()
  }

  /// The same, and how the installation's last run ended where that went wrong.
  func gapReason(_ items: [Int32], _ installation: Int) -> String {
    var text = reasons(why: items)
    if let last = orchestrators(of: installation).last, last.wentWrong {
      text += "; run \(last.number) ended: \(last.outcome.name)"
      if last.failure != .none { text += " for \(last.failure.words)" }
    }
    return text
  }
}

/// What a re-trigger left.
extension Evidence {
  /// Nothing undelivered after a re-trigger holds; a gap refutes at the end of its run.
  ///
  /// A re-trigger is answerable for the entity types it asks for; one that leaves out a type which had
  /// failed is not the remedy that the runbook speaks of.
  func gapFinding(after retrigger: Retrigger) -> Finding {
    guard retrigger.isLast else { return .notExercised("another re-trigger followed") }
    let types = Set(workers(of: retrigger.run).map(\.unit.entityType))
    let failed = retrigger.latest.values.filter(\.wentWrong).map(\.unit.entityType)
    if !types.isEmpty,
      let left = failed.filter({ !types.contains($0) }).min(by: { $0.rawValue < $1.rawValue })
    {
      return .notExercised("\(retrigger.words) did not ask for \(left.name)")
    }
    let wanted = items(before: retrigger.run, ofItsTypes: true)
    let gap = wanted.filter(isUndelivered)
    guard retrigger.run.outcome != .running, !gap.contains(where: isUnderWay) else {
      return .notExercised("\(retrigger.words) was under way when the simulation was cut off")
    }
    guard gap.isEmpty else {
      return .refuted(
        retrigger.run.endedAt,
        "\(counted(gap.count, "item")) of \(grouped(wanted.count)) still not at the Console after "
          + "\(retrigger.words)\(gapReason(gap, retrigger.installation))")
    }
    let refused = posts(of: retrigger, .itemDuplicate).count
    return .holds(
      "\(retrigger.words): \(counted(refused, "post")) answered duplicate, "
        + "\(counted(firstDeliveries(after: retrigger), "missing item")) delivered, no gap")
  }
}
