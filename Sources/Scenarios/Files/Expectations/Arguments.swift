import PipelineModel

/// One argument of a function: a bare name, an amount, or either behind `key=`.
struct Argument {
  enum Value {
    case name(String)
    case amount(Expression)
  }

  let key: String?
  let value: Value
  let range: Range<Int>
}

/// The arguments of one call, taken one by one; what nobody took is refused.
struct Arguments {
  let function: FunctionTable.Entry
  let range: Range<Int>
  let names: ExpressionNames
  private var rest: [Argument]

  init(
    _ function: FunctionTable.Entry, _ arguments: [Argument], at range: Range<Int>,
    names: ExpressionNames
  ) {
    self.function = function
    self.range = range
    self.names = names
    rest = arguments
  }

  /// Which names a selection may contain.
  struct Parts: OptionSet {
    let rawValue: Int
    static let function = Parts(rawValue: 1)
    static let outcome = Parts(rawValue: 2)
    static let installation = Parts(rawValue: 4)
    static let repository = Parts(rawValue: 8)
    static let entityType = Parts(rawValue: 16)
    static let round = Parts(rawValue: 32)
    static let unit: Parts = [.installation, .repository, .entityType]
    static let run: Parts = [.function, .outcome, .unit, .round]
  }

  /// Takes every bare name as a part of a selection, in any order, each part once.
  mutating func selection(_ parts: Parts) throws(ValueProblem) -> Expression.Selection {
    var selection = Expression.Selection()
    if parts.contains(.round), let round = try keyed("round", .count) {
      guard case .literal(.count(let number)) = round else {
        throw problem("a round is a plain number", help: "for example round=2", at: range)
      }
      selection.round = number
    }
    for argument in rest {
      guard argument.key == nil, case .name(let name) = argument.value else { continue }
      guard try add(name, at: argument.range, to: &selection, parts) else { continue }
      rest.removeAll { $0.range == argument.range }
    }
    return selection
  }

  /// Takes a selection of runs that the outcome lists one by one, which captures are not.
  mutating func listedRuns() throws(ValueProblem) -> Expression.Selection {
    let selection = try selection(.run)
    guard selection.function != .capture else {
      throw problem(
        "captures are not listed one by one",
        help: "count them by milestones: count(runEnded, capture, outcome=failed);"
          + " or by captureLost",
        at: range)
    }
    return selection
  }

  private func add(
    _ name: String, at range: Range<Int>, to selection: inout Expression.Selection, _ parts: Parts
  ) throws(ValueProblem) -> Bool {
    var isTwice = false
    func set<Value>(_ path: WritableKeyPath<Expression.Selection, Value?>, _ value: Value?) -> Bool
    {
      guard let value else { return false }
      isTwice = selection[keyPath: path] != nil
      selection[keyPath: path] = value
      return true
    }
    let functions = ExpressionNames.functions
    let isKnown =
      parts.contains(.function)
      && set(\.function, functions.first { $0.word == name }?.function)
      || parts.contains(.outcome)
        && set(\.outcome, RunOutcome.allCases.first { $0.name == name })
      || parts.contains(.entityType)
        && set(\.entityType, EntityType.allCases.first { $0.name == name })
      || parts.contains(.repository) && set(\.repository, names.repositories.place(of: name))
      || parts.contains(.installation)
        && set(\.installation, names.installations.place(of: name))
    if isTwice {
      throw problem(
        "\(VisibleText.quoted(name)) names a second one of its kind", help: function.help, at: range
      )
    }
    guard !isKnown, FunctionTable.entry(name) == nil else { return isKnown }
    throw problem(
      "unknown name \(VisibleText.quoted(name))", help: help(on: name, parts), at: range)
  }

  private func help(on name: String, _ parts: Parts) -> String {
    guard names.suggests else { return function.help }
    let candidates =
      (parts.contains(.repository) ? names.repositories.names : [])
      + (parts.contains(.installation) ? names.installations.names : [])
      + (parts.contains(.entityType) ? EntityType.allCases.map(\.name) : [])
      + (parts.contains(.function) ? ExpressionNames.functions.map(\.word) : [])
      + (parts.contains(.outcome) ? RunOutcome.allCases.map(\.name) : [])
    return Suggestion.question(for: name, in: candidates)
      ?? (candidates.isEmpty
        ? function.help : "the names are \(Suggestion.listed(candidates))")
  }

  /// Takes the next amount without a key; nil when there is none.
  mutating func amount(_ kind: Quantity.Kind) throws(ValueProblem) -> Expression? {
    guard let index = rest.firstIndex(where: { $0.key == nil }) else { return nil }
    return try amount(of: rest.remove(at: index), kind)
  }

  /// Takes the next amount, which must be there.
  mutating func neededAmount(_ kind: Quantity.Kind) throws(ValueProblem) -> Expression {
    guard let amount = try amount(kind) else { throw missing(kind.rawValue) }
    return amount
  }

  /// Takes the amount behind `key=`; nil when there is none.
  mutating func keyed(
    _ key: String, _ kind: Quantity.Kind
  ) throws(ValueProblem) -> Expression? {
    guard let index = rest.firstIndex(where: { $0.key == key }) else { return nil }
    return try amount(of: rest.remove(at: index), kind)
  }

  /// Takes the bare name behind `key=`, which must be one of the given ones; nil when there is none.
  mutating func keyedName(
    _ key: String, of candidates: [String]
  ) throws(ValueProblem) -> String? {
    guard let index = rest.firstIndex(where: { $0.key == key }) else { return nil }
    guard case .name(let name) = rest[index].value, candidates.contains(name) else {
      var guess: String?
      if case .name(let name) = rest[index].value {
        guess = Suggestion.question(for: name, in: candidates)
      }
      throw problem(
        "unknown \(key)", help: guess ?? "one of \(candidates.joined(separator: ", "))",
        at: rest[index].range)
    }
    rest.remove(at: index)
    return name
  }

  /// Takes the next bare name, which must be one of the given ones.
  mutating func name(_ what: String, of candidates: [String]) throws(ValueProblem) -> String {
    let (name, range) = try name(what)
    guard candidates.contains(name) else {
      let known =
        candidates.count > 40
        ? "those listed in docs/scenario-files.md" : candidates.joined(separator: ", ")
      throw problem(
        "unknown \(what) \(VisibleText.quoted(name))",
        help: Suggestion.question(for: name, in: candidates) ?? "one of \(known)", at: range)
    }
    return name
  }

  /// Takes the next bare name, which must be the label of a step, and gives the step's index.
  mutating func step() throws(ValueProblem) -> Int {
    let (name, range) = try name("label")
    guard let step = names.labels.place(of: name) else {
      throw problem(
        "unknown label \(VisibleText.quoted(name))",
        help: names.suggests
          ? names.labels.help(on: name, "one of", orElse: "there is none") : function.help,
        at: range)
    }
    return step
  }

  private mutating func name(
    _ what: String
  ) throws(ValueProblem) -> (name: String, range: Range<Int>) {
    let index = rest.firstIndex {
      if case .name = $0.value { $0.key == nil } else { false }
    }
    guard let index, case .name(let name) = rest[index].value else { throw missing("a \(what)") }
    return (name, rest.remove(at: index).range)
  }

  /// Refuses what nobody took.
  func finish() throws(ValueProblem) {
    guard let first = rest.first else { return }
    let what = first.key.map { "unknown argument \"\($0)=\"" } ?? "an argument too many"
    throw problem("\(what) for \(function.name)", help: function.help, at: first.range)
  }

  private func amount(
    of argument: Argument, _ kind: Quantity.Kind
  ) throws(ValueProblem) -> Expression {
    let expression: Expression
    switch argument.value {
    case .amount(let amount): expression = amount
    case .name(let name):
      guard let entry = FunctionTable.entry(name) else {
        throw problem(
          "expected \(kind.rawValue), found \(VisibleText.quoted(name))", help: function.help,
          at: argument.range)
      }
      var none = Arguments(entry, [], at: argument.range, names: names)
      expression = try entry.build(&none)
    }
    guard expression.kind == kind else {
      throw problem(
        "expected \(kind.rawValue), found \(expression.kind.rawValue)", help: function.help,
        at: argument.range)
    }
    return expression
  }

  private func missing(_ what: String) -> ValueProblem {
    problem("\(function.name) needs \(what)", help: function.help, at: range)
  }

  func problem(_ message: String, help: String, at range: Range<Int>) -> ValueProblem {
    ValueProblem(message, help: help, range: range)
  }
}
