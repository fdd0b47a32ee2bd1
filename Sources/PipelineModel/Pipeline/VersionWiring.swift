extension Pipeline {
  /// The version of an item that its page has.
  mutating func fetchedVersion(of posted: PageItem, _ slot: Int) -> Int32 {
    let time = accounts.versions.fetchTime(host.requests[slot].identity.run, posted.page)
    return provider.lives.version(of: provider.index(of: posted), at: time ?? .distantFuture)
  }

  /// Items with an observation that the provider no longer has, and that do not say so, by unit.
  mutating func ghosts() -> [UnitOfWork] {
    guard accounts.versions.isKept else { return [] }
    return (0..<Int32(provider.items.count)).compactMap { item in
      let unit = provider.items.unit(of: item)
      let key = provider.items.key(of: item, in: unit)
      let state = provider.lives.state(of: item, key, unit.entityType)
      return state == .gone && accounts.isStale(item, provider.lives) ? unit : nil
    }
  }
}
