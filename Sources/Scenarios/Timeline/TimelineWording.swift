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
    case .itemsCreated, .itemsUpdated: "provider"
    default: milestone.run <= 0 ? "engine" : actor(ofRun: milestone.run)
    }
  }

  /// A limit with what it allows, such as "worker.per-organisation (5)".
  func limit(_ index: Int64) -> String {
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
  func text(of milestone: Milestone, _ tracker: StepTracker) -> String? {
    switch milestone.kind {
    case .story, .answered: storyText(milestone)
    case .connected, .notifyFailed, .linked, .teardown, .published, .delivered, .redelivery,
      .deadLetter, .storeFlushed, .itemsCreated, .itemsUpdated:
      serviceText(milestone)
    case .stepDone, .attemptFailed, .stepExhausted, .asleep, .pageFetched, .rateLimited,
      .tokenIssued:
      stepText(milestone, tracker)
    default: runText(milestone)
    }
  }

  private func storyText(_ milestone: Milestone) -> String? {
    let steps = evidence.story.steps
    guard steps.indices.contains(Int(milestone.a)) else { return nil }
    let step = steps[Int(milestone.a)]
    let what = evidence.words(step.action)
    if milestone.kind == .answered {
      return milestone.b == 0 ? "\(what): connection broken" : "\(what): HTTP \(milestone.b)"
    }
    return step.label.isEmpty ? what : "\(what) [\(step.label)]"
  }

  private func serviceText(_ milestone: Milestone) -> String? {
    let installation = evidence.name(ofInstallation: Int(milestone.installation))
    switch milestone.kind {
    case .connected: return "\(installation) \(milestone.a == 1 ? "reactivated" : "created")"
    case .notifyFailed:
      let why = milestone.failure == .none ? "" : " (\(milestone.failure.words))"
      return "failed to notify the backfill service, logged\(why)"
    case .linked:
      let repositories = evidence.world.repositories
      let index = Int(milestone.a)
      let name = repositories.indices.contains(index) ? repositories[index].name : "\(index)"
      return "\(name) became a resource of \(installation)"
    case .teardown: return "teardown of \(installation), step \(milestone.a)"
    case .published:
      let topic = QueueTopic(rawValue: UInt8(clamping: milestone.b)) ?? .ingress
      return "took message \(milestone.a) (\(topic))"
    case .delivered:
      return milestone.b == 0
        ? "message \(milestone.a): no answer" : "message \(milestone.a): HTTP \(milestone.b)"
    case .redelivery: return "message \(milestone.a): delivery \(milestone.b) will be repeated"
    case .deadLetter: return "message \(milestone.a) given up"
    case .storeFlushed: return "lost \(counted(Int(milestone.a), "key"))"
    case .itemsCreated: return "\(counted(Int(milestone.a), "new item")) at the provider"
    default: return "\(counted(Int(milestone.a), "item")) updated at the provider"
    }
  }

  private func stepText(_ milestone: Milestone, _ tracker: StepTracker) -> String? {
    let step = tracker.name(of: milestone)
    switch milestone.kind {
    case .stepDone:
      return isTold(milestone.step) ? nil : "\(step) done"
    case .attemptFailed: return "\(step), attempt \(milestone.b) failed: \(milestone.failure.words)"
    case .stepExhausted:
      return "\(step) given up after \(counted(Int(milestone.b), "attempt")): "
        + milestone.failure.words
    case .asleep: return "sleeps until \(SimTime(microseconds: milestone.a).clock) (rate limit)"
    case .pageFetched:
      return milestone.b > 0 && evidence.hasItems
        ? nil : "page \(milestone.a) fetched: \(counted(Int(milestone.b), "item")) in the window"
    case .rateLimited: return "page \(milestone.a) refused by the provider's rate limit"
    default: return "got a token"
    }
  }

  private func runText(_ milestone: Milestone) -> String? {
    switch milestone.kind {
    case .runCreated: return startsAtOnce(milestone) ? nil : "queued\(round(milestone))"
    case .runStarted: return startsAtOnce(milestone) ? "started\(round(milestone))" : "started"
    case .runEnded:
      let outcome = RunOutcome(rawValue: UInt8(clamping: milestone.a)) ?? .running
      return milestone.failure == .none || milestone.failure == .timeout
        ? outcome.name : "\(outcome.name): \(milestone.failure.words)"
    case .runDropped:
      let reason = DropReason(rawValue: UInt8(clamping: milestone.a))
      return "start dropped: \(reason.map { "\($0)" } ?? "unknown reason")"
    case .waiting: return "waits for \(counted(Int(milestone.a), "completion"))"
    case .waitResolved:
      return "\(unit(milestone))completion: \(milestone.a == 1 ? "success" : "failure")"
    case .waitTimedOut: return "\(unit(milestone))wait timed out"
    case .completionMissed:
      return "completion of \(evidence.name(of: milestone.unit)) found nobody waiting"
    case .cancelActed: return "cancel: \(counted(Int(milestone.a), "run"))"
    case .returned:
      return "returned success:\(milestone.a == 1), \(counted(Int(milestone.b), "work unit"))"
    case .quotaReached: return "\(grouped(Int(milestone.a))) executions: the month is used up"
    default: return nil
    }
  }

  /// Whether a milestone belongs to a run that the outcome does not list one by one: a capture.
  func isOfCapture(_ milestone: Milestone) -> Bool {
    milestone.run > 0 && runs[milestone.run] == nil
  }

  /// Whether a milestone is about an item's message, which its items tell better.
  func isOfItemMessage(_ milestone: Milestone) -> Bool {
    switch milestone.kind {
    case .published, .delivered, .redelivery, .deadLetter: milestone.unit != .none
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
