import SimKernel

extension Pipeline {
  /// Closes the books of a finished run.
  mutating func outcome(_ stop: StopReason, events: Int, at end: SimTime) -> Outcome {
    let expected = accounts.close(
      owners, provider, defaultDepth: .days(profile.backfill.defaultDepth))
    var outcome = Outcome(
      accounts, expected: expected, engine, provider, stop, events: events, at: end)
    if experiment.keepsRows { outcome.rows = accounts.ledger.rows.elements }
    outcome.atGateway = gateway.itemsUnderWay
    outcome.faultStrikes = faults.strikes
    outcome.calls = faults.calls ?? []
    outcome.limits = limitRecords(at: end)
    outcome.storyTimes = story.times
    outcome.retriggers = people.retriggers
    outcome.mostInMonth = engine.mostInMonth
    outcome.synced = experiment.world.repositories.indices.map { console.isSynced($0) }
    outcome.violations = violations(stop, events: events, at: end)
    return outcome
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
