extension Shape where Value == String {
  /// Any text of the given number of characters.
  public static func string(length: ClosedRange<Int> = 0...10_000) -> Shape {
    Shape("a string", example: "\"text\"", kinds: [.string], standIn: "") { field in
      guard case .string(let text) = field.node.value else { return nil }
      guard length.contains(text.count) else {
        field.refuse(
          text.isEmpty ? "the text is empty" : "the text has \(text.count) characters",
          help: "write \(length.lowerBound) to \(length.upperBound) characters")
        return nil
      }
      return text
    }
  }

  /// One of the given words, exactly as they are spelled.
  public static func word(of words: [String]) -> Shape {
    precondition(!words.isEmpty, "A choice has at least one word.")
    return choice(words, named: \.self)
  }
}

extension Shape where Value == Bool {
  public static var bool: Shape {
    Shape("true or false", example: "true", kinds: [.bool], standIn: false) { field in
      guard case .bool(let value) = field.node.value else { return nil }
      return value
    }
  }
}

extension Shape where Value == Int {
  /// A whole number in a range, however it is written: `1000`, `1e3`, `0x3E8`.
  public static func integer(in range: ClosedRange<Int> = Int.min...Int.max) -> Shape {
    let words = wording("an integer", range, isBounded: range != Int.min...Int.max) { "\($0)" }
    let example = range.contains(1) ? 1 : range.lowerBound
    return Shape(words, example: "\(example)", kinds: [.number], standIn: range.lowerBound) {
      field in
      guard case .number(let number) = field.node.value else { return nil }
      guard let value = number.int64.map({ Int($0) }) else {
        field.refuse(expected: words, help: "for example \(example)")
        return nil
      }
      guard range.contains(value) else {
        field.refuse(value, outside: range, expected: words) { "\($0)" }
        return nil
      }
      return value
    }
  }
}

extension Shape where Value == Double {
  /// A finite number in a range; `Infinity` and `NaN` are refused.
  public static func double(
    in range: ClosedRange<Double> = -.greatestFiniteMagnitude ... .greatestFiniteMagnitude
  ) -> Shape {
    let isBounded = range.upperBound < .greatestFiniteMagnitude
    let words = wording(
      isBounded ? "a number" : "a finite number", range, isBounded: isBounded, plain)
    let example = range.contains(0.5) ? 0.5 : range.lowerBound
    return Shape(words, example: plain(example), kinds: [.number], standIn: range.lowerBound) {
      field in
      guard case .number(let number) = field.node.value else { return nil }
      let value = number.double
      guard value.isFinite else {
        field.refuse(expected: words, help: "for example \(plain(example))")
        return nil
      }
      guard range.contains(value) else {
        field.refuse(value, outside: range, expected: words, plain)
        return nil
      }
      return value
    }
  }

  /// The shortest text, without a fraction that is zero.
  private static func plain(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A probability from 0 to 1, as `0.001` or `"0.1%"`.
  public static var probability: Shape {
    let number = Shape.double(in: 0...1)
    let words = "a probability from 0 to 1"
    return Shape(words, example: "0.001 or \"0.1%\"", kinds: [.number, .string], standIn: 0) {
      field in
      field.node.kind == .string ? parsed(field, ProbabilityText.parse) : number.read(field)
    }
  }
}

/// "an integer from 1 to 20", or without the range when there is none to speak of.
func wording<Bound>(
  _ noun: String, _ range: ClosedRange<Bound>, isBounded: Bool = true,
  _ text: (Bound) -> String
) -> String {
  isBounded ? "\(noun) from \(text(range.lowerBound)) to \(text(range.upperBound))" : noun
}
