import SimKernel

extension Pipeline {
  /// Closes the books of a finished run.
  mutating func outcome(_ stop: StopReason, events: Int, at end: SimTime) -> Outcome {
    let expected = accounts.expectItems(
      of: owners, provider, defaultDepth: .days(profile.backfill.defaultDepth))
    for unit in ghosts() { accounts.ledger.count(\.ghosts, unit.index) }
    countOrphans()
    var runs = accounts.runs
    for index in runs.indices where runs[index].outcome == .running { runs[index].endedAt = end }
    var stale: [Int32] = []
    for item in expected where accounts.isStale(item, provider.lives) { stale.append(item) }
    let types = EntityType.allCases.count
    var counts = HopCounts()
    var byType = [HopCounts](repeating: HopCounts(), count: types)
    var byRepository = [HopCounts](
      repeating: HopCounts(), count: experiment.world.repositories.count)
    for (unit, hop) in accounts.ledger.units.elements.enumerated() {
      counts += hop
      byType[unit % types] += hop
      byRepository[unit / types] += hop
    }
    func last(_ times: [SimTime?]) -> [SimTime?] {
      stride(from: 0, to: times.count, by: types).map { first in
        times[first..<first + types].compactMap(\.self).max()
      }
    }
    return Outcome(
      stop: stop, outgrown: accounts.outgrown, endedAt: end, events: events,
      executions: engine.executions,
      executionsByFunction: engine.executionsByFunction.elements,
      quotaReachedAt: engine.quotaReachedAt,
      fingerprint: accounts.recorder.fingerprint.value, counts: counts, countsByEntityType: byType,
      countsByRepository: byRepository, lostTo: accounts.ledger.lostTo,
      lastDeliveryAt: last(accounts.ledger.lastDelivery.elements),
      lastStoreAt: last(accounts.ledger.lastStore.elements), runs: runs,
      orchestratorResults: accounts.orchestratorResults,
      answers: accounts.answers, milestones: Array(accounts.recorder.milestones),
      items: provider.items,
      expected: expected, stale: stale,
      rows: experiment.keepsRows ? accounts.ledger.rows : [],
      scattered: Array(provider.scattered),
      faultStrikes: faults.strikes,
      calls: faults.calls ?? [],
      limits: limitRecords(at: end),
      providerRequests: provider.requests, storyTimes: story.times,
      retriggers: people?.retriggers ?? [],
      violations: violations(stop, events: events, at: end))
  }

  private mutating func limitRecords(at end: SimTime) -> [LimitRecord] {
    var records = engine.limitRecords(at: end)
    if profile.engine.throttleCounts == .providerRequests,
      let index = records.firstIndex(where: { $0.name == LimitName.workerThrottle.rawValue })
    {
      records[index].waited = SimDuration(clamping: host.throttleWait)
    }
    records.append(
      LimitRecord(
        name: LimitName.providerRateLimit.rawValue, maximum: provider.busiestWindow,
        cap: profile.provider.rateLimit.count,
        waited: .sum(accounts.runs.lazy.map(\.asleep))))
    return records
  }

  private mutating func violations(_ stop: StopReason, events: Int, at end: SimTime) -> [Violation]
  {
    let seed = experiment.seed
    return Checkers.all.flatMap { check in
      check(&self, stop, end).map { Violation(message: $0, seed: seed, event: events) }
    }
  }
}
