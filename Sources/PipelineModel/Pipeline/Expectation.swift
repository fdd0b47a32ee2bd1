import SimKernel

extension Pipeline {
  /// Marks in the ledger every item the story asks for; returns them where items are recorded.
  ///
  /// An installation's items are asked for by every accepted request that names a provider with a
  /// connector, and by its connection during the story: those of its repositories that ever were
  /// resources, of each type asked for, updated since the earliest start of a window that includes
  /// the type.
  mutating func expectItems() -> [Int32] {
    var expected: [Int32] = []
    for installation in experiment.world.installations.indices
    where owners.root(of: Int32(installation)) == installation {
      let windows = windows(of: Int32(installation))
      for repository in owners.repositories(of: installation) where everLinked[Int(repository)] {
        for (type, since) in windows {
          expectItems(
            of: UnitOfWork(repository: repository, entityType: type), since: since, &expected)
        }
      }
    }
    return expected
  }

  /// How many items an installation was asked for so far, and how many of its items have arrived
  /// and have an observation.
  func progress(of installation: Int32) -> (expected: Int, delivered: Int, stored: Int) {
    var (expected, delivered, stored) = (0, 0, 0)
    let windows = windows(of: installation)
    for repository in owners.repositories(of: Int(installation)) where everLinked[Int(repository)] {
      for (type, since) in windows {
        let unit = UnitOfWork(repository: repository, entityType: type)
        expected += provider.listing(unit).count(since: since)
        delivered += ledger.units[unit.index].firstDeliveries
        stored += ledger.units[unit.index].firstObservations
      }
    }
    return (expected, delivered, stored)
  }

  private mutating func expectItems(
    of unit: UnitOfWork, since: SimTime, _ expected: inout [Int32]
  ) {
    let listing = provider.listing(unit)
    for place in 0..<listing.count(since: since) {
      expect(listing.item(at: place), unit.index, &expected)
    }
    for item in provider.publishedLate(in: unit, since: since) {
      expect(item, unit.index, &expected)
    }
  }

  private mutating func expect(_ item: Int32, _ unit: Int, _ expected: inout [Int32]) {
    ledger.expect(item, unit)
    if isStale(item) { ledger.count(\.stale, unit) }
    if recorder.level >= .hops { expected.append(item) }
  }

  /// The types asked for by an installation, or by one with the same repositories, each with the
  /// earliest start of its windows.
  private func windows(of installation: Int32) -> [(type: EntityType, since: SimTime)] {
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
      let own = experiment.world.installations[Int(id)]
      if let connected = memory.connectionTimes[Int(id)], let connector = Connector(own.provider) {
        ask(connector.defaultEntityTypes, since: connected - .days(profile.backfill.defaultDepth))
      }
    }
    return EntityType.allCases.compactMap {
      let since = starts[Int($0.rawValue)]
      return since < .distantFuture ? ($0, since) : nil
    }
  }
}
