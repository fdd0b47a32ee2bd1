import PipelineModel
import SimKernel

/// The words of a timeline: who, and what.
struct TimelineWording {
  let evidence: Evidence
  private let runs: [Int32: RunRecord]

  init(_ evidence: Evidence) {
    self.evidence = evidence
    runs = Dictionary(
      evidence.outcome.runs.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The run with this number, where the outcome lists it.
  func run(_ number: Int32) -> RunRecord? { runs[number] }

  func actor(ofRun number: Int32) -> String {
    guard let run = runs[number] else { return "run #\(number)" }
    switch run.function {
    case .orchestrator:
      return "orchestrator #\(number) \(evidence.name(ofInstallation: Int(run.installation)))"
    case .worker: return "worker #\(number) \(evidence.name(of: run.unit))"
    case .workerFailure: return "on-failure #\(number) \(evidence.name(of: run.unit))"
    case .capture: return "capture #\(number)"
    }
  }

  func actor(of milestone: Milestone) -> String {
    switch milestone.kind {
    case .story, .answered: "story"
    case .connected, .notifyFailed, .linked, .teardown: "connections"
    case .published, .delivered, .redelivery, .deadLetter: "queue"
    case .runDropped, .cancelActed, .quotaReached: "engine"
    case .completionMissed where milestone.run <= 0: "engine"
    case .storeFlushed: "redis"
    case .itemsCreated, .itemsUpdated, .itemMade, .itemTouched: "provider"
    case .webhookLost: "gateway"
    case .faultStruck: "fault"
    default: milestone.run <= 0 ? "engine" : actor(ofRun: milestone.run)
    }
  }

  /// A limit with what it allows, such as "worker.per-organisation (5)".
  func limit(_ index: Int32) -> String {
    let limits = evidence.outcome.limits
    guard limits.indices.contains(Int(index)) else { return "\(index)" }
    let limit = limits[Int(index)]
    return limit.cap > 0 ? "\(limit.name) (\(limit.cap))" : limit.name
  }

  /// Whether a milestone of a run interrupts its even progress from page to page.
  func breaksPages(_ milestone: Milestone) -> Bool {
    switch milestone.kind {
    case .stepDone, .pageFetched: false
    default: true
    }
  }

  /// The phrase for a milestone; `nil` for those that others tell.
  func text(of milestone: Milestone) -> String? {
    switch milestone.event {
    case .story(let step): storyText(step, answer: nil)
    case .answered(let step, let status): storyText(step, answer: status)
    case .connected, .notifyFailed, .linked, .teardown, .published, .delivered, .redelivery,
      .deadLetter, .storeFlushed, .itemsCreated, .itemsUpdated, .faultStruck:
      serviceText(milestone)
    case .stepDone, .attemptFailed, .stepExhausted, .stepRefused, .asleep, .pageFetched,
      .rateLimited, .tokenIssued:
      stepText(milestone)
    default: runText(milestone)
    }
  }

  private func storyText(_ step: Int32, answer: Int16?) -> String? {
    let steps = evidence.story.steps
    guard steps.indices.contains(Int(step)) else { return nil }
    let step = steps[Int(step)]
    let what = evidence.words(step.action)
    if let answer { return answer == 0 ? "\(what): connection broken" : "\(what): HTTP \(answer)" }
    return step.label.isEmpty ? what : "\(what) [\(step.label)]"
  }

  private func serviceText(_ milestone: Milestone) -> String? {
    let installation = evidence.name(ofInstallation: Int(milestone.installation))
    switch milestone.event {
    case .connected(let reactivated):
      return "\(installation) \(reactivated ? "reactivated" : "created")"
    case .notifyFailed: return "failed to notify the backfill service, logged"
    case .linked(let repository):
      return "\(evidence.name(ofRepository: Int(repository))) became a resource of \(installation)"
    case .teardown(let step): return "teardown of \(installation), step \(step)"
    case .published(let message, let topic): return "took \(name(message, topic, installation))"
    case .delivered(let message, let topic, let status):
      return "\(name(message, topic, installation)): "
        + (status == 0 ? "no answer" : "HTTP \(status)")
    case .redelivery(let message, let topic, let attempt):
      return "\(name(message, topic, installation)): delivery \(attempt) will be repeated"
    case .deadLetter(let message, let topic):
      return "\(name(message, topic, installation)) given up"
    case .storeFlushed(let keys): return "lost \(counted(Int(keys), "key"))"
    case .itemsCreated(let count):
      return "\(unit(milestone))\(counted(Int(count), "new item")) at the provider"
    case .itemsUpdated(let count):
      return "\(unit(milestone))\(counted(Int(count), "item")) updated at the provider"
    case .faultStruck: return evidence.words(ofFault: milestone)
    default: return nil
    }
  }

  /// "trigger message 1 of acme-github".
  private func name(_ message: Int32, _ topic: QueueTopic, _ installation: String) -> String {
    "\(topic) message \(message) of \(installation)"
  }

  private func stepText(_ milestone: Milestone) -> String? {
    let label = milestone.step.label(milestone.unit)
    switch milestone.event {
    case .stepDone(let step): return isTold(step.name) ? nil : "\(label) done"
    case .attemptFailed(_, let attempt, let failure):
      return "\(label), attempt \(attempt) failed: \(failure.words)"
    case .stepExhausted(_, let attempts, let failure):
      return "\(label) given up after \(counted(Int(attempts), "attempt")): \(failure.words)"
    case .stepRefused(_, let failure): return "\(label) refused: \(failure.words)"
    case .asleep(_, let until): return "sleeps until \(until.clock) (rate limit)"
    case .pageFetched(let page, let items, _, _, _):
      return items > 0 && evidence.hasItems
        ? nil : "page \(page) fetched: \(counted(Int(items), "item")) in the window"
    case .rateLimited(let page): return "page \(page) refused by the provider's rate limit"
    case .tokenIssued: return "got a token"
    default: return nil
    }
  }

  private func runText(_ milestone: Milestone) -> String? {
    switch milestone.event {
    case .runCreated: return startsAtOnce(milestone) ? nil : "queued\(round(milestone))"
    case .runStarted: return startsAtOnce(milestone) ? "started\(round(milestone))" : "started"
    case .runEnded(let outcome, let failure):
      return failure == .none || outcome == .startTimeout || outcome == .finishTimeout
        ? outcome.name : "\(outcome.name): \(failure.words)"
    case .runDropped(let reason, let function):
      return "start of \(function.name) dropped: \(reason.words)"
    case .waiting(let count): return "waits for \(counted(Int(count), "completion"))"
    case .waitResolved(let success):
      return "\(unit(milestone))completion: \(success ? "success" : "failure")"
    case .waitTimedOut: return "\(unit(milestone))wait timed out"
    case .completionMissed:
      return "completion of \(evidence.name(of: milestone.unit)) found nobody waiting"
    case .cancelActed(let runs): return "cancel: \(counted(Int(runs), "run"))"
    case .returned(let success, let units):
      return "returned success:\(success), \(counted(Int(units), "work unit"))"
    case .quotaReached(let executions):
      return "\(grouped(Int(executions))) executions: the month is used up"
    default: return nil
    }
  }

  /// Whether a milestone belongs to a run that the outcome does not list one by one: a capture.
  func isOfCapture(_ milestone: Milestone) -> Bool {
    milestone.run > 0 && runs[milestone.run] == nil
  }

  /// Whether a milestone is about an item's message, which its items tell better.
  func isOfItemMessage(_ milestone: Milestone) -> Bool {
    switch milestone.event {
    case .published(_, .ingress), .delivered(_, .ingress, _), .redelivery(_, .ingress, _),
      .deadLetter(_, .ingress):
      true
    default: false
    }
  }

  private func unit(_ milestone: Milestone) -> String {
    milestone.unit == .none ? "" : evidence.name(of: milestone.unit) + " "
  }

  /// Whether a run's first request followed its creation within a second, so that one line does.
  private func startsAtOnce(_ milestone: Milestone) -> Bool {
    runs[milestone.run].map { $0.started && $0.startedAt - $0.createdAt <= .seconds(1) } ?? false
  }

  private func round(_ milestone: Milestone) -> String {
    let round = runs[milestone.run]?.round ?? 1
    return round > 1 ? " (round \(round))" : ""
  }

  /// Whether another line tells that this step is done: its token, its page, its posts, its sleep.
  private func isTold(_ step: StepName) -> Bool {
    switch step {
    case .getToken, .fetch, .dispatch, .rateLimit, .waitForUnit: true
    default: false
    }
  }
}
