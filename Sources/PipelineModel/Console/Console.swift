import SimKernel

/// The Console's tables: delivery ids it has stored, observations by source id, workspaces.
///
/// Source: pipeline-facts §10, §11.
struct Console: ~Copyable, Sendable {
  private var policy: Profile.Console
  private var workspaces: WorkspaceTable
  /// The workspace that syncs a repository, by repository.
  private var homes: [Int32]
  /// Whether it does, by repository (`workspaceIntegrations`).
  private var syncs: [Bool]
  private var deliveries = KeySet()
  private var observations = KeySet()
  /// What it makes of an item.
  var sourceIDs: SourceIDs
  /// Runs of its ingress workflow.
  var ingressRuns: SlotPool<IngressRun>

  /// Bytes of the delivery ids and source ids it remembers.
  var keyBytes: Int { deliveries.bytes + observations.bytes }

  init(_ world: World, _ policy: Profile.Console, _ sourceIDs: SourceIDs) {
    self.policy = policy
    self.sourceIDs = sourceIDs
    ingressRuns = SlotPool()
    let workspaces = WorkspaceTable(world.organisations.map(\.workspaces))
    self.workspaces = workspaces
    homes = world.repositories.map { repository in
      workspaces.id(
        of: repository.workspace, in: world.installations[repository.installation].organisation)
    }
    syncs = world.repositories.map(\.synced)
  }

  private init(forking other: borrowing Console) {
    policy = other.policy
    workspaces = other.workspaces
    homes = other.homes
    syncs = other.syncs
    deliveries = other.deliveries
    observations = other.observations
    sourceIDs = other.sourceIDs
    ingressRuns = other.ingressRuns.fork()
  }

  /// The same Console once more; O(runs of the ingress), and O(ids) at the next change.
  func fork() -> Console { Console(forking: self) }

  /// From now on these levers count.
  mutating func adopt(_ policy: Profile.Console) { self.policy = policy }

  /// The workspace an organisation's items go to, or `nil`: dropped (§10).
  func workspace(of organisation: Int32) -> Int32? {
    guard organisation >= 0 else { return nil }
    let first = workspaces.first(of: Int(organisation))
    return first >= 0 ? first : nil
  }

  /// How what is delivered is taken in.
  enum Intake: Sendable {
    /// By a workflow of three steps, or all at once without one.
    case workflow, atOnce
    /// By the function that captures it (`console.one-function`).
    case oneFunction
  }

  /// How what is delivered is taken in.
  var intake: Intake {
    @inline(__always) mutating get {
      policy.oneFunction && policy.capture == .durable
        ? .oneFunction : policy.workflow ? .workflow : .atOnce
    }
  }

  /// Why an item goes no further whose capture returned this; nil when it was stored.
  mutating func drop(
    of data: CaptureData, after output: ObservationCapture.Output
  ) -> ItemDrop? {
    switch output {
    case .stored: nil
    case .duplicate: .sourceID
    case .notAllowed:
      isGone(data.workspace)
        ? .noWorkspace : leavesOut(data.unit, in: data.workspace) ? .notSynced : .foreignWorkspace
    case .insignificant: .insignificant
    case .noWorkspace: .noWorkspace
    case .refused: .deliveryID
    }
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

  /// Whether a workspace syncs a repository at all.
  func isSynced(_ repository: Int) -> Bool {
    workspaces.isThere(homes[repository]) && syncs[repository]
  }

  /// Whether nobody syncs a repository: its own workspace does not, or is not there.
  private func leavesOut(_ unit: UnitOfWork, in workspace: Int32) -> Bool {
    let home = homes[Int(unit.repository)]
    return !workspaces.isThere(home) || !syncs[Int(unit.repository)] && workspace == home
  }

  /// Another workspace of its organisation, from 1, syncs a repository from now on.
  mutating func move(_ repository: Int, of organisation: Int, to workspace: Int) {
    homes[repository] = workspaces.id(of: workspace, in: organisation)
    syncs[repository] = true
  }

  /// What happens to a repository, where that is something in the Console.
  mutating func alter(_ repository: Int, _ act: RepositoryAct, of organisation: Int) {
    if act == .sync || act == .unsync { sync(repository, act == .sync, of: organisation) }
  }

  /// A person syncs a repository in the Console, or stops that; one whose workspace is not there is
  /// synced by the first that is.
  private mutating func sync(_ repository: Int, _ isWanted: Bool, of organisation: Int) {
    syncs[repository] = isWanted
    if isWanted, !workspaces.isThere(homes[repository]) {
      homes[repository] = workspaces.first(of: organisation)
    }
  }

  /// Whether a workspace has been removed since something was sent to it.
  private func isGone(_ workspace: Int32) -> Bool { !workspaces.isThere(workspace) }

  /// A new workspace syncs nothing yet.
  mutating func addWorkspace(of organisation: Int) { workspaces.add(to: organisation) }

  /// A workspace goes with its integrations: what it synced, nobody syncs.
  mutating func removeWorkspace(_ number: Int, of organisation: Int) {
    let id = workspaces.id(of: number, in: organisation)
    workspaces.remove(id, of: organisation)
    for repository in homes.indices where homes[repository] == id { syncs[repository] = false }
  }
}

/// The workspaces of organisations (`orgWorkspaces`), in the order they were made; numbers are not
/// used again.
///
/// Law: an item of an organisation goes to its first workspace that is there (pipeline-facts §10).
/// O(1) to ask, O(workspaces of the organisation) to remove.
struct WorkspaceTable: Sendable {
  /// Ids of each organisation's workspaces, by number - 1.
  private var ids: [[Int32]] = []
  private var isThere: [Bool] = []
  /// The first that is there, by organisation, or -1.
  private var firsts: [Int32] = []

  /// So many of each organisation.
  init(_ counts: [Int]) {
    for count in counts {
      ids.append([])
      firsts.append(-1)
      for _ in 0..<count { add(to: ids.count - 1) }
    }
  }

  /// The one that an organisation's items go to, or -1.
  @inline(__always)
  func first(of organisation: Int) -> Int32 { firsts[organisation] }

  /// The one with this number, or -1.
  func id(of number: Int, in organisation: Int) -> Int32 {
    let own = ids[organisation]
    return own.indices.contains(number - 1) ? own[number - 1] : -1
  }

  func isThere(_ id: Int32) -> Bool { id >= 0 && isThere[Int(id)] }

  mutating func add(to organisation: Int) {
    let id = Int32(isThere.count)
    isThere.append(true)
    ids[organisation].append(id)
    if firsts[organisation] < 0 { firsts[organisation] = id }
  }

  mutating func remove(_ id: Int32, of organisation: Int) {
    guard isThere(id) else { return }
    isThere[Int(id)] = false
    firsts[organisation] = ids[organisation].first(where: isThere) ?? -1
  }
}
