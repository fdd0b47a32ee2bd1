/// How rows are written: each on a line of its own.
public enum SweepFormat: String, CaseIterable, Sendable {
  /// A JSON object a line.
  case ndjson
  /// Comma-separated values under a line of titles (RFC 4180, but lines end with a line feed).
  case csv

  /// The format that a file's name asks for by its ending; nil for other endings.
  public init?(path: String) {
    let name = path.lowercased()
    if name.hasSuffix(".csv") {
      self = .csv
    } else if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") {
      self = .ndjson
    } else {
      return nil
    }
  }

  /// The line above the rows without its line feed; nil when there is none.
  public func header(_ columns: SweepColumns) -> String? {
    self == .csv ? columns.all.map { CSVField.escape($0.title) }.joined(separator: ",") : nil
  }

  /// A row as its line without the line feed, which never stands inside.
  public func line(_ row: SweepRow, _ columns: SweepColumns) -> String {
    switch self {
    case .ndjson:
      let members = columns.all.map { "\(JSONText.quoted($0.title)):\($0.read(row).json)" }
      return "{" + members.joined(separator: ",") + "}"
    case .csv: return columns.all.map { $0.read(row).csv }.joined(separator: ",")
    }
  }

  /// Reads a line that `line` wrote.
  ///
  /// Throws `SweepLineProblem` for anything else; columns may not be missing, added or moved.
  public func row(
    _ line: ArraySlice<UInt8>, _ columns: SweepColumns
  ) throws(SweepLineProblem) -> SweepRow {
    let cells =
      switch self {
      case .ndjson: try Self.cells(json: line, columns)
      case .csv: try Self.cells(csv: line, columns)
      }
    var row = SweepRow(axes: columns.axes.map { _ in .absent })
    for (column, cell) in zip(columns.all, cells) {
      guard column.write(cell, &row) else {
        guard column.title != SweepColumn.checksumTitle else { throw .changed }
        throw SweepLineProblem("\"\(column.title)\" cannot be \(cell.json)")
      }
    }
    return row
  }

  /// The columns of a file, from its first line: the titles of CSV, the keys of NDJSON.
  public func columns(firstLine: ArraySlice<UInt8>) throws(SweepLineProblem) -> SweepColumns {
    let titles =
      switch self {
      case .csv: try CSVField.fields(of: firstLine)
      case .ndjson: try Self.members(firstLine).map(\.key)
      }
    let columns = SweepColumns(axes: titles.compactMap(SweepAxisColumn.init))
    guard titles == columns.all.map(\.title) else {
      let known = Set(columns.all.map(\.title))
      let strange = titles.first { !known.contains($0) }
      throw SweepLineProblem(
        strange.map { "\(VisibleText.quoted($0)) is no column of a sweep" }
          ?? "the columns are not those of this version")
    }
    return columns
  }

  private static func cells(
    csv line: ArraySlice<UInt8>, _ columns: SweepColumns
  ) throws(SweepLineProblem) -> [SweepCell] {
    let fields = try CSVField.fields(of: line)
    guard fields.count == columns.all.count else {
      throw SweepLineProblem("\(fields.count) fields instead of \(columns.all.count)")
    }
    return zip(columns.all, fields).map { $0.cell(csv: $1) }
  }

  private static func cells(
    json line: ArraySlice<UInt8>, _ columns: SweepColumns
  ) throws(SweepLineProblem) -> [SweepCell] {
    let members = try members(line)
    guard members.map(\.key) == columns.all.map(\.title) else {
      throw SweepLineProblem("the keys are not those of the first row")
    }
    var cells: [SweepCell] = []
    for member in members {
      guard let cell = SweepCell(member.value) else {
        throw SweepLineProblem("\"\(member.key)\" cannot be \(member.value.found)")
      }
      cells.append(cell)
    }
    return cells
  }

  private static func members(
    _ line: ArraySlice<UInt8>
  ) throws(SweepLineProblem) -> [JSONMember] {
    guard let source = try? SourceText(path: "", bytes: Array(line)),
      let node = try? JSON5Parser.parse(source), node.kind == .object
    else { throw SweepLineProblem("this is no JSON object") }
    return node.members
  }
}

/// Why a line is no row.
public struct SweepLineProblem: Error, Equatable {
  static let changed = SweepLineProblem(
    "the row was changed: its checksum is not that of its cells",
    help: "make its run again: remove the line and go on with --resume")

  public let message: String
  public let help: String

  init(
    _ message: String, help: String = "only files that sweep and merge have written can be read"
  ) {
    self.message = message
    self.help = help
  }
}

extension CSVField {
  /// The fields of a line, unescaped.
  static func fields(of line: ArraySlice<UInt8>) throws(SweepLineProblem) -> [String] {
    let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
    var fields: [String] = []
    var field: [UInt8] = []
    var rest = line[...]
    while true {
      if rest.first == quote {
        rest.removeFirst()
        while let byte = rest.popFirst() {
          guard byte == quote else {
            field.append(byte)
            continue
          }
          guard rest.first == quote else { break }
          field.append(quote)
          rest.removeFirst()
        }
      } else {
        let plain = rest.prefix { $0 != comma }
        field.append(contentsOf: plain)
        rest = rest[plain.endIndex...]
      }
      guard let text = String(validating: field, as: UTF8.self) else {
        throw SweepLineProblem("a field is not UTF-8")
      }
      fields.append(text)
      field.removeAll(keepingCapacity: true)
      guard let next = rest.popFirst() else { return fields }
      guard next == comma else { throw SweepLineProblem("a field goes on behind its quotes") }
    }
  }
}
