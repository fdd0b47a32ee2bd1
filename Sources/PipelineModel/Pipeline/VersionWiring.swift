extension Pipeline {
  /// The version of an item that its page has.
  func fetchedVersion(of posted: PageItem, _ slot: Int) -> Int32 {
    let time = versions.fetchTime(requests[slot].identity.run, posted.page)
    return provider.lives.version(of: provider.index(of: posted), at: time ?? .distantFuture)
  }

  /// Whether an item has an observation, and the provider has a later version of it.
  func isStale(_ item: Int32) -> Bool {
    versions.isKept && ledger.isStored(item)
      && versions.latestStored(of: item) < provider.lives.version(of: item)
  }

  /// Items with an observation that the provider no longer has, and that do not say so, by unit.
  func ghosts() -> [UnitOfWork] {
    guard versions.isKept else { return [] }
    return (0..<Int32(provider.items.count)).compactMap { item in
      let unit = provider.items.unit(of: item)
      let key = provider.items.key(of: item, in: unit)
      let state = provider.lives.state(of: item, key, unit.entityType)
      return state == .gone && isStale(item) ? unit : nil
    }
  }
}
