import SimKernel

extension Pipeline {
  /// Marks in the ledger every item the story asks for.
  ///
  /// An installation's items are asked for by every accepted request that names a provider with a
  /// connector, and by its connection during the story: those of its repositories that ever were
  /// resources, of the types asked for, updated since the earliest window's start.
  mutating func expectItems() {
    for installation in experiment.world.installations.indices {
      guard let (since, types) = wanted(Int32(installation)) else { continue }
      for (index, repository) in experiment.world.repositories.enumerated()
      where repository.installation == installation && everLinked[index] {
        for type in types {
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

  private func wanted(_ installation: Int32) -> (since: SimTime, types: [EntityType])? {
    let own = experiment.world.installations[Int(installation)]
    var since = SimTime.distantFuture
    var types: Set<EntityType> = []
    for request in backfillRequests where request.installation == installation {
      since = min(since, request.since ?? request.at - request.depth)
      types.formUnion(request.types)
    }
    if let connected = connectionTimes[Int(installation)], let connector = Connector(own.provider) {
      since = min(since, connected - .days(30))
      types.formUnion(connector.defaultEntityTypes)
    }
    guard !types.isEmpty else { return nil }
    return (since, EntityType.allCases.filter { types.contains($0) && $0 != .unknown })
  }
}
