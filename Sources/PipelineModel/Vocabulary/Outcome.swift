import SimKernel

/// What a run left behind, ready to be judged and printed.
public struct Outcome: Sendable, Equatable {
  /// Why the run ended.
  public var stop: StopReason
  /// The bound of the model that it outgrew, if any; then `stop` is `.stopped`.
  public var outgrown: ModelBound?
  /// Virtual time of the last event.
  public var endedAt: SimTime
  /// Kernel events handled.
  public var events: Int
  /// Executions metered: one per run, one per step (engine-facts 6.5).
  public var executions: Int
  /// Executions of each function, by `FunctionKind.rawValue`.
  public var executionsByFunction: [Int]
  /// When the month's executions were used up, if they were.
  public var quotaReachedAt: SimTime?
  /// Hash of everything that happened, in order.
  public var fingerprint: UInt64
  /// Item counts at each hop, in all.
  public var counts: HopCounts
  /// Item counts at each hop, by `EntityType.rawValue`.
  public var countsByEntityType: [HopCounts]
  /// Item counts at each hop, by repository index.
  public var countsByRepository: [HopCounts]
  /// Lost items that were delivered, by the `ItemDrop.rawValue` they were lost to; empty when
  /// nobody counted. `lost` less all of these is what never came or is still under way.
  public var lostTo: [Int] = []
  /// When an item was last delivered for the first time, by repository index; nil when none was.
  public var lastDeliveryAt: [SimTime?]
  /// The worker that posted that item, by repository index; nil when none was delivered.
  public var lastDeliveredBy: [WorkerRound?] = []
  /// When an item was last stored for the first time, by repository index; nil when none was.
  public var lastStoreAt: [SimTime?]
  /// Runs of orchestrators, workers and failure handlers, in order of creation.
  public var runs: [RunRecord]
  /// Results returned by orchestrator runs, in order of return.
  public var orchestratorResults: [OrchestratorResult]
  /// Answers to the story's calls, in order of arrival.
  public var answers: [StoryAnswer]
  /// What happened, in order; empty when the recording is `.counts`.
  public var milestones: [Milestone]
  /// Which item is which.
  public var items = ItemRegister()
  /// Items the story asks for; empty unless items are recorded.
  public var expected: [Int32] = []
  /// Those of them with an observation, none of which is of their last version.
  public var stale: [Int32] = []
  /// Items that the gateway was busy with at the end of the run, or holds a row of; ascending.
  public var atGateway: [Int32] = []
  /// What became of each item, by its number; empty unless the experiment keeps them.
  public var rows: ContiguousArray<ItemRow> = []
  /// Items of pages whose items are not one range, page after page.
  public var scattered: [Int32] = []
  /// How often each fault struck, in the order of the experiment's faults.
  public var faultStrikes: [Int] = []
  /// Every call on every wire, in order; empty unless the experiment lists them.
  public var calls: [CallRecord] = []
  /// Use of every limit.
  public var limits: [LimitRecord]
  /// Requests the provider answered, by installation.
  public var providerRequests: [Int]
  /// When each story step happened; `nil` when it never did.
  public var storyTimes: [SimTime?]
  /// How often each installation was triggered again by the person behind it; empty where nobody
  /// does.
  public var retriggers: [Int] = []
  /// Whether a workspace syncs each repository at the end.
  public var synced: [Bool] = []
  /// The most executions of the run in one month.
  public var mostInMonth = 0
  /// Broken invariants; empty in a sound run.
  public var violations: [Violation]
}

/// The functions of the pipeline.
public enum FunctionKind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// `apps-backfill/run.orchestrator`.
  case orchestrator
  /// `apps-backfill/entity.worker`.
  case worker
  /// The entity worker's failure handler.
  case workerFailure
  /// `apps-console/neural/observation.capture`.
  case capture

  /// The name in the engine's dashboard.
  public var name: String {
    switch self {
    case .orchestrator: "apps-backfill/run.orchestrator"
    case .worker: "apps-backfill/entity.worker"
    case .workerFailure: "apps-backfill/entity.worker (failure)"
    case .capture: "apps-console/neural/observation.capture"
    }
  }
}

/// How a run ended.
public enum RunOutcome: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Not yet.
  case running
  /// It returned.
  case completed
  /// A step or the function failed for good.
  case failed
  /// A cancel event ended it.
  case cancelled
  /// Its start timeout ended it.
  case startTimeout
  /// Its finish timeout ended it.
  case finishTimeout

  /// The word in reports.
  public var name: String {
    switch self {
    case .running: "running"
    case .completed: "completed"
    case .failed: "failed"
    case .cancelled: "cancelled"
    case .startTimeout: "start-timeout"
    case .finishTimeout: "finish-timeout"
    }
  }
}

/// Why something failed.
public enum Failure: Sendable, Equatable, BitwiseCopyable {
  /// Nothing failed.
  case none
  /// A service answered this HTTP status.
  case status(Int16)
  /// The connection broke.
  case connection
  /// The host ended the request.
  case hostTimeout
  /// A step returned more than the engine takes.
  case stepOutput
  /// The run's state outgrew the engine's limit.
  case stateOverflow
  /// The run reached the engine's step limit.
  case stepOverflow
  /// A sleep or a wait was longer than the engine takes.
  case waitTooLong
  /// The provider has no connector.
  case noConnector
  /// The connection is not active.
  case inactive
  /// The connector does not know the entity type.
  case unsupportedEntityType
  /// A value the code cannot compute with (an invalid date).
  case invalidValue
  /// The run was not started within its start timeout.
  case startTimeout
  /// The run was not finished within its finish timeout.
  case finishTimeout
  /// The orchestrator's wait ended without a completion.
  case waitTimeout
}

/// One run, as the engine's dashboard shows it.
public struct RunRecord: Sendable, Equatable, BitwiseCopyable {
  /// Which function.
  public var function: FunctionKind
  /// Order of creation among all runs, from 1.
  public var number: Int32
  /// Index of the installation, or -1 when unknown to the world.
  public var installation: Int32
  /// The unit of work; repository -1 where there is none.
  public var unit: UnitOfWork
  /// Which run of this installation (orchestrator) or unit (worker), from 1.
  public var round: Int32
  /// The orchestrator run that asked for it, or 0.
  public var parent: Int32
  /// How it ended.
  public var outcome: RunOutcome
  /// Why it failed.
  public var failure: Failure
  /// When the engine created it.
  public var createdAt: SimTime
  /// When its first request started; `createdAt` when it never did.
  public var startedAt: SimTime
  /// Whether its first request ever started.
  public var started: Bool
  /// When it ended; the end of the simulation while running.
  public var endedAt: SimTime
  /// Requests executed, failed attempts included.
  public var attempts: Int32
  /// Steps finished, sleeps and waits included.
  public var steps: Int32
  /// Pages fetched (workers).
  public var pages: Int32
  /// Time spent asleep (workers).
  public var asleep: SimDuration
  /// Oldest update it asks for (workers and their failure handlers).
  public var since: SimTime?
  /// How far back its trigger asks (orchestrators); nil where the value is no number of days.
  public var depth: SimDuration?
  /// The story step that asked for it (orchestrators); nil where none did.
  public var storyStep: Int32?
  /// Time its requests waited for limits; complete when it has ended.
  public var waits = RunWaits()
}

/// What an orchestrator run returned.
public struct OrchestratorResult: Sendable, Equatable {
  /// The run's number.
  public var run: Int32
  /// When it returned.
  public var at: SimTime
  /// Index of the installation.
  public var installation: Int32
  /// `success`.
  public var success: Bool
  /// `workUnits`.
  public var workUnits: Int
  /// `eventsProduced`.
  public var eventsProduced: Int
  /// `eventsDispatched`.
  public var eventsDispatched: Int
  /// `results`; `nil` when the key is absent (no work units, pipeline-facts §5).
  public var results: [UnitResult]?

  /// One entry of `results`.
  public struct UnitResult: Sendable, Equatable {
    /// The unit.
    public var unit: UnitOfWork
    /// `success`.
    public var success: Bool
    /// `error`.
    public var error: Failure
    /// `eventsProduced`.
    public var eventsProduced: Int
    /// `eventsDispatched`.
    public var eventsDispatched: Int
  }
}

/// The HTTP answer to a call of the story.
public struct StoryAnswer: Sendable, Equatable, BitwiseCopyable {
  /// Index of the story step.
  public var step: Int32
  /// When the caller had it.
  public var at: SimTime
  /// HTTP status; 0 when the connection broke.
  public var status: Int16
}

/// Use of one limit.
public struct LimitRecord: Sendable, Equatable {
  /// Its name, such as `worker.per-organisation`.
  public var name: String
  /// Most that was ever in use at once, for the busiest key.
  public var maximum: Int
  /// When that was first so; zero for limits on rates.
  public var maximumAt = SimTime.zero
  /// What it allows; 0 is no limit.
  public var cap: Int
  /// How often it was taken; 0 for limits on rates.
  public var taken = 0
  /// Time it was in use, summed over all that took it; zero for limits on rates.
  public var inUse = SimDuration.zero
  /// Time that queued requests and starts waited for it, summed over all.
  public var waited: SimDuration
}

/// A broken invariant: the run is not to be trusted.
public struct Violation: Sendable, Equatable {
  /// The property, in one sentence with its numbers.
  public var message: String
  /// Seed of the run.
  public var seed: UInt64
  /// Number of the event after which it was found.
  public var event: Int
}
