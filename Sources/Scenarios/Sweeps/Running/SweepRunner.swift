import SimKernel
import Synchronization

/// Makes the runs of a sweep and hands over each row as it comes.
final class SweepRunner: Sendable {
  private let plan: SweepPlan
  /// The point of the last run that was begun: the next one is mostly there, too.
  private let point = Mutex<SweepPoint?>(nil)

  init(_ plan: SweepPlan) { self.plan = plan }

  /// Makes the runs with these numbers; the order of the rows is not that of the numbers.
  ///
  /// `record` is called on the threads, several at a time. `advance` is called on the caller's
  /// thread, about ten times a second, with the number of runs done; when it returns false no more
  /// runs are begun, those under way are abandoned, and the result is false. Throws what `record`
  /// throws and `DiagnosticList` for a point whose values do not go together.
  func run(
    _ numbers: [Int], threads: Int, record: @escaping @Sendable (SweepRow) throws -> Void,
    advance: (Int) throws -> Bool
  ) throws -> Bool {
    try Campaign.each(numbers, threads: max(1, threads), advance: advance) { [self] number in
      let run = plan.run(number)
      try record(plan.row(run, point(of: run)))
    }
  }

  private func point(of run: SweepRun) throws -> SweepPoint {
    if let last = point.withLock({ $0 }), last.place == run.point { return last }
    let new = try SweepPoint(run.point, of: plan)
    point.withLock { $0 = new }
    return new
  }
}

extension SweepPlan {
  /// Makes a run and puts its numbers into a row.
  func row(_ run: SweepRun, _ point: SweepPoint) -> SweepRow {
    let experiment = point.experiment(run)
    let result = SweepResult(experiment.run(), of: experiment)
    return row(run, point, point.digest(experiment, of: self), result)
  }
}
