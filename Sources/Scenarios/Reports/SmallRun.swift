import PipelineModel
import SimKernel

/// What differs between a small run and another.
struct SmallDifference: Sendable {
  /// What was changed, in the first columns.
  let head: [String]
  let run: [String]
  let words: String

  var cells: [String] { head + run + [words] }
}

/// A run of few events that other runs are compared with.
struct SmallRun: Sendable {
  private let plan: ReplayPlan
  private var experiment: Experiment
  private var outcome: Outcome
  private let path: String
  private var beside: LeverSetting?

  /// Nil when it does not end within the events of a small run.
  init?(_ plan: ReplayPlan, root: String) {
    self.plan = plan
    path = ScenarioRoot.relative(plan.scenario.path, to: root)
    var experiment = plan.experiment(.counts)
    experiment.tellsStrikes = false
    experiment.eventLimit = min(experiment.eventLimit, Self.longer * LeverPage.mostEvents)
    self.experiment = experiment
    outcome = experiment.run()
    guard isWhole(outcome), outcome.events <= LeverPage.mostEvents else { return nil }
  }

  /// How many times longer the runs may take that it is compared with.
  private static let longer = 10

  /// Whether a run came to an end by itself: one that was cut off proves nothing.
  private func isWhole(_ outcome: Outcome) -> Bool {
    !outcome.stop.isCutOff
  }

  /// The smaller first, of equals by name.
  var order: (Int, String, String) { (outcome.events, path, plan.profile.label) }

  private var cells: [String] { [path, plan.profile.label, grouped(outcome.events)] }

  /// How it differs with a lever set to the first value that makes a difference; nil where none does.
  func difference(turning lever: Lever) -> SmallDifference? {
    let now = lever.value(in: experiment.profile)
    for value in lever.values(otherThan: now) + lever.extremes where value != now {
      guard let other = experiment.with(lever, value)?.run() else { continue }
      guard isWhole(other), !isSame(outcome, other) else { continue }
      return SmallDifference(
        head: [beside.map { "\(value.text), beside \($0.text)" } ?? value.text], run: cells,
        words: words(outcome, other))
    }
    return nil
  }

  /// The same run with another lever set beside what is turned; nil where it is no small one then.
  func with(_ setting: LeverSetting) -> SmallRun? {
    var run = self
    setting.apply(to: &run.experiment.profile)
    run.outcome = run.experiment.run()
    run.beside = setting
    guard isWhole(run.outcome), run.outcome.events <= LeverPage.mostEvents else { return nil }
    return run
  }

  /// Whether nothing differs that a run tells: neither what happened nor what was counted or returned.
  private func isSame(_ first: Outcome, _ second: Outcome) -> Bool {
    first.fingerprint == second.fingerprint && first.executions == second.executions
      && first.counts == second.counts && first.returned == second.returned
  }

  /// How it differs without each of its faults that make a difference.
  func differencesOfFaults() -> [SmallDifference] {
    plan.scenario.rules.indices.compactMap { place in
      guard outcome.faultStrikes.indices.contains(place), outcome.faultStrikes[place] > 0 else {
        return nil
      }
      var without = experiment
      without.faults.remove(at: place)
      let other = without.run()
      guard isWhole(other), other.fingerprint != outcome.fingerprint else { return nil }
      let fault = plan.scenario.rules[place].fault
      return SmallDifference(
        head: [fault.wire.name, fault.effect.words], run: cells, words: words(other, outcome))
    }
  }

  /// The first counts that differ, in the order of an item's way; from the first run to the second.
  private func words(_ first: Outcome, _ second: Outcome) -> String {
    let counts: [(String, (Outcome) -> Int)] = [
      ("expected", \.counts.expected), ("stored", { $0.counts.stored - $0.counts.duplicateStored }),
      ("missing", \.counts.missing), ("delivered again", \.counts.duplicateDeliveries),
      ("stored again", \.counts.duplicateStored), ("posted", \.counts.posted),
      ("executions", \.executions),
    ]
    let differences = counts.compactMap { name, count -> String? in
      count(first) == count(second)
        ? nil : "\(name) \(grouped(count(first))) → \(grouped(count(second)))"
    }
    if !differences.isEmpty { return differences.prefix(3).joined(separator: ", ") }
    if first.returned != second.returned { return "what is returned" }
    return first.endedAt == second.endedAt
      ? "times in between" : "ends \(first.endedAt.clock) → \(second.endedAt.clock)"
  }
}

extension Outcome {
  /// What orchestrators returned, whenever that was.
  fileprivate var returned: [OrchestratorResult] {
    orchestratorResults.map { result in
      var result = result
      result.at = .zero
      return result
    }
  }
}

extension Lever {
  /// Values of the kinds that no other question turns, and far ones of those whose usual one is none.
  fileprivate var extremes: [LeverValue] {
    switch runbook {
    case .distribution: [.distribution(.constant(.seconds(1)))]
    case .durations: [.durations([.seconds(1)])]
    case .duration: [.duration(.hours(1))]
    case .count(let number) where number == 0 && asBuilt == runbook: [.count(1)]
    default: []
    }
  }
}
