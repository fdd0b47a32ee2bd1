/// Reads the rows of a file of which only the format is known, line by line.
struct SweepRowReader {
  let format: SweepFormat
  /// The columns, known after the first line.
  private(set) var columns: SweepColumns?

  init(format: SweepFormat) { self.format = format }

  /// The row of the next line; nil for the titles of CSV.
  mutating func row(_ line: ArraySlice<UInt8>) throws(SweepLineProblem) -> SweepRow? {
    guard let columns else {
      let columns = try format.columns(firstLine: line)
      self.columns = columns
      return format == .csv ? nil : try format.row(line, columns)
    }
    return try format.row(line, columns)
  }

  /// Calls `take` with every row of a finished file and with the number of its line.
  ///
  /// Throws `SourceFailure` when it cannot be read and `SweepFileProblem` at the first line that is
  /// no row.
  static func read(
    _ path: String, _ format: SweepFormat, _ take: (SweepRow, Int) throws -> Void
  ) throws {
    var file = try LineReader(path: path)
    var reader = SweepRowReader(format: format)
    var number = 0
    while let line = try file.next() {
      number += 1
      let row: SweepRow?
      do throws(SweepLineProblem) {
        guard line.isWhole else { throw SweepLineProblem("the file ends within a line") }
        row = try reader.row(line.bytes)
        if let row, !(1...SweepPlan.maximumRuns ~= row.runs && 1...row.runs ~= row.number) {
          throw SweepLineProblem("there is no run \(row.number) of \(row.runs)")
        }
      } catch {
        throw SweepFileProblem(
          path: path, line: number, message: error.message, help: error.help)
      }
      if let row { try take(row, number) }
    }
  }
}

/// A file of rows that cannot be used, and where.
public struct SweepFileProblem: ReportedError, Equatable {
  public let path: String
  /// From 1; 0 for the file as a whole.
  public let line: Int
  public let message: String
  public let help: String

  public var exitCode: ExitCode { .badData }

  public func report(colours: Bool) -> String {
    Paint(colours).error(
      VisibleText.of(message), at: VisibleText.of(path) + (line > 0 ? ":\(line)" : ""), help: help)
  }
}
