import SimKernel

/// Everything that determines a run: same experiment, same outcome, to the bit.
public struct Experiment: Sendable, Equatable {
  /// Who and what exists.
  public var world: World
  /// What happens.
  public var story: Story
  /// What goes wrong.
  public var faults: [Fault]
  /// How the people behind the connections trigger again; nil when nobody does.
  public var retrigger: TriggerAgain?
  /// How the pipeline behaves.
  public var profile: Profile
  /// Seed of every random draw.
  public var seed: UInt64
  /// Virtual time at which the run is cut off.
  public var horizon: SimTime
  /// Number of events after which the run is cut off.
  public var eventLimit: Int
  /// What is kept besides counts.
  public var recording: Recording
  /// Whether every call on every wire is listed in the outcome.
  public var listsCalls = false
  /// Whether the outcome says of each item how often it was delivered and stored.
  public var keepsRows = false
  /// Whether the strikes of faults are milestones: without them a run in which a fault changed
  /// nothing has the fingerprint of the run without it.
  public var tellsStrikes = true

  /// Whether captures that nothing disturbs go by a table made of their body, and a worker's loop
  /// over a page by its first rounds; it changes nothing but the time that takes.
  public var goesByTables = true

  /// How much of a run is kept for timelines and verdicts.
  public enum Recording: UInt8, Comparable, Sendable {
    /// Counts, runs and limits only.
    case counts
    /// Also the milestones of runs, steps, pages and messages.
    case milestones
    /// Also a milestone for every item and hop.
    case hops
    /// Also those of the runs of captures and of the deliveries of items' messages.
    case items

    /// Orders by how much is kept.
    public static func < (a: Recording, b: Recording) -> Bool { a.rawValue < b.rawValue }
  }

  /// Creates an experiment.
  public init(
    world: World, story: Story, faults: [Fault] = [], profile: Profile, seed: UInt64 = 1,
    horizon: SimTime = .distantFuture, eventLimit: Int = 200_000_000,
    recording: Recording = .milestones, retrigger: TriggerAgain? = nil
  ) {
    self.world = world
    self.story = story
    self.faults = faults
    self.profile = profile
    self.seed = seed
    self.horizon = horizon
    self.eventLimit = eventLimit
    self.recording = recording
    self.retrigger = retrigger
  }
}

/// Who owns what in the world, by index.
struct Ownership: Sendable {
  private let installations: ContiguousArray<Int32>
  private let organisations: ContiguousArray<Int32>
  /// Repositories by installation, one installation after the other.
  private let repositories: ContiguousArray<Int32>
  /// Where the repositories of each installation begin, and the end of the last.
  private let starts: ContiguousArray<Int>
  /// How many installations each replaces, one the other; empty where none replaces any.
  private let generations: ContiguousArray<UInt8>
  /// The first of those that each replaces, itself where it replaces none.
  private let roots: ContiguousArray<Int32>
  private let providers: ContiguousArray<ProviderName>

  init(_ world: World) {
    installations = ContiguousArray(world.repositories.map { Int32($0.installation) })
    organisations = ContiguousArray(
      world.repositories.map { Int32(world.installations[$0.installation].organisation) })
    var owned = [[Int32]](repeating: [], count: world.installations.count)
    for (index, repository) in world.repositories.enumerated() {
      owned[repository.installation].append(Int32(index))
    }
    let replaced = World.replacements(in: world)
    roots = ContiguousArray(replaced.map(\.root))
    providers = ContiguousArray(world.installations.map(\.provider))
    generations =
      replaced.contains { $0.generation > 0 } ? ContiguousArray(replaced.map(\.generation)) : []
    for index in world.installations.indices { owned[index] = owned[Int(replaced[index].root)] }
    repositories = ContiguousArray(owned.joined())
    starts = owned.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// The repositories of an installation, in the order of the world.
  func repositories(of installation: Int) -> ArraySlice<Int32> {
    repositories[starts[installation]..<starts[installation + 1]]
  }

  /// How many installations one replaces: a part of the delivery ids of its backfills.
  @inline(__always)
  func generation(of installation: Int32) -> UInt8 {
    generations.isEmpty || installation < 0 ? 0 : generations[Int(installation)]
  }

  /// The first of the installations that see the same repositories as one, itself where it
  /// replaces none.
  func root(of installation: Int32) -> Int32 { roots[Int(installation)] }

  /// The installations that replace none.
  var firsts: [Int32] {
    roots.indices.compactMap { roots[$0] == Int32($0) ? Int32($0) : nil }
  }

  /// The provider of an installation.
  func provider(of installation: Int32) -> ProviderName { providers[Int(installation)] }

  /// Whether an installation's tokens are those of the provider that a page is asked of.
  func knowsToken(_ wanted: PageRequest) -> Bool {
    wanted.unit.entityType.provider == provider(of: wanted.installation)
  }

  /// All installations that see the same repositories as one, in the order of the world.
  func ids(of installation: Int32) -> [Int32] {
    guard !generations.isEmpty else { return [installation] }
    return roots.indices.filter { roots[$0] == roots[Int(installation)] }.map { Int32($0) }
  }

  /// The first installation of a repository.
  func installation(of repository: Int32) -> Int32 { installations[Int(repository)] }

  /// The first installation of a unit's repository.
  func installation(of unit: UnitOfWork) -> Int32 { installations[Int(unit.repository)] }

  /// The installation of a unit's repository that replaces so many.
  @inline(__always)
  func installation(of unit: UnitOfWork, generation: UInt8) -> Int32 {
    let first = installation(of: unit)
    guard generation > 0 else { return first }
    return ids(of: first).first { self.generation(of: $0) == generation } ?? first
  }

  /// The installation that sent what is captured.
  @inline(__always)
  func installation(of data: CaptureData) -> Int32 {
    installation(of: data.unit, generation: data.generation)
  }

  /// The organisation of a unit's installation.
  func organisation(of unit: UnitOfWork) -> Int32 { organisations[Int(unit.repository)] }

  /// The organisation of a repository's installation.
  func organisation(of repository: Int) -> Int { Int(organisations[repository]) }

  /// The installation a message is about.
  func installation(of message: QueueMessage) -> Int32 {
    message.topic == .ingress
      ? installation(of: message.unit, generation: message.generation) : message.subject
  }

  /// What a message is about, for faults.
  func context(of message: QueueMessage) -> FaultContext {
    var context = FaultContext(
      installation: installation(of: message), unit: message.unit, attempt: message.attempt)
    context.place = message.place
    if message.topic == .ingress { context.subject = message.subject }
    return context
  }
}

extension World {
  /// Of each installation the first that sees the same repositories.
  public var firstInstallations: [Int] { World.replacements(in: self).map { Int($0.root) } }

  /// The first installation that each replaces, and its place among those that do.
  fileprivate static func replacements(
    in world: World
  ) -> [(root: Int32, generation: UInt8)] {
    var found: [(root: Int32, generation: UInt8)] = []
    var heirs: [Int32: UInt8] = [:]
    for (index, installation) in world.installations.enumerated() {
      guard let replaced = installation.replaces, replaced < index else {
        found.append((Int32(index), 0))
        continue
      }
      let root = found[replaced].root
      heirs[root] = min(.max - 1, heirs[root] ?? 0) + 1
      found.append((root, heirs[root] ?? 0))
    }
    return found
  }
}
