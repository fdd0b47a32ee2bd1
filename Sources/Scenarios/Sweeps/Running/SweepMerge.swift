import Foundation
import SimKernel

/// Joins the files of shards into the file of the whole sweep.
public enum SweepMerge {
  /// Writes the rows of several files, finished or not, in the order of the plan.
  ///
  /// The result is byte for byte the file of a sweep that was not sharded. Throws
  /// `SweepFileProblem` for a row of another sweep and for two different rows of one run, and
  /// `SweepIncomplete` when rows are missing; what is there is then kept beside the output for a
  /// sweep into it to go on with. Returns what the rows say.
  public static func merge(
    _ inputs: [String], into output: String, _ format: SweepFormat
  ) throws -> SweepTally {
    precondition(!inputs.isEmpty, "A merge has something to merge.")
    let earlier = SweepJournal.path(of: output)
    let hasEarlier = access(earlier, F_OK) == 0 && !inputs.contains(earlier)
    var index = RowIndex()
    defer { index.close() }
    for input in inputs + (hasEarlier ? [earlier] : []) { try index.add(input) }
    guard let first = index.first else {
      throw SweepFileProblem(
        path: inputs[0], line: 0, message: "there are no rows", help: "name files of a sweep")
    }
    let runs = first.row.runs
    let journal = try SweepJournal(
      output: output, format: format, columns: first.columns, runs: runs)
    defer { journal.close() }
    try journal.rewrite {
      for number in 1...runs {
        if let row = try index.row(number) { try journal.append(row) }
      }
    }
    let missing = (1...runs).filter { !journal.has($0) }
    guard missing.isEmpty else {
      throw SweepIncomplete(
        output: output, sweep: first.row.sweep, missing: missing, runs: runs, file: nil)
    }
    let tally = journal.tally
    try journal.finish(1...runs)
    return tally
  }
}

/// Where the row of each run is, over several files.
private struct RowIndex {
  private struct Place {
    let file: Int
    let offset: Int
    /// Digest of the row, to tell a copy from a contradiction.
    let digest: UInt64
  }

  private struct Input {
    let path: String
    let descriptor: Int32
    let isJournal: Bool
    let format: SweepFormat
    let columns: SweepColumns
  }

  /// The first row, which says what sweep this is.
  private(set) var first: (row: SweepRow, columns: SweepColumns, path: String)?
  private var files: [Input] = []
  private var places: [Place?] = []

  /// Reads the rows of a file.
  mutating func add(_ path: String) throws {
    let isJournal = path.hasSuffix(".part")
    guard let format = SweepFormat(path: isJournal ? String(path.dropLast(5)) : path) else {
      throw SweepFileProblem(
        path: path, line: 0, message: "the name does not say what is in the file",
        help: "rows are in files named .ndjson or .csv")
    }
    var file = try LineReader(path: path)
    var reader = SweepRowReader(format: format)
    var number = 0
    while let line = try file.next() {
      number += 1
      do throws(SweepLineProblem) {
        var bytes = line.bytes
        if isJournal {
          guard line.isWhole, let content = JournalLine.content(of: bytes) else { continue }
          bytes = content
        }
        guard line.isWhole else { throw SweepLineProblem("the file ends within a line") }
        guard let row = try reader.row(bytes), let columns = reader.columns else { continue }
        var digest = TraceFingerprint()
        digest.combine(SweepFormat.csv.line(row, columns))
        let place = Place(file: files.count, offset: line.offset, digest: digest.value)
        try take(row, columns, path, place)
      } catch {
        throw SweepFileProblem(
          path: path, line: number, message: error.message, help: error.help)
      }
    }
    guard let columns = reader.columns else { return }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    files.append(
      Input(
        path: path, descriptor: descriptor, isJournal: isJournal, format: format, columns: columns))
  }

  private mutating func take(
    _ row: SweepRow, _ columns: SweepColumns, _ path: String, _ place: Place
  ) throws(SweepLineProblem) {
    guard 1...SweepPlan.maximumRuns ~= row.runs, 1...row.runs ~= row.number else {
      throw SweepLineProblem("there is no run \(row.number) of \(row.runs)")
    }
    guard let first else {
      first = (row, columns, path)
      places = [Place?](repeating: nil, count: row.runs)
      places[row.number - 1] = place
      return
    }
    guard row.sweep == first.row.sweep, row.runs == first.row.runs,
      columns.axes == first.columns.axes
    else {
      throw SweepLineProblem(
        "this row is of the sweep \(hexadecimal(row.sweep)), those of"
          + " \(VisibleText.of(first.path)) are of \(hexadecimal(first.row.sweep))",
        help: "another sweep file, or another version of it or of the simulator")
    }
    if let other = places[row.number - 1], other.digest != place.digest {
      throw SweepLineProblem(
        "run \(row.number) is also in \(VisibleText.of(name(other.file) ?? path)), with other"
          + " results",
        help: "one of the two files was changed, or its machine computes wrongly")
    }
    places[row.number - 1] = place
  }

  private func name(_ file: Int) -> String? { file < files.count ? files[file].path : nil }

  /// The row of a run, or nil when no file has it.
  func row(_ number: Int) throws -> SweepRow? {
    guard let place = places[number - 1] else { return nil }
    let file = files[place.file]
    guard var line = FileLine.read(file.descriptor, at: place.offset)?[...] else {
      throw SourceFailure(path: file.path, reason: .unreadable(String(cString: strerror(errno))))
    }
    if file.isJournal { line = JournalLine.content(of: line) ?? [] }
    do {
      return try file.format.row(line, file.columns)
    } catch {
      throw SourceFailure(path: file.path, reason: .unreadable("it has changed meanwhile"))
    }
  }

  /// Closes the files.
  func close() { for file in files { Foundation.close(file.descriptor) } }
}
