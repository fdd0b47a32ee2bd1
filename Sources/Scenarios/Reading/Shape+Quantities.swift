extension Shape where Value == Int64 {
  /// A duration in microseconds, written `"1h30m"`; negative only when the range says so.
  public static func duration(in range: ClosedRange<Int64> = 0...Int64.max) -> Shape {
    quantity(
      wording("a duration", range, isBounded: range.upperBound < .max, DurationText.format),
      typical: 5_400_000_000, in: range, DurationText.parse, DurationText.format)
  }

  /// An instant, written as its offset from the start of the story, in microseconds.
  public static var instant: Shape {
    quantity(
      "an offset from the start of the story", typical: 5_400_000_000, in: 0...Int64.max,
      DurationText.parse, DurationText.format)
  }

  /// A size in bytes, written `"32MiB"`.
  public static func size(in range: ClosedRange<Int64> = 0...Int64.max) -> Shape {
    quantity(
      wording("a size", range, isBounded: range.upperBound < .max, SizeText.format),
      typical: 32 << 20, in: range, SizeText.parse, SizeText.format)
  }

  private static func quantity(
    _ expected: String, typical: Int64, in range: ClosedRange<Int64>,
    _ parse: @escaping (String) throws(ValueProblem) -> Int64,
    _ format: @escaping (Int64) -> String
  ) -> Shape {
    let example = range.contains(typical) ? typical : range.upperBound
    return Shape(
      expected, example: "\"\(format(example))\"", kinds: [.string], standIn: range.lowerBound
    ) { field in
      guard let value = parsed(field, parse) else { return nil }
      guard range.contains(value) else {
        field.refuse(value, outside: range, expected: expected) { "\"\(format($0))\"" }
        return nil
      }
      return value
    }
  }
}

extension Shape where Value == Rate {
  /// A count in a period, written `"4000/1h"`.
  public static var rate: Shape {
    text("a rate", example: "4000/1h", standIn: Rate(count: 1, per: 1), RateText.parse)
  }
}

extension Shape {
  /// A value with a text form of its own; `parse` says what is wrong with other texts.
  public static func text(
    _ expected: String, example: String, standIn: @escaping @autoclosure () -> Value,
    _ parse: @escaping (String) throws(ValueProblem) -> Value
  ) -> Shape {
    Shape(expected, example: "\"\(example)\"", kinds: [.string], standIn: standIn()) { field in
      parsed(field, parse)
    }
  }
}

/// The value of a string's text, or nil after recording what is wrong with it.
func parsed<Value>(
  _ field: Field, _ parse: (String) throws(ValueProblem) -> Value
) -> Value? {
  guard case .string(let text) = field.node.value else { return nil }
  do {
    return try parse(text)
  } catch {
    field.refuse(error)
    return nil
  }
}
