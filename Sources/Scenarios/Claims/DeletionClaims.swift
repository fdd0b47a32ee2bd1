import PipelineModel
import SimKernel

extension Claim {
  static let deletion: [Claim] = [
    Claim(
      "5.1",
      "Deleting the connection cancels the orchestrator and all its workers; nobody has to act."
    ) { $0.deletionCancelsEverything() },
    Claim(
      "5.2",
      "If cancellation is late, workers fail on the token, retries exhaust, failure completions "
        + "arrive; it ends by itself."
    ) { $0.lateCancellationEndsByItself() },
    Claim("5.3", "The waste after the deletion is a few retries.") { $0.wasteIsAFewRetries() },
  ]
}

/// A connection deleted while runs of it were open.
struct Deletion: Sendable {
  let installation: Int
  let at: SimTime
  /// When the connection was no longer active: the last step of the teardown, or "never".
  let revokedAt: SimTime
  /// When the cancel was acted on, if it was.
  let cancelledAt: SimTime?
  /// Orchestrators and workers open at the deletion.
  let open: [RunRecord]

  /// Cancellation this long after the deletion is late.
  static let late = SimDuration.seconds(30)

  var isLate: Bool { cancelledAt.map { $0 - at > Self.late } ?? true }
}

extension Evidence {
  /// Deletions and disconnections that met open runs.
  var deletions: [Deletion] {
    story.steps.enumerated().compactMap { index, step in
      let installation: Int
      switch step.action {
      case .delete(let target), .disconnect(let target): installation = target
      default: return nil
      }
      guard let at = time(ofStep: index) else { return nil }
      let open = outcome.runs.filter {
        Int($0.installation) == installation && $0.isOpen(at: at)
          && ($0.function == .orchestrator || $0.function == .worker)
      }
      guard !open.isEmpty else { return nil }
      func first(_ kind: Milestone.Kind) -> SimTime? {
        milestones(kind).first { Int($0.installation) == installation && $0.time >= at }?.time
      }
      let teardown = milestones(.teardown).last {
        Int($0.installation) == installation && $0.time >= at
      }
      return Deletion(
        installation: installation, at: at, revokedAt: teardown?.time ?? .distantFuture,
        cancelledAt: first(.cancelActed), open: open)
    }
  }

  fileprivate func deletionCancelsEverything() -> Finding {
    let findings = deletions.map { deletion -> Finding in
      if let call = operatorCancel(after: deletion) {
        return .refuted(call, "an operator had to send the cancel")
      }
      let deadline = deletion.at + Self.promptly
      let stop = deletion.cancelledAt ?? deletion.at + Deletion.late
      let survivors = (deletion.open + runsCreated(after: deletion)).compactMap {
        run -> (at: SimTime, run: RunRecord)? in
        if run.outcome == .cancelled, run.endedAt <= deadline { return nil }
        if run.outcome != .cancelled, run.outcome != .running, run.endedAt <= stop { return nil }
        return (min(max(run.createdAt, deadline), run.endedAt), run)
      }
      guard let first = survivors.min(by: { $0.at < $1.at }) else {
        let last = deletion.open.map(\.endedAt).max() ?? deletion.at
        return .holds(
          "\(counted(deletion.open.count, "open run")) ended within "
            + "\((last - deletion.at).rounded) of the deletion")
      }
      return .refuted(
        first.at,
        "\(counted(survivors.count, "run")) outlived the deletion; \(words(first.run))")
    }
    return .combine(findings, otherwise: "no connection was deleted while a run of it was open")
  }

  private func words(_ run: RunRecord) -> String {
    let what = run.function == .worker ? "worker \(name(of: run.unit))" : "run \(run.number)"
    return run.outcome == .running ? "\(what) still runs" : "\(what) ended: \(run.outcome.name)"
  }

  private func operatorCancel(after deletion: Deletion) -> SimTime? {
    story.steps.indices.compactMap { index -> SimTime? in
      guard case .cancel(let request) = story.steps[index].action,
        installation(named: request.installationID) == deletion.installation,
        let at = time(ofStep: index), at >= deletion.at
      else { return nil }
      return at
    }.min()
  }

  /// Runs that belong to the deleted connection and were created only afterwards, by what was under
  /// way.
  private func runsCreated(after deletion: Deletion) -> [RunRecord] {
    let next = requests.first { $0.installation == deletion.installation && $0.at > deletion.at }
    return outcome.runs.filter {
      Int($0.installation) == deletion.installation && $0.createdAt > deletion.at
        && $0.createdAt < next?.at ?? .distantFuture
        && ($0.function == .orchestrator || $0.function == .worker)
    }
  }

  fileprivate func lateCancellationEndsByItself() -> Finding {
    let findings = deletions.filter(\.isLate).map { deletion -> Finding in
      let runs = deletion.open + runsCreated(after: deletion)
      let workers = runs.filter { $0.function == .worker }
      if let late = workers.first(where: {
        $0.outcome == .completed && $0.endedAt > deletion.revokedAt
      }) {
        return .refuted(
          late.endedAt,
          "\(words(late)): it never asked for a token again after the revocation at "
            + deletion.revokedAt.clock)
      }
      if deletion.revokedAt == .distantFuture {
        return .refuted(
          deletion.at + Self.promptly, "the connection stays active, no worker fails on its token")
      }
      if let stuck = runs.first(where: { $0.outcome == .running }) {
        return .refuted(outcome.endedAt, words(stuck))
      }
      let lastWorker = workers.map(\.endedAt).max() ?? deletion.at
      for run in runs where run.function == .orchestrator {
        if run.endedAt - lastWorker > Self.promptly {
          return .refuted(
            lastWorker + Self.promptly,
            "no worker was left, the orchestrator went on for "
              + (run.endedAt - lastWorker).rounded)
        }
      }
      let failed = workers.count { $0.outcome == .failed }
      return .holds("\(counted(failed, "worker")) failed, everything had ended by itself")
    }
    return .combine(findings, otherwise: "no cancellation was late")
  }

  fileprivate func wasteIsAFewRetries() -> Finding {
    let findings = deletions.map { deletion -> Finding in
      let runs = deletion.open + runsCreated(after: deletion)
      let numbers = Set(runs.map(\.number))
      let spent = outcome.milestones.filter {
        $0.time > deletion.at && numbers.contains($0.run)
      }
      let steps = spent.filter { $0.kind == .stepDone || $0.kind == .attemptFailed }
      let pages = spent.filter { $0.kind == .pageFetched }
      let posts = spent.count { $0.kind == .itemAccepted || $0.kind == .itemDuplicate }
      let allowed = 4 * runs.count
      let words =
        "\(counted(steps.count, "step attempt")), \(counted(pages.count, "provider page")) and "
        + "\(counted(posts, "post")) after the deletion, for \(counted(runs.count, "run"))"
      if steps.count > allowed { return .refuted(steps[allowed].time, words) }
      if pages.count > runs.count { return .refuted(pages[runs.count].time, words) }
      return .holds(words)
    }
    return .combine(findings, otherwise: "no connection was deleted while a run of it was open")
  }
}
