import PipelineModel
import SimKernel

/// What differs between a small run and another.
struct SmallDifference: Sendable {
  /// What was changed, in the first columns.
  let head: [String]
  let run: [String]
  let words: String

  var cells: [String] { (head + run + [words]).map(MarkdownText.cell) }
}

/// A run of few events that other runs are compared with.
struct SmallRun: Sendable {
  private let plan: ReplayPlan
  private let experiment: Experiment
  private let outcome: Outcome
  private let path: String

  /// Nil when it does not end within the events of a small run.
  init?(_ plan: ReplayPlan, root: String) {
    self.plan = plan
    path = ScenarioRoot.relative(plan.scenario.path, to: root)
    var experiment = plan.experiment(.counts)
    experiment.tellsStrikes = false
    experiment.eventLimit = min(experiment.eventLimit, LeverPage.mostEvents)
    self.experiment = experiment
    outcome = experiment.run()
    guard outcome.stop != .eventLimit, outcome.outgrown == nil else { return nil }
  }

  /// The smaller first, of equals by name.
  var order: (Int, String, String) { (outcome.events, path, plan.profile.label) }

  private var cells: [String] { [path, plan.profile.label, grouped(outcome.events)] }

  /// How it differs with a lever set to the first value that makes a difference; nil where none does.
  func difference(turning lever: Lever) -> SmallDifference? {
    let now = lever.value(in: experiment.profile)
    for value in lever.values(otherThan: now) {
      guard let setting = LeverSetting(lever.name, value) else { continue }
      let other = experiment.outcome(with: setting)
      guard other.fingerprint != outcome.fingerprint else { continue }
      return SmallDifference(head: ["`\(value.text)`"], run: cells, words: words(outcome, other))
    }
    return nil
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
      guard other.fingerprint != outcome.fingerprint else { return nil }
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
    return first.endedAt == second.endedAt
      ? "times in between" : "ends \(first.endedAt.clock) → \(second.endedAt.clock)"
  }
}
