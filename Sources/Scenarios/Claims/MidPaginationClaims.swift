import PipelineModel
import SimKernel

extension Claim {
  static let midPagination: [Claim] = [
    Claim(
      "4.1",
      "Items of pages before the failing page were delivered, items of it and after were not."
    ) { $0.deliveredUpToTheFailingPage() },
    Claim(
      "4.2",
      "One attempt and three retries of the failing step alone; steps that succeeded are not "
        + "executed again."
    ) { $0.onlyTheFailingStepRetries() },
    Claim(
      "4.3",
      "When retries are exhausted the worker's failure reaches the orchestrator at once, not after "
        + "the 4 h wait."
    ) { $0.failureIsReportedAtOnce() },
    Claim(
      "4.4",
      "Re-trigger: earlier pages deduplicated, the rest delivered; no gap, no duplicate."
    ) { $0.retriggerContinuesThePages() },
  ]
}

extension Evidence {
  /// The page a failed worker did not get through, from 1.
  func failingPage(of worker: RunRecord) -> Int {
    let dispatched = milestones(of: worker).last {
      $0.kind == .stepDone && $0.step.name == .dispatch
    }
    return (dispatched?.page ?? 0) + 1
  }

  /// Whether a worker failed on a page after its first.
  func hasFailedMidPage(_ worker: RunRecord) -> Bool {
    worker.outcome == .failed && failedStep(of: worker)?.name.isOfPage ?? false
      && failingPage(of: worker) > 1
  }

  fileprivate func deliveredUpToTheFailingPage() -> Finding {
    return .combine(
      workers.filter(hasFailedMidPage).map(pagesFinding),
      otherwise: "no worker failed on a page after its first")
  }

  private func pagesFinding(_ worker: RunRecord) -> Finding {
    let page = failingPage(of: worker)
    let mine = ledger.posts[worker.number]
    for post in mine {
      guard let item = post.item, let own = post.page else { continue }
      if own < page, post.kind != .itemFailed, ledger.histories[item]?.delivered.isEmpty ?? true {
        if isUnderWay(item) { return .notExercised("items were under way at the end") }
        return .refuted(
          post.time,
          "\(name(ofItem: item, in: post.unit)) of page \(own) was posted and never reached the "
            + "Console (failing page \(page))")
      }
      if own >= page, let at = delivery(of: post, of: worker) {
        let some = Set(
          mine.filter { $0.page ?? 0 >= page && delivery(of: $0, of: worker) != nil }
            .compactMap(\.item)
        ).count
        return .refuted(
          at, "\(counted(some, "item")) of failing page \(page) reached the Console all the same")
      }
    }
    let before = mine.filter { $0.page ?? 0 < page && $0.kind != .itemFailed }
    return .holds(
      "\(counted(Set(before.map(\.item)).count, "item")) before page \(page) delivered, none from "
        + "it on")
  }

  /// When the message that a worker's post has published came to a delivery, before the item was
  /// published again; the post itself may have failed.
  private func delivery(of post: Milestone, of worker: RunRecord) -> SimTime? {
    guard post.kind != .itemDuplicate, let item = post.item,
      let history = ledger.histories[item],
      let published = history.published.last(where: { $0 <= post.time }),
      published >= worker.startedAt
    else { return nil }
    let next = history.published.first { $0 > post.time } ?? .distantFuture
    return history.delivered.first { $0 >= published && $0 < next }
  }

  fileprivate func onlyTheFailingStepRetries() -> Finding {
    let findings = workers.compactMap { worker -> Finding? in
      let mine = milestones(of: worker)
      guard let exhausted = mine.first(where: { $0.kind == .stepExhausted }),
        case .stepExhausted(let step, let attempts, let failure) = exhausted.event
      else { return atOnce(worker) }
      if Int(attempts) != self.attempts {
        return .refuted(
          exhausted.time,
          "the step was given up after \(counted(Int(attempts), "attempt")), not \(self.attempts) "
            + "(\(failure.words))")
      }
      var done: Set<String> = []
      for milestone in mine where milestone.time <= exhausted.time {
        let label = milestone.step.label(worker.unit)
        if milestone.kind == .stepDone, !done.insert(label).inserted {
          return .refuted(milestone.time, "\(label) was executed again")
        }
        if milestone.kind == .attemptFailed, done.contains(label) {
          return .refuted(milestone.time, "\(label) had succeeded and ran again")
        }
      }
      return .holds(
        "\(counted(self.attempts, "attempt")) of \(step.label(worker.unit)), "
          + (done.isEmpty
            ? "it is the first step"
            : "each of the \(counted(done.count, "step")) before it once"))
    }
    return .combine(findings, otherwise: "no step ran out of retries")
  }

  /// A run that the engine failed without a retry, because it outgrew one of its limits.
  private func atOnce(_ worker: RunRecord) -> Finding? {
    switch worker.failure {
    case .stepOutput, .stateOverflow, .stepOverflow, .waitTooLong:
      .refuted(
        worker.endedAt,
        "\(name(of: worker.unit)) failed at once, without a retry: \(worker.failure.words)")
    default: nil
    }
  }

  fileprivate func failureIsReportedAtOnce() -> Finding {
    let findings = workers.compactMap { worker -> Finding? in
      guard worker.outcome == .failed, let parent = run(worker.parent),
        parent.isOpen(at: worker.endedAt)
      else { return nil }
      let answer = milestones(of: parent).first {
        $0.time >= worker.endedAt && isAnswer($0, to: worker)
      }
      guard let answer else {
        return parent.outcome == .running || parent.outcome == .cancelled
          ? nil : .refuted(parent.endedAt, "the orchestrator never heard of the failure")
      }
      let delay = answer.time - worker.endedAt
      let words =
        "the orchestrator knew \(delay.rounded) after the worker had failed (at once: "
        + "\(promptly) at the most)"
      guard answer.kind == .waitResolved, delay <= promptly else {
        return .refuted(answer.time, words)
      }
      return .holds(words)
    }
    return .combine(findings, otherwise: "no worker failed while its orchestrator waited")
  }

  /// Whether a milestone of an orchestrator ends its wait for a failed worker.
  private func isAnswer(_ milestone: Milestone, to worker: RunRecord) -> Bool {
    guard milestone.unit == worker.unit || milestone.unit == .none else { return false }
    switch milestone.event {
    case .waitResolved(let success): return !success
    case .waitTimedOut: return true
    default: return false
    }
  }

  fileprivate func retriggerContinuesThePages() -> Finding {
    let findings = retriggers.filter(\.isWithinADay).compactMap { retrigger -> Finding? in
      let units = Set(retrigger.latest.filter { hasFailedMidPage($0.value) }.keys)
      guard !units.isEmpty else { return nil }
      if let again = repeats(after: retrigger, where: { units.contains($0) }).first {
        return .refuted(again.time, "\(name(of: again)) was delivered twice")
      }
      return gapFinding(after: retrigger)
    }
    return .combine(
      findings,
      otherwise:
        "no worker that failed after its first page was re-triggered within \(Self.dayInWords)")
  }
}
