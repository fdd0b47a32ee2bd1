import SimKernel

extension Pipeline {
  /// The OAuth callback of a new or returning connection (pipeline-facts 1.3–1.10).
  mutating func connect(_ installation: Int, step: Int, _ schedule: inout PipelineSchedule) {
    let now = schedule.now
    let callback = connections.connect(installation)
    guard callback != .refused else {
      schedule.plan(after: .zero, .answer(Int32(step), 502))
      return
    }
    tell(
      .connected, at: now, installation: Int32(installation), a: callback == .created ? 0 : 1)
    guard callback == .created else {
      schedule.plan(after: .zero, .answer(Int32(step), 200))
      return
    }
    for repository in owners.repositories(of: installation)
    where experiment.world.repositories[Int(repository)].linked {
      if profile.connections.linkAtConnect {
        link(repository, at: now)
      } else {
        schedule.plan(after: profile.connections.linkDelay, .link(repository))
      }
    }
    connectionTimes[installation] = now
    notifyStep[installation] = Int32(step)
    if !profile.connections.notifyAwaited { schedule.plan(after: .zero, .answer(Int32(step), 200)) }
    let wait = latencies.draw(profile.wires.publish, .notify, UInt64(installation))
    schedule.plan(after: wait, .notify(Int32(installation)))
  }

  /// `notifyBackfillService`: best effort; what fails is logged (pipeline-facts 1.6, 1.8).
  mutating func notify(
    _ installation: Int32, _ schedule: inout PipelineSchedule
  ) {
    let step = notifyStep[Int(installation)] ?? -1
    let message = MessageQueue.Message(
      topic: .trigger, subject: installation, unit: .none, detail: step)
    var delay = SimDuration.zero
    let context = FaultContext(installation: installation)
    if !publish(message, .notify, context, &delay, &schedule) {
      tell(.notifyFailed, at: schedule.now + delay, installation: installation)
      noteBackfillMissing(installation, &schedule)
    }
    if profile.connections.notifyAwaited, step >= 0 {
      schedule.plan(after: delay, .answer(step, 200))
    }
  }

  /// A repository becomes a resource of its installation; nothing else happens (1.12).
  mutating func link(_ repository: Int32, at now: SimTime) {
    let installation = experiment.world.repositories[Int(repository)].installation
    guard connections.link(repository, to: installation) else { return }
    console.sync(repository)
    everLinked[Int(repository)] = true
    tell(.linked, at: now, installation: Int32(installation), a: Int64(repository))
  }

  /// `DELETE /connections/:provider/:id`: the teardown workflow begins, if there is a row.
  mutating func delete(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    guard connections.status(installation) != .absent else { return }
    schedule.plan(after: .zero, .teardown(installation, 1))
  }

  /// One step of the teardown workflow; the gate closes last (pipeline-facts §12).
  mutating func teardown(
    _ installation: Int32, _ step: Int32, _ schedule: inout PipelineSchedule
  ) {
    guard let action = Connections.TeardownStep(rawValue: Int(step)) else { return }
    tell(.teardown, at: schedule.now, installation: installation, a: Int64(step))
    switch action {
    case .cancelBackfill: schedule.plan(after: .zero, .publishCancel(installation))
    case .revokeToken:
      if connections.revokesToken(of: installation) { provider.revokeToken(of: installation) }
    case .deregisterWebhook, .cleanUpCache: break
    case .softDelete: connections.softDelete(Int(installation))
    }
    schedule.plan(after: profile.connections.teardownStep, .teardown(installation, step + 1))
  }

  /// The teardown's cancel message; errors are swallowed.
  mutating func publishCancel(
    _ installation: Int32, _ schedule: inout PipelineSchedule
  ) {
    let message = MessageQueue.Message(
      topic: .cancel, subject: installation, unit: .none, detail: -1)
    var delay = SimDuration.zero
    _ = publish(
      message, .cancelPublish, FaultContext(installation: installation), &delay, &schedule)
  }

  /// Items appear at the provider, and their webhooks are sent.
  mutating func create(
    _ count: Int, in unit: UnitOfWork, _ schedule: inout PipelineSchedule
  ) {
    tell(
      .itemsCreated, at: schedule.now, installation: owners.installation(of: unit), unit: unit,
      a: Int64(count))
    for _ in 0..<count {
      let item = ledger.addItem()
      provider.create(item, in: unit, at: schedule.now)
      sendWebhook(item, unit, &schedule)
    }
  }

  /// Items are updated at the provider, and their webhooks are sent.
  mutating func update(
    _ places: Range<Int>, in unit: UnitOfWork, _ schedule: inout PipelineSchedule
  ) {
    tell(
      .itemsUpdated, at: schedule.now, installation: owners.installation(of: unit), unit: unit,
      a: Int64(places.count))
    for item in provider.update(places, in: unit, at: schedule.now) {
      sendWebhook(item, unit, &schedule)
    }
  }

  /// The live path: dedup, connection, publish; as built the queue refuses the id (2.4, §9).
  private mutating func sendWebhook(
    _ item: Int32, _ unit: UnitOfWork, _ schedule: inout PipelineSchedule
  ) {
    let installation = owners.installation(of: unit)
    webhooks += 1
    guard connections.status(installation) == .active,
      connections.resources(of: installation).contains(unit.repository)
    else { return }
    let key = DeliveryID.live(webhook: webhooks).key
    let context = FaultContext(installation: installation, unit: unit)
    var delay = SimDuration.zero
    let reply = mark(key, profile.gateway.dedupWindow, context, &delay, at: schedule.now)
    guard reply == .ok, profile.gateway.liveDedupID == .plain else { return }
    var message = MessageQueue.Message(
      topic: .ingress, subject: item, unit: unit, detail: webhooks)
    message.isLive = true
    _ = publish(message, .publish, context, &delay, &schedule)
  }
}
