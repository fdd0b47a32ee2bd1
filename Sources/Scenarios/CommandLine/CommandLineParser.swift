/// Sorts the words behind a command's name into its flags, options and arguments.
///
/// `--name value`, `--name=value`, `-n value`, `-n=value`, several flags as `-abc`; behind `--`
/// every word is an argument, and `-` alone is one.
struct CommandLineParser {
  private let command: any Command
  private var values: [String: [String]] = [:]
  private var arguments: [String] = []
  private var rest: ArraySlice<String>
  /// The words that results depend on.
  private var telling: [String] = []

  /// Throws `UsageError` for the first word that does not fit. O(words × parameters).
  static func parse(
    _ words: [String], for command: any Command, of program: Program
  ) throws(UsageError) -> ParsedArguments {
    var parser = CommandLineParser(command: command, rest: words[...])
    while let word = parser.rest.popFirst() {
      if word == "--" {
        parser.arguments += parser.rest
        parser.telling += [word] + parser.rest
        break
      }
      let behind = parser.rest
      try parser.take(word)
      if !parser.isPace(word) {
        parser.telling += [word] + behind.dropLast(parser.rest.count)
      }
    }
    try parser.assignArguments()
    try parser.requireAll()
    return ParsedArguments(
      program: program, command: command, words: words, telling: parser.telling,
      values: parser.values)
  }

  private init(command: any Command, rest: ArraySlice<String>) {
    self.command = command
    self.rest = rest
  }

  private mutating func take(_ word: String) throws(UsageError) {
    guard word.hasPrefix("-"), word != "-", !Self.isNegativeNumber(word) else {
      arguments.append(word)
      return
    }
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let value = parts.count == 2 ? String(parts[1]) : nil
    if !name.hasPrefix("--"), name.count > 2 { return try takeFlags(name, word) }
    guard let parameter = parameter(named: name) else { throw unknown(name) }
    guard case .option = parameter.kind else {
      guard value == nil else {
        throw UsageError("'\(name)' is a flag and takes no value.")
      }
      values[parameter.name, default: []].append("")
      return
    }
    if let value {
      try store(value, for: parameter)
    } else {
      try store(try nextValue(for: parameter), for: parameter)
    }
  }

  private mutating func takeFlags(_ cluster: String, _ word: String) throws(UsageError) {
    for letter in cluster.dropFirst() {
      guard let parameter = parameter(named: "-\(letter)") else {
        throw UsageError(
          "Unknown option '-\(VisibleText.of(String(letter)))' in '\(VisibleText.of(word))'.")
      }
      guard parameter.kind == .flag else {
        throw UsageError(
          "'\(parameter.title)' takes a value and cannot be joined with other flags.")
      }
      values[parameter.name, default: []].append("")
    }
  }

  private mutating func nextValue(for parameter: Parameter) throws(UsageError) -> String {
    let isValue =
      rest.first.map { !$0.hasPrefix("-") || $0 == "-" || Self.isNegativeNumber($0) } ?? false
    guard isValue, let value = rest.popFirst() else {
      let hint =
        rest.first.map { " To give '\($0)' itself, write --\(parameter.name)=\($0)." } ?? ""
      throw UsageError("Missing value for '\(parameter.title)'.\(hint)")
    }
    return value
  }

  private mutating func store(_ value: String, for parameter: Parameter) throws(UsageError) {
    switch parameter.values {
    case .words(let words) where !words.contains(value):
      throw Self.unknown(value, for: parameter, words)
    case .wordsOrFile(let words)
    where !words.contains(value) && !value.contains("/") && !value.hasSuffix(".jsonc"):
      throw Self.unknown(value, for: parameter, words, orElse: ", or a file (.jsonc)")
    default: break
    }
    if parameter.isRepeated {
      values[parameter.name, default: []].append(value)
    } else {
      values[parameter.name] = [value]
    }
  }

  private static func unknown(
    _ value: String, for parameter: Parameter, _ words: [String], orElse other: String = ""
  ) -> UsageError {
    let listed = words.map { "'\($0)'" }.joined(separator: ", ")
    return UsageError(
      "The value '\(VisibleText.of(value))' is invalid for '\(parameter.title)'."
        + UsageError.question(for: value, in: words) + " Please provide one of \(listed)\(other).")
  }

  private mutating func assignArguments() throws(UsageError) {
    var words = arguments[...]
    for parameter in command.parameters where parameter.isArgument {
      while let word = words.popFirst() {
        try store(word, for: parameter)
        if !parameter.isRepeated { break }
      }
    }
    guard let surplus = words.first else { return }
    let others = words.count > 1 ? " and \(words.count - 1) more" : ""
    throw UsageError("Unexpected argument '\(VisibleText.of(surplus))'\(others).")
  }

  private func requireAll() throws(UsageError) {
    for parameter in command.parameters where parameter.isRequired {
      guard values[parameter.name] == nil else { continue }
      throw UsageError(
        "Missing expected \(parameter.isArgument ? "argument" : "option") '\(parameter.title)'.")
    }
  }

  private func parameter(named name: String) -> Parameter? {
    command.parameters.first { parameter in
      !parameter.isArgument
        && (name == "--\(parameter.name)" || parameter.short.map { name == "-\($0)" } ?? false)
    }
  }

  private func isPace(_ word: String) -> Bool {
    guard word.hasPrefix("-") else { return false }
    return parameter(named: String(word.prefix { $0 != "=" }))?.isPace ?? false
  }

  private func unknown(_ name: String) -> UsageError {
    let long = (command.parameters.filter { !$0.isArgument } + [.helpFlag]).map { "--\($0.name)" }
    return UsageError(
      "Unknown option '\(VisibleText.of(name))'." + UsageError.question(for: name, in: long))
  }

  /// `-5` and `-1.5s` are values; no flag is named by a digit.
  private static func isNegativeNumber(_ word: String) -> Bool {
    guard let second = word.utf8.dropFirst().first else { return false }
    return 0x30...0x39 ~= second || second == UInt8(ascii: ".")
  }
}
