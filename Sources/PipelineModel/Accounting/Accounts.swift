import SimKernel

/// Ground truth of a run: what was asked for, what every run and item came to, what was told.
struct Accounts: ~Copyable, Sendable {
  var ledger: Ledger
  var recorder: Recorder
  /// Whether the strikes of faults are told.
  let tellsStrikes: Bool
  /// Which versions of items are where.
  var versions: ItemVersions
  /// How long messages with items are in the queue.
  var messageStays: SojournTally
  /// Runs of all functions but the capture, in order of creation.
  var runs: [RunRecord]
  /// The record of the run in an engine slot, or -1.
  var recordOfRun: ReusedList<Int32>
  /// When a run's last sleep ends, by record.
  var wakeTimes: [Int: SimTime]
  var rounds: RoundTable
  var backfillRequests: [BackfillRequest]
  var requestsByInstallation: RequestIndex
  /// When an installation was connected during the story.
  var connectionTimes: [Int: SimTime]
  /// Whether a repository has ever been a resource.
  var everLinked: [Bool]
  var orchestratorResults: [OrchestratorResult]
  var answers: [StoryAnswer]
  /// Items whose vectors a capture wrote that then ended without an observation.
  var vectors: Set<Int32>
  /// What the run has outgrown, if anything.
  var outgrown: ModelBound?

  init(_ experiment: Experiment, items: Int, units: Int, linked: [Bool]) {
    ledger = Ledger(items: items, units: units)
    recorder = Recorder(level: experiment.recording, items: items)
    tellsStrikes = experiment.tellsStrikes
    versions = ItemVersions(of: experiment)
    messageStays = SojournTally()
    runs = []
    recordOfRun = ReusedList()
    wakeTimes = [:]
    rounds = RoundTable()
    backfillRequests = []
    requestsByInstallation = RequestIndex(installations: experiment.world.installations.count)
    connectionTimes = [:]
    everLinked = linked
    orchestratorResults = []
    answers = []
    vectors = []
  }

  private init(forking other: borrowing Accounts) {
    ledger = other.ledger.fork()
    recorder = other.recorder
    tellsStrikes = other.tellsStrikes
    versions = other.versions
    messageStays = other.messageStays
    runs = other.runs
    recordOfRun = other.recordOfRun.fork()
    wakeTimes = other.wakeTimes
    rounds = other.rounds
    backfillRequests = other.backfillRequests
    requestsByInstallation = other.requestsByInstallation
    connectionTimes = other.connectionTimes
    everLinked = other.everLinked
    orchestratorResults = other.orchestratorResults
    answers = other.answers
    vectors = other.vectors
    outgrown = other.outgrown
  }

  /// The same accounts once more; O(units and slots), and O(items) at the next change.
  func fork() -> Accounts { Accounts(forking: self) }

  /// A backfill was asked for, and the engine takes its event.
  mutating func ask(_ request: BackfillRequest) {
    backfillRequests.append(request)
    requestsByInstallation.add(of: request.installation)
  }

  /// What an installation was asked for last.
  func lastRequest(of installation: Int32) -> BackfillRequest? {
    requestsByInstallation.last(of: installation).map { backfillRequests[$0] }
  }

  /// Whether an item has an observation, and the provider has a later version of it.
  @inline(__always)
  func isStale(_ item: Int32, _ lives: ItemLives) -> Bool {
    versions.isKept && ledger.isStored(item)
      && versions.latestStored(of: item) < lives.version(of: item)
  }
}

/// Writes down what happens: always into the fingerprint, and into a list as far as wanted.
struct Recorder: Sendable {
  let level: Experiment.Recording
  private(set) var fingerprint = TraceFingerprint()
  private(set) var milestones: ContiguousArray<Milestone> = []

  /// Room for what is told of an item is kept from the start: a list that grows by copies
  /// takes twice the memory for a while, what is kept and not used takes none.
  private static let (milestonesPerItem, hopsPerItem) = (24, 6)

  init(level: Experiment.Recording, items: Int) {
    self.level = level
    guard level >= .hops, items >= 10_000 else { return }
    milestones.reserveCapacity(
      items * (level == .items ? Self.milestonesPerItem : Self.hopsPerItem))
  }

  /// Writes a milestone that is kept from a level on, one about an item from that of hops on.
  @inline(__always)
  mutating func tell(_ milestone: Milestone, from wanted: Experiment.Recording) {
    let (first, second) = milestone.event.words
    let kind = milestone.event.kind
    fingerprint.combine(
      time: milestone.time,
      kind: UInt64(kind.rawValue) | UInt64(milestone.unit.entityType.rawValue) << 8
        | UInt64(UInt32(bitPattern: milestone.unit.repository)) << 16,
      word(milestone.run, milestone.installation), first, second)
    guard level != .counts else { return }
    if level >= (kind.isAboutItem ? max(wanted, .hops) : wanted) { milestones.append(milestone) }
  }
}
