import PipelineModel
import SimKernel

/// An axis along which the largest value is searched for, in whole steps of one unit.
struct FrontierAxis: Sendable {
  /// Place of the axis in the plan.
  let place: Int
  /// The least step: 1, or the largest unit of time or size in which all values are whole.
  let unit: Int64
  /// Smallest value of the file, where the search begins, in steps.
  let start: Int64
  /// Largest value that is tried, in steps.
  let end: Int64
  private let form: AxisRange.Form
  private let span: SourceSpan

  /// How far beyond the largest value of the file the search goes unless told otherwise.
  static let reach: Int64 = 16

  /// The axis with this name; `upTo` is the end of the search as the file would write it.
  ///
  /// Throws `UsageError` when there is none or it cannot be searched, and `DiagnosticList` when its
  /// values are no numbers of one kind.
  init(_ name: String, of plan: SweepPlan, upTo: String?) throws {
    guard let place = plan.axes.firstIndex(where: { $0.name == name }) else {
      let names = plan.axes.map(\.name)
      throw UsageError(
        "There is no axis \(VisibleText.quoted(name)) in \(VisibleText.of(plan.path)); "
          + (Suggestion.question(for: name, in: names)
            ?? "its axes are \(names.joined(separator: ", "))."))
    }
    if let constraint = plan.constraints.first(where: { $0.names(place) }) {
      throw UsageError(
        "The search for the largest \(name) cannot keep to the constraint "
          + "\(VisibleText.quoted(constraint.text)): take it out of the file.")
    }
    let axis = plan.axes[place]
    let read = axis.values.map { Self.amount($0.node) }
    guard let form = read[0]?.form, read.allSatisfy({ $0?.form == form }) else {
      let wrong =
        axis.values.first { Self.amount($0.node)?.form != read[0]?.form } ?? axis.values[0]
      let span = wrong.node.span
      throw DiagnosticList([
        plan.chain.sources[Int(span.file)].diagnostic(
          "axes.\(name): a frontier takes whole numbers, durations or sizes of one kind, found "
            + wrong.node.found, at: span.range,
          help: "name another axis with --axis, or split this one")
      ])
    }
    let amounts = read.compactMap { $0?.amount }
    let unit = Self.unit(of: amounts, form)
    let largest = amounts.max() ?? 1
    self.place = place
    self.unit = unit
    self.form = form
    span = axis.values[0].node.span
    start = max(1, (amounts.min() ?? 1) / unit)
    end = try upTo.map { try Self.end($0, form) / unit } ?? max(1, largest / unit) * Self.reach
    guard end >= start else {
      throw UsageError(
        "'--up-to' lies below the smallest value of the axis \(VisibleText.quoted(name)).")
    }
  }

  /// A value of so many steps, as the file would write it.
  func node(_ steps: Int64) -> JSONNode {
    let range = AxisRange(from: 0, to: 0, form: form, progression: .linear(count: 2))
    return JSONNode(range.value(steps * unit), span: span)
  }

  /// The value of so many steps in the unit of the axis.
  func amount(_ steps: Int64) -> Int64 { steps * unit }

  func text(_ steps: Int64) -> String { node(steps).compactText }

  private static func amount(_ node: JSONNode) -> (amount: Int64, form: AxisRange.Form)? {
    switch node.value {
    case .number(let number):
      return number.int64.flatMap { $0 >= 0 ? ($0, .number(scale: 1)) : nil }
    case .string(let text):
      if let time = try? DurationText.parse(text), time >= 0 { return (time, .duration) }
      if let size = try? SizeText.parse(text) { return (size, .size) }
      return nil
    case .null, .bool, .array, .object: return nil
    }
  }

  private static func unit(of amounts: [Int64], _ form: AxisRange.Form) -> Int64 {
    let units: [Int64] =
      switch form {
      case .duration: DurationText.units.map(\.microseconds)
      case .size: SizeText.units.map(\.bytes).sorted(by: >)
      case .number, .rate: [1]
      }
    return units.first { unit in amounts.allSatisfy { $0.isMultiple(of: unit) } } ?? 1
  }

  private static func end(_ text: String, _ form: AxisRange.Form) throws(UsageError) -> Int64 {
    let quoted = JSONNumber(text) == nil ? JSONText.quoted(text) : text
    let source = SourceText(path: "--up-to", text: quoted)
    guard let node = try? JSON5Parser.parse(source), let end = amount(node), end.form == form else {
      let example =
        switch form {
        case .duration: "a duration such as 90d"
        case .size: "a size such as 64MiB"
        case .number, .rate: "a whole number such as 100000"
        }
      throw UsageError(
        "The value \(VisibleText.quoted(text)) is invalid for '--up-to': expected \(example), like"
          + " the values of the axis.")
    }
    return end.amount
  }
}
