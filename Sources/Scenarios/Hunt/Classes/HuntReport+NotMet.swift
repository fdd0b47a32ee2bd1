import PipelineModel
import SimKernel

extension HuntReport.NotMet {
  /// Looks at the run without faults and at the smallest of each class; with `triesLevers` it plays
  /// them again with each lever set otherwise: O(levers · values · classes) runs at most.
  init(_ plan: HuntPlan, _ cases: [HuntCase], triesLevers: Bool, threads: Int) {
    let called = Set(plan.calls.records.map(\.wire))
    wires = Wire.allCases.filter { !called.contains($0) }.map(\.name)
    var experiment = plan.experiment
    experiment.recording = .items
    let experiments = [experiment] + cases.map { $0.experiment() }
    let met = Campaign.map(experiments, threads: threads) { Met($0.run()) }
    let kinds = met.reduce(into: Set()) { $0.formUnion($1.kinds) }
    milestones = Milestone.Kind.allCases.filter { !kinds.contains($0) && $0 != .faultStruck }
      .map { "\($0)" }
    let ends = met.reduce(into: Set()) { $0.formUnion($1.ends) }
    self.ends = Self.allEnds.filter { !ends.contains($0) }
    let limits = met.reduce(into: Set()) { $0.formUnion($1.limits) }
    self.limits = LimitName.all.filter { !limits.contains($0) }
    // Most levers show in the smallest runs, and each that does not is tried in all.
    let tried = zip(experiments, met).enumerated().filter { place, run in
      place == 0 || !run.0.world.hasManyItems
    }.map(\.element).reversed()
    levers =
      triesLevers
      ? Campaign.map(Lever.all, threads: threads) { lever in
        tried.allSatisfy { Self.isSame($0, $1.fingerprint, without: lever) }
          ? lever.name : nil
      }.compactMap(\.self) : []
  }

  /// Whether no other value of a lever that is tried changes a run.
  private static func isSame(
    _ experiment: Experiment, _ fingerprint: UInt64, without lever: Lever
  ) -> Bool {
    let now = lever.value(in: experiment.profile)
    return (lever.values(otherThan: now) + lever.littleOrSlow).allSatisfy { value in
      guard let changed = experiment.with(lever, value) else { return true }
      return changed.fingerprint() == fingerprint
    }
  }

  private struct Met: Sendable {
    let kinds: Set<Milestone.Kind>
    let ends: Set<String>
    /// Limits that somebody waited for.
    let limits: Set<String>
    let fingerprint: UInt64

    init(_ outcome: Outcome) {
      kinds = Set(outcome.milestones.map(\.kind))
      ends = Set(outcome.runs.map { HuntReport.NotMet.end($0.function, $0.outcome) })
      limits = Set(outcome.limits.filter { $0.waited > .zero }.map(\.name))
      fingerprint = outcome.fingerprint
    }
  }

  private static let allEnds = [FunctionKind.orchestrator, .worker, .workerFailure].flatMap {
    function in
    RunOutcome.allCases.filter { $0 != .running }.map { end(function, $0) }
  }

  private static func end(_ function: FunctionKind, _ outcome: RunOutcome) -> String {
    "\(function) \(outcome.name)"
  }
}

extension Lever {
  /// Next to nothing of an amount; a long time of a latency.
  fileprivate var littleOrSlow: [LeverValue] {
    switch kind {
    case .count(let range): [.count(min(max(1, range.lowerBound), range.upperBound))]
    case .duration: [.duration(.seconds(1))]
    case .bytes: [.bytes(1 << 10)]
    case .distribution: [.distribution(.constant(.seconds(5)))]
    case .rate: [.rate(.init(count: 1, period: .hours(1)))]
    case .flag, .choice, .durations: []
    }
  }
}
