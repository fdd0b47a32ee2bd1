/// What a month of connections came to under one profile.
///
/// JSON keys are stable; counts are integers, times are integers of microseconds since the start
/// of the story.
public struct FleetReport: Codable, Sendable, Equatable {
  public var scenario: String
  public var title: String
  public var profile: String
  public var seed: UInt64
  /// 16 hexadecimal digits over the scenario's file and all it extends or takes items from.
  public var scenarioHash: String
  /// 16 hexadecimal digits over everything that happened.
  public var fingerprint: String
  /// `pass`, `fail` or `undecided`: of the file's expectations and the model's invariants.
  public var verdict: String
  /// What is broken or undecided, in sentences.
  public var problems: [String]
  /// The faults, each with how often it struck.
  public var faults: [ReplayReport.FaultSummary]
  public var stop: String
  public var endedAtMicroseconds: Int64
  public var events: Int
  /// When a connection is done.
  public var until: Goal
  public var connections: Connections
  public var items: Items
  public var executions: Int
  /// Executions of each function, by its name.
  public var executionsByFunction: [String: Int]
  /// Nil where the profile has no limit of executions.
  public var quota: Quota?
  public var providerRequests: Int
  public var retriggers: Retriggers
  /// From the connection to its last observation, of the connections that are stored whole; nil
  /// where none is.
  public var timeToStore: Spread?
  /// From the connection to its last item in the Console, of those that are delivered whole.
  public var timeToDeliver: Spread?
  /// The connections that are done and took longest, longest first.
  public var slowest: [Wait]
  /// Why the others are not done, the most frequent first.
  public var undone: [Reason]
  public var limits: [Limit]
  public var backlog: [Moment]

  public struct Connections: Codable, Sendable, Equatable {
    /// How many there are.
    public var count: Int
    /// Of how many every item that their last backfill asked for is stored or filtered on purpose.
    public var stored: Int
    /// Of how many every one is delivered.
    public var delivered: Int
    /// Backfills, each the run of an orchestrator.
    public var backfills: Int
    /// Connections of the world, which are beside the fleet and no part of its numbers.
    public var beside: Int
  }

  /// Items in all.
  public struct Items: Codable, Sendable, Equatable {
    public var expected: Int
    /// Of those expected.
    public var delivered: Int
    public var undelivered: Int
    /// Observations written, whatever item they are of.
    public var stored: Int
    /// Expected and with an observation.
    public var observed: Int
    /// Its share of those expected.
    public var observedPerMillion: Int
    /// Expected and without an observation: filtered on purpose or lost.
    public var missing: Int
    public var filteredOnPurpose: Int
    /// Undelivered ones among them.
    public var lost: Int
    public var duplicateRefused: Int
    public var duplicateDeliveries: Int
    public var duplicateStored: Int
    public var captureDuplicates: Int
    public var captureFiltered: Int
    public var captureLost: Int
    public var deadLettered: Int
    public var repeatedDeliveries: Int
    public var repeatedCaptures: Int
    public var repeatedStores: Int
  }

  /// The month's executions.
  public struct Quota: Codable, Sendable, Equatable {
    public var monthlyExecutions: Int
    /// `refuse` or `continue`: what the engine does without any left.
    public var action: String
    /// When the month's executions were used up for the first time; nil when they never were.
    public var reachedAtMicroseconds: Int64?
    /// Connections between that moment and the end of its month.
    public var connectedAfter: Int
    /// Of those, how many are stored whole in the end, and how many delivered.
    public var storedAfter: Int
    public var deliveredAfter: Int
  }

  /// Backfills triggered again by hand.
  public struct Retriggers: Codable, Sendable, Equatable {
    public var total: Int
    /// How many connections were triggered again 0, 1, 2, … times; empty where nobody does.
    public var connectionsByCount: [Int]
  }

  /// Order statistics of the durations of those connections that got there.
  public struct Spread: Codable, Sendable, Equatable {
    /// How many got there, and their share of all.
    public var connections: Int
    public var sharePerMillion: Int
    public var p50Microseconds: Int64
    public var p90Microseconds: Int64
    public var p99Microseconds: Int64
    public var maxMicroseconds: Int64
  }

  /// Where the time of one connection went.
  public struct Wait: Codable, Sendable, Equatable {
    public var organisation: String
    public var connectedAtMicroseconds: Int64
    public var totalMicroseconds: Int64
    public var retriggers: Int
    /// Parts that add up to the total, in the order of the backfill.
    public var parts: [Part]

    public struct Part: Codable, Sendable, Equatable {
      public var what: String
      public var microseconds: Int64
    }
  }

  /// Why connections are not done.
  public struct Reason: Codable, Sendable, Equatable {
    public var because: String
    public var connections: Int
    /// Up to five organisations, the first to connect first.
    public var organisations: [String]
  }

  public struct Limit: Codable, Sendable, Equatable {
    public var name: String
    public var maximum: Int
    public var cap: Int
    public var waitedMicroseconds: Int64
  }

  /// The backlog at one moment.
  public struct Moment: Codable, Sendable, Equatable {
    public var atMicroseconds: Int64
    public var connections: Int
    public var openBackfills: Int
    public var openWorkers: Int
    public var openCaptures: Int
    /// Open runs of all functions whose first request has not started.
    public var queuedStarts: Int
    public var undelivered: Int
    public var delivered: Int
    /// Items with an observation.
    public var stored: Int
    public var messages: Int
    public var executions: Int
    public var retriggers: Int
  }
}
