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
  private func noRunMeansNoTrigger() -> Finding {
    let topics = Dictionary(
      milestones(.published).map { ($0.a, $0.b) }, uniquingKeysWith: { first, _ in first })
    let findings = world.installations.indices.compactMap { index -> Finding? in
      guard orchestrators(of: index).isEmpty, expected(index) > 0 else { return nil }
      let delivery = milestones(.delivered).first {
        Int($0.installation) == index && (200..<300).contains($0.b) && isTrigger(topics[$0.a])
      }
      let call = requests.first { $0.isManual && $0.installation == index }
      guard let at = [delivery?.time, call?.at].compactMap({ $0 }).min() else {
        return .holds("no run of \(name(ofInstallation: index)), and no trigger reached the service")
      }
      return .refuted(
        at, "a trigger of \(name(ofInstallation: index)) was answered 2xx and no run was created")
    }
    return .combine(findings, otherwise: "every connection with items had an orchestrator run")
  }

  private func isTrigger(_ topic: Int64?) -> Bool {
    topic == Int64(QueueTopic.trigger.rawValue)
  }

  private func successMeansDispatched() -> Finding {
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

  private func wasDispatched(_ history: ItemLedger.History, by time: SimTime) -> Bool {
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
    !story.steps.contains { $0.action == .link(repository: Int(link.a)) }
  }

  private func resultsNameTheFailed() -> Finding {
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
