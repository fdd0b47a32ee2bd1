/// Which repositories the tokens of their installation are good for, and which were renamed.
struct RepositoryAccess: Sendable {
  private var granted: [Bool]
  private var renamed: [Bool]

  init(_ world: World) {
    granted = world.repositories.map(\.granted)
    renamed = world.repositories.map { _ in false }
  }

  func isGranted(_ repository: Int32) -> Bool { granted[Int(repository)] }

  func isRenamed(_ repository: Int32) -> Bool { renamed[Int(repository)] }

  /// Something happens to a repository.
  mutating func alter(_ repository: Int32, _ act: RepositoryAct) {
    switch act {
    case .rename: renamed[Int(repository)] = true
    case .withdraw: granted[Int(repository)] = false
    case .grant: granted[Int(repository)] = true
    case .sync, .unsync: break
    }
  }
}
