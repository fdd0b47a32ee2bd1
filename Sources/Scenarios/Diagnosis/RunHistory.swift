import PipelineModel
import SimKernel

/// What is known about the backfills of one connection: run records and what the customer says.
public struct RunHistory: Sendable, Equatable {
  /// The connection's `installationId`.
  public var installation: String
  public var provider: String
  /// When the diagnosis is made.
  public var now: SimTime
  /// How instants are written.
  public var clock: Clock
  /// In order of creation.
  public var orchestrators: [Run]
  /// In order of creation.
  public var workers: [Run]
  /// Connections of which it has taken the place; of a replay only.
  var replaces: [String] = []
  public var customer = Customer()
  public var logs = Logs()
  /// What GitHub's headers said last, where somebody looked.
  public var rateLimit: RateLimit?
  /// Triggers that were answered with success; of a replay only.
  var acceptedTriggers = 0
  /// Triggers that were not, in order; of a replay only.
  var refusedTriggers: [ReplayReport.Answer] = []
  /// When the store was last flushed; of a scenario only.
  var flushedAt: SimTime?
  /// The limits of its runs.
  var limits = RunLimits()
  /// What became of the items behind the runs; of a replay only.
  var behind = Behind()
  /// Which run of a scenario it is; empty for records.
  var run = ""
  /// Whether the run was cut off at its number of events or at a bound of the model.
  var isCutOff = false

  /// How instants are written.
  public enum Clock: Sendable, Equatable {
    /// As an offset from the start of a story.
    case story
    /// As a date in UTC.
    case utc
  }

  /// One run of the orchestrator or of an entity worker.
  public struct Run: Sendable, Equatable {
    public var id: String
    /// The orchestrator run that asked for it, where it is known.
    public var parent: String?
    public var resource = ""
    public var entityType = ""
    public var outcome: RunOutcome
    /// The error's text; empty without one.
    public var error = ""
    public var createdAt: SimTime
    public var startedAt: SimTime?
    public var endedAt: SimTime?
    /// Pages fetched, where that is known.
    public var pages: Int?
    /// The step it failed in, such as "fetch-issue-p2", where that is known.
    public var step = ""
    public var asleep = SimDuration.zero
    /// When it wakes, where it sleeps and that is known.
    var wakesAt: SimTime?
    /// What an orchestrator run returned.
    public var output: Output?
    /// Attempts of steps, in the order in which they started, where the export has them.
    var spans: [RunSpan] = []
  }

  /// What an orchestrator run returned.
  public struct Output: Sendable, Equatable {
    public var success: Bool
    public var workUnits: Int
    public var results: [UnitResult]
  }

  /// One entry of `results`.
  public struct UnitResult: Sendable, Equatable {
    public var resource: String
    public var entityType: String
    public var success: Bool
    public var error: String

    /// Whether the orchestrator heard nothing of the unit.
    var tellsTimeout: Bool { error.lowercased().contains("time") }
  }

  /// Items of a replay behind its runs.
  struct Behind: Sendable, Equatable {
    /// Missing, and not on their way.
    var missing = 0
    /// Of these, those that no post brought to the gateway.
    var passedOver = 0
    /// On their way.
    var arriving = 0
    /// Of these, those that would be there by now without the faults.
    var late = 0
    /// Left out because no workspace synced their repository.
    var notSynced = 0
    /// Of these, those whose repository a workspace syncs now; nil where that is not known.
    var syncedSince: Int?
    /// Observations beyond the first of their item.
    var storedAgain = 0
  }

  /// What the customer reports or wants.
  public struct Customer: Sendable, Equatable {
    /// Entity types of which data are missing.
    public var misses: [String] = []
    /// Days of history asked for.
    public var wantsDays: Int?
    /// A repository added after the connection.
    public var addedRepository: String?
    public var seesDuplicates = false
    public var deletedConnection = false
    /// When it was, where that is known.
    public var deletedAt: SimTime?
  }

  /// The provider's rate limit.
  public struct RateLimit: Sendable, Equatable {
    public var limit: Int?
    public var remaining: Int?
    public var resetsAt: SimTime?
  }

  /// What the logs of other services say, where somebody looked.
  public struct Logs: Sendable, Equatable {
    /// "[connections] Failed to notify backfill service" was logged.
    public var notifyFailed = false
    /// The queue shows failed deliveries to `/trigger`.
    public var triggerUndelivered = false
    /// A trigger is on its way: the queue has neither delivered the message for `/trigger` nor given
    /// it up, or a run was asked for and is not made yet.
    public var triggerUnderWay = false
    /// A cancel is on its way to the open runs; of a replay only.
    var cancelUnderWay = false
  }
}

extension RunHistory {
  /// The workers an orchestrator run asked for: by their parent, else those created while it ran.
  func workers(of run: Run) -> [Run] {
    workers.filter { worker in
      if let parent = worker.parent { return parent == run.id }
      return worker.createdAt >= run.createdAt
        && (run.endedAt.map { worker.createdAt <= $0 } ?? true)
    }
  }

  /// Whether a run was open when the connection was deleted, or may have been.
  var isDeletedDuringRun: Bool {
    guard customer.deletedConnection else { return false }
    guard let deletedAt = customer.deletedAt, !orchestrators.isEmpty else { return true }
    return (orchestrators + workers).contains {
      $0.createdAt <= deletedAt && ($0.endedAt.map { $0 > deletedAt } ?? true)
    }
  }

  /// Whether an orchestrator run asked for a type; nil where the records do not tell its types.
  func asked(_ run: Run, for type: String) -> Bool? {
    let types = (run.output?.results ?? []).map(\.entityType) + workers(of: run).map(\.entityType)
    return types.isEmpty ? nil : types.contains(type)
  }

  /// Time since the first run's start; zero without a run.
  var age: SimDuration {
    guard let first = orchestrators.first else { return .zero }
    return max(.zero, now - (first.startedAt ?? first.createdAt))
  }

  /// Whether every run there was is recorded.
  var isComplete: Bool { clock == .story }

  /// Orchestrator and worker runs that have not ended.
  var open: [Run] { (orchestrators + workers).filter { $0.outcome == .running } }

  func words(_ time: SimTime) -> String {
    clock == .story ? time.clock : InstantText.format(time.microseconds)
  }
}

extension RunHistory.Run {
  /// "app issue".
  var unit: String { [resource, entityType].filter { !$0.isEmpty }.joined(separator: " ") }

  /// Whether it did all its work, although it may have failed to say so.
  var isDone: Bool { outcome == .completed || (outcome == .failed && isAtItsEnd) }

  /// Whether it ended in the step behind its last page.
  var isAtItsEnd: Bool { step == "notify-completion" }

  /// Whether it sleeps for the rate limit.
  var isAsleep: Bool {
    outcome == .running && (wakesAt != nil || (step.hasPrefix("rate-limit") && asleep > .zero))
  }

  /// The page it did not get through, from 1; `nil` when nobody can tell or it got through all.
  var failingPage: Int? {
    guard !isAtItsEnd else { return nil }
    if let last = step.split(separator: "-").last, last.first == "p",
      let page = Int(last.dropFirst())
    {
      return page
    }
    guard step.isEmpty else { return 1 }
    return pages.map { $0 + 1 }
  }

  /// What its error says.
  var cause: Situation.Cause { Situation.Cause(error: error, step: step) }
}
