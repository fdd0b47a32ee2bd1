import PipelineModel
import SimKernel

/// The largest values of an axis at which the backfill is still done in time, or sentences hold.
///
/// JSON keys are stable; times are whole microseconds.
public struct FrontierReport: Codable, Sendable, Equatable {
  /// Title of the sweep file.
  public var title: String
  /// The sweep file.
  public var path: String
  /// Digest of the plan and of the simulator.
  public var sweep: String
  /// What is asked of every item; nil where sentences are to hold.
  public var until: Goal?
  /// The sentences of the file that are to hold; nil where it has none.
  public var holds: [String]?
  /// The axis that was searched along.
  public var axis: AxisAnswer
  /// The least step of the search, as the file would write it; nil when only listed values were
  /// tried.
  public var step: String?
  /// The largest value tried, as the file would write it.
  public var upTo: String
  /// The other axes.
  public var axes: [AxisAnswer]
  /// Seeds, each with a frontier of its own.
  public var seeds: [UInt64]
  /// For every combination of the other axes the profiles, and under each the times.
  public var frontiers: [Frontier]
  /// Runs made for it.
  public var runs: Int
  /// Of these, runs that broke an invariant of the model.
  public var broken: Int
  /// Of these, runs that hit their limit of events.
  public var undecided: Int
  /// Their faults, with the runs in which each struck.
  public var faults: FaultTally
}

/// The frontier of one combination of the other axes under one profile within one time.
public struct Frontier: Codable, Sendable, Equatable {
  /// Values of the other axes, as the sweep file writes them.
  public var values: [String]
  /// `runbook` or `as-built`.
  public var profile: String
  /// What is asked of every item; nil where sentences are to hold.
  public var until: Goal?
  /// The time within which it is to be done; nil where sentences are to hold.
  public var withinMicroseconds: Int64?
  /// Seed by seed.
  public var seeds: [SeedFrontier]
  public var lowest: Reach
  /// The least that at least half of the seeds do not go beyond.
  public var median: Reach
  public var highest: Reach
  /// Ends of the confidence interval of the median; nil when there are too few seeds.
  public var medianLow: Reach?
  public var medianHigh: Reach?
  /// How many seeds an interval of the median takes.
  public var seedsNeeded: Int
  /// How far the items are at least delivered; nil when that is what is asked.
  public var delivered: Spread?
  /// What stands in the way one step beyond the median; nil when the search ended before.
  public var stop: Stop?

  /// How far the seeds go.
  public struct Spread: Codable, Sendable, Equatable {
    public var lowest: Reach
    public var median: Reach
    public var highest: Reach

    /// At least one.
    init(_ reaches: [Reach]) {
      let sorted = reaches.sorted()
      lowest = sorted[0]
      median = sorted[OrderStatistics.rank(0.5, of: sorted.count) - 1]
      highest = sorted[sorted.count - 1]
    }
  }

  /// How far one seed, or a share of them, goes.
  public struct Reach: Codable, Sendable, Equatable, Comparable {
    /// The largest value in the unit of the axis; nil when not even the smallest is done.
    public var amount: Int64?
    /// As the file would write it, or "none".
    public var text: String
    /// Whether the end of the search is still done.
    public var isOpen: Bool

    public static func < (left: Reach, right: Reach) -> Bool {
      (left.amount ?? -1) < (right.amount ?? -1)
    }
  }

  /// The frontier of one seed.
  public struct SeedFrontier: Codable, Sendable, Equatable {
    public var seed: UInt64
    public var reach: Reach
    /// Values below it that are not done although it is; empty where it is monotone.
    public var holes: [String]
    /// Values of the file beyond it that are done again, or at which the sentences hold again, with the
    /// end of the search among these.
    public var again: [String]
    /// What the sentences say of the run there, and of the one a step beyond; nil where none are asked
    /// or there is no such run.
    public var held: HeldRun?
    public var beyond: HeldRun?
  }

  /// The value one step beyond the median.
  public struct Stop: Codable, Sendable, Equatable {
    /// As the file would write it.
    public var value: String
    /// Why the value is not possible at all; nil when it could be run.
    public var refused: String?
    /// Runs that are done, but too late.
    public var late: Int
    /// What came of it, and what a tenth more of each bottleneck changes.
    public var point: PointAnswer?
  }

  init(
    values: [String], profile: NamedProfile, until: Goal?, within: SimDuration?,
    seeds: [SeedFrontier],
    delivered: [Reach]?, stop: Stop?
  ) {
    let sorted = seeds.map(\.reach).sorted()
    let spread = Spread(sorted)
    let ranks = OrderStatistics.interval(0.5, of: sorted.count, level: QuantileAnswer.level)
    self.values = values
    self.profile = profile.label
    self.until = until
    withinMicroseconds = within?.microseconds
    self.seeds = seeds
    (lowest, median, highest) = (spread.lowest, spread.median, spread.highest)
    medianLow = ranks.low.map { sorted[$0 - 1] }
    medianHigh = ranks.high.map { sorted[$0 - 1] }
    seedsNeeded = OrderStatistics.countNeeded(0.5, level: QuantileAnswer.level)
    self.delivered = delivered.map(Spread.init)
    self.stop = stop
  }
}
