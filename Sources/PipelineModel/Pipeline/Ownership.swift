/// Who owns what in the world, by index.
struct Ownership: Sendable {
  private let installations: ContiguousArray<Int32>
  private let organisations: ContiguousArray<Int32>
  private let repositories: ContiguousArray<[Int]>

  init(_ world: World) {
    installations = ContiguousArray(world.repositories.map { Int32($0.installation) })
    organisations = ContiguousArray(
      world.repositories.map { Int32(world.installations[$0.installation].organisation) })
    var repositories = ContiguousArray<[Int]>(repeating: [], count: world.installations.count)
    for (index, repository) in world.repositories.enumerated() {
      repositories[repository.installation].append(index)
    }
    self.repositories = repositories
  }

  /// The repositories of an installation, in the world's order.
  func repositories(of installation: Int) -> [Int] { repositories[installation] }

  /// The installation of a unit's repository.
  func installation(of unit: UnitOfWork) -> Int32 { installations[Int(unit.repository)] }

  /// The organisation of a unit's installation.
  func organisation(of unit: UnitOfWork) -> Int32 { organisations[Int(unit.repository)] }

  /// What a message is about, for faults.
  func context(of message: MessageQueue.Message) -> FaultContext {
    FaultContext(
      installation: message.topic == .ingress ? installation(of: message.unit) : message.subject,
      unit: message.unit, attempt: message.attempt)
  }
}
