import SimKernel

/// The Console's tables: delivery ids it has stored, observations by source id, workspaces.
///
/// Source: pipeline-facts §10, §11.
struct Console: Sendable {
  private var policy: Profile.Console
  /// First workspace of each organisation, or -1.
  private let workspaces: [Int32]
  /// The workspace that syncs a repository, by repository.
  private var homes: [Int32]
  /// Whether it does, by repository (`workspaceIntegrations`).
  private var syncs: [Bool]
  private var deliveries = KeySet()
  private var observations = KeySet()

  /// Bytes of the delivery ids and source ids it remembers.
  var keyBytes: Int { deliveries.bytes + observations.bytes }

  init(_ world: World, _ policy: Profile.Console) {
    self.policy = policy
    var next: Int32 = 0
    let workspaces: [Int32] = world.organisations.map { organisation in
      defer { next += Int32(organisation.workspaces) }
      return organisation.workspaces > 0 ? next : -1
    }
    self.workspaces = workspaces
    homes = world.repositories.map { repository in
      let first = workspaces[world.installations[repository.installation].organisation]
      return first < 0 ? -1 : first + Int32(repository.workspace) - 1
    }
    syncs = world.repositories.map(\.synced)
  }

  /// From now on these levers count.
  mutating func adopt(_ policy: Profile.Console) { self.policy = policy }

  /// The workspace an organisation's items go to, or `nil`: dropped (§10).
  func workspace(of organisation: Int32) -> Int32? {
    guard organisation >= 0, workspaces[Int(organisation)] >= 0 else { return nil }
    return workspaces[Int(organisation)]
  }

  /// Writes the payload row; false when the database refuses a delivery id it has (a lever).
  mutating func insertPayload(_ id: DeliveryID) -> Bool {
    !policy.databaseDedup || deliveries.insert(id.key)
  }

  /// Whether an observation of this source id exists.
  func hasObservation(_ source: UInt64) -> Bool { observations.contains(source) }

  /// Writes an observation; there is no unique index (§11).
  mutating func insertObservation(_ source: UInt64) { _ = observations.insert(source) }

  /// Whether a workspace syncs a repository's items.
  func isAllowed(_ unit: UnitOfWork, in workspace: Int32) -> Bool {
    homes[Int(unit.repository)] == workspace && syncs[Int(unit.repository)]
  }

  /// Whether a repository's own workspace leaves its items out.
  func leavesOut(_ unit: UnitOfWork, in workspace: Int32) -> Bool {
    !syncs[Int(unit.repository)] && workspace == homes[Int(unit.repository)]
  }

  /// Another workspace of its organisation, from 1, syncs a repository from now on.
  mutating func move(_ repository: Int, of organisation: Int, to workspace: Int) {
    let first = workspaces[organisation]
    homes[repository] = first < 0 ? -1 : first + Int32(workspace) - 1
    syncs[repository] = true
  }

  /// A person syncs a repository in the Console, or stops that.
  mutating func sync(_ repository: Int, _ isWanted: Bool) { syncs[repository] = isWanted }
}
