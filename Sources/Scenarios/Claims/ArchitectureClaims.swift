import PipelineModel
import SimKernel

extension Claim {
  static let architecture: [Claim] = [
    Claim(
      "A1",
      "One orchestrator run per connection at a time; a second trigger queues and runs afterwards."
    ) { $0.oneRunAtATime { _ in true } },
    Claim("A2", "One entity worker per entity type and resource.") { $0.oneWorkerPerUnit() },
    Claim(
      "A3", "At most 5 entity workers of one organisation, and 10 in all, work at once."
    ) { $0.workersAtOnce() },
    Claim("A4", "At most 100 steps execute at once in the whole account.") { $0.stepsAtOnce() },
    Claim("A5", "At most 1,000,000 executions a month.") { $0.executionsAMonth() },
    Claim(
      "A6",
      "Each event goes Gateway, dedup, queue, Console, observation.capture once."
    ) { $0.onceThroughEveryHop() },
  ]
}

extension Evidence {
  /// A1 and 7.3: no two runs of an installation overlap, a queued one does start, and none is dropped
  /// or replaced.
  func oneRunAtATime(of installations: (Int) -> Bool) -> Finding {
    var findings: [Finding] = []
    for installation in world.installations.indices where installations(installation) {
      let runs = orchestrators(of: installation)
      findings += queueFindings(runs, of: installation)
      for drop in milestones(.runDropped, of: installation) where drop.unit == .none {
        guard case .runDropped(_, .orchestrator) = drop.event,
          let open = runs.first(where: { $0.isOpen(at: drop.time) })
        else { continue }
        findings.append(
          .refuted(
            drop.time, "a trigger was dropped, not queued, while run \(open.number) was open"))
      }
    }
    return .combine(
      findings, otherwise: "no trigger arrived while a run of its connection was open")
  }

  /// What became of each run that was created while others of its installation were open.
  private func queueFindings(_ runs: [RunRecord], of installation: Int) -> [Finding] {
    let cancels = Set(
      milestones(.cancelActed, of: installation).map { $0.time + levers.engine.cancelLatency })
    var earlier = EarlierRuns()
    return runs.compactMap { run in
      let replaced = earlier.cancelled(at: run.createdAt)
      defer { earlier.add(run) }
      // Cancelled at the very moment the next one was created, by no cancel event.
      if let replaced, !cancels.contains(run.createdAt) {
        return .refuted(
          run.createdAt,
          "run \(run.number) did not queue: it replaced run \(replaced.number), which was cancelled "
            + "after \((run.createdAt - replaced.createdAt).rounded)")
      }
      return earlier.firstOpen(at: run.createdAt).map { queueFinding(run, behind: $0, of: earlier) }
    }
  }

  private func queueFinding(
    _ run: RunRecord, behind first: RunRecord, of earlier: EarlierRuns
  ) -> Finding {
    guard run.started else {
      switch run.outcome {
      case .running, .cancelled:
        return .notExercised("run \(run.number) had not started when it or the simulation ended")
      default:
        return .refuted(
          run.endedAt, "queued run \(run.number) never started: \(run.outcome.name)")
      }
    }
    guard let other = earlier.firstOpen(at: run.startedAt) else {
      return .holds(
        "run \(run.number) waited \((run.startedAt - run.createdAt).rounded) for run "
          + "\(first.number) to end")
    }
    let overlap = min(run.endedAt, other.endedAt) - run.startedAt
    return .refuted(
      run.startedAt,
      "run \(run.number) started while run \(other.number) was open; both were for "
        + overlap.rounded)
  }

  /// A2: the workers of a run are its resources times its entity types, each once.
  func oneWorkerPerUnit() -> Finding {
    let findings = orchestrators().compactMap { run -> Finding? in
      let children = workers(of: run)
      guard !children.isEmpty else { return nil }
      var seen: Set<UnitOfWork> = []
      for child in children where !seen.insert(child.unit).inserted {
        return .refuted(child.createdAt, "a second worker for \(name(of: child.unit))")
      }
      let idle = children.filter { !$0.started && $0.wentWrong && $0.outcome != .cancelled }
      if let child = idle.first {
        return .refuted(
          child.endedAt,
          "\(counted(idle.count, "worker")) of \(children.count) never started: "
            + child.outcome.name)
      }
      let repositories = Set(children.map(\.unit.repository)).count
      let types = Set(children.map(\.unit.entityType)).count
      let asked = result(of: run)?.workUnits ?? repositories * types
      guard children.count == repositories * types, children.count == asked else {
        return .refuted(
          run.endedAt,
          "\(counted(children.count, "worker")) for \(asked) units of work "
            + "(\(repositories) resources × \(types) entity types)")
      }
      return .holds(
        "\(counted(children.count, "worker")) for \(counted(repositories, "resource")) × "
          + counted(types, "entity type"))
    }
    return .combine(findings, otherwise: "no orchestrator run asked for a worker")
  }
}

/// Runs of one installation in the order of their creation, to be asked for as others follow.
private struct EarlierRuns {
  private var runs: [RunRecord] = []
  /// The ends of the runs, negated: the first run that is open is the first with a small number.
  private var ends = LeastTree()
  /// Runs that were cancelled, by when.
  private var cancelled: [SimTime: RunRecord] = [:]

  mutating func add(_ run: RunRecord) {
    runs.append(run)
    ends.append(run.outcome == .running ? -.max : -run.endedAt.microseconds)
    if run.outcome == .cancelled, cancelled[run.endedAt] == nil { cancelled[run.endedAt] = run }
  }

  /// The first run that is open at a moment when all of them had been created. O(log n).
  func firstOpen(at time: SimTime) -> RunRecord? {
    ends.firstPlace(atMost: -time.microseconds - 1).map { runs[$0] }
  }

  /// The first run that was cancelled at a moment, for the first who asks.
  mutating func cancelled(at time: SimTime) -> RunRecord? { cancelled.removeValue(forKey: time) }
}
