import SimKernel

/// What the story asks for.
///
/// An installation's items are asked for by every accepted request that names a provider with a
/// connector, and by its connection during the story: those of its repositories that ever were
/// resources, of each type asked for, updated since the earliest start of a window that includes
/// the type.
extension Accounts {
  /// Marks in the ledger every item the story asks for; returns them where items are recorded.
  mutating func expectItems(
    of owners: Ownership, _ provider: ProviderAPI, defaultDepth: SimDuration
  ) -> [Int32] {
    var expected: [Int32] = []
    for (unit, since) in unitsAskedFor(owners, defaultDepth: defaultDepth) {
      expectItems(of: unit, since: since, provider, &expected)
    }
    return expected
  }

  /// The units asked for so far, each with the earliest start of the windows that include it.
  private func unitsAskedFor(
    _ owners: Ownership, defaultDepth: SimDuration
  ) -> [(unit: UnitOfWork, since: SimTime)] {
    var asked: [(UnitOfWork, SimTime)] = []
    for installation in owners.firsts {
      let windows = windows(of: installation, owners, defaultDepth: defaultDepth)
      for repository in owners.repositories(of: Int(installation))
      where everLinked[Int(repository)] {
        for (type, since) in windows {
          asked.append((UnitOfWork(repository: repository, entityType: type), since))
        }
      }
    }
    return asked
  }

  private mutating func expectItems(
    of unit: UnitOfWork, since: SimTime, _ provider: ProviderAPI, _ expected: inout [Int32]
  ) {
    let listing = provider.listing(unit)
    let asked = provider.asked(in: unit, since: since)
    for place in 0..<asked.count {
      expect(listing.item(at: place), unit.index, provider.lives, &expected)
    }
    for item in asked.late {
      expect(item, unit.index, provider.lives, &expected)
    }
  }

  private mutating func expect(
    _ item: Int32, _ unit: Int, _ lives: ItemLives, _ expected: inout [Int32]
  ) {
    ledger.expect(item, unit)
    if isStale(item, lives) { ledger.count(\.stale, unit) }
    if recorder.level >= .hops { expected.append(item) }
  }

  /// How many items were asked for so far, and how many of them have arrived and are stored, as the
  /// books of a run that ends now have it.
  ///
  /// O(units), and O(items) outside the windows up to the last of a unit that was delivered.
  func progress(
    _ owners: Ownership, _ provider: ProviderAPI, defaultDepth: SimDuration
  ) -> (expected: Int, delivered: Int, stored: Int) {
    var (expected, delivered, stored) = (0, 0, 0)
    for (unit, since) in unitsAskedFor(owners, defaultDepth: defaultDepth) {
      let counts = ledger.units[unit.index]
      let asked = provider.asked(in: unit, since: since)
      expected += asked.count + asked.late.count
      guard counts.firstDeliveries > 0 else { continue }
      delivered += counts.firstDeliveries
      stored += counts.firstObservations
      let leftOut = provider.leftOut(of: unit, behind: asked)
      // Behind the last that was delivered none was.
      let range = leftOut.range.clamped(to: 0..<ledger.furthest[unit.index] + 1)
      delivered -= ledger.rows.count(in: range, leftOut.others) { $0.isDelivered }
      stored -= ledger.rows.count(in: range, leftOut.others) { $0.isStored }
    }
    return (expected, delivered, stored)
  }

  /// The types asked for by an installation, or by one with the same repositories, each with the
  /// earliest start of its windows.
  private func windows(
    of installation: Int32, _ owners: Ownership, defaultDepth: SimDuration
  ) -> [(type: EntityType, since: SimTime)] {
    var starts = [SimTime](repeating: .distantFuture, count: EntityType.allCases.count)
    func ask(_ types: [EntityType], since: SimTime) {
      for type in types {
        starts[Int(type.rawValue)] = min(starts[Int(type.rawValue)], since)
      }
    }
    for id in owners.ids(of: installation) {
      var next = requestsByInstallation.last(of: id)
      while let index = next {
        let request = backfillRequests[index]
        ask(request.types, since: request.since ?? request.at - request.depth)
        next = requestsByInstallation.before(index)
      }
      if let connected = connectionTimes[Int(id)],
        let connector = Connector(owners.provider(of: id))
      {
        ask(connector.defaultEntityTypes, since: connected - defaultDepth)
      }
    }
    return EntityType.allCases.compactMap {
      let since = starts[Int($0.rawValue)]
      return since < .distantFuture ? ($0, since) : nil
    }
  }

  /// Items of an installation, of these types and updated since then, that never reached the
  /// Console. O(items).
  func missing(
    of installation: Int32, _ types: [EntityType], since: SimTime, _ owners: Ownership,
    _ provider: ProviderAPI
  ) -> Int {
    var missing = 0
    forItems(of: installation, types, since: since, owners, provider) {
      if !ledger.hasDelivered($0) { missing += 1 }
    }
    return missing
  }

  /// Items that the last backfill of an installation asked for and that did not get there; nil
  /// where none was asked for. O(items).
  func left(of installation: Int32, _ owners: Ownership, _ provider: ProviderAPI) -> ItemsLeft? {
    guard let last = lastRequest(of: installation) else { return nil }
    let since = last.since ?? last.at - last.depth
    var left = ItemsLeft()
    forItems(of: installation, last.types, since: since, owners, provider) { item in
      guard ledger.isLost(item) else { return }
      left.lost += 1
      if !ledger.hasDelivered(item) { left.undelivered += 1 }
      if let drop = ledger.loss(of: item) { left.lostTo[Int(drop.rawValue)] += 1 }
    }
    return left
  }

  /// Whether a backfill like the last one would bring an installation nothing if it were asked for
  /// now; false where none was asked for. O(items).
  mutating func isWhole(
    _ installation: Int32, _ owners: Ownership, _ provider: ProviderAPI, at now: SimTime
  ) -> Bool {
    guard let last = lastRequest(of: installation) else { return false }
    return missing(
      of: installation, last.types, since: now - last.depth, owners, provider) == 0
  }

  private func forItems(
    of installation: Int32, _ types: [EntityType], since: SimTime, _ owners: Ownership,
    _ provider: ProviderAPI, _ body: (Int32) -> Void
  ) {
    for repository in owners.repositories(of: Int(installation)) where everLinked[Int(repository)] {
      for type in types {
        let listing = provider.listing(UnitOfWork(repository: repository, entityType: type))
        for place in 0..<listing.count(since: since) { body(listing.item(at: place)) }
      }
    }
  }
}

/// A backfill somebody asked for.
struct BackfillRequest: Sendable {
  var installation: Int32
  var at: SimTime
  var depth: SimDuration
  var types: [EntityType]
  /// The window's start as the orchestrator computed it.
  var since: SimTime?
  /// The story step that asked, or -1.
  var step: Int32

  /// `depth` in days, as a request names it.
  var days: Double { Double(depth.microseconds) / 86_400_000_000 }

  /// What the trigger route accepted.
  init(_ data: TriggerData, step: Int32, at now: SimTime) {
    let connector = Connector(data.provider)
    let types = data.types.count > 0 ? data.types.types : connector?.defaultEntityTypes ?? []
    (installation, at, depth, since, self.step) = (data.installation, now, data.depth, nil, step)
    self.types = data.isDepthValid ? types.filter { connector?.supports($0) == true } : []
  }
}

/// The backfill requests of each installation, by their place in the list of all.
///
/// `add` is O(1), walking an installation's requests is O(their number).
struct RequestIndex: Sendable {
  /// The last request of each installation, or -1.
  private var lasts: ContiguousArray<Int32>
  /// The request of the same installation before each request, or -1.
  private var previous: ContiguousArray<Int32> = []

  init(installations count: Int) { lasts = ContiguousArray(repeating: -1, count: count) }

  /// The next request of the list is about this installation; -1 is one the world does not have.
  mutating func add(of installation: Int32) {
    guard installation >= 0 else {
      previous.append(-1)
      return
    }
    previous.append(lasts[Int(installation)])
    lasts[Int(installation)] = Int32(previous.count - 1)
  }

  /// The request an installation made last.
  func last(of installation: Int32) -> Int? {
    let last = lasts[Int(installation)]
    return last >= 0 ? Int(last) : nil
  }

  /// The request of the same installation before this one.
  func before(_ request: Int) -> Int? {
    let earlier = previous[request]
    return earlier >= 0 ? Int(earlier) : nil
  }
}

/// Items that a backfill asked for and that did not get there.
public struct ItemsLeft: Sendable, Equatable {
  /// Never delivered.
  public var undelivered = 0
  /// Neither stored nor filtered on purpose, undelivered ones among them.
  public var lost = 0
  /// The lost ones that were delivered, by the `ItemDrop.rawValue` that they were lost to.
  public var lostTo = [Int](repeating: 0, count: ItemDrop.allCases.count)
}
