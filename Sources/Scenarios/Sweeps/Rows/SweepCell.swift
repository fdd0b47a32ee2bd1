/// One value of a row.
public enum SweepCell: Sendable, Hashable {
  /// Nothing: null in NDJSON, empty in CSV.
  case absent
  case flag(Bool)
  case integer(Int)
  /// A number that is not whole.
  case decimal(Double)
  case text(String)

  /// The number of an integer or a decimal; nil for the others.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .decimal(let value): value
    case .absent, .flag, .text: nil
    }
  }

  /// The value as JSON.
  var json: String {
    switch self {
    case .absent: "null"
    case .text(let text): JSONText.quoted(text)
    case .flag, .integer, .decimal: csv
    }
  }

  /// The value as a CSV field.
  var csv: String {
    switch self {
    case .absent: ""
    case .flag(let flag): "\(flag)"
    case .integer(let integer): "\(integer)"
    case .decimal(let decimal): "\(decimal)"
    case .text(let text): CSVField.escape(CSVField.inert(text))
    }
  }

  /// The value of a JSON node; nil for arrays and objects.
  init?(_ node: JSONNode) {
    switch node.value {
    case .null: self = .absent
    case .bool(let flag): self = .flag(flag)
    case .number(let number): self.init(number)
    case .string(let text): self = .text(text)
    case .array, .object: return nil
    }
  }

  /// The value of a number: an integer when it is whole, however it is written.
  init(_ number: JSONNumber) {
    self = number.int64.map { .integer(Int($0)) } ?? .decimal(number.double)
  }
}
