import PipelineModel
import SimKernel

/// Computes expressions over one outcome and the experiment it came from.
struct Evaluation {
  let outcome: Outcome
  let experiment: Experiment
  /// The first answer to each step of the story.
  private let answers: [Int: StoryAnswer]

  init(_ outcome: Outcome, of experiment: Experiment) {
    self.outcome = outcome
    self.experiment = experiment
    answers = Dictionary(
      outcome.answers.map { (Int($0.step), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The value of an expression; throws when what it speaks of is not there.
  func value(of expression: Expression) throws(Absence) -> Quantity {
    switch expression {
    case .literal(let quantity): return quantity
    case .arithmetic(let operation, let left, let right):
      return try operation.apply(value(of: left), value(of: right))
    case .ceiling(let left, let right):
      let divisor = try count(right)
      guard divisor > 0 else { throw Absence("ceil divides by \(divisor)") }
      let dividend = try count(left)
      return .count(dividend / divisor + (dividend % divisor > 0 ? 1 : 0))
    case .smaller(let left, let right): return .count(min(try count(left), try count(right)))
    case .larger(let left, let right): return .count(max(try count(left), try count(right)))
    case .hop(let hop, let selection): return .count(hopCount(hop, selection))
    case .items(let selection, let depth):
      return .count(items(selection, no: try duration(depth)))
    case .pages(let selection, let depth):
      return .count(pages(selection, to: try duration(depth)))
    case .onPages(let selection, let count):
      let pages = try self.count(count)
      guard pages >= 0 else { throw Absence("there are no \(pages) pages") }
      return .count(items(selection, onFirst: pages))
    case .units(let selection): return .count(units(selection))
    case .runs(let measure, let selection): return measured(measure, selection)
    case .run(let selection, let number, let property):
      return try self.property(property, of: run(selection, try count(number)))
    case .results(let selection): return .count(results(selection).count)
    case .result(let selection, let number, let property):
      return self.property(property, of: try result(selection, try count(number)))
    case .limit(let name, let property): return try self.property(property, ofLimit: name)
    case .answer(let step): return .count(Int(try answer(step).status))
    case .answered(let step): return .duration(try answer(step).at - .zero)
    case .happened(let step): return .duration(try happened(step))
    case .milestones(let measure, let query): return try milestones(measure, query)
    case .total(let total, let selection): return try self.total(total, selection)
    case .lever(let name): return try lever(name)
    }
  }

  func count(_ expression: Expression) throws(Absence) -> Int {
    Arithmetic.number(try value(of: expression))
  }

  func duration(_ expression: Expression) throws(Absence) -> SimDuration {
    SimDuration(microseconds: Int64(try count(expression)))
  }

  // MARK: - Hops

  private func hopCount(_ hop: Expression.Hop, _ selection: Expression.Selection) -> Int {
    if let type = selection.entityType {
      return outcome.countsByEntityType[Int(type.rawValue)][keyPath: hop.path]
    }
    guard selection.repository != nil || selection.installation != nil else {
      return outcome.counts[keyPath: hop.path]
    }
    return repositories(selection).reduce(0) {
      $0 + outcome.countsByRepository[$1][keyPath: hop.path]
    }
  }

  /// Indices of the repositories that a selection means; all when it names none.
  func repositories(_ selection: Expression.Selection) -> [Int] {
    let all = experiment.world.repositories
    let named = selection.repository.map { $0..<$0 + 1 } ?? all.indices
    // One that replaces another sees the repositories of that one.
    let owner = selection.installation.map { experiment.world.firstInstallations[$0] }
    return named.filter { owner ?? all[$0].installation == all[$0].installation }
  }

  // MARK: - Story, limits, totals, levers

  private func answer(_ step: Int) throws(Absence) -> StoryAnswer {
    guard let answer = answers[step] else {
      throw Absence("\(label(step)) was not answered")
    }
    return answer
  }

  private func happened(_ step: Int) throws(Absence) -> SimDuration {
    guard step < outcome.storyTimes.count, let time = outcome.storyTimes[step] else {
      throw Absence("\(label(step)) did not happen")
    }
    return time - .zero
  }

  private func label(_ step: Int) -> String { "\"\(experiment.story.steps[step].label)\"" }

  private func property(
    _ property: Expression.LimitProperty, ofLimit name: String
  ) throws(Absence) -> Quantity {
    guard let limit = outcome.limits.first(where: { $0.name == name }) else {
      throw Absence("the run has no limit \"\(name)\"")
    }
    switch property {
    case .max: return .count(limit.maximum)
    case .cap: return .count(limit.cap)
    case .waited: return .duration(limit.waited)
    }
  }

  private func total(
    _ total: Expression.Total, _ selection: Expression.Selection
  ) throws(Absence) -> Quantity {
    switch total {
    case .executions:
      guard let function = selection.function else { return .count(outcome.executions) }
      return .count(outcome.executionsByFunction[Int(function.rawValue)])
    case .events: return .count(outcome.events)
    case .endedAt: return .duration(outcome.endedAt - .zero)
    case .providerRequests:
      guard let installation = selection.installation else {
        return .count(outcome.providerRequests.reduce(0, +))
      }
      return .count(outcome.providerRequests[installation])
    case .quotaReached: return .flag(outcome.quotaReachedAt != nil)
    case .quotaReachedAt:
      guard let time = outcome.quotaReachedAt else {
        throw Absence("the month's executions were not used up")
      }
      return .duration(time - .zero)
    }
  }

  private func lever(_ name: String) throws(Absence) -> Quantity {
    guard let lever = Lever.named(name) else { throw Absence("there is no lever \"\(name)\"") }
    switch lever.value(in: experiment.profile) {
    case .count(let number), .bytes(let number): return .count(number)
    case .rate(let rate): return .count(rate.count)
    case .duration(let duration): return .duration(duration)
    case .flag(let flag): return .flag(flag)
    case .choice(let word): return .word(word)
    case .durations, .distribution: throw Absence("\"\(name)\" is not one value")
    }
  }
}
