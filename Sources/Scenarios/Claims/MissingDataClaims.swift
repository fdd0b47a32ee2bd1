import PipelineModel
import SimKernel

extension Claim {
  static let missingData: [Claim] = [
    Claim("1.1", "No orchestrator run found: the backfill was never triggered.") {
      $0.noRunMeansNoTrigger()
    },
    Claim(
      "1.2",
      "Result success:true: every item in the window was dispatched, what is missing was lost "
        + "downstream."
    ) { $0.successMeansDispatched() },
    Claim(
      "1.3", "Result success:false: `results` names each entity type that failed, and only those."
    ) { $0.resultsNameTheFailed() },
    Claim("1.4", "Still running: the orchestrator is waiting on entity workers.") {
      $0.runningMeansWaiting()
    },
    Claim("1.5", "The remedy for each branch restores the missing data.") {
      $0.remedyRestores()
    },
  ]
}

extension Evidence {
  /// Looks at the dashboard as somebody does who then triggers by hand, or at the end; only at
  /// connections that the story makes or triggers.
  fileprivate func noRunMeansNoTrigger() -> Finding {
    let findings = world.installations.indices.compactMap { index -> Finding? in
      let call = requests(for: index).first(where: \.isManual)
      let look = call?.at ?? outcome.endedAt
      let isConnected = milestones(.connected, of: index).contains { $0.time <= look }
      guard isConnected || call != nil,
        !orchestrators(of: index).contains(where: { $0.createdAt <= look })
      else { return nil }
      let name = name(ofInstallation: index)
      if let at = unanswered(index, call: call, look: look) {
        return .refuted(at, "a trigger of \(name) was answered 2xx and no run was created")
      }
      return isConnected
        ? .holds("no run of \(name) at \(look.clock), and the service had taken no trigger")
        : nil
    }
    return .combine(findings, otherwise: "every connection of the story had an orchestrator run")
  }

  /// When a trigger that the service took came to nothing: the queue's, or the call by hand.
  private func unanswered(_ index: Int, call: BackfillRequest?, look: SimTime) -> SimTime? {
    let delivered = milestones(.delivered, of: index).first {
      guard case .delivered(_, .trigger, let status) = $0.event else { return false }
      return (200..<300).contains(status) && $0.time <= look
    }
    return [delivered?.time, call?.at].compactMap(\.self).first { taken in
      let wait = taken + promptly
      return (isOver || wait < outcome.endedAt)
        && !orchestrators(of: index).contains { $0.createdAt >= taken && $0.createdAt <= wait }
    }
  }

  fileprivate func successMeansDispatched() -> Finding {
    let findings = outcome.orchestratorResults.filter(\.success).compactMap { result -> Finding? in
      guard let run = run(result.run), run.installation >= 0, let start = windowStart(of: run)
      else { return nil }
      let wanted = items(of: run, since: start)
      guard !wanted.isEmpty else { return .notExercised("there was nothing to dispatch") }
      let missed = wanted.filter { !wasDispatched($0, by: result.at) }
      guard let first = missed.first else {
        return .holds(
          "success:true and all \(counted(wanted.count, "item")) in the window dispatched; "
            + "\(grouped(wanted.count { isLost($0) })) of them without an observation at the end"
            + leftOut(wanted))
      }
      return .refuted(
        result.at,
        "success:true with \(counted(result.workUnits, "unit")) of work, and "
          + "\(grouped(missed.count)) of \(counted(wanted.count, "item")) in the window not "
          + "dispatched, the first \(name(ofItem: first, in: outcome.items.unit(of: first)))")
    }
    return .combine(findings, otherwise: "no orchestrator run returned success:true")
  }

  /// "; 4 more left out on purpose", where some are.
  private func leftOut(_ items: [Int32]) -> String {
    let count = items.count { item in ledger.histories[item].map(\.isFiltered) ?? false }
    return count == 0 ? "" : "; \(grouped(count)) more left out on purpose"
  }

  /// Whether the gateway had an item at a time, from a worker or by its live webhook.
  func wasDispatched(_ item: Int32, by time: SimTime) -> Bool {
    guard let history = ledger.histories[item] else { return false }
    return [history.accepted.first, history.refused.first, history.published.first].contains {
      $0.map { $0 <= time } ?? false
    }
  }

  fileprivate func resultsNameTheFailed() -> Finding {
    let findings = outcome.orchestratorResults.filter { !$0.success }.map { result -> Finding in
      let children = run(result.run).map(workers(of:)) ?? []
      let failed = Set(children.filter { $0.outcome != .completed }.map(\.unit))
      let named = Set((result.results ?? []).filter { !$0.success }.map(\.unit))
      if let unit = first(in: named.subtracting(failed)) {
        return .refuted(
          result.at, "`results` names \(name(of: unit)) as failed; its worker completed")
      }
      if let unit = first(in: failed.subtracting(named)) {
        return .refuted(
          result.at, "the worker of \(name(of: unit)) failed; `results` does not name it")
      }
      return .holds("`results` names the \(counted(named.count, "unit")) that failed")
    }
    return .combine(findings, otherwise: "no orchestrator run returned success:false")
  }

  /// The first of some units, in the order of the world.
  func first(in units: Set<UnitOfWork>) -> UnitOfWork? {
    units.min {
      ($0.repository, $0.entityType.rawValue) < ($1.repository, $1.entityType.rawValue)
    }
  }
}
