import PipelineModel
import SimKernel

extension ReplayReport.Part {
  /// One part for each repository, in the order of the world.
  static func all(of evidence: Evidence) -> [ReplayReport.Part] {
    let world = evidence.world
    return world.repositories.indices.map { index in
      ReplayReport.Part(
        connection: evidence.name(ofInstallation: world.repositories[index].installation),
        repository: world.repositories[index].name,
        counts: ReplayReport.Counts(evidence.outcome.countsByRepository[index]),
        fates: evidence.fateCounts { _, unit in Int(unit.repository) == index }.words)
    }
  }
}

extension [FateCount] {
  /// By the words of the vocabulary.
  var words: [String: Int] {
    Dictionary(uniqueKeysWithValues: map { ($0.fate.rawValue, $0.count) })
  }
}

extension ReplayReport.FaultSummary {
  init(_ rule: FaultRule, strikes: Int) {
    self.init(
      rule: rule.fault.rule ?? 0, path: rule.place?.path ?? "", line: rule.place?.line ?? 0,
      wire: rule.fault.wire.name, effect: rule.fault.effect.words, strikes: strikes,
      mayMiss: rule.fault.mayMiss)
  }
}

extension ReplayReport.Strike {
  /// Nil for a milestone that is none, or of a fault that the scenario does not have.
  init?(_ milestone: Milestone, _ evidence: Evidence) {
    guard
      case .faultStruck(let number, let attempt, let step, let page, let item) = milestone.event,
      let rule = evidence.rule(number)
    else { return nil }
    self.init(
      rule: Int(number), path: rule.place?.path ?? "", line: rule.place?.line ?? 0,
      atMicroseconds: milestone.time.microseconds, wire: rule.fault.wire.name,
      call: step.label(milestone.unit),
      unit: milestone.unit == .none ? "" : evidence.name(of: milestone.unit),
      item: item < 0 ? "" : evidence.name(ofItem: item, in: milestone.unit),
      page: page > 0 ? Int(page) : nil, attempt: Int(attempt), run: Int(milestone.run),
      effect: rule.fault.effect.words)
  }
}

extension ReplayReport {
  /// The faults that never struck and may not miss, as sentences.
  var missedFaults: [String] {
    faults.filter { $0.strikes == 0 && !$0.mayMiss }.map {
      "never struck: \($0.path):\($0.line): faults[\($0.rule)] (\($0.effect), \($0.wire))"
    }
  }
}
