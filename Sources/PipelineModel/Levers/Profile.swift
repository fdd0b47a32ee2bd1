import SimKernel

/// Every number and every belief of the pipeline, in one value.
///
/// Two are built in: `runbook` (what `runbook.md` believes, literally) and `as-built` (what the
/// code and its engine do). Each field is one lever; `Lever.all` gives its name, unit, both
/// defaults and source.
public struct Profile: Sendable, Equatable {
  /// The durable-workflow engine.
  public var engine = Engine()
  /// The orchestrator function.
  public var orchestrator = Orchestrator()
  /// The entity worker function.
  public var worker = Worker()
  /// The backfill service's host.
  public var backfill = Backfill()
  /// The connections service.
  public var connections = Connections()
  /// The gateway's ingestion.
  public var gateway = Gateway()
  /// The message queue.
  public var queue = Queue()
  /// The provider's API.
  public var provider = Provider()
  /// The Console and observation.capture.
  public var console = Console()
  /// Sizes of items.
  public var items = Items()
  /// How long calls take.
  public var wires = Wires()

  /// The built-in profiles.
  public enum Name: String, CaseIterable, Sendable {
    /// The runbook's literal beliefs.
    case runbook
    /// The pipeline as its code and its engine really behave.
    case asBuilt = "as-built"
  }

  /// Creates a built-in profile from the levers' defaults.
  public init(_ name: Name) {
    self = name == .runbook ? Self.runbook : Self.asBuilt
  }

  private static let runbook = Profile(of: \.runbook)
  private static let asBuilt = Profile(of: \.asBuilt)

  private init(of value: KeyPath<Lever, LeverValue>) {
    for lever in Lever.all { lever.apply(lever[keyPath: value], &self) }
  }
}

extension Profile {
  /// Levers of the engine.
  public struct Engine: Sendable, Equatable {
    public var execution = Execution.perStep
    public var maxRuntime = SimDuration.zero
    public var checkpointLatency = SimDuration.zero
    public var concurrencyCounts = ConcurrencyCounts.steps
    public var throttleCounts = ThrottleCounts.runStarts
    public var timeoutOutcome = TimeoutOutcome.cancelled
    public var waitLookback = WaitLookback.none
    public var accountSteps = 0
    public var monthlyExecutions = 0
    public var monthBegun = SimDuration.zero
    public var executionsBefore = 0
    public var atQuota = QuotaAction.go
    public var meterRetries = false
    public var stepLimit = 0
    public var stepOutputLimit = 0
    public var stateLimit = 0
    public var longestWait = SimDuration.zero
    public var eventsPerSend = 0
    public var backoff: [SimDuration] = []
    public var backoffJitter = SimDuration.zero
    public var pollTick = SimDuration.zero
    public var requestOverhead = SimDuration.zero
    public var scanPerItem = SimDuration.zero
    public var eventLatency = SimDuration.zero
    public var ingestPerEvent = SimDuration.zero
    public var cancelLatency = SimDuration.zero
    public var timeoutLatency = SimDuration.zero
    public var failureLatency = SimDuration.zero
    public var blockedRequeue = SimDuration.zero
    public var leaseRenewal = SimDuration.zero
    public var responseLossPerMillion = 0
  }

  /// Levers of the orchestrator.
  public struct Orchestrator: Sendable, Equatable {
    public var retries = 0
    public var concurrencyCounts = FunctionConcurrencyCounts.engine
    public var perInstallation = 0
    public var global = 0
    public var startTimeout = SimDuration.zero
    public var finishTimeout = SimDuration.zero
    public var waitTimeout = SimDuration.zero
    public var singleton = Singleton.none
    public var childCall = ChildCall.wait
    public var gapFilter = GapFilter.none
    public var clockAhead = SimDuration.zero
    public var clockBehind = SimDuration.zero

    /// What its hosts' clocks show more than the provider's.
    var clockError: SimDuration { clockAhead - clockBehind }
  }

  /// Levers of the entity worker.
  public struct Worker: Sendable, Equatable {
    public var retries = 0
    public var failureRetries = 0
    public var concurrencyCounts = FunctionConcurrencyCounts.engine
    public var perOrganisation = 0
    public var global = 0
    public var globalScope = LimitScope.function
    public var throttle = Rate(count: 1, period: .seconds(1))
    public var startTimeout = SimDuration.zero
    public var finishTimeout = SimDuration.zero
    public var refreshOn401 = false
    public var refreshedTokenPersisted = false
    public var resume = Resume.start
    public var dispatchCount = DispatchCount.insideStep
    public var sleepsAfterLastPage = false
    public var rateLimitThreshold = 0
    public var stepOutput = StepOutput.events
    public var completionCarriesRun = false
    public var tellsTimeouts = false
    public var token = TokenUse.once
    public var pageCap = 0
    public var postsAtOnce = 1
    public var givesUpOnRefusal = false
    public var honoursRetryAfter = false
    public var clockAhead = SimDuration.zero
    public var clockBehind = SimDuration.zero

    /// What its hosts' clocks show more than the provider's.
    var clockError: SimDuration { clockAhead - clockBehind }
  }

  /// Levers of the backfill service.
  public struct Backfill: Sendable, Equatable {
    public var requestLimit = SimDuration.zero
    public var validatesParameters = false
    public var defaultDepth = 30

    /// The longest a request may take: the host's limit, or without one the engine's 2 h (5.7).
    var longestRequest: SimDuration { requestLimit > .zero ? requestLimit : .hours(2) }
  }

  /// Levers of the connections service.
  public struct Connections: Sendable, Equatable {
    public var linkAtConnect = false
    public var linkDelay = SimDuration.zero
    public var notifyAwaited = false
    public var notifyOnLink = false
    public var tokenLifetime = SimDuration.zero
    public var inactiveTokenStatus = 0
    public var disconnect = Disconnect.flagOnly
    public var teardownStep = SimDuration.zero
    public var teardownOrder = TeardownOrder.gateLast
    public var notifiesReactivation = false
    public var callbackTime = SimDuration.zero
    public var linkTime = SimDuration.zero
    public var clockAhead = SimDuration.zero
    public var clockBehind = SimDuration.zero

    /// What its hosts' clocks show more than the provider's.
    var clockError: SimDuration { clockAhead - clockBehind }
  }

  /// Levers of the gateway.
  public struct Gateway: Sendable, Equatable {
    public var dedupWindow = SimDuration.zero
    public var order = IngestOrder.markThenPublish
    public var keepsRepositoryName = false
    public var liveDedupID = LiveDedupID.colon
    public var markLease = SimDuration.zero
    public var outboxInterval = SimDuration.zero
    public var recoveryInterval = SimDuration.zero
    public var releasesMark = false
    public var publishDedupID = false
    public var duplicateShare = 0
    public var liveWorkflow = false
    public var routingCache = false
  }

  /// Levers of the message queue.
  public struct Queue: Sendable, Equatable {
    public var messagesPerSecond = 0
    public var messagesPerDay = 0
    public var messageLimit = 0
    public var triggerRetries = 0
    public var cancelRetries = 0
    public var ingressRetries = 0
    public var workflowRetries = 0
    public var retryDelays: [SimDuration] = []
    public var publishDelays: [SimDuration] = []
    public var redeliveryPerMillion = 0
    public var redeliveryDelay = SimDuration.zero
    public var dedupWindow = SimDuration.zero
  }

  /// Levers of the provider's API.
  public struct Provider: Sendable, Equatable {
    public var pageSize = 0
    public var rateLimit = Rate(count: 1, period: .seconds(1))
    public var issuesIncludePullRequests = false
    public var limitStatus = 0
    public var refusalShare = 0
    public var concurrentRequests = 0
    public var pointsPerMinute = 0
    public var lastIssue = 0
  }

  /// Levers of the Console.
  public struct Console: Sendable, Equatable {
    public var databaseDedup = false
    public var workflow = false
    public var oneFunction = false
    public var capture = CaptureModel.direct
    public var captureRetries = 0
    public var perWorkspace = 0
    public var startTimeout = SimDuration.zero
    public var finishTimeout = SimDuration.zero
    public var idempotency = SimDuration.zero
    public var checksDuplicate = false
    public var checksAllowed = false
    public var significanceThreshold = 0
    public var textSignal = 0
    public var otherActions = 0
    public var lightStep = SimDuration.zero
    public var classify = SimDuration.zero
    public var classifyFallsBack = false
    public var embed = SimDuration.zero
    public var databaseStep = SimDuration.zero
    public var downstreamExecutions = 0
  }

  /// Levers of the items.
  public struct Items: Sendable, Equatable {
    public var pullRequestBytes = 0
    public var issueBytes = 0
    public var releaseBytes = 0
    public var deploymentBytes = 0
    public var sizeSpread = 0
    public var closedPerMille = 0
  }

  /// Levers of the latencies.
  public struct Wires: Sendable, Equatable {
    public var connections = Distribution.constant(.zero)
    public var fetch = Distribution.constant(.zero)
    public var post = Distribution.constant(.zero)
    public var sendEvent = Distribution.constant(.zero)
    public var queueDelivery = Distribution.constant(.zero)
    public var publish = Distribution.constant(.zero)
    public var ingressStep = Distribution.constant(.zero)
    public var operatorCall = Distribution.constant(.zero)
  }
}
