import SimKernel

extension World {
  /// The listing of every unit, by `UnitOfWork.index`, and which item is which.
  ///
  /// Items are numbered repository by repository, type by type, youngest first.
  func listings() -> (listings: [Listing], items: ItemRegister) {
    var listings: [Listing] = []
    var tables = RecentAgeTables()
    var next = 0
    for repository in repositories {
      for type in EntityType.allCases {
        let group =
          repository.items.first { $0.entityType == type }
          ?? ItemGroup(entityType: type, count: 0, ages: .spread(from: .zero, to: .zero))
        listings.append(
          Listing(tables.table(of: group), at: repository.agesAt, firstItem: Int32(next)))
        next += group.count
      }
    }
    let stocks = listings.map {
      ItemRegister.Stock(first: $0.firstItem, count: Int32($0.baseCount))
    }
    let items = ItemRegister(
      stocks: ContiguousArray(stocks),
      firstNumbers: ContiguousArray(repositories.map(\.firstNumber)))
    return (listings, items)
  }
}

/// The age tables made last, so that repositories with the same items share theirs.
private struct RecentAgeTables {
  private static let capacity = 32

  private var recent: [(group: World.ItemGroup, table: AgeTable)] = []

  mutating func table(of group: World.ItemGroup) -> AgeTable {
    if let known = recent.first(where: { $0.group == group }) { return known.table }
    let made = AgeTable(group)
    if recent.count == Self.capacity { recent.removeFirst() }
    recent.append((group, made))
    return made
  }
}
