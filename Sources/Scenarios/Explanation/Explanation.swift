import PipelineModel
import SimKernel

/// Why items of one run are missing or there twice, each cause proven by another run.
///
/// JSON keys are stable.
public struct Explanation: Encodable, Sendable {
  public var scenario: String
  public var profile: String
  public var seed: UInt64
  /// What was asked for.
  public var troubles: [Trouble]
  public var groups: [Group]
  /// Runs made to find this out.
  public var runs: Int
  /// Changes that were not played, because the run is large.
  public var notPlayed: Int
  /// Changed runs that took too many events: they prove nothing.
  public var givenUp: Int
  /// Whether the run itself was cut off by its bound of events, or outgrew one of the model.
  public var isCutOff: Bool
  /// What was asked about, where it is in no group: its name and fate, and what happened to it.
  public var asked: String?
  public var chain: [String]?

  /// Items with one fate that the same changes heal.
  public struct Group: Encodable, Sendable {
    public var trouble: Trouble
    public var fate: Fate
    public var items: Int
    /// As people call them, in the order of the world.
    public var first: String
    public var last: String
    /// Whether some of those between the two are not of the group.
    public var hasGaps: Bool
    /// What happened to the first.
    public var chain: [String]
    /// Each heals every item of the group.
    public var causes: [Cause]
    public var remedies: [Remedy]
    /// Names of the items.
    var names: [ItemName] = []

    enum CodingKeys: CodingKey {
      case trouble, fate, items, first, last, hasGaps, chain, causes, remedies
    }
  }

  /// A change that heals the group, with what it changes of the whole run.
  public struct Cause: Encodable, Sendable {
    public var words: String
    /// `faults`, `story`, `world`, `lever`, `end` or `several`.
    public var kind: String
    /// As `--set` takes it; of levers only.
    public var setting: String?
    /// The strike of the fault from which on it did not matter whether it went on.
    public var since: Since?
    /// Of a lever with an amount one that suffices, nearer to today's, and beside it one that does not.
    public var atLeast: String?
    public var fails: String?
    public var change: Amounts
    /// Items that are stored in the run and not in the changed one.
    public var lost: Int
    var played: Change

    enum CodingKeys: CodingKey { case words, kind, setting, since, atLeast, fails, change, lost }
  }

  /// The moment from which on the trouble was inevitable.
  public struct Since: Encodable, Sendable {
    public var atMicroseconds: Int64
    /// Counted from 1, of so many.
    public var strike: Int
    public var strikes: Int
    /// Whether the fault was ended after each later strike, and none of that healed; of a fault with many
    /// strikes only one before and one after the turn was played.
    public var isSure: Bool
  }

  /// A remedy at a time after the end of the run.
  public struct Remedy: Encodable, Sendable {
    public var words: String
    /// After the end of the run; negative before it.
    public var afterMicroseconds: Int64
    /// Whether every fault is over at the end of the run; otherwise they go on.
    public var faultsAreOver: Bool
    /// How many of the group it heals.
    public var healed: Int
    public var change: Amounts
    /// Items that are stored in the run and not in the changed one.
    public var lost: Int
  }
}
