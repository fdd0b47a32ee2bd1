import PipelineModel

/// The changes after which one run has a property, with what each costs and what else it breaks.
///
/// JSON keys are stable; counts are integers, times are whole microseconds.
public struct MendReport: Codable, Sendable, Equatable {
  public var scenario: String
  public var profile: String
  public var seed: UInt64
  /// The sentences that are to hold.
  public var property: [String]
  /// Whether they hold today.
  public var holds: Bool
  /// The values of those that do not.
  public var sentences: [String]
  /// The run as it is.
  public var today: Cost
  /// Changes after which the property holds, what is easiest to have first.
  public var answers: [Answer]
  /// Whether levers were looked for that mend only together, because no single one does.
  public var soughtSet: Bool
  /// The runs of which none other is both cheaper and less lossy, cheapest first.
  public var front: [Point]
  public var shipped: Shipped
  /// Runs of the scenario that were made.
  public var runs: Int
  /// Of these, runs that were given up and prove nothing.
  public var givenUp: Int
  public var undecided: Int
  public var broken: Int
  /// The faults of the run as it is.
  public var faults: FaultTally

  /// What a run came to.
  public struct Cost: Codable, Sendable, Equatable {
    public var amounts: Amounts
    /// The executions of its busiest month as a share of a month's; nil where that has no end.
    public var monthPerMillion: Int?

    init(_ amounts: Amounts, inMonth executions: Int, of month: Int) {
      self.amounts = amounts
      monthPerMillion = month > 0 ? Int(Int128(executions) * 1_000_000 / Int128(month)) : nil
    }
  }

  /// A change after which the property holds.
  public struct Answer: Codable, Sendable, Equatable {
    /// What a combination is called.
    public var title: String?
    public var settings: [MendSetting]
    public var standing: Standing
    /// How its amount was found; nil where it is no amount.
    public var search: Search?
    public var cost: Cost
    /// The changed run minus the run as it is.
    public var change: Amounts
    /// Expectations of the file that hold today and do not with it.
    public var brokenHere: [String]
    /// What it does to shipped scenarios; nil where it was not played in them.
    public var breaks: [Break]?
    /// What it does to the classes of a hunt; nil where there are none to play.
    public var classes: Classes?
  }

  /// The search for the smallest amount that suffices.
  public struct Search: Codable, Sendable, Equatable {
    /// `more` or `less` than today's.
    public var direction: String
    /// The value before it, which does not suffice.
    public var neighbour: String
    /// Whether every larger change that was tried suffices too.
    public var isMonotone: Bool
    /// Larger changes that were tried and do not suffice.
    public var failsAgain: [String]
    /// Values tried.
    public var tried: Int
    /// The largest change tried.
    public var farthest: String
  }

  /// A scenario that is worse with a change.
  public struct Break: Codable, Sendable, Equatable {
    public var scenario: String
    /// Claims of it that hold and are refuted with the change.
    public var claims: [String]
    /// Items that are missing, or delivered twice, with the change only.
    public var missing: Int
    public var twice: Int
    /// Expectations that hold today and do not with it; most say what happens today.
    public var expectations: Int
    /// Whether the changed run was cut off.
    public var isCutOff: Bool

    var isNone: Bool {
      claims.isEmpty && missing == 0 && twice == 0 && expectations == 0 && !isCutOff
    }

    /// Whether somebody loses by it: more than sentences that say what happens today.
    var isHarm: Bool { !claims.isEmpty || missing > 0 || twice > 0 || isCutOff }
  }

  /// A point of the front.
  public struct Point: Codable, Sendable, Equatable {
    /// Empty for the run as it is.
    public var settings: [MendSetting]
    public var standing: Standing
    public var holds: Bool
    public var cost: Cost
  }

  /// How many of the shipped scenarios were played.
  public struct Shipped: Codable, Sendable, Equatable {
    public var played: Int
    public var scenarios: Int
    public var runs: Int
  }
}

extension MendReport.Search {
  init(_ found: LeverSearch.Found, _ nearest: Int, _ direction: LeverSearch.Direction) {
    self.init(
      direction: direction.rawValue, neighbour: found.neighbour.text, isMonotone: found.isMonotone,
      failsAgain: found.samples[nearest...].filter { !$0.point.trial.holds }.map(\.value.text),
      tried: found.samples.count, farthest: found.samples[found.samples.count - 1].value.text)
  }
}
