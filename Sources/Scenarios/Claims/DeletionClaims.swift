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

/// A connection deleted while runs of it were open, or asked for and not made yet.
struct Deletion: Sendable {
  let installation: Int
  /// The step of the story.
  let step: Int
  let at: SimTime
  /// When the connection was no longer active: the last step of the teardown; nil when it stayed so.
  let revokedAt: SimTime?
  /// When the cancel was acted on, if it was.
  let cancelledAt: SimTime?
  /// Whether the cancel came by itself: the queue delivered it, or nobody had sent one by hand.
  let isAutomatic: Bool
  /// Orchestrators and workers open at the deletion, and orchestrators that were asked for by then and
  /// made after it.
  let open: [RunRecord]

  /// A cancellation after the connection's end is late: until then no worker fails on its token.
  var isLate: Bool { (cancelledAt ?? .distantFuture) > revokedAt ?? at }
}

extension Evidence {
  /// Deletions and disconnections that met open runs, or runs on their way.
  var deletions: [Deletion] {
    story.steps.enumerated().compactMap { index, step in
      let installation: Int
      switch step.action {
      case .delete(let target), .disconnect(let target): installation = target
      default: return nil
      }
      guard let at = time(ofStep: index) else { return nil }
      let open = runs(of: installation).filter {
        isAsked($0, before: index, at)
          && ($0.isOpen(at: at) || $0.function == .orchestrator && at < $0.createdAt)
      }
      guard !open.isEmpty else { return nil }
      let next = story.steps.indices.compactMap { place -> SimTime? in
        guard case .connect(installation) = story.steps[place].action else { return nil }
        return time(ofStep: place).flatMap { $0 > at ? $0 : nil }
      }.min()
      func within(_ kind: Milestone.Kind) -> [Milestone] {
        Array(milestones(kind, of: installation).between(at, next ?? .distantFuture))
      }
      let cancelled = within(.cancelActed).first?.time
      let isDelivered = within(.delivered).contains {
        guard case .delivered(_, .cancel, 200..<300) = $0.event else { return false }
        return $0.time <= cancelled ?? .distantFuture
      }
      let isAutomatic = isDelivered || !isCancelledByHand(installation, from: at, to: cancelled)
      return Deletion(
        installation: installation, step: index, at: at, revokedAt: within(.teardown).last?.time,
        cancelledAt: cancelled, isAutomatic: isAutomatic, open: open)
    }
  }

  /// Whether somebody sent a cancel that was answered 2xx.
  private func isCancelledByHand(
    _ installation: Int, from start: SimTime, to end: SimTime?
  ) -> Bool {
    (told.cancelsOf[installation] ?? []).contains { at, step in
      at >= start && at <= end ?? .distantFuture && answer(toStep: step)?.isSuccess ?? false
    }
  }

  /// Whether the backfill that a run belongs to was asked for before a step of the story, and by its
  /// time.
  private func isAsked(_ run: RunRecord, before step: Int, _ time: SimTime) -> Bool {
    let backfill = run.function == .worker ? self.run(run.parent) ?? run : run
    if let place = backfill.storyStep.map(Int.init), let asked = self.time(ofStep: place) {
      return (asked, place) < (time, step)
    }
    let next = nextRequest(for: Int(run.installation), after: time)?.at ?? .distantFuture
    return backfill.createdAt < next
  }

  /// Runs of a deleted connection that were open at a moment or were created after it, by what had been
  /// asked for before the deletion.
  private func runs(of deletion: Deletion, openAt time: SimTime) -> [RunRecord] {
    runs(of: deletion.installation).filter {
      isAsked($0, before: deletion.step, deletion.at)
        && ($0.isOpen(at: time) || $0.createdAt > time)
    }
  }

  private func words(_ run: RunRecord) -> String {
    let what = run.function == .worker ? "worker \(name(of: run.unit))" : "run \(run.number)"
    return run.outcome == .running ? "\(what) still runs" : "\(what) ended: \(run.outcome.name)"
  }
}

// MARK: - 5.1

extension Evidence {
  fileprivate func deletionCancelsEverything() -> Finding {
    .combine(
      deletions.map { deletion in
        deletion.cancelledAt.map { cancellation(after: deletion, at: $0) }
          ?? withoutCancel(deletion)
      }, otherwise: "no connection was deleted while a run of it was open")
  }

  /// The cancel was acted on: whatever was open then, or came after it, has to be cancelled.
  private func cancellation(after deletion: Deletion, at cancelled: SimTime) -> Finding {
    guard deletion.isAutomatic else {
      return .refuted(cancelled, "only a cancel by hand ended the runs")
    }
    // Ended by itself before the cancel could take hold of it.
    let grasp = cancelled + levers.engine.cancelLatency
    let open = runs(of: deletion, openAt: cancelled)
    let concerned = open.filter {
      $0.outcome == .cancelled || $0.outcome == .running || $0.endedAt > grasp
    }
    let delay = "\((cancelled - deletion.at).rounded) after the deletion"
    let wentOn = runs(of: deletion, openAt: deletion.at).filter {
      $0.outcome != .cancelled && $0.outcome != .running && $0.endedAt < cancelled
    }
    let end = deletion.revokedAt ?? deletion.at + promptly
    let spared = open.filter { $0.endedAt > end }
    if concerned.isEmpty, let first = spared.min(by: { $0.endedAt < $1.endedAt }) {
      return .refuted(
        end,
        "the cancel came \(delay) and ended nothing; \(counted(spared.count, "run")) went on beyond "
          + "the connection's end, \(words(first))")
    }
    guard !concerned.isEmpty else {
      return .notExercised("nothing was open when the cancel came, \(delay)")
    }
    let survivors = concerned.compactMap { run -> (at: SimTime, run: RunRecord)? in
      let deadline = deadline(of: run, cancelled)
      if run.outcome == .cancelled, run.endedAt <= deadline { return nil }
      if run.outcome == .running, !isOver, outcome.endedAt <= deadline { return nil }
      return (min(deadline, run.endedAt), run)
    }
    guard let first = survivors.min(by: { $0.at < $1.at }) else {
      let last = concerned.map { $0.endedAt - max($0.createdAt, cancelled) }.max() ?? .zero
      return .holds(
        "the cancel came \(delay) and ended \(counted(concerned.count, "open run")) within "
          + "\(last.rounded) (at once: \(promptly) at the most)"
          + (wentOn.isEmpty
            ? ""
            : "; \(grouped(wentOn.count)) more had ended by \(wentOn.count == 1 ? "itself" : "themselves")")
      )
    }
    let isLate = first.run.endedAt > deadline(of: first.run, cancelled)
    return .refuted(
      first.at,
      "\(counted(survivors.count, "run")) outlived the cancel, which came \(delay)"
        + "\(isLate ? ", by more than \(promptly)" : ""); \(words(first.run))")
  }

  /// Until when a cancel has to have ended a run.
  private func deadline(of run: RunRecord, _ cancelled: SimTime) -> SimTime {
    max(run.createdAt, cancelled) + promptly
  }

  /// No cancel was acted on: the runs went on, however they ended.
  private func withoutCancel(_ deletion: Deletion) -> Finding {
    guard isOver || (outcome.endedAt > deletion.at + promptly && !isCancelUnderWay(deletion)) else {
      return .notExercised("the cancel was under way when the simulation was cut off")
    }
    let first = deletion.open.min { $0.endedAt < $1.endedAt } ?? deletion.open[0]
    return .refuted(
      min(first.endedAt, deletion.at + promptly),
      "no cancel was acted on; \(counted(deletion.open.count, "run")) went on, \(words(first))")
  }

  /// Whether the queue still has a cancel message that it neither delivered nor gave up.
  private func isCancelUnderWay(_ deletion: Deletion) -> Bool {
    func count(_ kind: Milestone.Kind, _ isWanted: (Milestone.Event) -> Bool) -> Int {
      milestones(kind, of: deletion.installation).count { isWanted($0.event) }
    }
    let published = count(.published) {
      if case .published(_, .cancel) = $0 { true } else { false }
    }
    let dead = count(.deadLetter) { if case .deadLetter(_, .cancel) = $0 { true } else { false } }
    let done = count(.delivered) {
      if case .delivered(_, .cancel, 200) = $0 { true } else { false }
    }
    return published > dead + done
  }
}

// MARK: - 5.2

extension Evidence {
  fileprivate func lateCancellationEndsByItself() -> Finding {
    .combine(
      deletions.map { deletion in
        guard deletion.isLate else {
          return .notExercised("the cancel came before the connection's end")
        }
        guard let revoked = deletion.revokedAt else {
          return isOver || outcome.endedAt > deletion.at + promptly
            ? .refuted(
              min(deletion.at + promptly, outcome.endedAt),
              "the connection stays active, no worker fails on its token")
            : .notExercised("the teardown was under way when the simulation was cut off")
        }
        return ending(of: runs(of: deletion, openAt: revoked), revoked)
      }, otherwise: "no connection was deleted while a run of it was open")
  }

  /// How the runs ended that outlived their connection.
  private func ending(of runs: [RunRecord], _ revoked: SimTime) -> Finding {
    let workers = runs.filter { $0.function == .worker }
    let unmoved = workers.first { $0.outcome == .completed || $0.timedOut }
    if let unmoved {
      return .refuted(
        unmoved.endedAt,
        "\(words(unmoved)): it never asked for a token again after the connection's end at "
          + revoked.clock)
    }
    if let stuck = runs.first(where: { $0.outcome == .running }) {
      return isOver
        ? .refuted(outcome.endedAt, words(stuck))
        : .notExercised("\(words(stuck)) when the simulation was cut off")
    }
    let lastWorker = workers.map(\.endedAt).max() ?? revoked
    for run in runs where run.function == .orchestrator && run.outcome != .cancelled {
      guard run.endedAt - lastWorker > promptly else { continue }
      return .refuted(
        lastWorker + promptly,
        "no worker was left, the orchestrator went on for \((run.endedAt - lastWorker).rounded) "
          + "(\(promptly) at the most)")
    }
    let failed = workers.count { worker in
      let step = failedStep(of: worker)?.name
      return worker.outcome == .failed
        && (step == .getToken || (step == .fetch && worker.failure == .status(401)))
    }
    return failed > 0
      ? .holds("\(counted(failed, "worker")) failed on the token, everything had ended by itself")
      : .notExercised("no worker failed on its token after the connection's end")
  }
}

// MARK: - 5.3

extension Evidence {
  fileprivate func wasteIsAFewRetries() -> Finding {
    .combine(
      deletions.map { deletion in
        let runs = runs(of: deletion, openAt: deletion.at)
        func spent(_ milestones: [Milestone]) -> [SimTime] {
          milestones.map(\.time).filter { $0 > deletion.at }.sorted()
        }
        let told = runs.flatMap(milestones(of:))
        let steps = spent(told.filter { $0.kind == .stepDone || $0.kind == .attemptFailed })
        let pages = spent(told.filter { $0.kind == .pageFetched })
        let posts = spent(runs.flatMap { ledger.posts[$0.number] })
        let allowed = fewRetries(for: deletion.open)
        let words =
          "\(counted(steps.count, "step attempt")), \(counted(pages.count, "provider page")) and "
          + "\(counted(posts.count, "post")) after the deletion; a few are \(grouped(allowed)) of "
          + "each: \(attempts) for each of \(counted(deletion.open.count, "open run"))"
        let excess = [steps, pages, posts].compactMap {
          $0.count > allowed ? $0[allowed] : nil
        }.min()
        return excess.map { .refuted($0, words) } ?? .holds(words)
      }, otherwise: "no connection was deleted while a run of it was open")
  }
}
