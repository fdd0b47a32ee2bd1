import PipelineModel
import SimKernel

/// One column of the rows: its title, unit and meaning, and the way to and from a row.
public struct SweepColumn: Sendable {
  typealias Path<Value> = WritableKeyPath<SweepRow, Value> & Sendable

  /// The title, which is the key in NDJSON.
  public let title: String
  /// What it counts, such as "items" or "µs".
  public let unit: String
  /// One sentence.
  public let meaning: String
  let isText: Bool
  let read: @Sendable (SweepRow) -> SweepCell
  /// False when the cell is no value of the column.
  let write: @Sendable (SweepCell, inout SweepRow) -> Bool

  /// The way between the values of a column and its cells.
  struct Coding<Value>: Sendable {
    var isText = false
    let cell: @Sendable (Value) -> SweepCell
    /// Nil when the cell is no such value.
    let value: @Sendable (SweepCell) -> Value?
  }
}

extension SweepColumn {
  init<Value>(
    _ title: String, _ unit: String, _ meaning: String, _ path: Path<Value>, _ coding: Coding<Value>
  ) {
    self.title = title
    self.unit = unit
    self.meaning = meaning
    isText = coding.isText
    read = { coding.cell($0[keyPath: path]) }
    write = { cell, row in
      guard let value = coding.value(cell) else { return false }
      row[keyPath: path] = value
      return true
    }
  }

  static func count(
    _ title: String, _ unit: String, _ meaning: String, _ path: Path<Int>
  ) -> SweepColumn {
    SweepColumn(title, unit, meaning, path, .integer)
  }

  static func items(
    _ title: String, _ meaning: String, _ hop: WritableKeyPath<HopCounts, Int> & Sendable
  ) -> SweepColumn {
    SweepColumn(title, "items", meaning, \.result.summary.counts[hop], .integer)
  }

  /// A time since the start of the story; absent when it never came.
  static func time(_ title: String, _ meaning: String, _ path: Path<SimTime?>) -> SweepColumn {
    SweepColumn(title, "µs", meaning, path, SweepColumn.Coding.time.optional)
  }

  /// The title of the column that `checksum` makes.
  static let checksumTitle = "checksum"

  /// A digest of the cells of a row, which tells a row that was changed by hand or by a bad disk.
  static func checksum(of columns: [SweepColumn]) -> SweepColumn {
    let checksum = { @Sendable (row: SweepRow) -> SweepCell in
      var digest = TraceFingerprint()
      digest.combine(columns.map { $0.read(row).csv }.joined(separator: ","))
      return .text(digest.hex)
    }
    return SweepColumn(
      title: checksumTitle, unit: "digest", meaning: "Digest of the other cells of the row.",
      isText: true, read: checksum, write: { cell, row in cell == checksum(row) })
  }

  static func axis(_ axis: SweepAxisColumn, at place: Int) -> SweepColumn {
    SweepColumn(
      axis.title, axis.unit.word, "Value of the axis \(axis.name).", \.axes[place],
      Coding(isText: axis.unit == .text, cell: { $0 }, value: { $0 }))
  }

  /// The cell that a CSV field stands for.
  func cell(csv field: String) -> SweepCell {
    if isText { return .text(CSVField.text(ofInert: field)) }
    if field.isEmpty { return .absent }
    if let integer = Int(field) { return .integer(integer) }
    if let decimal = Double(field) { return .decimal(decimal) }
    return Bool(field).map { .flag($0) } ?? .text(field)
  }
}

extension SweepColumn.Coding {
  /// The same values or nothing, which is an absent cell.
  var optional: SweepColumn.Coding<Value?> {
    SweepColumn.Coding<Value?>(
      isText: isText, cell: { $0.map(cell) ?? .absent },
      value: { $0 == .absent ? .some(nil) : value($0).map { .some($0) } })
  }

  /// The same cells with another type of value.
  func map<Other>(
    _ wrap: @escaping @Sendable (Value) -> Other, _ unwrap: @escaping @Sendable (Other) -> Value
  ) -> SweepColumn.Coding<Other> {
    SweepColumn.Coding<Other>(
      isText: isText, cell: { cell(unwrap($0)) }, value: { value($0).map(wrap) })
  }
}

extension SweepColumn.Coding where Value == Int {
  static var integer: Self {
    Self(
      cell: { .integer($0) }, value: { if case .integer(let value) = $0 { value } else { nil } })
  }
}

extension SweepColumn.Coding where Value == Bool {
  static var flag: Self {
    Self(cell: { .flag($0) }, value: { if case .flag(let value) = $0 { value } else { nil } })
  }
}

extension SweepColumn.Coding where Value == String {
  static var text: Self {
    Self(
      isText: true, cell: { .text($0) },
      value: { if case .text(let value) = $0 { value } else { nil } })
  }
}

extension SweepColumn.Coding where Value == SimTime {
  static var time: Self {
    SweepColumn.Coding<Int>.integer
      .map({ SimTime(microseconds: Int64($0)) }, { Int($0.microseconds) })
  }
}

extension SweepColumn.Coding where Value == SimDuration {
  static var duration: Self {
    SweepColumn.Coding<Int>.integer
      .map({ SimDuration(microseconds: Int64($0)) }, { Int($0.microseconds) })
  }
}

extension SweepColumn.Coding where Value == UInt64 {
  /// 16 hexadecimal digits.
  static var digest: Self {
    Self(
      isText: true, cell: { .text(hexadecimal($0)) },
      value: {
        guard case .text(let text) = $0, text.utf8.count == 16 else { return nil }
        return UInt64(text, radix: 16)
      })
  }

  /// A number from 0 to `Int.max`.
  static var number: Self {
    Self(
      cell: { .integer(Int($0)) },
      value: { if case .integer(let value) = $0 { UInt64(exactly: value) } else { nil } })
  }
}

extension SweepColumn.Coding where Value == StopReason {
  static var word: Self {
    let reasons: [StopReason] = [.noMoreEvents, .horizon, .eventLimit, .stopped]
    return Self(
      isText: true, cell: { .text($0.word) },
      value: { cell in reasons.first { cell == .text($0.word) } })
  }
}

extension HopCounts {
  /// One of the counts.
  fileprivate subscript(_ hop: WritableKeyPath<HopCounts, Int> & Sendable) -> Int {
    get { self[keyPath: hop] }
    set { self[keyPath: hop] = newValue }
  }
}
