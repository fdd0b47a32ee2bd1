import SimKernel

extension Accounts {
  /// Closes the books of a finished run; the items it was asked for, where items are recorded.
  mutating func close(
    _ owners: Ownership, _ provider: ProviderAPI, defaultDepth: SimDuration
  ) -> [Int32] {
    let expected = expectItems(of: owners, provider, defaultDepth: defaultDepth)
    countGhosts(provider)
    for item in vectors where !ledger.isStored(item) {
      ledger.count(\.orphanVectors, provider.items.unit(of: item).index)
    }
    return expected
  }

  /// Counts the items with an observation that the provider no longer has, and that do not say so.
  private mutating func countGhosts(_ provider: ProviderAPI) {
    guard versions.isKept else { return }
    for item in 0..<Int32(provider.items.count) {
      let unit = provider.items.unit(of: item)
      let key = provider.items.key(of: item, in: unit)
      let state = provider.lives.state(of: item, key, unit.entityType)
      if state == .gone, isStale(item, provider.lives) { ledger.count(\.ghosts, unit.index) }
    }
  }
}

extension Outcome {
  /// What closed books say of a run; the rest is to be filled in.
  init(
    _ accounts: borrowing Accounts, expected: [Int32], _ engine: borrowing PipelineEngine,
    _ provider: ProviderAPI, _ stop: StopReason, events: Int, at end: SimTime
  ) {
    let types = EntityType.allCases.count
    func last(_ times: [SimTime?]) -> [SimTime?] {
      stride(from: 0, to: times.count, by: types).map { first in
        times[first..<first + types].compactMap(\.self).max()
      }
    }
    let units = accounts.ledger.units.elements
    var runs = accounts.runs
    for index in runs.indices where runs[index].outcome == .running { runs[index].endedAt = end }
    self.init(
      stop: stop, outgrown: accounts.outgrown, endedAt: end, events: events,
      executions: engine.executions,
      executionsByFunction: engine.executionsByFunction.elements,
      quotaReachedAt: engine.quotaReachedAt,
      fingerprint: accounts.recorder.fingerprint.value, counts: HopCounts(),
      countsByEntityType: [HopCounts](repeating: HopCounts(), count: types),
      countsByRepository: [HopCounts](repeating: HopCounts(), count: units.count / types),
      lostTo: accounts.ledger.lostTo,
      lastDeliveryAt: last(accounts.ledger.lastDelivery.elements.map { $0?.at }),
      lastStoreAt: last(accounts.ledger.lastStore.elements), runs: runs,
      orchestratorResults: accounts.orchestratorResults, answers: accounts.answers,
      milestones: Array(accounts.recorder.milestones), items: provider.items, expected: expected,
      scattered: Array(provider.scattered), limits: [], providerRequests: provider.requests,
      storyTimes: [], violations: [])
    lastDeliveredBy = lastDeliveryAt.enumerated().map { repository, at in
      for unit in repository * types..<(repository + 1) * types {
        guard let last = accounts.ledger.lastDelivery[unit], last.at == at else { continue }
        return WorkerRound(unit: UnitOfWork(index: unit), round: last.round)
      }
      return nil
    }
    for (unit, hop) in units.enumerated() {
      counts += hop
      countsByEntityType[unit % types] += hop
      countsByRepository[unit / types] += hop
    }
    for item in expected where accounts.isStale(item, provider.lives) { stale.append(item) }
  }
}
