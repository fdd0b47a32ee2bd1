/// One repository and one entity type.
public struct UnitOfWork: Sendable, Hashable, BitwiseCopyable {
  /// Index of the repository, or -1.
  public var repository: Int32
  /// The entity type.
  public var entityType: EntityType

  /// Names a unit.
  public init(repository: Int32, entityType: EntityType) {
    self.repository = repository
    self.entityType = entityType
  }

  /// No unit.
  public static let none = UnitOfWork(repository: -1, entityType: .unknown)
}

extension UnitOfWork {
  /// Place of the unit among all units of the world.
  var index: Int { Int(repository) * EntityType.allCases.count + Int(entityType.rawValue) }

  /// Names a unit by the index of its repository.
  init(_ repository: Int, _ type: EntityType) {
    self.init(repository: Int32(repository), entityType: type)
  }

  init(index: Int) {
    let types = EntityType.allCases
    self.init(repository: Int32(index / types.count), entityType: types[index % types.count])
  }
}

/// A worker, by its unit and which run of it it is, from 1; 0 is no worker but a live webhook.
public struct WorkerRound: Sendable, Equatable, BitwiseCopyable {
  public var unit: UnitOfWork
  public var round: Int32
}
