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
      .connected(reactivated: callback == .reactivated), at: now,
      installation: Int32(installation))
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
    let wait = latencies.draw(
      profile.wires.publish, .notify, UInt64(installation), UInt64(step))
    schedule.plan(after: wait, .notify(Int32(installation)))
  }

  /// `notifyBackfillService`: best effort; what fails is logged (pipeline-facts 1.6, 1.8).
  mutating func notify(
    _ installation: Int32, _ schedule: inout PipelineSchedule
  ) {
    let step = notifyStep[Int(installation)] ?? -1
    var message = MessageQueue.Message(
      topic: .trigger, subject: installation, unit: .none, detail: step)
    message.edition = nextEdition(.trigger, of: installation)
    var delay = SimDuration.zero
    let context = FaultContext(installation: installation)
    let reply = publish(message, .notify, context, &delay, &schedule)
    if case .failed = reply {
      tell(.notifyFailed, at: schedule.now + delay, installation: installation)
    }
    if reply != .reply(true) { noteBackfillMissing(installation, &schedule) }
    if profile.connections.notifyAwaited, step >= 0 {
      schedule.plan(after: delay, .answer(step, reply == .died ? 0 : 200))
    }
  }

  /// A repository becomes a resource of its installation; nothing else happens (1.12).
  mutating func link(_ repository: Int32, at now: SimTime) {
    let installation = experiment.world.repositories[Int(repository)].installation
    guard connections.link(repository, to: installation) else { return }
    everLinked[Int(repository)] = true
    tell(.linked(repository: repository), at: now, installation: Int32(installation))
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
    tell(.teardown(step: step), at: schedule.now, installation: installation)
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
    var message = MessageQueue.Message(
      topic: .cancel, subject: installation, unit: .none, detail: -1)
    message.edition = nextEdition(.cancel, of: installation)
    var delay = SimDuration.zero
    _ = publish(
      message, .cancelPublish, FaultContext(installation: installation), &delay, &schedule)
  }

  /// Which message to an installation on a topic the next one is, from 1.
  private mutating func nextEdition(_ topic: QueueTopic, of installation: Int32) -> UInt64 {
    let key = word(Int32(topic.rawValue), installation)
    editions[key, default: 0] += 1
    return editions[key, default: 1]
  }

  /// Items appear at the provider, and their webhooks are sent.
  mutating func create(
    _ count: Int, in unit: UnitOfWork, _ schedule: inout PipelineSchedule
  ) {
    let installation = owners.installation(of: unit)
    tell(
      .itemsCreated(count: Int32(count)), at: schedule.now, installation: installation,
      unit: unit)
    for _ in 0..<count {
      let item = ledger.addItem()
      provider.create(item, in: unit, at: schedule.now)
      tell(.itemMade(item: item), at: schedule.now, installation: installation, unit: unit)
      sendWebhook(item, unit, &schedule)
    }
  }

  /// Items are updated at the provider, and their webhooks are sent.
  mutating func update(
    _ places: Range<Int>, in unit: UnitOfWork, _ schedule: inout PipelineSchedule
  ) {
    let installation = owners.installation(of: unit)
    tell(
      .itemsUpdated(count: Int32(places.count)), at: schedule.now, installation: installation,
      unit: unit)
    for item in provider.update(places, in: unit, at: schedule.now) {
      tell(.itemTouched(item: item), at: schedule.now, installation: installation, unit: unit)
      sendWebhook(item, unit, &schedule)
    }
  }

  /// The live path: dedup, connection, publish; as built the queue refuses the id (2.4, §9).
  private mutating func sendWebhook(
    _ item: Int32, _ unit: UnitOfWork, _ schedule: inout PipelineSchedule
  ) {
    let installation = owners.installation(of: unit)
    webhooks[item, default: 0] += 1
    let nth = webhooks[item, default: 1]
    if let loss = publishLive(item, unit, nth: nth, &schedule) {
      tell(
        .webhookLost(item: item, reason: loss), at: schedule.now, installation: installation,
        unit: unit)
    }
  }

  /// Publishes an item's live webhook; why it could not.
  private mutating func publishLive(
    _ item: Int32, _ unit: UnitOfWork, nth: Int32, _ schedule: inout PipelineSchedule
  ) -> WebhookLoss? {
    let installation = owners.installation(of: unit)
    guard connections.status(installation) == .active else { return .notConnected }
    guard connections.resources(of: installation).contains(unit.repository) else {
      return .notLinked
    }
    let key = KeyValueStore.Key.word(DeliveryID.live(item: item, nth: nth).key)
    let context = FaultContext(installation: installation, unit: unit, subject: item)
    var delay = SimDuration.zero
    let set = KeyValueStore.Command.setIfAbsent(key, lifetime: profile.gateway.dedupWindow)
    switch ask(set, context, &delay, at: schedule.now) {
    case .failed, .died: return .markFailed
    case .reply(.null), .reply(.pending): return .duplicate
    case .reply(.ok): break
    }
    guard profile.gateway.liveDedupID == .plain else { return .refusedID }
    var message = MessageQueue.Message(topic: .ingress, subject: item, unit: unit, detail: nth)
    message.isLive = true
    message.edition = 1 << 63 | UInt64(nth) << 8
    return publish(message, .publish, context, &delay, &schedule) == .reply(true)
      ? nil : .publishFailed
  }
}
