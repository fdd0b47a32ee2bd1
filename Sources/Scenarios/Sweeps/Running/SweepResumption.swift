import Foundation

/// Gathers what earlier processes have computed of a sweep: the rows of its journal and of its
/// output, as they are or, where the plan has changed since, by the digest of what they compute.
struct SweepResumption {
  let plan: SweepPlan
  let numbers: StrideTo<Int>
  let journal: SweepJournal
  /// Results that this sweep may ask for under another number.
  private var results: [UInt64: SweepResult] = [:]

  /// Opens the journal of an output and fills it with what is there.
  ///
  /// Returns with it how many rows have no place in this plan. Throws `OutputTaken` when there is
  /// something and `isWanted` is false, and when another process is at it.
  static func journal(
    of plan: SweepPlan, _ shard: SweepShard, output: String, format: SweepFormat, isWanted: Bool
  ) throws -> (journal: SweepJournal, leftOut: Int) {
    let journal = try SweepJournal(
      output: output, format: format, columns: plan.columns, runs: plan.runs)
    var resumption = SweepResumption(
      plan: plan, numbers: shard.numbers(of: plan.runs), journal: journal)
    let isClean = try resumption.recover()
    let found = journal.tally.rows + resumption.results.count
    guard isWanted || found == 0 else {
      throw OutputTaken.interruptedSweep(SweepJournal.path(of: output), rows: found)
    }
    if !isClean {
      let rows = try resumption.rowsOfJournal()
      try journal.rewrite(keepingOld: !resumption.results.isEmpty) {
        for row in rows { try journal.append(row) }
      }
    }
    if journal.isEmpty { try journal.appendHeader() }
    if isWanted { try resumption.takeOutput() }
    return (journal, try resumption.takeResults())
  }

  private func isOurs(_ row: SweepRow) -> Bool {
    row.sweep == plan.digest && row.runs == plan.runs
  }

  private mutating func recover() throws -> Bool {
    var reader = SweepRowReader(format: journal.format)
    var results: [UInt64: SweepResult] = [:]
    let isClean = try journal.recover { line in
      guard let row = try? reader.row(line) else { return nil }
      if isOurs(row) { return row }
      results[row.run] = row.result
      return nil
    }
    self.results = results
    return isClean
  }

  /// The rows of the journal that belong to this sweep as they are, in the order of the plan.
  private func rowsOfJournal() throws -> [SweepRow] {
    var rows: [Int: SweepRow] = [:]
    var reader = SweepRowReader(format: journal.format)
    var file = try LineReader(path: SweepJournal.path(of: journal.output))
    while let line = try file.next() {
      guard let content = JournalLine.content(of: line.bytes), let row = try? reader.row(content),
        isOurs(row)
      else { continue }
      rows[row.number] = row
    }
    return rows.values.sorted { $0.number < $1.number }
  }

  /// Takes the rows of an earlier output, if there is one.
  private mutating func takeOutput() throws {
    guard access(journal.output, F_OK) == 0 else { return }
    var results = results
    try SweepRowReader.read(journal.output, journal.format) { row, _ in
      if !isOurs(row) {
        results[row.run] = row.result
      } else if !journal.has(row.number) {
        try journal.append(row)
      }
    }
    self.results = results
  }

  /// Gives results that were computed under another plan their place in this one, and returns how
  /// many have none.
  private func takeResults() throws -> Int {
    guard !results.isEmpty else { return 0 }
    var used: Set<UInt64> = []
    var point: SweepPoint?
    for number in numbers where !journal.has(number) {
      let run = plan.run(number)
      let current = try point?.place == run.point ? point! : SweepPoint(run.point, of: plan)
      point = current
      let digest = current.digest(current.experiment(run), of: plan)
      guard let result = results[digest] else { continue }
      try journal.append(plan.row(run, current, digest, result))
      used.insert(digest)
    }
    return results.count - used.count
  }
}

extension SweepPlan {
  /// The row of a run.
  func row(_ run: SweepRun, _ point: SweepPoint, _ digest: UInt64, _ result: SweepResult)
    -> SweepRow
  {
    SweepRow(
      sweep: self.digest, number: run.number, runs: runs, run: digest, point: point.digest,
      axes: point.axes, profile: run.profile.label, seed: run.seed, result: result)
  }
}
