/// What a command was given, by the names of its parameters.
///
/// A name that the command did not declare is a programmer's error.
public struct ParsedArguments: Sendable {
  public let program: Program
  public let command: any Command
  /// The words behind the command's name, as they were typed.
  public let words: [String]
  /// Those of them that results depend on.
  let telling: [String]
  let values: [String: [String]]

  public func flag(_ name: String) -> Bool {
    precondition(declared(name).kind == .flag, "\"\(name)\" is no flag.")
    return values[name] != nil
  }

  /// Whether the command has a parameter of this name.
  public func declares(_ name: String) -> Bool {
    command.parameters.contains { $0.name == name }
  }

  /// True when it was typed, false when its default counts.
  public func isGiven(_ name: String) -> Bool {
    values[declared(name).name] != nil
  }

  /// The last value given, or the declared default.
  public func text(_ name: String) -> String? {
    values[name]?.last ?? declared(name).defaultText
  }

  /// All values given of a repeated option or argument, or the declared default.
  public func texts(_ name: String) -> [String] {
    values[name] ?? declared(name).defaultText.map { [$0] } ?? []
  }

  public func integer(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(UsageError) -> Int? {
    guard let text = text(name) else { return nil }
    guard let value = JSONNumber(text)?.int64, range.contains(Int(value)) else {
      let words = wording("an integer", range, isBounded: range != Int.min...Int.max) { "\($0)" }
      throw invalid(text, for: name, "expected \(words)")
    }
    return Int(value)
  }

  /// A duration in microseconds.
  public func duration(
    _ name: String, in range: ClosedRange<Int64> = 0...Int64.max
  ) throws(UsageError) -> Int64? {
    try value(name) { text throws(ValueProblem) in
      let value = try DurationText.parse(text)
      guard range.contains(value) else {
        throw ValueProblem(
          "expected \(wording("a duration", range, DurationText.format))", help: "")
      }
      return value
    }
  }

  /// A value in any text form: `try parsed.value("size", SizeText.parse)`.
  public func value<Value>(
    _ name: String, _ parse: (String) throws(ValueProblem) -> Value
  ) throws(UsageError) -> Value? {
    guard let text = text(name) else { return nil }
    return try value(of: text, for: name, parse)
  }

  /// All values of a repeated option in any text form, in the order given.
  public func values<Value>(
    _ name: String, _ parse: (String) throws(ValueProblem) -> Value
  ) throws(UsageError) -> [Value] {
    var values: [Value] = []
    for text in texts(name) { values.append(try value(of: text, for: name, parse)) }
    return values
  }

  private func value<Value>(
    of text: String, for name: String, _ parse: (String) throws(ValueProblem) -> Value
  ) throws(UsageError) -> Value {
    do {
      return try parse(text)
    } catch {
      throw invalid(
        text, for: name, [error.message, error.help].filter { !$0.isEmpty }.joined(separator: "; "))
    }
  }

  /// The pairs of a repeated `--set key=value`, in the order given.
  public func pairs(_ name: String) throws(UsageError) -> [(key: String, value: String)] {
    var pairs: [(key: String, value: String)] = []
    for text in texts(name) {
      guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
        throw invalid(text, for: name, "expected key=value")
      }
      pairs.append((String(text[..<sign]), String(text[text.index(after: sign)...])))
    }
    return pairs
  }

  /// A case of an enumeration; declare it with `.words(Format.allCases.map(\.rawValue))`.
  public func choice<Choice: RawRepresentable<String>>(
    _ name: String, as type: Choice.Type = Choice.self
  ) -> Choice? {
    guard let text = text(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      preconditionFailure("The words of \"\(name)\" are not the cases of its type.")
    }
    return choice
  }

  /// The command that gives the same results again, with options added that were not typed; `pace`
  /// keeps those that only say how fast.
  public func commandLine(
    adding options: [(name: String, value: String)] = [], pace: Bool = false
  ) -> String {
    let added = options.filter { !isGiven($0.name) }.flatMap { ["--\($0.name)", $0.value] }
    return ([program.name, command.name] + added + (pace ? words : telling)).map(ShellWord.quote)
      .joined(
        separator: " ")
  }

  private func declared(_ name: String) -> Parameter {
    guard let parameter = command.parameters.first(where: { $0.name == name }) else {
      preconditionFailure("The command \(command.name) declares no \"\(name)\".")
    }
    return parameter
  }

  private func invalid(_ text: String, for name: String, _ reason: String) -> UsageError {
    UsageError(
      "The value '\(VisibleText.of(text))' is invalid for '\(declared(name).title)': \(reason).")
  }
}

/// A word as a shell reads it back.
public enum ShellWord {
  /// The word itself, or in single quotes when it holds anything a shell would act on, or as `$'…'`
  /// when it holds anything that cannot be seen.
  public static func quote(_ word: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+%@".utf8)
    guard word.isEmpty || !word.utf8.allSatisfy(plain.contains) else { return word }
    guard !word.unicodeScalars.contains(where: VisibleText.isHidden) else { return escaped(word) }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }

  private static func escaped(_ word: String) -> String {
    let inner = word.unicodeScalars.map { scalar in
      switch scalar {
      case "'", "\\": return "\\\(scalar)"
      case "\n": return "\\n"
      case "\t": return "\\t"
      case _ where VisibleText.isHidden(scalar):
        let digits = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      default: return String(scalar)
      }
    }
    return "$'" + inner.joined() + "'"
  }
}
