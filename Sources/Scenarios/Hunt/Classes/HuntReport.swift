import PipelineModel
import SimKernel

/// Every way one fault breaks a scenario, and what was looked at to say so.
///
/// JSON keys are stable.
public struct HuntReport: Encodable, Sendable {
  public var scenario: String
  public var title: String
  public var profile: String
  public var seed: UInt64
  /// Calls of the run without faults, those whose sites were all played, and which were not.
  public var calls: Int
  public var callsPlayed: Int
  /// By family of sites.
  public var sites: [Sites]
  /// Whether every site of the plan was played.
  public var exhaustive: Bool
  /// Why not, in one sentence.
  public var leftOut: String?
  /// Digest of every run, in order.
  public var digest: String
  /// Sentences asked for that do not hold where nothing goes wrong.
  public var brokenAnyway: [String]
  public var classes: [Class]
  public var notMet: NotMet
  /// Where pairs were asked for.
  public var pairs: Pairs?

  /// How many sites of a family came to what.
  public struct Sites: Encodable, Sendable {
    public var family: String
    public var sites: Int
    /// Proven not to matter: everything happens as without it.
    public var same: Int
    /// Of these, whose call is never made again.
    public var missed: Int
    /// Equal, event by event, to a run seen before.
    public var merged: Int
    public var harmless: Int
    public var harmful: Int
  }

  /// Sites with the same cause and effect.
  public struct Class: Encodable, Sendable {
    public var family: String
    public var part: String
    public var effect: String
    public var place: String
    public var troubles: [HuntTrouble]
    public var sites: Int
    public var spans: [String]
    /// Calls of its kind that it takes, and how many there are.
    public var calls: Int
    public var ofCalls: Int
    public var leastLost: Int
    public var mostLost: Int
    public var leastAgain: Int
    public var mostAgain: Int
    /// Its file below the output folder.
    public var file: String
    /// Whether nothing can be left out of the file.
    public var isSmallest: Bool
    public var detail: Detail?
  }

  /// What the smallest scenario of a class says about it.
  public struct Detail: Codable, Sendable {
    /// What happened to the first item.
    public var chain: [String]
    /// Levers that end it alone, as `--set` takes them.
    public var levers: [String]
    /// When a full re-trigger heals it, in hours after the end; empty when it never does.
    public var healedAfterHours: [Int]
    /// Whether an item is missing, so that healing says something.
    public var isMissing: Bool
    /// Claims of the runbook that it refutes.
    public var claims: [String]
  }

  /// What no run of the hunt has met.
  public struct NotMet: Encodable, Sendable {
    public var wires: [String]
    /// Kinds of milestones, in the run without faults and those of the class files.
    public var milestones: [String]
    /// Ways in which a run of a function can end, in the same runs: `worker start-timeout`.
    public var ends: [String]
    /// Limits that nobody waited for in the same runs.
    public var limits: [String]
    /// Levers of which no value that was tried changes, to the bit, the run without faults or one of
    /// the smallest.
    public var levers: [String]
  }

  /// The texts of the class files, by their paths below the output folder.
  public internal(set) var files: [(path: String, text: String)] = []

  enum CodingKeys: CodingKey {
    case scenario, title, profile, seed, calls, callsPlayed, sites, exhaustive, leftOut, digest
    case brokenAnyway, classes, notMet, pairs
  }

  /// Whether any class was found.
  public var isClean: Bool { classes.isEmpty }
}
