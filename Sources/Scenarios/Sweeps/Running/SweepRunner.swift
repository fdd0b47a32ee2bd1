import Foundation
import SimKernel
import Synchronization

/// Makes the runs of a sweep on several threads and hands over each row as it comes.
final class SweepRunner: Sendable {
  typealias Record = @Sendable (SweepRow) throws -> Void

  private struct State {
    var waiting: ArraySlice<Int>
    var done = 0
    var threads: Int
    var error: (any Error)?
  }

  private let plan: SweepPlan
  private let record: Record
  private let state: Mutex<State>
  private let signal = DispatchSemaphore(value: 0)

  private init(_ plan: SweepPlan, _ numbers: [Int], threads: Int, _ record: @escaping Record) {
    self.plan = plan
    self.record = record
    state = Mutex(State(waiting: numbers[...], threads: threads))
  }

  /// Makes the runs with these numbers; the order of the rows is not that of the numbers.
  ///
  /// `record` is called on the threads, several at a time. `advance` is called on the caller's
  /// thread, about ten times a second, with the number of runs done; when it returns false no more
  /// runs are begun, those under way are abandoned, and the result is false. Throws what `record`
  /// throws and `DiagnosticList` for a point whose values do not go together.
  static func run(
    _ plan: SweepPlan, _ numbers: [Int], threads: Int, record: @escaping Record,
    advance: (Int) throws -> Bool
  ) throws -> Bool {
    let threads = max(1, min(threads, numbers.count))
    let runner = SweepRunner(plan, numbers, threads: threads, record)
    for _ in 0..<threads {
      Thread { runner.work() }.start()
    }
    while true {
      let isOver = runner.signal.wait(timeout: .now() + 0.1) == .success
      let (done, error) = runner.state.withLock { ($0.done, $0.error) }
      if let error { throw error }
      if try !advance(done) {
        runner.stop(nil)
        return false
      }
      if isOver { return true }
    }
  }

  private func stop(_ error: (any Error)?) {
    state.withLock { state in
      state.waiting = []
      if state.error == nil { state.error = error }
    }
  }

  private func work() {
    var point: SweepPoint?
    while let number = state.withLock({ $0.waiting.popFirst() }) {
      do {
        let run = plan.run(number)
        if point?.place != run.point { point = try SweepPoint(run.point, of: plan) }
        if let point { try record(plan.row(run, point)) }
        state.withLock { $0.done += 1 }
      } catch {
        stop(error)
      }
    }
    let isLast = state.withLock { state -> Bool in
      state.threads -= 1
      return state.threads == 0
    }
    if isLast { signal.signal() }
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
