import SimKernel

extension Pipeline {
  /// Items appear at the provider, and their webhooks are sent.
  mutating func create(
    _ count: Int, in unit: UnitOfWork, isUnfinished: Bool = false,
    _ schedule: inout PipelineSchedule
  ) {
    let installation = Int32(holder(of: unit.repository))
    accounts.tell(
      .itemsCreated(count: Int32(count)), at: schedule.now, installation: installation,
      unit: unit)
    for _ in 0..<count {
      let item = accounts.ledger.addItem()
      provider.create(item, in: unit, at: schedule.now)
      if isUnfinished {
        provider.make(item, in: unit.entityType == .release ? .draft : .building)
      }
      accounts.tell(.itemMade(item: item), at: schedule.now, installation: installation, unit: unit)
      // A draft of a release has no action: it is told of when it is published.
      if !(isUnfinished && unit.entityType == .release) { sendWebhook(item, unit, &schedule) }
    }
  }

  /// Items are updated at the provider, and their webhooks are sent.
  mutating func update(
    _ places: Range<Int>, in unit: UnitOfWork, _ schedule: inout PipelineSchedule
  ) {
    let installation = Int32(holder(of: unit.repository))
    accounts.tell(
      .itemsUpdated(count: Int32(places.count)), at: schedule.now, installation: installation,
      unit: unit)
    for item in provider.update(places, in: unit, at: schedule.now) {
      accounts.tell(
        .itemTouched(item: item), at: schedule.now, installation: installation, unit: unit)
      sendWebhook(item, unit, &schedule)
    }
  }

  /// A change happens to the items at these places of a listing, and their webhooks are sent.
  mutating func change(
    _ places: Range<Int>, in unit: UnitOfWork, _ change: ItemChange, into other: Int?,
    _ schedule: inout PipelineSchedule
  ) {
    let listing = provider.listing(unit)
    let items = places.clamped(to: 0..<listing.count).map(listing.item(at:))
    let installation = Int32(holder(of: unit.repository))
    accounts.tell(
      .itemsUpdated(count: Int32(items.count)), at: schedule.now, installation: installation,
      unit: unit)
    // What happens to one moves the others: each is looked for where it is now.
    for item in items.reversed() {
      let listing = provider.listing(unit)
      guard let place = (0..<listing.count).first(where: { listing.item(at: $0) == item }),
        provider.change(place, in: unit, change, at: schedule.now) != nil
      else { continue }
      accounts.tell(
        .itemTouched(item: item), at: schedule.now, installation: installation, unit: unit)
      sendWebhook(item, unit, &schedule)
      if change == .transferred, let other {
        create(1, in: self.unit(other, unit.entityType), &schedule)
      }
    }
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
    let unit = unit(Int(repository), activity.entityType)
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
