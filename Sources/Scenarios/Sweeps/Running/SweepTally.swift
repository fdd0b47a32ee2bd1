/// Counts rows by what they say.
public struct SweepTally: Sendable, Equatable {
  /// Rows counted.
  public private(set) var rows = 0
  /// Runs that are completed.
  public private(set) var completed = 0
  /// Runs that hit their limit of events, which decides nothing.
  public private(set) var undecided = 0
  /// Runs that broke an invariant of the model.
  public private(set) var broken = 0

  public init() {}

  public mutating func add(_ row: SweepRow) {
    rows += 1
    if row.result.isCompleted { completed += 1 }
    if row.result.stop == .eventLimit { undecided += 1 }
    if row.result.violations > 0 { broken += 1 }
  }
}
