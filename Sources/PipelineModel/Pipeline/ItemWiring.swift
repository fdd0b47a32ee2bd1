import SimKernel

extension Pipeline {
  /// Items appear at the provider, and their webhooks are sent.
  mutating func create(
    _ count: Int, in unit: UnitOfWork, isUnfinished: Bool = false,
    _ schedule: inout PipelineSchedule
  ) {
    let (now, installation) = (schedule.now, Int32(holder(of: unit.repository)))
    accounts.tell(
      .itemsCreated(count: Int32(count)), at: now, installation: installation, unit: unit)
    for _ in 0..<count {
      let item = accounts.ledger.addItem()
      let isTold = provider.create(item, in: unit, isUnfinished: isUnfinished, at: now)
      accounts.tell(.itemMade(item: item), at: now, installation: installation, unit: unit)
      if isTold { sendWebhook(item, unit, &schedule) }
    }
  }

  /// Items are updated at the provider, and their webhooks are sent.
  mutating func update(
    _ places: Range<Int>, in unit: UnitOfWork, _ schedule: inout PipelineSchedule
  ) {
    accounts.updated(places.count, unit, Int32(holder(of: unit.repository)), at: schedule.now)
    for item in provider.update(places, in: unit, at: schedule.now) {
      touched(item, unit, &schedule)
    }
  }

  /// A change happens to the items at these places of a listing, and their webhooks are sent.
  mutating func change(
    _ places: Range<Int>, in unit: UnitOfWork, _ change: ItemChange, into other: Int?,
    _ schedule: inout PipelineSchedule
  ) {
    let listing = provider.listing(unit)
    let items = places.clamped(to: 0..<listing.count).map(listing.item(at:))
    accounts.updated(items.count, unit, Int32(holder(of: unit.repository)), at: schedule.now)
    for item in items.reversed() where provider.change(item, in: unit, change, at: schedule.now) {
      touched(item, unit, &schedule)
      if change == .transferred, let other {
        create(1, in: UnitOfWork(other, unit.entityType), &schedule)
      }
    }
  }

  private mutating func touched(
    _ item: Int32, _ unit: UnitOfWork, _ schedule: inout PipelineSchedule
  ) {
    accounts.touched(item, unit, Int32(holder(of: unit.repository)), at: schedule.now)
    sendWebhook(item, unit, &schedule)
  }

  /// The next change of a repository's activity is due, if its end does not come before.
  mutating func planChange(
    _ repository: Int32, _ index: Int32, after time: SimTime, _ schedule: inout PipelineSchedule
  ) {
    let activity = experiment.world.repositories[Int(repository)].activity[Int(index)]
    let nth = accounts.versions.nextChange(repository, index)
    let wait = latencies.wait(for: activity, repository, index, nth: nth)
    guard time + wait < activity.until else { return }
    schedule.plan(at: time + wait, .activity(repository, index))
  }

  /// A repository's activity makes a change: to a new item, or to one of those there are.
  mutating func play(
    _ repository: Int32, _ index: Int32, _ schedule: inout PipelineSchedule
  ) {
    let activity = experiment.world.repositories[Int(repository)].activity[Int(index)]
    let unit = UnitOfWork(repository: repository, entityType: activity.entityType)
    let count = provider.listing(unit).count
    if activity.change == .opened {
      create(1, in: unit, isUnfinished: activity.entityType == .deployment, &schedule)
    } else if count > 0 {
      let nth = accounts.versions.changes(repository, index)
      let place = latencies.place(among: count, repository, index, nth: nth)
      change(place..<place + 1, in: unit, activity.change, into: nil, &schedule)
    }
    planChange(repository, index, after: schedule.now, &schedule)
  }
}

/// Live webhooks.
extension Pipeline {
  /// The provider sends the webhook of an item: GitHub sends it once (pipeline-facts §9).
  mutating func sendWebhook(
    _ item: Int32, _ unit: UnitOfWork, _ schedule: inout PipelineSchedule
  ) {
    let run = LiveRun(
      item: item, unit: unit, nth: provider.nextWebhook(of: item),
      version: provider.lives.version(of: item),
      installation: Int32(holder(of: unit.repository)))
    let effect = strike(.webhook, run.context, made: schedule.now, at: schedule.now)
    guard effect?.doesWork ?? true else { return accounts.lost(run, .notSent, at: schedule.now) }
    if let extra = effect?.meaning.slowness {
      schedule.plan(after: extra, .liveStep(gateway.liveRuns.add(run)))
      return
    }
    // Delivered twice it is the same delivery once more, under the same id.
    for _ in 0..<(effect?.meaning.works ?? 1) { play(run, &schedule) }
  }

  /// The workflow's steps: dedup, connection, publish; as built the queue refuses the id, and that
  /// is swallowed (2.4, §9). A step that fails is tried again after the others are memoized.
  mutating func play(_ run: LiveRun, _ schedule: inout PipelineSchedule) {
    var run = run
    switch goOn(with: &run, &schedule) {
    case .waits(let pause): schedule.plan(after: pause, .liveStep(gateway.liveRuns.add(run)))
    case .ends(nil): break
    case .ends(let loss?):
      guard let pause = gateway.pause(of: &run, after: loss, profile.queue) else {
        return accounts.lost(run, loss, at: schedule.now)
      }
      schedule.plan(after: pause, .liveStep(gateway.liveRuns.add(run)))
    }
  }

  /// Does what is left of a workflow.
  private mutating func goOn(
    with run: inout LiveRun, _ schedule: inout PipelineSchedule
  ) -> LiveRun.Progress {
    if !run.isMarked {
      switch ask(gateway.mark(of: run), run.context, &run.ask, at: schedule.now) {
      case nil: return .waits(run.ask.wait)
      case .failed, .died: return .ends(.markFailed)
      case .reply(.null), .reply(.pending): return .ends(.duplicate)
      case .reply(.ok): (run.isMarked, run.attempt) = (true, 1)
      }
    }
    if !run.isRouted, let loss = routingLoss(run.unit.repository) { return .ends(loss) }
    run.isRouted = true
    guard let message = gateway.message(of: run, owners.generation(of: run.installation)) else {
      return .ends(.refusedID)
    }
    let reply = publish(message, .publish, run.context, &run.publish, &schedule)
    return reply.map { .ends(gateway.loss(after: $0)) } ?? .waits(run.publish.wait)
  }

  /// Why a repository's connection is not found.
  private mutating func routingLoss(_ repository: Int32) -> WebhookLoss? {
    if gateway.knowsRoute(of: repository) { return nil }
    // Rows are found by the repository, whatever installation they belong to.
    let rows = owners.ids(of: owners.installation(of: repository))
    if let loss = connections.loss(
      of: repository, among: rows, looksAtStatus: !profile.gateway.routingCache)
    {
      return loss
    }
    gateway.routingCache[Int(repository)] = true
    return nil
  }
}
