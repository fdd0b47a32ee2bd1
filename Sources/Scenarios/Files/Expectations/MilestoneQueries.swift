import PipelineModel

extension Arguments {
  /// Takes the kind of a milestone and what restricts it.
  mutating func query() throws(ValueProblem) -> Expression.MilestoneQuery {
    let kinds = Milestone.Kind.allCases
    let word = try name("milestone", of: kinds.map { "\($0)" })
    let kind = kinds.first { "\($0)" == word } ?? .story
    var query = Expression.MilestoneQuery(kind: kind)
    let steps = StepName.allCases
    if let word = try keyedName("step", of: steps.map { "\($0)" }) {
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
    return query
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
