import SimKernel

extension Pipeline {
  /// Marks in the ledger every item the story asks for.
  ///
  /// An installation's items are asked for by every accepted request that names a provider with a
  /// connector, and by its connection during the story: those of its repositories that ever were
  /// resources, of each type asked for, updated since the earliest start of a window that includes
  /// the type.
  mutating func expectItems() {
    let requests = Dictionary(grouping: backfillRequests, by: \.installation)
    for installation in experiment.world.installations.indices {
      let windows = windows(of: Int32(installation), requests[Int32(installation)] ?? [])
      for index in owners.repositories(of: installation) where everLinked[index] {
        for (type, since) in windows {
          expectItems(of: UnitOfWork(repository: Int32(index), entityType: type), since: since)
        }
      }
    }
  }

  private mutating func expectItems(of unit: UnitOfWork, since: SimTime) {
    let listing = provider.listing(unit)
    for place in 0..<listing.count(since: since) {
      ledger.expect(listing.item(at: place), unit.index)
    }
  }

  /// The types asked for, each with the earliest start of its windows.
  private func windows(
    of installation: Int32, _ requests: [BackfillRequest]
  ) -> [(type: EntityType, since: SimTime)] {
    var starts = [SimTime](repeating: .distantFuture, count: EntityType.allCases.count)
    func ask(_ types: [EntityType], since: SimTime) {
      for type in types {
        starts[Int(type.rawValue)] = min(starts[Int(type.rawValue)], since)
      }
    }
    for request in requests {
      ask(request.types, since: request.since ?? request.at - request.depth)
    }
    let own = experiment.world.installations[Int(installation)]
    if let connected = connectionTimes[Int(installation)], let connector = Connector(own.provider) {
      ask(connector.defaultEntityTypes, since: connected - .days(30))
    }
    return EntityType.allCases.compactMap {
      let since = starts[Int($0.rawValue)]
      return since < .distantFuture ? ($0, since) : nil
    }
  }
}
