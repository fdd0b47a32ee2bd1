import PipelineModel

extension Arguments {
  /// Takes the kind of a milestone and what restricts it.
  mutating func query() throws(ValueProblem) -> Expression.MilestoneQuery {
    let kinds = Milestone.Kind.allCases
    let word = try name("milestone", of: kinds.map { "\($0)" })
    let kind = kinds.first { "\($0)" == word } ?? .story
    var query = Expression.MilestoneQuery(kind: kind)
    let steps = StepName.allCases
    // The steps of a teardown are numbers.
    if !kind.details.contains("step"),
      let word = try keyedName("step", of: steps.map { "\($0)" })
    {
      query.step = steps.first { "\($0)" == word }
    }
    for (key, words) in kind.wordDetails {
      guard let word = try keyedName(key, of: words) else { continue }
      let value = Expression.literal(.count(words.firstIndex(of: word) ?? 0))
      query.details.append(Expression.Detail(name: key, value: value))
    }
    query.since = try keyed("since", .duration)
    query.until = try keyed("until", .duration)
    for key in kind.details {
      guard let value = try keyed(key, .count) else { continue }
      query.details.append(Expression.Detail(name: key, value: value))
    }
    query.selection = try selection([.function, .unit, .round])
    if let mistake = Self.mistake(in: query.selection, of: kind) {
      throw problem(mistake.message, help: mistake.help, at: range)
    }
    return query
  }

  /// What makes a selection of runs one that no milestone of a kind can ever meet.
  private static func mistake(
    in selection: Expression.Selection, of kind: Milestone.Kind
  ) -> (message: String, help: String)? {
    if let function = selection.function, !kind.functions.contains(function) {
      let words = ExpressionNames.functions.filter { kind.functions.contains($0.function) }
        .map(\.word)
      let name = ExpressionNames.functions.first { $0.function == function }?.word ?? ""
      return (
        "no \(name) has a \(kind)",
        words.isEmpty
          ? "it is about no run: leave the function out"
          : "its functions are \(words.joined(separator: ", "))"
      )
    }
    if selection.round != nil, !kind.hasRuns || selection.function == .capture {
      return (
        "\(selection.function == .capture ? "captures have" : "a \(kind) has") no round",
        "leave the round out"
      )
    }
    return nil
  }
}

extension Expression {
  /// The same call with another property; nil when there is no such property.
  func with(property name: String) -> Expression? {
    switch self {
    case .run(let selection, let number, _):
      RunProperty(rawValue: name).map { .run(selection, number: number, $0) }
    case .result(let selection, let number, _):
      ResultProperty(rawValue: name).map { .result(selection, number: number, $0) }
    case .limit(let limit, _): LimitProperty(rawValue: name).map { .limit(limit, $0) }
    default: nil
    }
  }
}
