import SimKernel

extension AxisRange {
  /// Reads `from`, `to` and one of `step`, `factor` and `count`; nil after reporting what is wrong.
  static func values(_ fields: Fields) -> [JSONNode] {
    let from = fields.required("from", Shape<Amount>.amount.located)
    let to = fields.required("to", Shape<Amount>.amount.located)
    let step = fields.optional("step", Shape<Amount>.amount)
    let factor = fields.optional("factor", .double(in: 1.000_001...1e9))
    let count = fields.optional("count", .integer(in: 2...maximumCount))
    let isGeometric = fields.value("spacing", Shape<Spacing>.choice, default: .linear) == .geometric
    let given = [("step", step != nil), ("factor", factor != nil), ("count", count != nil)]
      .filter(\.1).map(\.0)
    guard given.count == 1 else {
      fields.refuse(
        given.last ?? "from",
        given.isEmpty ? "the range has no steps" : "the steps are given twice",
        help: "write one of \"step\", \"factor\" and \"count\"")
      return []
    }
    if isGeometric, count == nil {
      fields.refuse(
        "spacing", "the spacing goes with \"count\" only", help: "\"factor\" is geometric by itself"
      )
    }
    let progression: Amount.Progression =
      step.map { .step($0) } ?? factor.map { .factor($0) }
      ?? .count(count ?? 2, isGeometric: isGeometric)
    guard let range = Amount.range(from.value, to.value, progression, fields) else { return [] }
    guard let amounts = range.amounts() else {
      fields.refuse(
        given[0], "the range has more than \(maximumCount) values", help: "take larger steps")
      return []
    }
    return amounts.map { JSONNode(range.form.value($0), span: from.field.node.span) }
  }

  private enum Spacing: String, CaseIterable {
    case linear
    case geometric
  }
}

/// An end or a step of a range, as it is written.
private struct Amount {
  enum Progression {
    case step(Amount)
    case factor(Double)
    case count(Int, isGeometric: Bool)
  }

  var value: Int64
  var form: NumberForm

  /// The range between two amounts of one form; nil after reporting what is wrong.
  static func range(
    _ from: Amount, _ to: Amount, _ progression: Progression, _ fields: Fields
  ) -> AxisRange? {
    var ends = [from, to]
    if case .step(var step) = progression {
      // The step of a rate is the number by which its count rises.
      if case .rate(let period) = from.form, step.form == .number(scale: 1) {
        step.form = .rate(period: period)
      }
      ends.append(step)
    }
    if ends.contains(where: { $0.form == .number(scale: NumberForm.scale) }) {
      ends = ends.map(\.inParts)
    }
    if ends.contains(where: { $0.value == .max }) {
      fields.refuse(
        "to", "the range reaches beyond what can be counted",
        help:
          "write numbers below \(Int64.max), with decimals below \(Int64.max / NumberForm.scale)")
      return nil
    }
    guard ends.allSatisfy({ $0.form == ends[0].form }) else {
      fields.refuse(
        ends[1].form == ends[0].form ? "step" : "to", "the parts of the range are not of one kind",
        help: "write numbers, durations, sizes, or rates of one period")
      return nil
    }
    guard ends[0].value <= ends[1].value else {
      fields.refuse("to", "the range ends before it begins", help: "exchange \"from\" and \"to\"")
      return nil
    }
    var range = AxisRange(
      from: ends[0].value, to: ends[1].value, form: ends[0].form, progression: .linear(count: 2))
    switch progression {
    case .step:
      guard ends[2].value > 0 else {
        fields.refuse("step", "the step is not positive", help: "write how much is added each time")
        return nil
      }
      range.progression = .step(ends[2].value)
    case .factor(let factor): range.progression = .factor(factor)
    case .count(let count, let isGeometric):
      range.progression = isGeometric ? .geometric(count: count) : .linear(count: count)
    }
    if case .step = range.progression { return range }
    if case .linear = range.progression { return range }
    guard range.from > 0 else {
      fields.refuse("from", "a geometric range cannot begin at 0", help: "begin at 1, for example")
      return nil
    }
    return range
  }

  private var inParts: Amount {
    guard form == .number(scale: 1) else { return self }
    let (parts, overflow) = value.multipliedReportingOverflow(by: NumberForm.scale)
    return Amount(value: overflow ? .max : parts, form: .number(scale: NumberForm.scale))
  }
}

extension Shape where Value == Amount {
  /// A number, a duration, a size or a rate, zero or more.
  fileprivate static var amount: Shape {
    Shape(
      "a number, a duration, a size or a rate", example: "\"30m\"", kinds: [.number, .string],
      standIn: Amount(value: 1, form: .number(scale: 1))
    ) { field in
      if let (amount, form) = NumberForm.amount(of: field.node.value) {
        return Amount(value: amount, form: form)
      }
      field.refuse(
        expected: "a number, a duration, a size or a rate",
        help: "zero or more with up to nine decimals, for example 100, \"30m\" or \"4000/1h\"")
      return nil
    }
  }
}
