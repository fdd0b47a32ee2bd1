import PipelineModel
import SimKernel

extension Claim {
  static let partialFailure: [Claim] = [
    Claim(
      "3.1",
      "Each of the four listed causes makes exactly the affected entity types fail; the others "
        + "complete."
    ) { $0.onlyTheAffectedFail() },
    Claim(
      "3.2",
      "Re-trigger within 24 h: completed types run again, none of their items reaches the Console "
        + "twice, all missing items do."
    ) { $0.partialRetriggerWithinADay() },
    Claim("3.3", "Re-trigger after 24 h: no gap; duplicates appear.") {
      $0.partialRetriggerAfterADay()
    },
  ]
}

extension Evidence {
  fileprivate func onlyTheAffectedFail() -> Finding {
    let findings = orchestrators().compactMap { run -> Finding? in
      let children = workers(of: run)
      let struck = children.filter(isStruck)
      guard !struck.isEmpty else { return nil }
      let numbers = Set(struck.map(\.number))
      let others = children.filter { !numbers.contains($0.number) }
      if let other = others.first(where: \.wentWrong) {
        return isUnprovoked(other)
          ? .refuted(
            other.endedAt,
            "\(name(of: other.unit)) was not struck and ended: \(other.outcome.name)")
          : .notExercised(
            "\(name(of: other.unit)) ended for another cause: "
              + (other.failure == .none ? other.outcome.name : other.failure.words))
      }
      guard let result = result(of: run) else { return nil }
      let named = Set((result.results ?? []).filter { !$0.success }.map(\.unit))
      if let spared = struck.first(where: { !named.contains($0.unit) }) {
        return .refuted(
          result.at, "\(name(of: spared.unit)) failed and `results` does not say so")
      }
      if named.count > Set(struck.map(\.unit)).count {
        return .refuted(result.at, "`results` names more than the types that were struck")
      }
      return .holds(
        listed(struck.map { "\(name(of: $0.unit)) (\(cause(of: $0)))" }, most: 3)
          + " failed, \(counted(others.count, "other")) completed")
    }
    return .combine(findings, otherwise: "no worker was struck by one of the four causes")
  }

  /// Whether a worker ended for one of the four causes: its token, the provider, the rate limit up
  /// to the finish timeout, a revoked connection.
  private func isStruck(_ worker: RunRecord) -> Bool {
    if worker.timedOut { return worker.asleep > .zero }
    guard worker.outcome == .failed, case .status(let status) = worker.failure else { return false }
    let step = failedStep(of: worker)?.name
    let isProviders = status == 401 || status == 403 || status == 429 || status >= 500
    return step == .getToken ? status >= 400 : step == .fetch && isProviders
  }

  /// Whether a worker went wrong although nothing that it did had failed: it was held up until its
  /// time was over.
  private func isUnprovoked(_ worker: RunRecord) -> Bool {
    worker.outcome != .cancelled
      && !milestones(of: worker).contains {
        $0.kind == .attemptFailed || $0.kind == .stepRefused
      } && worker.failure != .stepOverflow
  }

  private func cause(of worker: RunRecord) -> String {
    worker.timedOut
      ? "finish timeout of \(levers.worker.finishTimeout), "
        + "\(min(worker.asleep, worker.life).rounded) asleep"
      : worker.failure.words
  }

  /// Re-triggers that follow a run with some types completed and some failed, with the units that
  /// had completed.
  private var partialRetriggers: [(retrigger: Retrigger, completed: Set<UnitOfWork>)] {
    retriggers.filter(\.isAfterPartialFailure).map { retrigger in
      (retrigger, Set(retrigger.latest.filter { $0.value.outcome == .completed }.keys))
    }
  }

  fileprivate func partialRetriggerWithinADay() -> Finding {
    let findings = partialRetriggers.filter(\.retrigger.isWithinADay).map { retrigger, completed in
      if let again = repeats(after: retrigger, where: { completed.contains($0) }).first {
        return Finding.refuted(
          again.time,
          "\(name(of: again)), of a type that had completed, reached the Console again")
      }
      let gap = gapFinding(after: retrigger)
      guard case .holds = gap else { return gap }
      let rerun = Set(workers(of: retrigger.run).map(\.unit))
      let types = Set(rerun.map(\.entityType))
      let absent = first(
        in: completed.subtracting(rerun).filter { types.contains($0.entityType) })
      if let absent, retrigger.run.outcome == .completed {
        return .refuted(
          retrigger.run.endedAt, "\(name(of: absent)) had completed and did not run again")
      }
      return gap
    }
    return .combine(
      findings,
      otherwise: "no partly failed run was re-triggered within \(Self.dayInWords) of its start")
  }

  fileprivate func partialRetriggerAfterADay() -> Finding {
    let findings = partialRetriggers.filter { !$0.retrigger.isWithinADay }.map { retrigger, _ in
      let gap = gapFinding(after: retrigger)
      guard case .holds = gap else { return gap }
      let again = repeats(after: retrigger)
      guard let first = again.first else {
        return .refuted(end(of: retrigger), "\(retrigger.words) delivered no item twice")
      }
      return .holds(
        "\(retrigger.words): no gap; \(counted(again.count, "item")) delivered again, the first at "
          + first.time.clock)
    }
    return .combine(
      findings,
      otherwise: "no partly failed run was re-triggered \(Self.dayInWords) or more after its start")
  }
}

extension Retrigger {
  /// Whether some units of work had completed before it and others had failed.
  var isAfterPartialFailure: Bool {
    latest.values.contains { $0.outcome == .completed }
      && latest.values.contains(where: \.wentWrong)
  }
}
