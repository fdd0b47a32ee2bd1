import PipelineModel
import SimKernel

extension Evaluation {
  /// Something about all runs that match.
  func measured(
    _ measure: Expression.RunMeasure, _ selection: Expression.Selection
  ) -> Quantity {
    let runs = runs(selection)
    switch measure {
    case .runs: return .count(runs.count)
    case .attempts: return .count(runs.reduce(0) { $0 + Int($1.attempts) })
    case .steps: return .count(runs.reduce(0) { $0 + Int($1.steps) })
    case .pagesFetched: return .count(runs.reduce(0) { $0 + Int($1.pages) })
    case .asleep: return .duration(.sum(runs.lazy.map(\.asleep)))
    case .open: return .count(mostOpen(runs))
    case .overlap: return .count(overlaps(runs))
    }
  }

  /// The runs that match a selection, in order of creation.
  func runs(_ selection: Expression.Selection) -> [RunRecord] {
    outcome.runs.filter { selection.takes($0) }
  }

  /// The run with a number, counted from 1 among those that match.
  func run(_ selection: Expression.Selection, _ number: Int) throws(Absence) -> RunRecord {
    let runs = runs(selection)
    guard (1...max(1, runs.count)).contains(number), !runs.isEmpty else {
      throw Absence("there is no run \(number), \(runs.count) match")
    }
    return runs[number - 1]
  }

  func property(
    _ property: Expression.RunProperty, of run: RunRecord
  ) throws(Absence) -> Quantity {
    switch property {
    case .outcome: return .word(run.outcome.name)
    case .failure: return .word(run.failure.word)
    case .status:
      guard case .status(let status) = run.failure else {
        throw Absence("the run failed with \(run.failure.word), not with a status")
      }
      return .count(Int(status))
    case .createdAt: return .duration(run.createdAt - .zero)
    case .startedAt:
      guard run.started else { throw Absence("the run never started") }
      return .duration(run.startedAt - .zero)
    case .endedAt:
      guard run.outcome != .running else { throw Absence("the run has not ended") }
      return .duration(run.endedAt - .zero)
    case .duration: return .duration(run.endedAt - run.startedAt)
    case .waited: return .duration(run.startedAt - run.createdAt)
    case .attempts: return .count(Int(run.attempts))
    case .steps: return .count(Int(run.steps))
    case .pages: return .count(Int(run.pages))
    case .asleep: return .duration(run.asleep)
    case .round: return .count(Int(run.round))
    }
  }

  /// The results of the installations that match, in order of return.
  func results(_ selection: Expression.Selection) -> [OrchestratorResult] {
    outcome.orchestratorResults.filter {
      selection.installation == nil || selection.installation == Int($0.installation)
    }
  }

  func result(
    _ selection: Expression.Selection, _ number: Int
  ) throws(Absence) -> OrchestratorResult {
    let results = results(selection)
    guard (1...max(1, results.count)).contains(number), !results.isEmpty else {
      throw Absence("there is no result \(number), \(results.count) were returned")
    }
    return results[number - 1]
  }

  func property(
    _ property: Expression.ResultProperty, of result: OrchestratorResult
  ) -> Quantity {
    let units = result.results ?? []
    switch property {
    case .success: return .flag(result.success)
    case .workUnits: return .count(result.workUnits)
    case .eventsProduced: return .count(result.eventsProduced)
    case .eventsDispatched: return .count(result.eventsDispatched)
    case .listed: return .flag(result.results != nil)
    case .units: return .count(units.count)
    case .failed: return types(units) { !$0.success }
    case .succeeded: return types(units) { $0.success }
    case .timedOut: return types(units) { $0.error == .waitTimeout }
    case .at: return .duration(result.at - .zero)
    }
  }

  private func types(
    _ units: [OrchestratorResult.UnitResult],
    where isMeant: (OrchestratorResult.UnitResult) -> Bool
  ) -> Quantity {
    let meant = units.filter(isMeant).map(\.unit.entityType)
    return .types(EntityType.allCases.filter(meant.contains))
  }

  /// Most of the runs that were open at one moment; one that ends as another starts is not.
  /// O(n log n).
  private func mostOpen(_ runs: [RunRecord]) -> Int {
    let started = runs.filter { $0.started && $0.startedAt < $0.endedAt }
    let starts = started.map(\.startedAt).sorted()
    let ends = started.map(\.endedAt).sorted()
    var ended = 0
    var most = 0
    for (place, time) in starts.enumerated() {
      while ends[ended] <= time { ended += 1 }
      most = max(most, place + 1 - ended)
    }
    return most
  }

  /// Runs that started while an earlier one of their installation and function was open; runs come
  /// in the order of their numbers. O(n).
  private func overlaps(_ runs: [RunRecord]) -> Int {
    struct Owner: Hashable {
      let installation: Int32
      let function: FunctionKind
    }
    var lastEnd: [Owner: SimTime] = [:]
    return runs.filter(\.started).count { run in
      let owner = Owner(installation: run.installation, function: run.function)
      let end = lastEnd[owner]
      lastEnd[owner] = max(end ?? run.endedAt, run.endedAt)
      return end.map { run.startedAt < $0 } ?? false
    }
  }
}

extension Expression.Selection {
  /// Whether a run is meant.
  func takes(_ run: RunRecord) -> Bool {
    (function ?? run.function) == run.function && (outcome ?? run.outcome) == run.outcome
      && (installation ?? Int(run.installation)) == Int(run.installation)
      && (repository ?? Int(run.unit.repository)) == Int(run.unit.repository)
      && (entityType ?? run.unit.entityType) == run.unit.entityType
      && (round ?? Int(run.round)) == Int(run.round)
  }
}
