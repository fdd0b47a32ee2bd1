import PipelineModel
import SimKernel

/// The branch of a run that has not ended.
extension DecisionTree {
  mutating func running(_ run: RunHistory.Run) -> Situation {
    let since = run.startedAt ?? run.createdAt
    note(
      "Did it complete?", "still running, for \((history.now - since).rounded)",
      "Scenario 1, step 2")
    let workers = history.workers(of: run)
    let open = workers.filter { $0.outcome == .running }
    guard open.isEmpty, !workers.isEmpty else { return atWork(open) }
    let silent = workers.filter { $0.outcome != .completed && $0.outcome != .failed }
    guard !silent.isEmpty else {
      note("Is it waiting for workers?", "all have ended", "Scenario 1, step 3")
      let last = workers.compactMap(\.endedAt).max() ?? history.now
      guard history.now - last > .minutes(5) else { return .stillRunning }
      if let failed = worst(of: workers) { return failed }
      return workersDone("the orchestrator waits for nobody until its timeout")
    }
    let names = silent.map { "\($0.unit) (\($0.outcome.name))" }.joined(separator: ", ")
    note(
      "Is it waiting for workers?", "none is left; ended without telling: \(names)",
      "Scenario 1, step 3")
    return .waitingForNobody
  }

  private mutating func atWork(_ open: [RunHistory.Run]) -> Situation {
    let waiting = open.filter { $0.startedAt == nil }
    let asleep = open.filter(\.isAsleep)
    let counts = [
      (open.count - waiting.count - asleep.count, "at work"), (asleep.count, "asleep"),
      (waiting.count, "not started"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    note(
      "Is it waiting for workers?",
      open.isEmpty
        ? "no worker is recorded"
        : "\(counted(open.count, "worker")): \(counts.joined(separator: ", "))",
      "Scenario 1, step 3")
    if !waiting.isEmpty, waiting.count == open.count {
      let first = waiting.map(\.createdAt).min() ?? history.now
      let left = history.limits.left(\.worker.startTimeout, after: history.now - first)
      return left.map { $0 > .zero ? .queued(left: $0) : .stillRunning } ?? .stillRunning
    }
    return asleep.isEmpty ? .stillRunning : sleeping(asleep, isAll: asleep.count == open.count)
  }

  /// Workers asleep for the rate limit: all that are open, or some that their limit ends before they
  /// wake.
  private mutating func sleeping(_ asleep: [RunHistory.Run], isAll: Bool) -> Situation {
    let lefts = asleep.compactMap { worker in
      history.limits.left(
        \.worker.finishTimeout, after: history.now - (worker.startedAt ?? history.now))
    }
    let wake = (asleep.compactMap(\.wakesAt) + [history.rateLimit?.resetsAt].compactMap(\.self))
      .max()
    if let wake, asleep.contains(where: { $0.wakesAt != nil }) {
      note("Until when does it sleep?", "until \(history.words(wake))", "Scenario 10")
    }
    guard let left = lefts.min() else { return isAll ? .asleep(left: nil) : .stillRunning }
    guard left > .zero else { return .stillRunning }
    let isEnded = wake.map { $0 - history.now >= left } ?? (left < .minutes(30))
    let isSeen = isAll && asleep.contains { $0.wakesAt != nil }
    return isEnded || isSeen ? .asleep(left: left) : .stillRunning
  }
}
