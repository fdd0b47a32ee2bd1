import PipelineModel
import SimKernel

/// What the answers keep of one run.
struct RunAnswer: Sendable {
  /// The numbers of the run.
  let result: SweepResult
  /// From the first trigger or connection to the last first delivery of an item.
  let delivered: TimeOrNever
  /// From the first trigger or connection to the last first observation of an item.
  let stored: TimeOrNever
  /// Expected items that the Console lost, by the `ItemDrop.rawValue` that they were lost to.
  let lostTo: [Int]
  /// Runs by the lever that ended them.
  let ended: [String: Int]
  /// The faults, each with how often it struck.
  let faults: [ReplayReport.FaultSummary]
  /// Open time of all workers.
  let workerTime: SimDuration
  /// What sentences say of it; nil where none are asked.
  let held: HeldRun?
  private let undelivered: [String]
  private let unstored: [String]

  /// `rules` are the experiment's faults with their places; `judge` says what sentences hold.
  init(
    _ experiment: Experiment, rules: [FaultRule],
    judge: ((Outcome, Experiment) -> ScenarioVerdict)? = nil
  ) {
    let outcome = experiment.run()
    let result = SweepResult(outcome, of: experiment)
    self.result = result
    faults = ReplayReport.FaultSummary.all(rules, outcome)
    let start = Self.start(of: experiment.story, outcome)
    func time(_ goal: Goal, _ end: SimTime?) -> TimeOrNever {
      guard result.isDone(goal), let start, let end = end ?? result.orchestratorsEndedAt else {
        return .never
      }
      return .after(max(.zero, end - start))
    }
    delivered = time(.delivered, result.lastDeliveryAt)
    stored = time(.stored, result.lastStoreAt)
    lostTo = outcome.lostTo
    undelivered = Self.reasons(.delivered, outcome, result, experiment.world)
    let unstored = Self.reasons(.stored, outcome, result, experiment.world)
    self.unstored = unstored
    held = judge.map { judge in
      let ends = Self.ends(of: outcome.runs)
      return HeldRun(
        judge(outcome, experiment), outcome,
        reasons: ends + unstored.filter { !ends.contains($0) })
    }
    ended = Self.ended(outcome, experiment.profile)
    workerTime = .sum(
      outcome.runs.lazy.filter { $0.function == .worker }.map { $0.endedAt - $0.createdAt })
  }

  /// How long it took until it was done.
  func time(_ goal: Goal) -> TimeOrNever {
    switch goal {
    case .stored: stored
    case .delivered: delivered
    }
  }

  /// Whether it was done in time; without a time, whether the sentences hold.
  func isDone(_ goal: Goal, within: SimDuration?) -> Bool {
    within.map { time(goal) <= .after($0) } ?? (held?.holds ?? false)
  }

  /// Why it is not done, causes first, without numbers; empty when it is.
  func reasons(_ goal: Goal) -> [String] {
    switch goal {
    case .stored: unstored
    case .delivered: undelivered
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

  private static func reasons(
    _ goal: Goal, _ outcome: Outcome, _ result: SweepResult, _ world: World
  ) -> [String] {
    guard !result.isDone(goal) else { return [] }
    var reasons: [String] = []
    func add(_ reason: String) {
      if !reasons.contains(reason) { reasons.append(reason) }
    }
    if let violation = outcome.violations.first { add("broken: \(violation.message)") }
    switch result.stop {
    case .eventLimit: add("the run hit its limit of events")
    case .horizon: add("the run was cut off at the scenario's horizon")
    case .stopped: add(outcome.outgrown?.sentence ?? "the model stopped the run")
    case .noMoreEvents: break
    }
    if !result.isDelivered {
      if result.orchestrators.reduce(0, +) == 0 { add("no orchestrator ever started") }
      let culprits = culprits(outcome, world)
      culprits.ends.forEach(add)
      if result.counts.deadLettered > 0 { add("the queue gave messages up") }
      if reasons.isEmpty || culprits.leaveOut { add("items were never delivered") }
    }
    if goal == .stored { losses(outcome).forEach(add) }
    return reasons
  }

  /// How runs ended that left items undelivered, for all that is known: no later run of their unit or
  /// connection completed, and a repository of theirs has such items; and whether one of another has.
  private static func culprits(
    _ outcome: Outcome, _ world: World
  ) -> (ends: [String], leaveOut: Bool) {
    let firsts = world.firstInstallations
    let lacking = Set(
      world.repositories.indices.filter { outcome.countsByRepository[$0].undelivered > 0 })
    func repositories(of run: RunRecord) -> Set<Int> {
      if run.function == .worker { return lacking.intersection([Int(run.unit.repository)]) }
      guard firsts.indices.contains(Int(run.installation)) else { return [] }
      return lacking.filter {
        world.repositories[$0].installation == firsts[Int(run.installation)]
      }
    }
    let completed = outcome.runs.filter { $0.outcome == .completed }
    let wrong = outcome.runs.filter { run in
      run.outcome != .completed && !repositories(of: run).isEmpty
        && !completed.contains {
          $0.function == run.function && $0.number > run.number && $0.unit == run.unit
            && $0.installation == run.installation
        }
    }
    let blamed = wrong.reduce(into: Set()) { $0.formUnion(repositories(of: $1)) }
    return (ends(of: wrong), !lacking.isSubset(of: blamed))
  }

  /// How orchestrators and workers ended that did not complete, each way once.
  private static func ends(of runs: some Sequence<RunRecord>) -> [String] {
    var ends: [String] = []
    for run in runs where run.outcome != .completed {
      let name = run.function == .orchestrator ? "orchestrator" : "worker"
      guard run.function == .orchestrator || run.function == .worker else { continue }
      let end =
        run.outcome == .failed
        ? "\(name) failed: \(run.failure.words)" : "\(name): \(run.outcome.name)"
      if !ends.contains(end) { ends.append(end) }
    }
    return ends
  }

  /// What the Console lost expected items to, most of them first.
  private static func losses(_ outcome: Outcome) -> [String] {
    let drops = ItemDrop.allCases.filter { outcome.lostTo[Int($0.rawValue)] > 0 }
      .sorted { outcome.lostTo[Int($0.rawValue)] > outcome.lostTo[Int($1.rawValue)] }
    let counts = outcome.counts
    let isUnderWay = counts.lost > counts.undelivered + outcome.lostTo.reduce(0, +)
    return drops.map { "lost in the Console: \($0.words)" }
      + (isUnderWay ? ["captures were still under way"] : [])
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
    for (drop, end) in [
      (ItemDrop.startTimeout, RunOutcome.startTimeout), (.finishTimeout, .finishTimeout),
    ] {
      count(Lever.ending(.capture, end, .none), outcome.lostTo[Int(drop.rawValue)])
    }
    if outcome.quotaReachedAt != nil, profile.engine.atQuota == .refuse {
      count(Lever.named("engine.monthly-executions"))
    }
    return ended
  }
}
