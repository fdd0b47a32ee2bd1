import SimKernel

extension Pipeline {
  /// Items appear at the provider, and their webhooks are sent.
  mutating func create(
    _ count: Int, in unit: UnitOfWork, isUnfinished: Bool = false,
    _ schedule: inout PipelineSchedule
  ) {
    let installation = owners.installation(of: unit)
    tell(
      .itemsCreated(count: Int32(count)), at: schedule.now, installation: installation,
      unit: unit)
    for _ in 0..<count {
      let item = ledger.addItem()
      provider.create(item, in: unit, at: schedule.now)
      if isUnfinished {
        provider.make(item, in: unit.entityType == .release ? .draft : .building)
      }
      tell(.itemMade(item: item), at: schedule.now, installation: installation, unit: unit)
      // A draft of a release has no action: it is told of when it is published.
      if !(isUnfinished && unit.entityType == .release) { sendWebhook(item, unit, &schedule) }
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
  mutating func sendWebhook(
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
    message.version = provider.lives.version(of: item)
    message.edition = 1 << 63 | UInt64(nth) << 8
    return publish(message, .publish, context, &delay, &schedule) == .reply(true)
      ? nil : .publishFailed
  }
}
