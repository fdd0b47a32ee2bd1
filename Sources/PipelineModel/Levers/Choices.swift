import SimKernel

/// A number of things per period of time, such as 4000 in 1 h.
public struct Rate: Sendable, Equatable, BitwiseCopyable {
  /// How many, at least 1.
  public var count: Int
  /// In how long, at least 1 µs.
  public var period: SimDuration

  /// Creates a rate.
  public init(count: Int, period: SimDuration) {
    self.count = count
    self.period = period
  }
}

/// How many steps a request to the app executes.
public enum Execution: String, CaseIterable, Sendable {
  /// One.
  case perStep = "per-step"
  /// One after the other, each saved by a checkpoint, until the request has run for its time.
  case checkpoint
}

/// What the concurrency limits of one function count.
public enum FunctionConcurrencyCounts: String, CaseIterable, Sendable {
  /// What `engine.concurrency-counts` says.
  case engine
  /// Runs from their first request to their end, sleeps and waits with them.
  case runs
}

/// Whose slots a concurrency limit counts.
public enum LimitScope: String, CaseIterable, Sendable {
  /// The function's.
  case function
  /// Those of the orchestrator and the worker together.
  case account
}

/// What a concurrency limit counts.
public enum ConcurrencyCounts: String, CaseIterable, Sendable {
  /// Runs from their first request to their end.
  case runs
  /// Requests being executed.
  case steps
}

/// What the worker's throttle counts.
public enum ThrottleCounts: String, CaseIterable, Sendable {
  /// Requests to the provider.
  case providerRequests = "provider-requests"
  /// Starts of runs.
  case runStarts = "run-starts"
}

/// How a run ends at its start or finish timeout.
public enum TimeoutOutcome: String, CaseIterable, Sendable {
  /// Failed: the failure handler runs.
  case failed
  /// Cancelled: nobody is told.
  case cancelled
}

/// Which events a wait sees.
public enum WaitLookback: String, CaseIterable, Sendable {
  /// Every event since the run started.
  case run
  /// Only events processed after the wait is registered.
  case none
}

/// What happens at the end of the month's executions.
public enum QuotaAction: String, CaseIterable, Sendable {
  /// New runs are refused.
  case refuse
  /// Nothing; the excess is only metered.
  case go = "continue"
}

/// A whole-run mutex per key (engine-facts §12).
public enum Singleton: String, CaseIterable, Sendable {
  /// None.
  case none
  /// A new trigger is dropped while a run is open.
  case skip
  /// A new trigger cancels the open run.
  case cancel
}

/// How the orchestrator learns of its workers' ends.
public enum ChildCall: String, CaseIterable, Sendable {
  /// `step.sendEvent` and `step.waitForEvent`.
  case wait
  /// `step.invoke`: the engine reports every end of the child, also a cancelled one.
  case invoke
}

/// Where a worker of a re-trigger begins.
public enum Resume: String, CaseIterable, Sendable {
  /// At page 1.
  case start
  /// After the last page that an earlier run of the unit dispatched whole.
  case cursor
}

/// When the worker asks for its token.
public enum TokenUse: String, CaseIterable, Sendable {
  /// In a memoized step of its own: one token for the whole run.
  case once
  /// In every request that fetches a page.
  case perRequest = "per-request"
}

/// What the orchestrator leaves out because an earlier run completed it.
public enum GapFilter: String, CaseIterable, Sendable {
  /// Nothing.
  case none
  /// An entity type that a run completed in every repository it asked for.
  case type
  /// An entity type of a repository.
  case unit
}

/// When the teardown closes the gate: the status by which tokens are given out.
public enum TeardownOrder: String, CaseIterable, Sendable {
  /// After everything else.
  case gateLast = "gate-last"
  /// Before everything else.
  case gateFirst = "gate-first"
}

/// Where the worker counts the items it dispatched.
public enum DispatchCount: String, CaseIterable, Sendable {
  /// In the callback of a memoized step, which a replay skips.
  case insideStep = "inside-step"
  /// In the result of the step, which a replay reads.
  case stepResult = "step-result"
}

/// What the fetch step returns into the run's state.
public enum StepOutput: String, CaseIterable, Sendable {
  /// The events with their payloads.
  case events
  /// A reference of 256 bytes an item; the payloads lie elsewhere.
  case reference
}

/// What "disconnect" in the user interface does.
public enum Disconnect: String, CaseIterable, Sendable {
  /// The teardown workflow runs.
  case teardown
  /// A flag is set, the pipeline is not told.
  case flagOnly = "flag-only"
}

/// In which order the gateway marks and publishes.
public enum IngestOrder: String, CaseIterable, Sendable {
  /// The dedup mark is set, then the message is published.
  case markThenPublish = "mark-then-publish"
  /// The message is published, then the dedup mark is set.
  case publishThenMark = "publish-then-mark"
  /// The dedup mark is looked at; without one the message is published, then it is set.
  case lookPublishMark = "look-publish-mark"
  /// A pending mark is set for the time of a lease, the message is published, then the mark is
  /// made whole; who finds it pending is told to come back.
  case pendingMark = "pending-mark"
  /// The dedup mark and the message are written in one transaction; a relay publishes later.
  case outbox
  /// The message is stored as a row, unique for good, then published and settled; a recovery job
  /// publishes the rows that are not settled.
  case storeThenPublish = "store-then-publish"
  /// The message is stored as a row, unique for good, and held until the backfill's run asks for
  /// what is held; then it is published, the last held first.
  case holdThenReplay = "hold-then-replay"
}

/// The queue's deduplication id of live webhooks.
public enum LiveDedupID: String, CaseIterable, Sendable {
  /// `provider:deliveryId`, which the queue refuses with 400.
  case colon
  /// An id the queue accepts.
  case plain
}

/// How observation.capture is modelled.
public enum CaptureModel: String, CaseIterable, Sendable {
  /// The Console stores each delivery at once.
  case direct
  /// A durable function with steps, limits and timeouts.
  case durable
}
