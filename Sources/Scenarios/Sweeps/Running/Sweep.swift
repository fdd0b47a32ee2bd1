import Foundation
import Synchronization

/// A sweep on its way into a file.
public struct Sweep: Sendable {
  public let plan: SweepPlan
  public let shard: SweepShard
  public let output: String
  public let format: SweepFormat
  public let threads: Int

  /// What a sweep has come to.
  public struct Summary: Sendable, Equatable {
    /// Runs of the shard.
    public let runs: Int
    /// Rows that were there before.
    public let taken: Int
    /// Rows of another plan or simulator that were there and have no place in this one.
    public let leftOut: Int
    /// All rows there are now.
    public let tally: SweepTally
    /// False when it was stopped before every row was there.
    public let isWhole: Bool
  }

  public init(
    _ plan: SweepPlan, shard: SweepShard = .whole, output: String, format: SweepFormat,
    threads: Int
  ) {
    self.plan = plan
    self.shard = shard
    self.output = output
    self.format = format
    self.threads = threads
  }

  /// Makes the runs that are not there yet, and the finished file when all are.
  ///
  /// `advance` is called about ten times a second with the runs done and to be done by this
  /// process; when it returns false the sweep stops and can be resumed. Throws a `ReportedError`;
  /// then, too, it can be resumed.
  public func run(
    resuming: Bool, advance: (_ done: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws -> Summary {
    let (journal, leftOut) = try SweepResumption.journal(
      of: plan, shard, output: output, format: format, isWanted: resuming)
    defer { journal.close() }
    let numbers = Array(shard.numbers(of: plan.runs))
    let missing = numbers.filter { !journal.has($0) }
    let clock = ContinuousClock()
    var lastSync = clock.now
    let isWhole = try SweepRunner(plan).run(missing, threads: threads) { row in
      try journal.append(row)
    } advance: { done in
      if clock.now - lastSync > .seconds(5) {
        journal.sync()
        lastSync = clock.now
      }
      return advance(done, missing.count)
    }
    if isWhole { try journal.finish(numbers) }
    return Summary(
      runs: numbers.count, taken: numbers.count - missing.count, leftOut: leftOut,
      tally: journal.tally, isWhole: isWhole)
  }

  /// Makes the runs and writes each line as soon as all before it are written; nothing is kept.
  ///
  /// `write` and `advance` are called on the caller's thread.
  public static func stream(
    _ plan: SweepPlan, shard: SweepShard, format: SweepFormat, threads: Int,
    write: (String) throws -> Void, advance: (_ done: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws -> Summary {
    let numbers = Array(shard.numbers(of: plan.runs))
    let columns = plan.columns
    let lines = LineQueue()
    if let header = format.header(columns) { try write(header + "\n") }
    var rest = numbers[...]
    let isWhole = try SweepRunner(plan).run(numbers, threads: threads) { row in
      lines.put(format.line(row, columns), row)
    } advance: { done in
      while let number = rest.first, let line = lines.take(number) {
        try write(line + "\n")
        rest.removeFirst()
      }
      return advance(done, numbers.count)
    }
    return Summary(runs: numbers.count, taken: 0, leftOut: 0, tally: lines.tally, isWhole: isWhole)
  }
}

/// Lines that wait for the ones before them.
private final class LineQueue: Sendable {
  private struct State {
    var lines: [Int: String] = [:]
    var tally = SweepTally()
  }

  private let state = Mutex(State())

  var tally: SweepTally { state.withLock { $0.tally } }

  func put(_ line: String, _ row: SweepRow) {
    state.withLock { state in
      state.lines[row.number] = line
      state.tally.add(row)
    }
  }

  func take(_ number: Int) -> String? {
    state.withLock { $0.lines.removeValue(forKey: number) }
  }
}
