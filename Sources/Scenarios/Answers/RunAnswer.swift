import PipelineModel
import SimKernel

/// What the answers keep of one run.
struct RunAnswer: Sendable {
  /// The numbers of the run.
  let result: SweepResult
  /// From the first trigger or connection to the last first delivery of an expected item.
  let delivered: TimeOrNever
  /// From the first trigger or connection to the last observation stored.
  let stored: TimeOrNever
  /// Why it is not completed, causes first, without numbers; empty when it is.
  let reasons: [String]
  /// Runs by the lever that ended them.
  let ended: [String: Int]
  /// Open time of all workers.
  let workerTime: SimDuration

  init(_ experiment: Experiment) {
    let outcome = experiment.run()
    let result = SweepResult(outcome, of: experiment)
    self.result = result
    let start = Self.start(of: experiment.story, outcome)
    func since(_ end: SimTime?) -> TimeOrNever {
      guard result.isCompleted, let start, let end else { return .never }
      return .after(max(.zero, end - start))
    }
    delivered = since(result.lastDeliveryAt ?? result.orchestratorsEndedAt)
    stored = since(result.lastStoreAt ?? result.orchestratorsEndedAt)
    reasons = result.isCompleted ? [] : Self.reasons(outcome, result)
    ended = Self.ended(outcome, experiment.profile)
    workerTime = outcome.runs.reduce(.zero) {
      $1.function == .worker ? $0 + ($1.endedAt - $1.createdAt) : $0
    }
  }

  /// When the first connection or trigger of the story happened.
  private static func start(of story: Story, _ outcome: Outcome) -> SimTime? {
    zip(story.steps, outcome.storyTimes).compactMap { step, time in
      switch step.action {
      case .connect, .trigger: time
      default: nil
      }
    }.min()
  }

  private static func reasons(_ outcome: Outcome, _ result: SweepResult) -> [String] {
    var reasons: [String] = []
    func add(_ reason: String) {
      if !reasons.contains(reason) { reasons.append(reason) }
    }
    if let violation = outcome.violations.first { add("broken: \(violation.message)") }
    switch result.stop {
    case .eventLimit: add("the run hit its limit of events")
    case .horizon, .stopped: add("the run was cut off at the scenario's horizon")
    case .exhausted: break
    }
    if result.orchestrators.reduce(0, +) == 0 { add("no orchestrator ever started") }
    for run in outcome.runs where run.outcome != .completed {
      let name = run.function == .orchestrator ? "orchestrator" : "worker"
      guard run.function == .orchestrator || run.function == .worker else { continue }
      add(
        run.outcome == .failed
          ? "\(name) failed: \(run.failure.words)" : "\(name): \(run.outcome.name)")
    }
    if result.counts.deadLettered > 0 { add("the queue gave messages up") }
    if reasons.isEmpty { add("items were never delivered") }
    return reasons
  }

  /// Counts the runs that a number of the profile ended.
  private static func ended(_ outcome: Outcome, _ profile: Profile) -> [String: Int] {
    var ended: [String: Int] = [:]
    func count(_ lever: Lever?, _ number: Int = 1) {
      if let lever, number > 0 { ended[lever.name, default: 0] += number }
    }
    for run in outcome.runs {
      count(Lever.ending(run.function, run.outcome, run.failure))
    }
    for unit in outcome.orchestratorResults.flatMap({ $0.results ?? [] }) {
      if unit.error == .waitTimeout {
        count(Lever.ending(.orchestrator, .completed, .waitTimeout))
      }
    }
    if outcome.counts.captureLost > 0 {
      for outcome in [RunOutcome.startTimeout, .finishTimeout] {
        count(Lever.ending(.capture, outcome, .none))
      }
    }
    if outcome.quotaReachedAt != nil, profile.engine.atQuota == .refuse {
      count(Lever.named("engine.monthly-executions"))
    }
    return ended
  }
}
