import SimKernel

/// What is under way and what is still to come at one moment of a run.
public struct Backlog: Sendable, Equatable {
  /// The moment.
  public var at: SimTime
  /// Installations for which a backfill was asked so far.
  public var connections = 0
  /// Open runs, by `FunctionKind.rawValue`.
  public var openRuns = [Int](repeating: 0, count: FunctionKind.allCases.count)
  /// Open runs whose first request has not started, by `FunctionKind.rawValue`.
  public var queuedStarts = [Int](repeating: 0, count: FunctionKind.allCases.count)
  /// Items asked for that have not reached the Console.
  public var undelivered = 0
  /// Items that have reached the Console.
  public var delivered = 0
  /// Items that have an observation.
  public var stored = 0
  /// Messages published and neither acknowledged nor dead.
  public var messages = 0
  /// Executions metered so far.
  public var executions = 0
  /// Backfills triggered again by the people behind the connections so far.
  public var retriggers = 0
}
