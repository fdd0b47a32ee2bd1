import SimKernel

extension ProviderAPI {
  /// A new item appears, whose index is the next one; an unfinished one is a draft of a release, or
  /// a deployment that is being built.
  ///
  /// Whether a webhook tells of it: a draft has no action, it is told of when it is published.
  mutating func create(
    _ item: Int32, in unit: UnitOfWork, isUnfinished: Bool, at now: SimTime
  ) -> Bool {
    create(item, in: unit, at: now)
    guard isUnfinished else { return true }
    lives.make(item, in: unit.entityType == .release ? .draft : .building)
    return unit.entityType != .release
  }

  /// What the backfill makes of an item in a version; nil where nothing happened to it and its
  /// state is the one drawn.
  func listedAs(_ item: Int32, in unit: UnitOfWork, version: Int32) -> ItemChange? {
    guard lives.isTouched(item) else { return nil }
    let key = items.key(of: item, in: unit)
    return lives.state(of: item, version: version, key, unit.entityType).listedAs
  }

  /// A change happens to an item of a listing, wherever it stands there now; false when its state
  /// does not allow it. O(items).
  mutating func change(
    _ item: Int32, in unit: UnitOfWork, _ change: ItemChange, at now: SimTime
  ) -> Bool {
    let (index, key) = (unit.index, items.key(of: item, in: unit))
    let listing = listings[index]
    guard let place = (0..<listing.count).first(where: { listing.item(at: $0) == item }),
      lives.apply(change, to: item, key, unit.entityType, at: now)
    else { return false }
    switch change {
    case .deleted, .transferred: listings[index].remove(place)
    case .published: publishedAt[item] = now
    default:
      if unit.entityType.isListedByUpdate { _ = listings[index].update(place..<place + 1, at: now) }
    }
    return true
  }

  /// How many items of a unit a window asks for in the listing's order, and the releases behind its
  /// end that were published within it.
  func asked(in unit: UnitOfWork, since: SimTime) -> (count: Int, late: [Int32]) {
    let count = listings[unit.index].count(since: since)
    guard unit.entityType == .release, !publishedAt.isEmpty else { return (count, []) }
    let listing = listings[unit.index]
    let late = (count..<listing.count).map(listing.item(at:)).filter {
      publishedAt[$0].map { $0 >= since } ?? false
    }
    return (count, late)
  }

  /// The items of a unit that a window does not ask for: those behind the ones it asks for, a range
  /// of them where nothing moved among them, and those listed no more.
  func leftOut(
    of unit: UnitOfWork, behind asked: (count: Int, late: [Int32])
  ) -> (range: Range<Int32>, others: [Int32]) {
    let listing = listings[unit.index]
    let places = asked.count..<listing.count
    guard asked.late.isEmpty, listing.isContiguous(places) else {
      let late = Set(asked.late)
      let old = places.map(listing.item(at:)).filter { !late.contains($0) }
      return (0..<0, listing.gone + old)
    }
    let first = places.isEmpty ? 0 : listing.item(at: places.lowerBound)
    return (first..<first + Int32(places.count), listing.gone)
  }

  /// Releases where some were published later than they were made: the provider lists them in the
  /// order of their making, the connector looks at when they were published (§7).
  mutating func releases(_ request: PageRequest) -> Page {
    let listing = listings[request.unit.index]
    let start = min(listing.count, (Int(request.cursor.number) - 1) * policy.pageSize)
    let raw = max(0, min(policy.pageSize, listing.count - start))
    let places = (start..<start + raw).filter { place in
      let published = publishedAt[listing.item(at: place)] ?? listing.updatedAt(place)
      return published >= request.since
    }
    return page(
      request, listing, places, raw: raw,
      hasMore: raw == policy.pageSize && places.count == raw)
  }
}
