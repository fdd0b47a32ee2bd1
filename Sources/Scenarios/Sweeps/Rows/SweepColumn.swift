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

  init(
    _ title: String, _ unit: String, _ meaning: String, isText: Bool = false,
    read: @escaping @Sendable (SweepRow) -> SweepCell,
    write: @escaping @Sendable (SweepCell, inout SweepRow) -> Bool
  ) {
    self.title = title
    self.unit = unit
    self.meaning = meaning
    self.isText = isText
    self.read = read
    self.write = write
  }

  /// The cell that a CSV field stands for.
  func cell(csv field: String) -> SweepCell {
    if isText { return .text(field) }
    if field.isEmpty { return .absent }
    if let integer = Int(field) { return .integer(integer) }
    if let decimal = Double(field) { return .decimal(decimal) }
    return Bool(field).map { .flag($0) } ?? .text(field)
  }
}

extension SweepColumn {
  static func count(
    _ title: String, _ unit: String, _ meaning: String, _ path: Path<Int>
  ) -> SweepColumn {
    SweepColumn(title, unit, meaning, read: { .integer($0[keyPath: path]) }) { cell, row in
      guard case .integer(let value) = cell else { return false }
      row[keyPath: path] = value
      return true
    }
  }

  static func items(_ title: String, _ meaning: String, _ path: Path<Int>) -> SweepColumn {
    count(title, "items", meaning, path)
  }

  static func optional(
    _ title: String, _ unit: String, _ meaning: String, _ path: Path<Int?>
  ) -> SweepColumn {
    SweepColumn(
      title, unit, meaning, read: { $0[keyPath: path].map { .integer($0) } ?? .absent }
    ) { cell, row in
      switch cell {
      case .integer(let value): row[keyPath: path] = value
      case .absent: row[keyPath: path] = nil
      default: return false
      }
      return true
    }
  }

  /// A time since the start of the story; absent when it never came.
  static func time(_ title: String, _ meaning: String, _ path: Path<SimTime?>) -> SweepColumn {
    SweepColumn(
      title, "µs", meaning,
      read: { $0[keyPath: path].map { .integer(Int($0.microseconds)) } ?? .absent }
    ) { cell, row in
      switch cell {
      case .integer(let value): row[keyPath: path] = SimTime(microseconds: Int64(value))
      case .absent: row[keyPath: path] = nil
      default: return false
      }
      return true
    }
  }

  /// A digest of 16 hexadecimal digits.
  static func digest(_ title: String, _ meaning: String, _ path: Path<UInt64>) -> SweepColumn {
    SweepColumn(
      title, "digest", meaning, isText: true, read: { .text(hexadecimal($0[keyPath: path])) }
    ) { cell, row in
      guard case .text(let text) = cell, text.utf8.count == 16,
        let value = UInt64(text, radix: 16)
      else { return false }
      row[keyPath: path] = value
      return true
    }
  }

  static func word<Word: RawRepresentable<String> & Sendable>(
    _ title: String, _ meaning: String, _ path: Path<Word>
  ) -> SweepColumn {
    SweepColumn(
      title, "word", meaning, isText: true, read: { .text($0[keyPath: path].rawValue) }
    ) { cell, row in
      guard case .text(let text) = cell, let word = Word(rawValue: text) else { return false }
      row[keyPath: path] = word
      return true
    }
  }

  static func axis(_ axis: SweepAxisColumn, at place: Int) -> SweepColumn {
    let unit =
      switch axis.unit {
      case .plain: "number"
      case .microseconds: "µs"
      case .bytes: "bytes"
      case .text: "text"
      }
    return SweepColumn(
      axis.title, unit, "Value of the axis \(axis.name).", isText: axis.unit == .text,
      read: { $0.axes[place] }
    ) { cell, row in
      row.axes[place] = cell
      return true
    }
  }
}
