import SimKernel

extension World {
  /// The listing of every unit, by `UnitOfWork.index`, and the number of items in all.
  ///
  /// Items are numbered repository by repository, type by type, youngest first.
  func listings() -> (listings: [Listing], items: Int) {
    var listings: [Listing] = []
    var next = 0
    for repository in repositories {
      for type in EntityType.allCases {
        let group =
          repository.items.first { $0.entityType == type }
          ?? ItemGroup(entityType: type, count: 0, ages: .spread(from: .zero, to: .zero))
        listings.append(Listing(AgeTable(group), firstItem: Int32(next)))
        next += group.count
      }
    }
    return (listings, next)
  }
}
