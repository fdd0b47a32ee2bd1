import PipelineModel
import SimKernel

extension FleetReport {
  /// The report of a run; `goal` says when a connection is done.
  public init(_ run: FleetRun, until goal: Goal = .stored) {
    let outcome = run.outcome
    let stories = ConnectionStory.all(of: run)
    let judged = run.scenario.verdict(on: outcome, of: run.experiment, profile: run.profile)
    scenario = run.scenario.name
    title = run.scenario.title
    profile = run.profile.label
    seed = run.seed
    scenarioHash = hexadecimal(run.scenario.digest)
    fingerprint = hexadecimal(outcome.fingerprint)
    verdict = judged.status.rawValue
    problems =
      judged.broken.map { "broken: \($0.summary)" }
      + judged.neverHappened.map { "never happened: \($0.summary)" }
      + judged.violations.map(\.message) + (outcome.outgrown.map { [$0.sentence] } ?? [])
      + (judged.isCutOff ? ["the limit of events"] : [])
    faults = ReplayReport.FaultSummary.all(run.scenario.rules, outcome)
    stop = "\(outcome.stop)"
    endedAtMicroseconds = outcome.endedAt.microseconds
    events = outcome.events
    until = goal
    let own = Set(run.connections.map(\.installation))
    let world = run.experiment.world
    connections = Connections(
      count: stories.count, stored: stories.count { $0.isDone(.stored) },
      delivered: stories.count { $0.isDone(.delivered) },
      backfills: outcome.runs.count {
        $0.function == .orchestrator && own.contains(Int($0.installation))
      },
      beside: world.installations.count - own.count)
    var counts = HopCounts()
    for (place, repository) in world.repositories.enumerated()
    where own.contains(repository.installation) {
      counts += outcome.countsByRepository[place]
    }
    items = Items(counts)
    executions = outcome.executions
    executionsByFunction = Dictionary(
      uniqueKeysWithValues: FunctionKind.allCases.map {
        ($0.name, outcome.executionsByFunction[Int($0.rawValue)])
      })
    quota = Quota(run.experiment.profile.engine, outcome, stories)
    providerRequests = outcome.providerRequests.reduce(0, +)
    retriggers = Retriggers(outcome.retriggers, of: run.connections)
    timeToStore = Spread(stories.map { $0.time(.stored) })
    timeToDeliver = Spread(stories.map { $0.time(.delivered) })
    slowest = Self.slowest(stories, goal)
    undone = Self.reasons(stories.filter { !$0.isDone(goal) }, outcome)
    limits = outcome.limits.map {
      Limit(
        name: $0.name, maximum: $0.maximum, cap: $0.cap,
        waitedMicroseconds: $0.waited.microseconds)
    }
    backlog = run.backlog.map(Moment.init)
  }

  private static let named = 5

  private static func slowest(_ stories: [ConnectionStory], _ goal: Goal) -> [Wait] {
    let timed = stories.compactMap { story in story.time(goal).map { (story, $0) } }
    let sorted = timed.sorted { ($1.1, $0.0.name) < ($0.1, $1.0.name) }
    return sorted.prefix(named).map { story, total in
      Wait(
        organisation: story.name,
        connectedAtMicroseconds: story.connectedAt?.microseconds ?? 0,
        totalMicroseconds: total.microseconds, retriggers: story.retriggers,
        parts: story.parts(goal))
    }
  }

  private static func reasons(_ stories: [ConnectionStory], _ outcome: Outcome) -> [Reason] {
    let results = Dictionary(
      outcome.orchestratorResults.map { ($0.run, $0.success) }, uniquingKeysWith: { $1 })
    var reasons: [Reason] = []
    var places: [String: Int] = [:]
    for story in stories {
      let because = story.reason(results)
      let place = places[because] ?? reasons.count
      if place == reasons.count {
        places[because] = place
        reasons.append(Reason(because: because, connections: 0, organisations: []))
      }
      reasons[place].connections += 1
      if reasons[place].organisations.count < named {
        reasons[place].organisations.append(story.name)
      }
    }
    return reasons.sorted { ($1.connections, $0.because) < ($0.connections, $1.because) }
  }
}

extension FleetReport.Items {
  fileprivate init(_ counts: HopCounts) {
    self.init(
      expected: counts.expected, delivered: counts.expected - counts.undelivered,
      undelivered: counts.undelivered, stored: counts.stored,
      observed: counts.observed,
      observedPerMillion: perMillion(counts.observed, of: counts.expected),
      missing: counts.missing, filteredOnPurpose: counts.filteredOnPurpose, lost: counts.lost,
      duplicateRefused: counts.duplicateRefused, duplicateDeliveries: counts.duplicateDeliveries,
      duplicateStored: counts.duplicateStored, captureDuplicates: counts.captureDuplicates,
      captureFiltered: counts.captureFiltered, captureLost: counts.captureLost,
      deadLettered: counts.deadLettered, repeatedDeliveries: counts.repeatedDeliveries,
      repeatedCaptures: counts.repeatedCaptures, repeatedStores: counts.repeatedStores)
  }
}

extension FleetReport.Quota {
  fileprivate init?(
    _ engine: Profile.Engine, _ outcome: Outcome, _ stories: [ConnectionStory]
  ) {
    guard engine.monthlyExecutions > 0 else { return nil }
    monthlyExecutions = engine.monthlyExecutions
    action = engine.atQuota.rawValue
    reachedAtMicroseconds = outcome.quotaReachedAt?.microseconds
    (connectedAfter, storedAfter, deliveredAfter) = (0, 0, 0)
    guard let reached = outcome.quotaReachedAt else { return }
    let end = engine.months.end(of: reached)
    let late = stories.filter {
      guard let connected = $0.connectedAt else { return false }
      return connected >= reached && connected < end
    }
    connectedAfter = late.count
    storedAfter = late.count { $0.isDone(.stored) }
    deliveredAfter = late.count { $0.isDone(.delivered) }
  }
}

extension FleetReport.Retriggers {
  fileprivate init(_ counts: [Int], of connections: [FleetWorld.Connection]) {
    let own = counts.isEmpty ? [] : connections.map { counts[$0.installation] }
    total = own.reduce(0, +)
    connectionsByCount =
      own.max().map { most in
        own.reduce(into: [Int](repeating: 0, count: most + 1)) { $0[$1] += 1 }
      } ?? []
  }
}

extension FleetReport.Spread {
  /// Nearest ranks of the times that there are: the least value with at least the share at or below
  /// it; nil of none.
  init?(_ times: [SimDuration?]) {
    let sorted = times.compactMap { $0?.microseconds }.sorted()
    guard !sorted.isEmpty else { return nil }
    func rank(_ percent: Int) -> Int64 { sorted[max(0, (sorted.count * percent + 99) / 100 - 1)] }
    self.init(
      connections: sorted.count, sharePerMillion: perMillion(sorted.count, of: times.count),
      p50Microseconds: rank(50), p90Microseconds: rank(90), p99Microseconds: rank(99),
      maxMicroseconds: sorted[sorted.count - 1])
  }
}

extension FleetReport.Moment {
  fileprivate init(_ backlog: Backlog) {
    func open(_ kind: FunctionKind) -> Int { backlog.openRuns[Int(kind.rawValue)] }
    self.init(
      atMicroseconds: backlog.at.microseconds, connections: backlog.connections,
      openBackfills: open(.orchestrator), openWorkers: open(.worker),
      openCaptures: open(.capture), queuedStarts: backlog.queuedStarts.reduce(0, +),
      undelivered: backlog.undelivered, delivered: backlog.delivered,
      stored: backlog.stored, messages: backlog.messages, executions: backlog.executions,
      retriggers: backlog.retriggers)
  }
}
