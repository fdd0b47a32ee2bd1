import PipelineModel
import SimKernel

/// One run as JSON; `docs/output.md` documents the keys, which stay as they are.
///
/// Counts are integers, times are integers of microseconds.
public struct ReplayReport: Codable, Sendable, Equatable {
  public var scenario: String
  public var title: String
  public var profile: String
  public var seed: UInt64
  /// Levers set on the command line, by name.
  public var overrides: [String: String]
  /// Levers set to what does not exist in the pipeline today, as `name=value`.
  public var proposals: [String]
  /// 16 hexadecimal digits over the scenario's file and all it extends.
  public var scenarioHash: String
  /// 16 hexadecimal digits over everything that happened.
  public var fingerprint: String
  /// `pass`, `fail` or `undecided`.
  public var verdict: String
  public var stop: String
  /// The bound of the model that the run outgrew, in words; nil where it did not.
  public var outgrown: String?
  public var endedAtMicroseconds: Int64
  public var events: Int
  public var executions: Int
  public var counts: Counts
  public var byEntityType: [String: Counts]
  /// The same by repository.
  public var byRepository: [Part]
  /// What became of the expected items: how many by each fate, left out where there are none.
  public var fates: [String: Int]
  /// Items of the world that no backfill ever asks for, one sentence for each group of them.
  public var neverAsked: [String]
  /// The scenario's faults, each with how often it struck.
  public var faults: [FaultSummary]
  /// Every time a fault struck, in order.
  public var strikes: [Strike]
  /// Connections of which another has taken the place, each with the last that did; nil where none has.
  public var replaced: [String: String]?
  public var runs: [Run]
  public var orchestratorResults: [Result]
  public var answers: [Answer]
  public var claims: [Claim]
  public var limits: [Limit]
  public var brokenExpectations: [Sentence]
  public var neverHappened: [Sentence]
  public var violations: [String]
  /// The lines of the timeline, when they are wanted.
  public var timeline: [String]?

  /// Items at each hop, by the names of `HopCounts.fields`; of some hops nothing is said.
  @dynamicMemberLookup
  public struct Counts: Codable, Sendable, Equatable {
    let byName: [String: Int]
  }

  /// Items of one repository.
  public struct Part: Codable, Sendable, Equatable {
    public var connection: String
    public var repository: String
    public var counts: Counts
    public var fates: [String: Int]
    /// How many items of each type are lost, where any is; nil in the JSON of an earlier version.
    public var lostByEntityType: [String: Int]?
  }

  /// One fault of the scenario.
  public struct FaultSummary: Codable, Sendable, Equatable {
    /// Its place in the scenario's list, from 0.
    public var rule: Int
    public var path: String
    public var line: Int
    public var wire: String
    public var effect: String
    public var strikes: Int
    public var mayMiss: Bool
  }

  /// One time a fault struck.
  public struct Strike: Codable, Sendable, Equatable {
    public var rule: Int
    public var path: String
    public var line: Int
    public var atMicroseconds: Int64
    public var wire: String
    /// The step it belongs to, as the app spells it; empty outside of runs.
    public var call: String
    public var unit: String
    /// The item, as people call it; empty when it is about none.
    public var item: String
    public var page: Int?
    public var attempt: Int
    public var run: Int
    public var effect: String
  }

  /// One run of a function; captures are left out.
  public struct Run: Codable, Sendable, Equatable {
    public var number: Int
    public var function: String
    public var installation: String
    public var unit: String
    public var round: Int
    public var parent: Int
    public var outcome: String
    public var failure: String
    /// The step that failed for good, as the app spells it; empty when none did.
    public var failedStep: String
    public var createdAtMicroseconds: Int64
    public var startedAtMicroseconds: Int64?
    public var endedAtMicroseconds: Int64
    public var attempts: Int
    public var steps: Int
    public var pages: Int
    public var asleepMicroseconds: Int64
  }

  /// What an orchestrator run returned.
  public struct Result: Codable, Sendable, Equatable {
    public var run: Int
    public var atMicroseconds: Int64
    public var installation: String
    public var success: Bool
    public var workUnits: Int
    public var eventsProduced: Int
    public var eventsDispatched: Int
    public var results: [Unit]?

    /// One entry of `results`.
    public struct Unit: Codable, Sendable, Equatable {
      public var unit: String
      public var entityType: String
      public var success: Bool
      public var error: String
    }
  }

  /// The answer to a call of the story.
  public struct Answer: Codable, Sendable, Equatable {
    public var step: Int
    public var call: String
    public var atMicroseconds: Int64
    public var status: Int
  }

  /// The verdict on a claim; `atMicroseconds` where it is refuted.
  public struct Claim: Codable, Sendable, Equatable {
    public var id: String
    public var verdict: ClaimVerdict.Verdict
    public var atMicroseconds: Int64?
    public var because: String
  }

  /// Use of a limit.
  public struct Limit: Codable, Sendable, Equatable {
    public var name: String
    public var maximum: Int
    public var cap: Int
    public var waitedMicroseconds: Int64
  }

  /// An expectation that does not hold, with the values of both sides and its place.
  public struct Sentence: Codable, Sendable, Equatable {
    public var text: String
    public var summary: String
    public var path: String
    public var line: Int
    public var column: Int
  }

  /// JSON with sorted keys; on several lines, or on one for NDJSON.
  public func json(onOneLine: Bool = false) -> String {
    JSONOutput.text(self, onOneLine: onOneLine)
  }

  /// A JSON array of reports.
  public static func json(_ reports: [ReplayReport]) -> String { JSONOutput.text(reports) }
}
