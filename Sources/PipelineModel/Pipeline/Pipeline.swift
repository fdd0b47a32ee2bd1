import SimKernel

/// The whole pipeline: every room, and the wires between them.
///
/// It is copied by name: `fork` makes another world. Rooms decide; what they decide is scheduled
/// here.
public struct Pipeline: ~Copyable, SimulationModel, Sendable {
  /// What can happen next.
  public typealias Event = PipelineEvent
  typealias Engine = DurableEngine<EventPayload, StepValue>

  let experiment: Experiment
  var profile: Profile
  let directory: WorldDirectory
  let random: RandomKey
  var latencies: Latencies
  let owners: Ownership
  var sourceIDs: SourceIDs

  var engine: Engine
  var queue: MessageQueue
  /// How long messages with items are in the queue.
  var messageStays: SojournTally
  var store: KeyValueStore
  /// The gateway's table of stored messages (`gateway.order=store-then-publish`).
  var rows: KeyValueStore
  var provider: ProviderAPI
  var connections: Connections
  var gateway: Gateway
  var triggerRoute: TriggerRoute
  var console: Console
  var ledger: Ledger

  var recorder: Recorder
  var faults: FaultIndex
  var story: StoryProgress
  var requests: ReusedList<AppRequest>
  var checkpoints: ReusedList<CheckpointSlot>
  var timerHandles: ReusedList<EventHandle>
  var inbound: SlotPool<PipelineEngineEvent>
  /// Messages that are written and not yet published.
  var outbox: SlotPool<OutboxRow>
  var ingressRuns: SlotPool<IngressRun>
  var runs: [RunRecord]
  var recordOfRun: ReusedList<Int32>
  /// Where the capture in an engine slot stands.
  var captures: ReusedList<CaptureProgress>
  var captureTables: CaptureTables
  var tabled: ReusedList<TabledRequest>
  /// Whether captures go by tables and loops by their first rounds, where they may.
  let goesByTables: Bool
  var rounds: RoundTable
  var backfillRequests: [BackfillRequest]
  var requestsByInstallation: RequestIndex
  /// The people who trigger again; nil where nobody does.
  var people: Operator?
  var orchestratorResults: [OrchestratorResult]
  /// When a run's last sleep ends, by record.
  var wakeTimes: [Int: SimTime]
  /// The units an orchestrator run asked for, by record.
  var fanOuts: [[UnitOfWork]]
  var answers: [StoryAnswer]
  /// Throttle on provider requests, by installation (`engine.throttle-counts`).
  var requestThrottles: ContiguousArray<GCRA>
  /// The microseconds that requests waited for it.
  var requestThrottleWait: Int128
  /// Where a later worker of a unit may begin (`worker.resume`).
  var cursors: [Int: PageCursor]
  /// What the wires remember between the rooms.
  var memory: WireMemory
  /// Live webhooks whose workflow waits for its next attempt.
  var liveRuns: SlotPool<LiveRun>
  /// Repositories whose connection the gateway's routing cache knows.
  var routingCache: [Bool]
  /// Which versions of items are where.
  var versions: ItemVersions
  /// Live webhooks sent of an item.
  var webhooks: [Int32: Int32]
  /// Whether a repository has ever been a resource.
  var everLinked: [Bool]
  /// The request that ended last.
  var endingRequest: Int32
  /// The event the engine is acting on.
  var currentEvent: PipelineEngineEvent?
  /// What the run has outgrown, if anything.
  var outgrown: ModelBound?

  /// A run's checkpoint, as long as the run lives.
  struct CheckpointSlot: Sendable {
    var generation: UInt32 = 0
    var checkpoint: Checkpoint?
  }

  /// A backfill somebody asked for.
  struct BackfillRequest: Sendable {
    var installation: Int32
    var at: SimTime
    var depth: SimDuration
    var types: [EntityType]
    /// The window's start as the orchestrator computed it.
    var since: SimTime?
    /// The story step that asked, or -1.
    var step: Int32
  }

  /// Creates the pipeline of an experiment, at virtual time zero.
  public init(_ experiment: Experiment) {
    let (world, profile) = (experiment.world, experiment.profile)
    self.experiment = experiment
    self.profile = profile
    let (listings, items) = world.listings()
    directory = WorldDirectory(world)
    random = RandomKey(seed: experiment.seed)
    latencies = Latencies(profile, random)
    owners = Ownership(world)
    let states = ItemStates(closedPerMille: profile.items.closedPerMille, random: random)
    sourceIDs = SourceIDs(profile, states, world, random)
    versions = ItemVersions(of: experiment)
    engine = Engine(profile, random)
    queue = MessageQueue(profile.queue)
    provider = ProviderAPI(
      world, profile.provider, ItemSizes(policy: profile.items, random: random), listings, items,
      states)
    connections = Connections(world, profile.connections)
    gateway = Gateway(profile.gateway)
    triggerRoute = TriggerRoute(directory, profile.backfill)
    console = Console(world, profile.console)
    ledger = Ledger(items: items.count, units: listings.count)
    recorder = Recorder(level: experiment.recording, items: items.count)
    faults = FaultIndex(
      experiment.faults, random: random, listsCalls: experiment.listsCalls)
    story = StoryProgress(experiment.story)
    requestsByInstallation = RequestIndex(installations: world.installations.count)
    people = experiment.retrigger.map {
      Operator($0, installations: world.installations.count)
    }
    everLinked = world.repositories.map {
      $0.linked && world.installations[$0.installation].connected
    }
    requestThrottles = ContiguousArray(
      repeating: GCRA(rate: profile.worker.throttle, burst: 0), count: world.installations.count)
    messageStays = SojournTally()
    store = KeyValueStore()
    rows = KeyValueStore()
    requests = ReusedList()
    checkpoints = ReusedList()
    timerHandles = ReusedList()
    inbound = SlotPool()
    outbox = SlotPool()
    ingressRuns = SlotPool()
    runs = []
    recordOfRun = ReusedList()
    captures = ReusedList()
    captureTables = CaptureTables(profile.console, longest: profile.backfill.longestRequest)
    tabled = ReusedList()
    goesByTables = experiment.goesByTables && profile.engine.execution != .checkpoint
    rounds = RoundTable()
    backfillRequests = []
    orchestratorResults = []
    wakeTimes = [:]
    fanOuts = []
    answers = []
    requestThrottleWait = 0
    cursors = [:]
    memory = WireMemory()
    liveRuns = SlotPool()
    routingCache = everLinked
    webhooks = [:]
    endingRequest = -1
    currentEvent = nil
    outgrown = nil
  }

  private init(forking other: borrowing Pipeline) {
    experiment = other.experiment
    profile = other.profile
    directory = other.directory
    random = other.random
    latencies = other.latencies
    owners = other.owners
    sourceIDs = other.sourceIDs
    engine = other.engine.fork()
    queue = other.queue.fork()
    messageStays = other.messageStays
    store = other.store
    rows = other.rows
    provider = other.provider
    connections = other.connections
    gateway = other.gateway
    triggerRoute = other.triggerRoute
    console = other.console
    ledger = other.ledger.fork()
    recorder = other.recorder
    faults = other.faults
    story = other.story
    requests = other.requests.fork { $0.fork() }
    checkpoints = other.checkpoints.fork()
    timerHandles = other.timerHandles.fork()
    inbound = other.inbound.fork()
    outbox = other.outbox.fork()
    ingressRuns = other.ingressRuns.fork()
    runs = other.runs
    recordOfRun = other.recordOfRun.fork()
    captures = other.captures.fork()
    captureTables = other.captureTables.fork()
    tabled = other.tabled.fork()
    goesByTables = other.goesByTables
    rounds = other.rounds
    backfillRequests = other.backfillRequests
    requestsByInstallation = other.requestsByInstallation
    people = other.people
    orchestratorResults = other.orchestratorResults
    wakeTimes = other.wakeTimes
    fanOuts = other.fanOuts
    answers = other.answers
    requestThrottles = other.requestThrottles
    requestThrottleWait = other.requestThrottleWait
    cursors = other.cursors
    memory = other.memory
    liveRuns = other.liveRuns.fork()
    routingCache = other.routingCache
    versions = other.versions
    webhooks = other.webhooks
    everLinked = other.everLinked
    endingRequest = other.endingRequest
    currentEvent = other.currentEvent
    outgrown = other.outgrown
  }

  /// The same world once more, O(its memory).
  public func fork() -> Pipeline { Pipeline(forking: self) }

  /// Lets one thing happen.
  public mutating func handle(_ event: PipelineEvent, _ schedule: inout Schedule<PipelineEvent>) {
    switch event {
    case .story(let step): play(Int(step), &schedule)
    case .scan(let function): engine.scan(function: Int(function), at: schedule.now)
    case .engineTimer(let timer): engine.timerFired(timer, at: schedule.now)
    case .ingest(let slot):
      schedule.plan(at: engine.ingested(at: schedule.now), .engineEvent(slot))
    case .engineEvent(let slot): act(on: slot, &schedule)
    case .requestArrives(let request): begin(request, &schedule)
    case .callArrives(let request): serve(request, &schedule)
    case .callReturns(let request): resume(request, &schedule)
    case .batchArrives(let request, let place): serveBatch(request, Int(place), &schedule)
    case .batchReturns(let request, let place): resumeBatch(request, Int(place), &schedule)
    case .checkpoint(let request): saveCheckpoint(request, &schedule)
    case .requestEnds(let request): die(request, &schedule)
    case .deliver(let message): deliver(message, &schedule)
    case .relay(let row): relay(row, &schedule)
    case .ingressStep(let run): ingressStep(run, &schedule)
    case .store(let item, let unit, let version):
      storeDirectly(item, Int(unit), version: version, at: schedule.now)
    case .activity(let repository, let index): play(repository, index, &schedule)
    case .teardown(let installation, let step): teardown(installation, step, &schedule)
    case .liveStep(let run): liveStep(run, &schedule)
    case .callback(let installation, let step, let sawRow):
      callback(Int(installation), step: Int(step), sawRow: sawRow, &schedule)
    case .notify(let installation): notify(installation, &schedule)
    case .publishCancel(let installation): publishCancel(installation, &schedule)
    case .link(let repository): link(repository, &schedule)
    case .insertResource(let repository): insertResource(repository, &schedule)
    case .callByHand(let step): callByHand(step, &schedule)
    case .answer(let step, let status): answer(step, status, at: schedule.now)
    case .operatorLooks(let installation): operatorLooks(installation, &schedule)
    case .triggerAgain(let installation): triggerAgain(installation, &schedule)
    }
    if !engine.effects.isEmpty { drainEngine(&schedule) }
    if schedule.pendingCount > ModelBound.pendingEvents {
      outgrown = .pending
      schedule.stop()
    }
  }

  @inline(__always)
  mutating func tell(
    _ event: Milestone.Event, at now: SimTime, run: Int32 = 0, installation: Int32 = -1,
    unit: UnitOfWork = .none, from level: Experiment.Recording = .milestones
  ) {
    recorder.tell(
      Milestone(time: now, event: event, run: run, installation: installation, unit: unit),
      from: level)
  }
}
