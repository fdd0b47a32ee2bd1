/// For each refuted claim, the levers that make it hold and what each costs.
///
/// JSON keys are stable. All differences are the changed run minus the as-built run of the same
/// scenario with the same seed.
public struct ClaimMendReport: Codable, Sendable, Equatable {
  public var claims: [Claim]
  /// Runs made to find this out.
  public var runs: Int
  /// The faults of the as-built runs, with the runs in which each struck.
  public var faults = FaultTally()

  /// One claim that at least one scenario refutes as built.
  public struct Claim: Codable, Sendable, Equatable {
    public var id: String
    public var sentence: String
    public var refuted: [Refutation]
    /// Scenarios in which it holds as built.
    public var holding: Int
    /// What makes it hold, best first; empty when no single candidate does.
    public var remedies: [Remedy]
    /// For the first refutation that no remedy mends.
    public var smallestSet: SmallestSet?
  }

  /// A scenario that refutes the claim as built.
  public struct Refutation: Codable, Sendable, Equatable {
    public var scenario: String
    public var seed: UInt64
    public var atMicroseconds: Int64
    public var because: String
  }

  /// A candidate that makes the claim hold somewhere.
  public struct Remedy: Codable, Sendable, Equatable {
    /// What a combination is called.
    public var title: String?
    public var settings: [MendSetting]
    public var standing: Standing
    /// The scenarios that refuted the claim and do not any more.
    public var mends: [Effect]
    /// Claims that held and are refuted now, in any scenario tried.
    public var spoils: [Spoiled]
  }

  public struct Effect: Codable, Sendable, Equatable {
    public var scenario: String
    public var because: String
    public var change: Amounts
  }

  public struct Spoiled: Codable, Sendable, Equatable {
    public var claim: String
    public var scenario: String
  }

  /// Levers that only together make the claim hold: with any one of them left out it does not.
  public struct SmallestSet: Codable, Sendable, Equatable {
    public var scenario: String
    /// Empty when the claim does not hold with every lever of the runbook and every proposal.
    public var settings: [MendSetting]
    public var change: Amounts?
  }
}

extension ClaimMendReport.Remedy {
  public var text: String { settings.map(\.text).joined(separator: " + ") }

  /// Sums over the scenarios it mends; of the time to the end the largest change.
  public var total: Amounts {
    var total = mends.map(\.change).reduce(.zero) { sum, change in
      var change = change
      change.endedMicroseconds = 0
      return sum + change
    }
    total.endedMicroseconds =
      mends.map(\.change.endedMicroseconds).max { $0.magnitude < $1.magnitude } ?? 0
    return total
  }

  /// More scenarios mended, fewer claims spoiled, easier to have, fewer levers, cheaper.
  static func isBetter(_ left: Self, than right: Self) -> Bool {
    left.rank.lexicographicallyPrecedes(right.rank)
  }

  /// Whether it does the same or more with some of the other's levers.
  func makesNeedless(_ other: Self) -> Bool {
    settings.count < other.settings.count && settings.allSatisfy(other.settings.contains)
      && Set(mends.map(\.scenario)).isSuperset(of: other.mends.map(\.scenario))
  }

  private var rank: [Int] {
    [
      -mends.count, Set(spoils.map(\.claim)).count, Standing.allCases.firstIndex(of: standing) ?? 0,
      settings.count, total.executions,
    ]
  }
}
