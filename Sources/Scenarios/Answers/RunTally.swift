/// Counts runs, and those that are not to be trusted or decide nothing.
struct RunTally: Sendable, Equatable {
  private(set) var runs = 0
  /// Runs that broke an invariant of the model.
  private(set) var broken = 0
  /// Runs that hit their limit of events or outgrew a bound of the model.
  private(set) var undecided = 0

  /// Their faults.
  private(set) var faults = FaultTally()

  init(_ answers: some Sequence<RunAnswer> = []) {
    for answer in answers { add(answer) }
  }

  mutating func add(_ answer: RunAnswer) {
    runs += 1
    faults.add(answer.faults)
    if answer.result.violations > 0 { broken += 1 }
    if answer.result.isCutOff { undecided += 1 }
  }

  static func += (left: inout RunTally, right: RunTally) {
    left.runs += right.runs
    left.broken += right.broken
    left.undecided += right.undecided
    left.faults += right.faults
  }
}
