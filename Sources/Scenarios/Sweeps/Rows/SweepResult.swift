import PipelineModel
import SimKernel

/// What came of one run, in numbers: its summary, whose numbers it has as well, and what rows add.
@dynamicMemberLookup
public struct SweepResult: Sendable, Equatable {
  public var summary = RunSummary()
  /// Whether it is done in the sense of `Goal.stored`.
  public var isStored = false
  /// Whether it is done in the sense of `Goal.delivered`.
  public var isDelivered = false
  /// Why it is not stored, parts joined with "; ", the most telling first; empty when it is.
  public var why = ""
  /// End of the last orchestrator run; nil when none ended.
  public var orchestratorsEndedAt: SimTime?
  /// End of the last worker run; nil when none ended.
  public var workersEndedAt: SimTime?
  /// When an item was last delivered for the first time; nil when none was.
  public var lastDeliveryAt: SimTime?
  /// When an item was last stored for the first time; nil when none was.
  public var lastStoreAt: SimTime?
  /// Orchestrator runs, by `RunOutcome.rawValue`.
  public var orchestrators = [Int](repeating: 0, count: RunOutcome.allCases.count)
  /// Worker runs, by `RunOutcome.rawValue`.
  public var workers = [Int](repeating: 0, count: RunOutcome.allCases.count)
  /// Orchestrator runs that returned success.
  public var successes = 0
  /// Share of the month's executions; nil when the month has no limit.
  public var monthSharePerMillion: Int?
  /// When the month's executions were used up; nil when they were not.
  public var quotaReachedAt: SimTime?
  /// Use of each limit, by its place in `limitNames`; nil where the profile has no such limit.
  public var limits = [LimitUse?](repeating: nil, count: Self.limitNames.count)
  /// Faults that never struck, parts joined with "; "; empty when each did.
  public var missedFaults = ""

  /// The limits of the model, in the order of the columns.
  public static let limitNames = LimitName.all

  /// Use of one limit.
  public struct LimitUse: Sendable, Equatable {
    /// Most that was ever in use at once, for the busiest key.
    public var maximum = 0
    /// What it allows.
    public var cap = 0
    /// Time it was in use, summed over all that took it; zero for limits on rates.
    public var inUse = SimDuration.zero
    /// Time that requests and starts waited for it, summed over all.
    public var waited = SimDuration.zero
  }

  init() {}

  public subscript<Value>(dynamicMember number: KeyPath<RunSummary, Value>) -> Value {
    summary[keyPath: number]
  }

  /// The use of a limit; nil where the profile has no such limit.
  public func limit(_ name: String) -> LimitUse? {
    Self.limitNames.firstIndex(of: name).flatMap { limits[$0] }
  }
}

extension StopReason {
  /// In the words of the rows.
  var word: String {
    switch self {
    case .noMoreEvents: "exhausted"
    case .horizon: "horizon"
    case .eventLimit: "event-limit"
    case .stopped: "stopped"
    }
  }
}

extension SweepResult {
  /// The numbers of an outcome.
  public init(_ outcome: Outcome, of experiment: Experiment) {
    summary = RunSummary(outcome)
    lastDeliveryAt = outcome.lastDeliveryAt.compactMap(\.self).max()
    lastStoreAt = outcome.lastStoreAt.compactMap(\.self).max()
    for run in outcome.runs {
      let end = run.outcome == .running ? nil : run.endedAt
      switch run.function {
      case .orchestrator:
        orchestrators[Int(run.outcome.rawValue)] += 1
        orchestratorsEndedAt = [orchestratorsEndedAt, end].compactMap(\.self).max()
      case .worker:
        workers[Int(run.outcome.rawValue)] += 1
        workersEndedAt = [workersEndedAt, end].compactMap(\.self).max()
      case .workerFailure, .capture: break
      }
    }
    successes = outcome.orchestratorResults.count(where: \.success)
    let quota = experiment.profile.engine.monthlyExecutions
    monthSharePerMillion = quota > 0 ? outcome.mostInMonth * 1_000_000 / quota : nil
    quotaReachedAt = outcome.quotaReachedAt
    for record in outcome.limits {
      guard let place = Self.limitNames.firstIndex(of: record.name) else {
        preconditionFailure("The rows have no columns for the limit \(record.name).")
      }
      limits[place] = LimitUse(
        maximum: record.maximum, cap: record.cap, inUse: record.inUse, waited: record.waited)
    }
    missedFaults =
      ReplayReport.FaultSummary.all(experiment.faults.map { FaultRule($0) }, outcome)
      .filter { $0.strikes == 0 }.map(\.name).joined(separator: "; ")
    let obstacles = Goal.stored.obstacles(to: self, outcome)
    isStored = obstacles.isEmpty
    isDelivered = Goal.delivered.obstacles(to: self, outcome).isEmpty
    why = isStored ? "" : (obstacles + failedRuns).joined(separator: "; ")
  }

  /// Whether it is done.
  public func isDone(_ goal: Goal) -> Bool {
    switch goal {
    case .stored: isStored
    case .delivered: isDelivered
    }
  }

  /// The runs that ended badly, by function and outcome.
  private var failedRuns: [String] {
    [("orchestrator", orchestrators), ("worker", workers)].flatMap { name, runs in
      RunOutcome.allCases.compactMap { outcome in
        let count = runs[Int(outcome.rawValue)]
        return outcome == .completed || count == 0 ? nil : "\(name) \(outcome.name) \(count)"
      }
    }
  }
}
