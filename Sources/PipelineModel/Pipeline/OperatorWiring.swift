import SimKernel

extension Pipeline {
  /// A backfill of an installation was created.
  mutating func noteBackfillCreated(_ installation: Int32) {
    guard installation >= 0 else { return }
    people?.backfillCreated(installation)
  }

  /// A backfill of an installation ended.
  mutating func noteBackfillEnded(
    _ installation: Int32, _ outcome: RunOutcome, _ schedule: inout PipelineSchedule
  ) {
    guard installation >= 0,
      let wait = people?.backfillEnded(installation, completed: outcome == .completed)
    else { return }
    schedule.plan(after: wait, .operatorLooks(installation))
  }

  /// A backfill that an installation should have had does not start: its notification was lost,
  /// its message died, or the engine dropped its event.
  mutating func noteBackfillMissing(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    guard installation >= 0, let wait = people?.backfillMissing(installation) else { return }
    schedule.plan(after: wait, .operatorLooks(installation))
  }

  /// The person behind a connection compares what the provider lists with what arrived: whether a
  /// backfill like the last one would bring anything if it were asked for now.
  mutating func operatorLooks(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    guard let last = requestsByInstallation.last(of: installation) else {
      askAgain(installation, isWhole: false, &schedule)
      return
    }
    let since = schedule.now - backfillRequests[last].depth
    let missing = missing(of: installation, backfillRequests[last].types, since: since)
    askAgain(installation, isWhole: missing == 0, &schedule)
  }

  private mutating func askAgain(
    _ installation: Int32, isWhole: Bool, _ schedule: inout PipelineSchedule
  ) {
    guard people?.looks(at: installation, isWhole: isWhole) == true else { return }
    let call = latencies.draw(
      profile.wires.operatorCall, .callAgain, UInt64(UInt32(bitPattern: installation)),
      UInt64(people?.retriggers(of: installation) ?? 0))
    schedule.plan(after: call / 2, .triggerAgain(installation))
  }

  /// The person's request reaches the backfill service: what was asked for last, once more.
  mutating func triggerAgain(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    var body = directory.notification(of: installation, in: experiment.world)
    if let last = requestsByInstallation.last(of: installation) {
      let days = Double(backfillRequests[last].depth.microseconds) / 86_400_000_000
      body.depth = .number(days)
    }
    let nth = Int32(people?.retriggers(of: installation) ?? 0)
    let (status, delay) = acceptTrigger(
      body, step: -1, .person(installation, nth: nth), &schedule)
    guard status != 200 else { return }
    if let wait = people?.backfillMissing(installation) {
      schedule.plan(after: delay + wait, .operatorLooks(installation))
    }
  }

  /// Items of an installation, updated since then, that never reached the Console. O(items).
  private mutating func missing(of installation: Int32, _ types: [EntityType], since: SimTime)
    -> Int
  {
    var missing = 0
    for repository in owners.repositories(of: Int(installation)) where everLinked[Int(repository)] {
      for type in types {
        let listing = provider.listing(UnitOfWork(repository: repository, entityType: type))
        for place in 0..<listing.count(since: since)
        where !ledger.hasDelivered(listing.item(at: place)) {
          missing += 1
        }
      }
    }
    return missing
  }

  /// Items that the last backfill of each installation asked for and that did not get there; nil
  /// where none was asked for. O(items).
  mutating func leftOfLastBackfill() -> [ItemsLeft?] {
    experiment.world.installations.indices.map { installation in
      guard let last = requestsByInstallation.last(of: Int32(installation)) else { return nil }
      let request = backfillRequests[last]
      return left(
        of: Int32(installation), request.types, since: request.since ?? request.at - request.depth)
    }
  }

  private mutating func left(
    of installation: Int32, _ types: [EntityType], since: SimTime
  ) -> ItemsLeft {
    var left = ItemsLeft()
    for repository in owners.repositories(of: Int(installation)) where everLinked[Int(repository)] {
      for type in types {
        let listing = provider.listing(UnitOfWork(repository: repository, entityType: type))
        for place in 0..<listing.count(since: since) {
          let item = listing.item(at: place)
          guard ledger.isLost(item) else { continue }
          left.lost += 1
          if !ledger.hasDelivered(item) { left.undelivered += 1 }
          if let drop = ledger.loss(of: item) { left.lostTo[Int(drop.rawValue)] += 1 }
        }
      }
    }
    return left
  }
}
