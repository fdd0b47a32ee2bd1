extension Shape where Value == Int64 {
  /// A duration in microseconds, written `"1h30m"`; negative only when the range says so.
  public static func duration(in range: ClosedRange<Int64> = 0...Int64.max) -> Shape {
    quantity(
      wording("a duration", range, isBounded: range.upperBound < .max, DurationText.format),
      example: "\"1h30m\"", in: range,
      parse: { text throws(ValueProblem) in try DurationText.parse(text) },
      format: DurationText.format)
  }

  /// An instant, written as its offset from the start of the story, in microseconds.
  public static var instant: Shape {
    quantity(
      "an offset from the start of the story", example: "\"1h30m\"", in: 0...Int64.max,
      parse: { text throws(ValueProblem) in try DurationText.parse(text) },
      format: DurationText.format)
  }

  /// A size in bytes, written `"32MiB"`.
  public static func size(in range: ClosedRange<Int64> = 0...Int64.max) -> Shape {
    quantity(
      wording("a size", range, isBounded: range.upperBound < .max, SizeText.format),
      example: "\"32MiB\"", in: range,
      parse: { text throws(ValueProblem) in try SizeText.parse(text) },
      format: SizeText.format)
  }

  private static func quantity(
    _ expected: String, example: String, in range: ClosedRange<Int64>,
    parse: @escaping (String) throws(ValueProblem) -> Int64,
    format: @escaping (Int64) -> String
  ) -> Shape {
    Shape(expected, example: example, kinds: [.string], standIn: range.lowerBound) { field in
      guard case .string(let text) = field.node.value,
        let value = parsed(field, { () throws(ValueProblem) in try parse(text) })
      else { return nil }
      guard range.contains(value) else {
        let bound = value < range.lowerBound ? "at least" : "at most"
        let limit = value < range.lowerBound ? range.lowerBound : range.upperBound
        field.refuse(
          "expected \(expected), found \(field.node.found)",
          help: "\(bound) \"\(format(limit))\"")
        return nil
      }
      return value
    }
  }
}

extension Shape where Value == Rate {
  /// A count in a period, written `"4000/1h"`.
  public static var rate: Shape {
    Shape(
      "a rate", example: "\"4000/1h\"", kinds: [.string], standIn: Rate(count: 1, per: 1)
    ) { field in
      guard case .string(let text) = field.node.value else { return nil }
      return parsed(field) { () throws(ValueProblem) in try RateText.parse(text) }
    }
  }
}
