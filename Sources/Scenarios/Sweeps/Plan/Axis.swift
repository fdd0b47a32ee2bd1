import PipelineModel

/// One thing that varies between the points of a sweep, with the values it takes.
public struct Axis: Sendable, Equatable {
  /// The name the sweep file gives it.
  public let name: String
  /// What its values replace.
  let target: AxisTarget
  /// Its values in the order of the file, each different from the others.
  public let values: [AxisValue]

  /// Its column in the rows.
  public var column: SweepAxisColumn {
    let units = Set(values.map(\.unit))
    return SweepAxisColumn(name: name, unit: units.count == 1 ? values[0].unit : .text)
  }

  /// The cell of a value: its number in the column's unit, or its text.
  func cell(_ place: Int) -> SweepCell {
    column.unit == .text ? .text(values[place].text) : values[place].cell
  }
}

/// One value of an axis, as it is laid over the scenario and as rows and constraints see it.
public struct AxisValue: Sendable, Equatable {
  /// The value with its place in the sweep file.
  let node: JSONNode
  /// As it is written, on one line.
  public let text: String
  /// The number, the flag or the text.
  let cell: SweepCell
  /// The unit of the cell.
  let unit: SweepAxisColumn.Unit
  /// What constraints compare; nil when they cannot.
  let quantity: Quantity?

  init(_ node: JSONNode) {
    self.node = node
    text = node.compactText
    switch node.value {
    case .number(let number):
      cell = SweepCell(number)
      unit = .plain
      quantity = number.int64.map { .count(Int($0)) }
    case .bool(let flag):
      cell = .flag(flag)
      unit = .plain
      quantity = .flag(flag)
    case .string(let string):
      if let time = try? DurationText.parse(string) {
        cell = .integer(Int(time))
        unit = .microseconds
        quantity = .duration(.init(microseconds: time))
      } else if let size = try? SizeText.parse(string) {
        cell = .integer(Int(size))
        unit = .bytes
        quantity = .count(Int(size))
      } else {
        cell = .text(text)
        unit = .text
        quantity = .word(string)
      }
    case .null, .array, .object:
      cell = .text(text)
      unit = .text
      quantity = nil
    }
  }
}

extension JSONNode {
  /// The value on one line, without quotes around it when it is a string.
  var compactText: String {
    if case .string(let text) = value { VisibleText.of(text) } else { json }
  }

  private var json: String {
    switch value {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .number(let number): number.text
    case .string(let text): JSONText.quoted(text)
    case .array(let nodes): "[" + nodes.map(\.json).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(JSONText.quoted($0.key)): \($0.value.json)" }.joined(separator: ", ")
        + "}"
    }
  }
}
