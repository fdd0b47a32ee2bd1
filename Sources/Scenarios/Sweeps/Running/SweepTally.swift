import Foundation

/// Counts rows by what they say.
public struct SweepTally: Sendable, Equatable {
  /// Rows counted.
  public private(set) var rows = 0
  /// Runs of which every item is stored or filtered on purpose.
  public private(set) var stored = 0
  /// Runs of which every item is delivered.
  public private(set) var delivered = 0
  /// Runs that hit their limit of events or outgrew a bound of the model, which decides nothing.
  public private(set) var undecided = 0
  /// Runs that broke an invariant of the model.
  public private(set) var broken = 0

  /// In how many runs each fault missed, by its words.
  private var misses: [String: Int] = [:]

  public init() {}

  public mutating func add(_ row: SweepRow) {
    rows += 1
    if row.result.isStored { stored += 1 }
    if row.result.isDelivered { delivered += 1 }
    if row.result.isCutOff { undecided += 1 }
    if row.result.violations > 0 { broken += 1 }
    if !row.result.missedFaults.isEmpty {
      for fault in row.result.missedFaults.components(separatedBy: "; ") {
        misses[fault, default: 0] += 1
      }
    }
  }

  /// The faults that missed, one sentence each.
  public var missedFaults: [String] {
    misses.sorted { $0.key < $1.key }.map { fault, missed in
      missed == rows
        ? "\(fault) struck in none of \(counted(rows, "run"))"
        : "\(fault) missed in \(grouped(missed)) of \(counted(rows, "run"))"
    }
  }

  /// In how many of the runs every item is stored, and in how many delivered.
  public var sentence: String {
    "in \(grouped(stored)) \(Goal.stored.sentence), in \(grouped(delivered))"
      + " \(Goal.delivered.sentence)"
  }
}
