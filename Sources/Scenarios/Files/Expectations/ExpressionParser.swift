import PipelineModel
import SimKernel

/// Reads and type-checks one expectation: `amount`, or `amount comparison amount`.
///
/// Throws the first mistake with its bytes in the text.
struct ExpressionParser: AmountReader {
  private static let maximumDepth = 40
  private static let maximumTokens = 1000

  private let names: ExpressionNames
  let tokens: [Token]
  var index = 0
  private var depth = 0

  private init(_ text: String, names: ExpressionNames) throws(ValueProblem) {
    tokens = try Tokenizer.tokens(of: text)
    self.names = names
    guard tokens.count <= Self.maximumTokens else {
      throw ValueProblem(
        "the expectation has more than \(Self.maximumTokens) words and signs",
        help: "split it into several", range: tokens[Self.maximumTokens].range)
    }
  }

  /// The two sides and what is claimed of them; a lone flag is claimed to be true.
  static func parse(
    _ text: String, names: ExpressionNames
  ) throws(ValueProblem) -> (left: Expression, comparison: Comparison, right: Expression) {
    var parser = try ExpressionParser(text, names: names)
    let leftStart = parser.next.range.lowerBound
    let left = try parser.sum()
    let leftRange = leftStart..<parser.lastEnd
    guard parser.next.kind != .end else {
      guard left.kind == .flag else {
        throw ValueProblem(
          "\(left.kind.rawValue) is compared with nothing",
          help: "write a comparison, for example \"… == 0\"", range: leftRange)
      }
      return (left, .equal, .literal(.flag(true)))
    }
    let comparison = try parser.comparison()
    let rightStart = parser.next.range.lowerBound
    let right = try parser.sum()
    let rightRange = rightStart..<parser.lastEnd
    try parser.expectEnd()
    try check(left, comparison, right, rightRange)
    try checkWord(left, of: right, at: leftRange)
    try checkWord(right, of: left, at: rightRange)
    return (left, comparison, right)
  }

  // MARK: - Grammar

  mutating func factor() throws(ValueProblem) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      throw ValueProblem(
        "the expression is nested deeper than \(Self.maximumDepth) levels",
        help: "split it into several", range: next.range)
    }
    let token = next
    index += 1
    switch token.kind {
    case .number(let number): return .literal(.count(number))
    case .duration(let length): return .literal(.duration(SimDuration(microseconds: length)))
    case .name(let name): return try named(name, at: token.range)
    case .sign("-"):
      let inner = try factor()
      let zero = inner.kind == .duration ? Quantity.duration(.zero) : .count(0)
      return try combined(.minus, .literal(zero), inner, from: token.range.lowerBound)
    case .sign("("):
      let inner = try sum()
      try expect(")")
      return inner
    case .sign("["): return .literal(.types(try types()))
    default:
      throw ValueProblem(
        "expected an amount, found \(token.found)",
        help: "for example a number, \"30d\", \"stored\" or \"items(app, issue, 30d)\"",
        range: token.range)
    }
  }

  private mutating func named(_ name: String, at range: Range<Int>) throws(ValueProblem)
    -> Expression
  {
    if name == "true" || name == "false" { return .literal(.flag(name == "true")) }
    guard let entry = FunctionTable.entry(name) else {
      if ExpressionNames.words.contains(name) { return .literal(.word(name)) }
      throw ValueProblem(
        "unknown name \(VisibleText.quoted(name))", help: help(on: name), range: range)
    }
    var arguments = Arguments(entry, try argumentList(), at: range, names: names)
    let expression = try entry.build(&arguments)
    try arguments.finish()
    return try property(of: expression, entry)
  }

  private func help(on name: String) -> String {
    guard names.suggests else { return "write one of the functions" }
    return Suggestion.question(
      for: name, in: FunctionTable.names + ExpressionNames.words.sorted())
      ?? "the functions are \(FunctionTable.names.joined(separator: ", "))"
  }

  private mutating func argumentList() throws(ValueProblem) -> [Argument] {
    guard next.kind == .sign("(") else { return [] }
    index += 1
    var arguments: [Argument] = []
    while next.kind != .sign(")") {
      arguments.append(try argument())
      guard next.kind == .sign(",") else { break }
      index += 1
    }
    try expect(")")
    return arguments
  }

  private mutating func argument() throws(ValueProblem) -> Argument {
    let start = next.range.lowerBound
    var key: String?
    if case .name(let name) = next.kind, after.kind == .sign("=") {
      key = name
      index += 2
    }
    if case .name(let name) = next.kind, after.kind == .sign(",") || after.kind == .sign(")") {
      index += 1
      return Argument(key: key, value: .name(name), range: start..<lastEnd)
    }
    let amount = try sum()
    return Argument(key: key, value: .amount(amount), range: start..<lastEnd)
  }

  /// The `.property` behind a call that needs one.
  private mutating func property(
    of expression: Expression, _ entry: FunctionTable.Entry
  ) throws(ValueProblem) -> Expression {
    guard !entry.properties.isEmpty else { return expression }
    let known = entry.properties.joined(separator: ", ")
    guard next.kind == .sign(".") else {
      throw ValueProblem(
        "\(entry.name)(…) needs a property", help: "one of .\(known)", range: next.range)
    }
    index += 1
    guard case .name(let name) = next.kind, let chosen = expression.with(property: name) else {
      var guess: String?
      if case .name(let name) = next.kind {
        guess = Suggestion.question(for: name, in: entry.properties)
      }
      throw ValueProblem(
        "\(entry.name)(…) has no property \(next.found)", help: guess ?? "one of \(known)",
        range: next.range)
    }
    index += 1
    return chosen
  }

  private mutating func types() throws(ValueProblem) -> [EntityType] {
    var types: [EntityType] = []
    while case .name(let name) = next.kind {
      guard let type = EntityType.allCases.first(where: { $0.name == name }) else {
        let names = EntityType.allCases.map(\.name)
        throw ValueProblem(
          "unknown entity type \(VisibleText.quoted(name))",
          help: Suggestion.question(for: name, in: names)
            ?? "one of \(names.joined(separator: ", "))",
          range: next.range)
      }
      types.append(type)
      index += 1
      guard next.kind == .sign(",") else { break }
      index += 1
    }
    try expect("]")
    return EntityType.allCases.filter(types.contains)
  }

  // MARK: - Tokens

  private var after: Token { tokens[min(index + 1, tokens.count - 1)] }
  private var lastEnd: Int { tokens[max(0, index - 1)].range.upperBound }

  private mutating func expect(_ sign: String) throws(ValueProblem) {
    guard next.kind == .sign(sign) else {
      throw ValueProblem(
        "expected \"\(sign)\", found \(next.found)", help: "close what was opened with \"\(sign)\"",
        range: next.range)
    }
    index += 1
  }

  private mutating func expectEnd() throws(ValueProblem) {
    guard next.kind != .end else { return }
    throw ValueProblem(
      "expected the end, found \(next.found)",
      help: "write one comparison; several are separate strings of the list", range: next.range)
  }

  private mutating func comparison() throws(ValueProblem) -> Comparison {
    guard case .sign(let sign) = next.kind, let comparison = Comparison(rawValue: sign) else {
      let isAssignment = next.kind == .sign("=")
      throw ValueProblem(
        "expected a comparison, found \(next.found)",
        help: isAssignment
          ? "did you mean \"==\"?"
          : "one of \(Comparison.allCases.map(\.rawValue).joined(separator: " "))",
        range: next.range)
    }
    index += 1
    return comparison
  }

  /// Computes what is known by now.
  func combined(
    _ operation: Arithmetic, _ left: Expression, _ right: Expression, from start: Int
  ) throws(ValueProblem) -> Expression {
    guard operation.kind(left.kind, right.kind) != nil else {
      throw ValueProblem(
        "\(left.kind.rawValue) \(operation.rawValue) \(right.kind.rawValue) makes no sense",
        help: "durations are added to durations and multiplied by numbers",
        range: tokens[max(0, index - 1)].range)
    }
    guard case .literal(let first) = left, case .literal(let second) = right else {
      return .arithmetic(operation, left, right)
    }
    do {
      return .literal(try operation.apply(first, second))
    } catch {
      throw ValueProblem(
        error.message,
        help: "numbers go up to \(Int.max), durations to \(DurationText.format(.max))",
        range: start..<lastEnd)
    }
  }
}

extension ExpressionParser {
  private static func check(
    _ left: Expression, _ comparison: Comparison, _ right: Expression, _ range: Range<Int>
  ) throws(ValueProblem) {
    guard left.kind == right.kind else {
      let help =
        left.kind == .duration
        ? "durations have a unit, for example 5m" : "both sides are of one kind"
      throw ValueProblem(
        "\(left.kind.rawValue) is compared with \(right.kind.rawValue)", help: help, range: range)
    }
    guard comparison.takes(left.kind) else {
      throw ValueProblem(
        "\(comparison.rawValue) compares numbers and durations, not \(left.kind.rawValue)",
        help: "use == or !=", range: range)
    }
  }

  /// Refuses a word that the other side can never be.
  private static func checkWord(
    _ expression: Expression, of other: Expression, at range: Range<Int>
  ) throws(ValueProblem) {
    guard case .literal(.word(let word)) = expression, let words = other.possibleWords,
      !words.contains(word)
    else { return }
    throw ValueProblem(
      "the other side is never \(VisibleText.quoted(word))",
      help: Suggestion.question(for: word, in: words)
        ?? "it is one of \(words.joined(separator: ", "))",
      range: range)
  }
}
