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
  /// A1 and 7.3: no two runs of an installation overlap, and a queued one does start.
  func oneRunAtATime(of installations: (Int) -> Bool) -> Finding {
    var findings: [Finding] = []
    for installation in world.installations.indices where installations(installation) {
      let runs = orchestrators(of: installation)
      for (index, run) in runs.enumerated() {
        let open = runs[..<index].first { $0.isOpen(at: run.createdAt) }
        guard let open else { continue }
        findings.append(queued(run, behind: open))
      }
      for drop in milestones(.runDropped)
      where Int(drop.installation) == installation && drop.unit == .none {
        guard let open = runs.first(where: { $0.isOpen(at: drop.time) }) else { continue }
        findings.append(
          .refuted(
            drop.time, "a trigger was dropped, not queued, while run \(open.number) was open"))
      }
    }
    return .combine(
      findings, otherwise: "no trigger arrived while a run of its connection was open")
  }

  private func queued(_ run: RunRecord, behind open: RunRecord) -> Finding {
    guard run.started else {
      switch run.outcome {
      case .running, .cancelled:
        return .notExercised("run \(run.number) had not started when the simulation ended")
      default:
        return .refuted(
          run.endedAt, "queued run \(run.number) never started: \(run.outcome.name)")
      }
    }
    guard open.isOpen(at: run.startedAt) else {
      return .holds(
        "run \(run.number) waited \((run.startedAt - run.createdAt).rounded) for run "
          + "\(open.number) to end")
    }
    let overlap = min(run.endedAt, open.endedAt) - run.startedAt
    return .refuted(
      run.startedAt,
      "run \(run.number) started while run \(open.number) was open; both were for "
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
      if let child = children.first(where: { !$0.started && $0.outcome == .startTimeout }) {
        let idle = children.count { !$0.started && $0.outcome == .startTimeout }
        return .refuted(
          child.endedAt,
          "\(counted(idle, "worker")) of \(children.count) never started: start timeout")
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
        "\(children.count) workers for \(repositories) resources × \(types) entity types")
    }
    return .combine(findings, otherwise: "no orchestrator run asked for a worker")
  }
}
