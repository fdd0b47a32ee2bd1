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
  /// Looks at the dashboard as somebody does who then triggers by hand, or at the end.
  fileprivate func noRunMeansNoTrigger() -> Finding {
    let findings = world.installations.indices.compactMap { index -> Finding? in
      let call = requests.first { $0.isManual && $0.installation == index }
      let look = call?.at ?? outcome.endedAt
      let connected = milestones(.connected).contains {
        Int($0.installation) == index && $0.time <= look
      }
      guard connected || (call == nil && world.installations[index].connected),
        !orchestrators(of: index).contains(where: { $0.createdAt <= look })
      else { return nil }
      let name = name(ofInstallation: index)
      let inVain = orchestrators(of: index).isEmpty ? call?.at : nil
      guard let at = triggerDelivery(index, before: look) ?? inVain else {
        return .holds("no run of \(name) at \(look.clock), and no trigger had reached the service")
      }
      return .refuted(at, "a trigger of \(name) was answered 2xx and no run was created")
    }
    return .combine(findings, otherwise: "every connection of the story had an orchestrator run")
  }

  /// When the service answered the queue's delivery of a trigger with 2xx.
  private func triggerDelivery(_ installation: Int, before look: SimTime) -> SimTime? {
    milestones(.delivered).first {
      guard case .delivered(_, .trigger, let status) = $0.event else { return false }
      return Int($0.installation) == installation && (200..<300).contains(status)
        && $0.time <= look
    }?.time
  }

  fileprivate func successMeansDispatched() -> Finding {
    let findings = outcome.orchestratorResults.filter(\.success).compactMap { result -> Finding? in
      let installation = Int(result.installation)
      guard installation >= 0, isComparable(result) else { return nil }
      let expected = expected(installation)
      let dispatched = ledger.histories.values.count { history in
        self.installation(of: history.unit) == installation
          && wasDispatched(history, by: result.at)
      }
      guard dispatched < expected else {
        return .holds(
          "success:true and all \(counted(expected, "expected item")) dispatched; "
            + "\(grouped(lost(installation))) missing at the end")
      }
      return .refuted(
        result.at,
        "success:true with \(counted(result.workUnits, "unit")) of work, and only "
          + "\(grouped(dispatched)) of \(counted(expected, "item")) dispatched")
    }
    return .combine(findings, otherwise: "no orchestrator run returned success:true")
  }

  private func wasDispatched(_ history: ItemHistory, by time: SimTime) -> Bool {
    [history.accepted.first, history.refused.first].contains { $0.map { $0 <= time } ?? false }
  }

  /// Whether the items expected in the end were already expected when this result was returned.
  private func isComparable(_ result: OrchestratorResult) -> Bool {
    let mine = requests.filter { $0.installation == Int(result.installation) }
    let before = mine.filter { $0.at <= result.at }.compactMap(\.depth).max()
    let later = mine.filter { $0.at > result.at }.compactMap(\.depth).max()
    let linkedLater = milestones(.linked).contains {
      Int($0.installation) == Int(result.installation) && $0.time > result.at
        && !isAutomatic($0)
    }
    return (later ?? 0) <= (before ?? Self.defaultDepth) && !linkedLater
  }

  /// A link that belongs to the connection itself, not to a repository added later by the story.
  private func isAutomatic(_ link: Milestone) -> Bool {
    guard case .linked(let repository) = link.event else { return false }
    return !story.steps.contains { $0.action == .link(repository: Int(repository)) }
  }

  fileprivate func resultsNameTheFailed() -> Finding {
    let findings = outcome.orchestratorResults.filter { !$0.success }.map { result -> Finding in
      let children = outcome.runs.filter { $0.function == .worker && $0.parent == result.run }
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

  private func first(in units: Set<UnitOfWork>) -> UnitOfWork? {
    units.min {
      ($0.repository, $0.entityType.rawValue) < ($1.repository, $1.entityType.rawValue)
    }
  }
}
