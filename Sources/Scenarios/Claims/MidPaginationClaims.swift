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

  fileprivate func deliveredUpToTheFailingPage() -> Finding {
    let failed = workers.filter { $0.outcome == .failed && failingPage(of: $0) > 1 }
    return .combine(
      failed.map(pagesFinding), otherwise: "no worker failed on a page after its first")
  }

  private func pagesFinding(_ worker: RunRecord) -> Finding {
    let page = failingPage(of: worker)
    let mine = ledger.posts[worker.number] ?? []
    for post in mine where post.kind != .itemFailed {
      guard let item = post.item, let own = post.page else { continue }
      let history = ledger.histories[item]
      if own < page, history?.delivered.isEmpty ?? true {
        return .refuted(
          post.time,
          "\(name(ofItem: item, in: post.unit)) of page \(own) was posted and never reached the "
            + "Console (failing page \(page))")
      }
      if own >= page, post.kind == .itemAccepted, let at = history?.delivered.first,
        at < worker.endedAt + Self.promptly
      {
        let some = mine.count { $0.kind == .itemAccepted && $0.page ?? 0 >= page }
        return .refuted(
          at, "\(counted(some, "item")) of failing page \(page) reached the Console all the same")
      }
    }
    let before = mine.filter { $0.page ?? 0 < page && $0.kind != .itemFailed }
    return .holds(
      "\(counted(Set(before.map(\.item)).count, "item")) before page \(page) delivered, none from "
        + "it on")
  }

  fileprivate func onlyTheFailingStepRetries() -> Finding {
    let findings = workers.compactMap { worker -> Finding? in
      let mine = milestones(of: worker)
      guard let exhausted = mine.first(where: { $0.kind == .stepExhausted }),
        case .stepExhausted(let step, let attempts, let failure) = exhausted.event
      else { return atOnce(worker) }
      if attempts != 4 {
        return .refuted(
          exhausted.time,
          "the step was given up after \(counted(Int(attempts), "attempt")), not 4 "
            + "(\(failure.words))")
      }
      var done: [StepID] = []
      for milestone in mine where milestone.time <= exhausted.time {
        let label = milestone.step.label(worker.unit)
        if milestone.kind == .stepDone {
          if done.contains(milestone.step) {
            return .refuted(milestone.time, "\(label) was executed again")
          }
          done.append(milestone.step)
        }
        if milestone.kind == .attemptFailed, done.contains(milestone.step) {
          return .refuted(milestone.time, "\(label) had succeeded and ran again")
        }
      }
      return .holds(
        "4 attempts of \(step.label(worker.unit)), each of the \(done.count) steps before it once")
    }
    return .combine(findings, otherwise: "no step ran out of retries")
  }

  /// A run that the engine failed without a retry, because it outgrew one of its limits.
  private func atOnce(_ worker: RunRecord) -> Finding? {
    switch worker.failure {
    case .stepOutput, .stateOverflow, .stepOverflow:
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
      guard answer.kind == .waitResolved, delay <= Self.promptly else {
        return .refuted(
          answer.time, "the orchestrator knew \(delay.rounded) after the worker had failed")
      }
      return .holds("the orchestrator knew \(delay.rounded) after the worker had failed")
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
      let failed = retrigger.previous.flatMap(workers(of:)).filter {
        $0.outcome == .failed && failingPage(of: $0) > 1
      }
      let units = Set(failed.map(\.unit))
      guard !units.isEmpty else { return nil }
      if let again = repeats(after: retrigger, where: { units.contains($0) }).first {
        return .refuted(again.time, "\(name(of: again)) was delivered twice")
      }
      return gapFinding(after: retrigger)
    }
    return .combine(
      findings, otherwise: "no worker that failed after its first page was re-triggered within 24 h"
    )
  }
}
