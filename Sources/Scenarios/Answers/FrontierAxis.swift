import PipelineModel
import SimKernel

/// An axis along which the largest value is searched for, in whole steps from 0.
struct FrontierAxis: Sendable {
  /// Place of the axis in the plan.
  let place: Int
  /// Where the search begins, in steps.
  let start: Int64
  /// Largest value that is tried, in steps.
  let end: Int64
  /// The step before the smallest that is tried: no item is nothing to backfill, and 0 of a lever is
  /// often no limit at all, so that it is tried only where the file has it.
  let floor: Int64
  /// The values of the file in steps, rising: each beyond the first that fails is tried.
  let values: [Int64]
  private let steps: Steps

  /// What the steps count.
  private enum Steps: Sendable {
    /// The values of the file in its order.
    case listed([AxisValue])
    /// Units from 0: 1, or the largest unit of time or size in which all values are whole.
    case units(of: Int64, NumberForm, SourceSpan)
  }

  /// How far beyond the largest value of the file the search goes unless told otherwise; not beyond it
  /// where the file says what is to hold.
  private static let reach: Int64 = 16

  /// The axis with this name, to be searched among the values of the file only.
  ///
  /// Throws `UsageError` when there is none or a constraint names it.
  init(listed name: String, of plan: SweepPlan) throws(UsageError) {
    place = try Self.place(name, of: plan)
    start = 0
    floor = -1
    end = Int64(plan.axes[place].values.count - 1)
    self.values = Array(0...end)
    steps = .listed(plan.axes[place].values)
  }

  /// The axis with this name; `upTo` is the end of the search as the file would write it.
  ///
  /// Throws `UsageError` when there is none or a constraint names it, and `DiagnosticList` when its
  /// values are no numbers of one kind.
  init(_ name: String, of plan: SweepPlan, upTo: String?) throws {
    let place = try Self.place(name, of: plan)
    let values = plan.axes[place].values
    let read = values.map { Self.amount($0.node) }
    guard let form = read[0]?.form, read.allSatisfy({ $0?.form == form }) else {
      let wrong = values.first { Self.amount($0.node)?.form != read[0]?.form } ?? values[0]
      throw DiagnosticList([
        plan.chain.sources[Int(wrong.node.span.file)].diagnostic(
          "axes.\(name): a search takes whole numbers, durations or sizes of one kind, found "
            + wrong.node.found, at: wrong.node.span.range,
          help: "name another axis with --axis, or search the listed values only with --listed")
      ])
    }
    let amounts = read.compactMap { $0?.amount }
    let unit = Self.unit(of: amounts, form)
    let (least, most) = ((amounts.min() ?? 1) / unit, (amounts.max() ?? 1) / unit)
    self.place = place
    steps = .units(of: unit, form, values[0].node.span)
    let givenEnd = try upTo.map { try Self.end($0, form) / unit }
    if plan.holds.isEmpty {
      start = max(1, least)
      floor = if case .items = plan.axes[place].target { 0 } else { least > 0 ? 0 : -1 }
      end = givenEnd ?? min(max(1, most), Int64.max / unit / Self.reach) * Self.reach
    } else {
      let end = givenEnd ?? most
      (start, floor, self.end) = (least, least - 1, end)
    }
    let end = end
    self.values = amounts.map { $0 / unit }.filter { $0 <= end }.sorted()
    guard end >= start else {
      throw UsageError(
        "'--up-to' lies below the smallest value of the axis \(VisibleText.quoted(name)).")
    }
  }

  private static func place(_ name: String, of plan: SweepPlan) throws(UsageError) -> Int {
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
    return place
  }

  /// A value of so many steps, as the file would write it.
  func node(_ count: Int64) -> JSONNode {
    switch steps {
    case .listed(let values): return values[Int(count)].node
    case .units(let unit, let form, let span):
      return JSONNode(form.value(count * unit), span: span)
    }
  }

  func text(_ count: Int64) -> String { node(count).compactText }

  /// The value of so many steps in the unit of the axis; its place, from 0, where it is no number.
  func amount(_ count: Int64) -> Int64 {
    switch steps {
    case .listed(let values):
      if case .integer(let number) = values[Int(count)].cell { Int64(number) } else { count }
    case .units(let unit, _, _): count * unit
    }
  }

  /// The least step as the file would write it; nil among listed values.
  var step: String? { if case .units = steps { text(1) } else { nil } }

  private static func amount(_ node: JSONNode) -> (amount: Int64, form: NumberForm)? {
    guard let read = NumberForm.amount(of: node.value) else { return nil }
    return switch read.form {
    case .number(scale: 1), .duration, .size: read
    case .number, .rate: nil
    }
  }

  private static func unit(of amounts: [Int64], _ form: NumberForm) -> Int64 {
    let units: [Int64] =
      switch form {
      case .duration: DurationText.units.map(\.microseconds)
      case .size: SizeText.units.map(\.bytes).sorted(by: >)
      case .number, .rate: [1]
      }
    return units.first { unit in amounts.allSatisfy { $0.isMultiple(of: unit) } } ?? 1
  }

  private static func end(_ text: String, _ form: NumberForm) throws(UsageError) -> Int64 {
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
