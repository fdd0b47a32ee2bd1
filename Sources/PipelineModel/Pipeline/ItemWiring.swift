import SimKernel

extension Pipeline {
  /// Items appear at the provider, and their webhooks are sent.
  mutating func create(
    _ count: Int, in unit: UnitOfWork, isUnfinished: Bool = false,
    _ schedule: inout PipelineSchedule
  ) {
    let installation = Int32(holder(of: unit.repository))
    tell(
      .itemsCreated(count: Int32(count)), at: schedule.now, installation: installation,
      unit: unit)
    for _ in 0..<count {
      let item = accounts.ledger.addItem()
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
    let installation = Int32(holder(of: unit.repository))
    tell(
      .itemsUpdated(count: Int32(places.count)), at: schedule.now, installation: installation,
      unit: unit)
    for item in provider.update(places, in: unit, at: schedule.now) {
      tell(.itemTouched(item: item), at: schedule.now, installation: installation, unit: unit)
      sendWebhook(item, unit, &schedule)
    }
  }
}
