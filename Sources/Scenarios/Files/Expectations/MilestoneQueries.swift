import PipelineModel

extension Arguments {
  /// Takes the label of a story step and gives its index.
  mutating func step() throws(ValueProblem) -> Int {
    let label = try name("label", of: names.labels.filter { !$0.isEmpty })
    return names.labels.firstIndex(of: label) ?? 0
  }

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
    if kind == .published || kind == .deadLetter {
      let topics = QueueTopic.allCases
      if let word = try keyedName("topic", of: topics.map { "\($0)" }) {
        query.b = topics.first { "\($0)" == word }.map { .literal(.count(Int($0.rawValue))) }
      }
    }
    query.since = try keyed("since", .duration)
    query.until = try keyed("until", .duration)
    for (key, detail) in kind.details {
      guard let value = try keyed(key, .count) else { continue }
      query[keyPath: detail] = value
    }
    query.selection = try selection([.function, .unit, .round])
    return query
  }
}

extension Milestone.Kind {
  typealias Detail = WritableKeyPath<Expression.MilestoneQuery, Expression?>

  /// The names of the details `a` and `b` of this kind; a detail without a name cannot be asked.
  var details: [(key: String, detail: Detail)] {
    switch self {
    case .answered, .delivered: [("status", \.b)]
    case .redelivery, .attemptFailed: [("attempt", \.b)]
    case .stepExhausted: [("attempts", \.b)]
    case .connected: [("reactivated", \.a)]
    case .teardown: [("step", \.a)]
    case .stepDone, .asleep, .itemAccepted, .itemDuplicate, .itemFailed: [("page", \.b)]
    case .pageFetched: [("page", \.a), ("items", \.b)]
    case .rateLimited: [("page", \.a)]
    case .waiting, .itemsCreated, .itemsUpdated: [("count", \.a)]
    case .waitResolved, .completionMissed: [("success", \.a)]
    case .cancelActed: [("runs", \.a)]
    case .returned: [("success", \.a), ("units", \.b)]
    case .storeFlushed: [("keys", \.a)]
    case .itemDelivered, .itemStored: [("times", \.b)]
    case .story, .notifyFailed, .linked, .published, .deadLetter, .runCreated, .runDropped,
      .runStarted, .runEnded, .blocked, .waitTimedOut, .tokenIssued, .quotaReached,
      .itemDeadLettered, .itemDropped:
      []
    }
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
