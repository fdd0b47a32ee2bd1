import PipelineModel
import SimKernel

extension Evaluation {
  /// The number, or the first or last instant, of the milestones that match.
  func milestones(
    _ measure: Expression.MilestoneMeasure, _ query: Expression.MilestoneQuery
  ) throws(Absence) -> Quantity {
    guard experiment.recording == .items else {
      throw Absence("the run was not recorded with its items")
    }
    var details: [(name: String, value: Int64)] = []
    for detail in query.details {
      details.append((detail.name, Int64(try count(detail.value))))
    }
    let since = try query.since.map { expression throws(Absence) in try duration(expression) }
    let until = try query.until.map { expression throws(Absence) in try duration(expression) }
    let matching = outcome.milestones.lazy.filter { milestone in
      milestone.kind == query.kind && (query.step ?? milestone.step.name) == milestone.step.name
        && details.allSatisfy { milestone.detail($0.name, outcome.items) == $0.value }
        && milestone.time - .zero >= since ?? .zero
        && (until.map { milestone.time - .zero < $0 } ?? true)
        && takes(milestone, query.selection)
    }
    switch measure {
    case .count: return .count(matching.count { _ in true })
    case .first:
      guard let first = matching.first else { throw Absence("no \(query.kind) happened") }
      return .duration(first.time - .zero)
    case .last:
      guard let last = matching.last else { throw Absence("no \(query.kind) happened") }
      return .duration(last.time - .zero)
    }
  }

  private func takes(_ milestone: Milestone, _ selection: Expression.Selection) -> Bool {
    guard
      (selection.installation ?? Int(milestone.installation)) == Int(milestone.installation),
      (selection.repository ?? Int(milestone.unit.repository)) == Int(milestone.unit.repository),
      (selection.entityType ?? milestone.unit.entityType) == milestone.unit.entityType
    else { return false }
    guard selection.function != nil || selection.round != nil else { return true }
    if case .runDropped(_, let function) = milestone.event {
      return (selection.function ?? function) == function && selection.round == nil
    }
    guard let run = run(numbered: milestone.run) else {
      // A run that the outcome does not list is one of the captures.
      return milestone.run > 0 && selection.function == .capture && selection.round == nil
    }
    return (selection.function ?? run.function) == run.function
      && (selection.round ?? Int(run.round)) == Int(run.round)
  }

  /// The run with this number, found by bisection because numbers rise.
  private func run(numbered number: Int32) -> RunRecord? {
    var low = 0
    var high = outcome.runs.count
    while low < high {
      let middle = (low + high) / 2
      if outcome.runs[middle].number < number { low = middle + 1 } else { high = middle }
    }
    guard low < outcome.runs.count, outcome.runs[low].number == number else { return nil }
    return outcome.runs[low]
  }
}
