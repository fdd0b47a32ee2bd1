import PipelineModel

/// What a migration from one profile to another makes better, worse or only different.
///
/// JSON keys are stable.
public struct MigrationReport: Encodable, Sendable, Equatable {
  /// The profiles as results call them.
  public var old: String
  public var new: String
  /// Everything that was played, in the order of the files, then the random worlds.
  public var cases: [Case]
  /// Scenarios that do not play under both profiles, or that are fleets.
  public var leftOut: Int
  /// Levers that differ and that no switch in mid-run changes.
  public var fixed: [FixedLever]

  /// How something compares.
  public enum Change: String, Codable, CaseIterable, Sendable {
    case worse
    /// Better in one class and worse in another.
    case both
    case better
    case different
    case same

    var words: String { self == .both ? "better and worse" : rawValue }
  }

  /// A lever that stays in a run that is in flight.
  public struct FixedLever: Codable, Sendable, Equatable {
    public var lever: String
    public var old: String
    public var new: String
    public var because: String
  }

  /// What one run came to.
  public struct Run: Encodable, Sendable, Equatable {
    /// Items that the story asks for.
    public var expected: Int
    /// Of these, those that the customer sees.
    public var stored: Int
    /// Expected items that are not stored and were not left out on purpose.
    public var missing: Int
    /// Those of them of which nobody is told.
    public var silent: Int
    /// Deliveries and observations beyond the first of each item.
    public var deliveredTwice: Int
    public var storedTwice: Int
    public var executions: Int
    public var endedMicroseconds: Int64
    /// It was cut off, or broke an invariant of the model.
    public var isUnsound: Bool
    public var fingerprint: String
    var claims: [ClaimVerdict] = []

    private enum CodingKeys: String, CodingKey {
      case expected, stored, missing, silent, deliveredTwice, storedTwice, executions,
        endedMicroseconds, isUnsound
      case fingerprint
    }

    init(_ outcome: Outcome) {
      expected = outcome.counts.expected
      stored = outcome.counts.observed
      missing = outcome.counts.lost
      silent = HuntJudge.lossKind(outcome) == .toldLoss ? 0 : missing
      deliveredTwice = outcome.counts.duplicateDeliveries
      storedTwice = outcome.counts.duplicateStored
      executions = outcome.executions
      endedMicroseconds = outcome.endedAt.microseconds
      isUnsound = !outcome.violations.isEmpty || outcome.stop.isCutOff
      fingerprint = hexadecimal(outcome.fingerprint)
    }
  }

  /// A run that began under the old profile and went on under the new one.
  public struct Switched: Encodable, Sendable, Equatable {
    public var atMicroseconds: Int64
    public var run: Run
  }

  /// A claim on which the two runs differ.
  public struct ClaimChange: Codable, Sendable, Equatable {
    public var claim: String
    public var old: ClaimVerdict.Verdict
    public var new: ClaimVerdict.Verdict
    /// What the new verdict rests on.
    public var because: String

    var change: Change {
      if new == .refuted { return .worse }
      return old == .refuted && new == .holds ? .better : .different
    }
  }

  /// One scenario, or one random world.
  public struct Case: Encodable, Sendable, Equatable {
    public var scenario: String
    public var seed: UInt64
    public var change: Change
    public var old: Run
    public var new: Run
    /// Nil where no run is in flight at the moment of the switch.
    public var switched: Switched?
    public var claims: [ClaimChange]

    init(scenario: String, seed: UInt64, old: Run, new: Run, switched: Switched?) {
      (self.scenario, self.seed, self.old, self.new) = (scenario, seed, old, new)
      self.switched = switched
      claims = zip(old.claims, new.claims).compactMap { before, after in
        before.verdict == after.verdict
          ? nil
          : ClaimChange(
            claim: after.id, old: before.verdict, new: after.verdict, because: after.because)
      }
      change = .same
      change = judged
    }
  }
}

/// A class of what may go wrong in a run.
enum MigrationClass: String, CaseIterable {
  case missing
  case silent
  case deliveredTwice
  case storedTwice
  case unsound

  var words: String {
    switch self {
    case .missing: "missing"
    case .silent: "missing untold"
    case .deliveredTwice: "delivered twice"
    case .storedTwice: "stored twice"
    case .unsound: "cut off or broken"
    }
  }

  func amount(of run: MigrationReport.Run) -> Int {
    switch self {
    case .missing: run.missing
    case .silent: run.silent
    case .deliveredTwice: run.deliveredTwice
    case .storedTwice: run.storedTwice
    case .unsound: run.isUnsound ? 1 : 0
    }
  }
}

extension MigrationReport.Case {
  /// Classes of which the run in mid-switch shows more than both others.
  var harmOfSwitch: [MigrationClass] {
    guard let switched else { return [] }
    return MigrationClass.allCases.filter {
      $0.amount(of: switched.run) > max($0.amount(of: old), $0.amount(of: new))
    }
  }

  /// Executions and time alone make nothing better or worse.
  fileprivate var judged: MigrationReport.Change {
    let isWorse =
      new.stored < old.stored
      || MigrationClass.allCases.contains { $0.amount(of: new) > $0.amount(of: old) }
      || claims.contains { $0.change == .worse } || !harmOfSwitch.isEmpty
    let isBetter =
      new.stored > old.stored
      || MigrationClass.allCases.contains { $0.amount(of: new) < $0.amount(of: old) }
      || claims.contains { $0.change == .better }
    if isWorse { return isBetter ? .both : .worse }
    if isBetter { return .better }
    return old.fingerprint == new.fingerprint ? .same : .different
  }
}

extension MigrationReport {
  /// How many cases compare so.
  func count(_ change: Change) -> Int { cases.count { $0.change == change } }

  /// Whether anything is worse than it was.
  public var isWorse: Bool { count(.worse) + count(.both) > 0 }
}
