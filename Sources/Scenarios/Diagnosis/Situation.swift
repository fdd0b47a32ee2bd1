import SimKernel

/// What is the matter with a connection's backfill, in the runbook's terms.
public enum Situation: Sendable, Equatable {
  /// No orchestrator run (scenario 2).
  case neverTriggered
  /// No orchestrator run yet: a trigger is on its way; the runbook has no word for it.
  case underWay
  /// The engine dropped runs that had not started in time; the runbook has no word for it.
  case neverStarted
  /// A trigger was accepted or workers were asked for, and no run of them exists; the runbook has no
  /// word for it.
  case startsDropped
  /// The orchestrator itself failed.
  case orchestratorFailed
  /// The provider has no connector (scenario 7).
  case noConnector
  /// The orchestrator waits for workers that are at work (scenario 1).
  case stillRunning
  /// Workers wait for their first request, and their start timeout is so far away; the runbook has
  /// no word for it.
  case queued(left: SimDuration)
  /// A worker sleeps for the rate limit, and its finish timeout is so far away, where it has one
  /// (scenario 10).
  case asleep(left: SimDuration?)
  /// Every worker brought all its pages and only what came behind is wrong, for this reason; the
  /// runbook has no word for it.
  case workersDone(String, isOver: Bool)
  /// What is missed was never asked for: types, by name; the runbook has no word for it.
  case neverAsked([String])
  /// An event cancelled runs, and nobody says that the connection was deleted (scenario 5).
  case cancelled
  /// The connection was deleted and its runs go on (scenario 5).
  case deletedButRunning
  /// The orchestrator waits and no worker is left; the runbook has no word for it.
  case waitingForNobody
  /// success:true without a single unit of work; the runbook has no word for it.
  case nothingLinked
  /// success:true and data are missing (scenario 1).
  case lostDownstream
  /// success:true, and of the items that are missing so many never reached the gateway; the runbook has
  /// no word for it.
  case passedOver(Int, missing: Int)
  /// The runs are over and so many items are on their way behind them, some of which would be there
  /// by now without the faults; the runbook has no word for it.
  case arriving(Int, late: Int)
  /// So many items arrived and were left out, as no workspace synced their repository, and whether
  /// one does now, where that is known; the runbook has no word for it.
  case notSynced(Int, isSyncedNow: Bool?)
  /// Workers failed on their first page or before it (scenario 3).
  case typesFailed(Cause)
  /// A worker failed on a later page (scenario 4).
  case failedMidPage(page: Int, Cause)
  /// A worker reached its finish timeout (scenario 10).
  case timedOut
  /// The connection was deleted (scenario 5).
  case deleted
  /// The customer sees things twice (scenario 6).
  case duplicates
  /// The customer wants more days (scenario 8).
  case moreHistory(days: Int)
  /// A repository was added (scenario 11).
  case newRepository
  /// Nothing is wrong.
  case inOrder

  /// Why a worker failed.
  public enum Cause: Sendable, Equatable {
    /// 401 from the provider.
    case token
    /// The connections service gives no token.
    case revoked
    /// The provider's rate limit, with its HTTP status.
    case limited(Int)
    /// Another HTTP status from the provider or the gateway.
    case status(Int)
    /// The run's state outgrew the engine's limit; the runbook has no word for it.
    case state
    /// The run reached the engine's step limit; the runbook has no word for it.
    case steps
    /// A step's result was larger than the engine takes; the runbook has no word for it.
    case output
    /// The connection broke, or nobody answered in time.
    case network
    /// The orchestrator waited for a completion until its limit.
    case silence
    /// Something else.
    case other
  }

  /// The runbook's scenario, 1...11; 0 when it has none.
  public var section: Int {
    switch self {
    case .neverTriggered: 2
    case .stillRunning, .waitingForNobody, .nothingLinked, .lostDownstream, .passedOver,
      .neverAsked:
      1
    case .typesFailed, .neverStarted: 3
    case .failedMidPage: 4
    case .deleted, .cancelled, .deletedButRunning: 5
    case .duplicates: 6
    case .noConnector: 7
    case .moreHistory: 8
    case .timedOut, .asleep: 10
    case .newRepository: 11
    case .orchestratorFailed, .inOrder, .queued, .workersDone, .startsDropped, .underWay, .arriving,
      .notSynced:
      0
    }
  }

  /// Whether its remedy has to stop what runs.
  var isMeantToStop: Bool { self == .deleted || self == .deletedButRunning }

  /// Whether items were left out that a workspace wants now.
  var isOfSync: Bool { if case .notSynced(_, isSyncedNow: true) = self { true } else { false } }

  /// Whether its rehearsal has the sizes of the records; others scale hours or thousands down.
  var tellsSizes: Bool {
    switch self {
    case .typesFailed, .failedMidPage, .lostDownstream, .duplicates, .neverAsked: true
    default: false
    }
  }

  /// Why a worker failed, where one did.
  var cause: Cause? {
    switch self {
    case .typesFailed(let cause), .failedMidPage(_, let cause): cause
    default: nil
    }
  }
}

extension Situation.Cause {
  /// The words after "because of".
  var words: String {
    switch self {
    case .token: "a token no longer valid (HTTP 401)"
    case .revoked: "a connection without token"
    case .limited(let status): "the provider's rate limit (HTTP \(status))"
    case .status(let status): "HTTP \(status)"
    case .state: "a run state beyond the engine's limit"
    case .steps: "the engine's step limit"
    case .output: "a step output beyond the engine's limit"
    case .network: "a network error"
    case .silence: "a worker that told nothing"
    case .other: "another error"
    }
  }
}
