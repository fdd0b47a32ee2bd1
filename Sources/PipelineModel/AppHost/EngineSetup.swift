import SimKernel

/// The engine with the payloads and step results of the pipeline's functions.
typealias PipelineEngine = DurableEngine<EventPayload, StepValue>

extension DurableEngine where Payload == EventPayload, Value == StepValue {
  /// The engine with the pipeline's four functions, as they register themselves.
  init(_ profile: Profile, _ random: RandomKey) {
    self.init(
      options: profile.engine,
      functions: [
        .orchestrator(profile.orchestrator, beside: profile.worker), .worker(profile.worker),
        .workerFailure(profile.worker), .capture(profile.console),
      ],
      awaited: [EventName.entityCompleted.rawValue], empty: .none, random: random,
      valueOfEvent: {
        guard case .completion(let completion) = $0.payload else { return .none }
        return .completion(completion)
      },
      failureEvent: { event, failure in
        guard case .entity(let request) = event.payload else { return event }
        return PipelineEngineEvent(
          name: EventName.workerFailed.rawValue, key: event.key,
          payload: .failure(request, failure))
      })
  }
}

extension FunctionSettings {
  /// pipeline-facts §5 (ORCH:9-27).
  fileprivate static func orchestrator(
    _ policy: Profile.Orchestrator, beside worker: Profile.Worker
  ) -> FunctionSettings {
    var settings = FunctionSettings(
      name: "orchestrator", triggers: [EventName.runRequested.rawValue])
    settings.retries = policy.retries
    let counts = policy.concurrencyCounts
    settings.add(.orchestratorPerInstallation, policy.perInstallation, key: .a, counts)
    if worker.globalScope == .account {
      settings.addGlobal(worker)
    } else {
      settings.add(.orchestratorGlobal, policy.global, counts)
    }
    settings.startTimeout = policy.startTimeout
    settings.finishTimeout = policy.finishTimeout
    settings.cancelOn = [CancelRule(event: EventName.runCancelled.rawValue, match: .a)]
    if policy.singleton != .none { settings.singleton = (policy.singleton, .a) }
    return settings
  }

  /// pipeline-facts §6 (EW:10-54).
  fileprivate static func worker(_ policy: Profile.Worker) -> FunctionSettings {
    var settings = FunctionSettings(
      name: "worker", triggers: [EventName.entityRequested.rawValue])
    settings.retries = policy.retries
    settings.add(
      .workerPerOrganisation, policy.perOrganisation, key: .b, policy.concurrencyCounts)
    settings.addGlobal(policy)
    settings.throttle = Throttle(rate: policy.throttle, key: .a)
    settings.startTimeout = policy.startTimeout
    settings.finishTimeout = policy.finishTimeout
    settings.cancelOn = [CancelRule(event: EventName.runCancelled.rawValue, match: .a)]
    settings.onFailure = Int(FunctionKind.workerFailure.rawValue)
    settings.tellsTimeouts = policy.tellsTimeouts
    return settings
  }

  /// pipeline-facts 4.9: its own function, two attempts, no limits.
  fileprivate static func workerFailure(_ policy: Profile.Worker) -> FunctionSettings {
    var settings = FunctionSettings(
      name: "worker-failure", triggers: [EventName.workerFailed.rawValue])
    settings.retries = policy.failureRetries
    return settings
  }

  /// pipeline-facts §11 (CAP:376-411).
  fileprivate static func capture(_ policy: Profile.Console) -> FunctionSettings {
    var settings = FunctionSettings(name: "capture", triggers: [EventName.capture.rawValue])
    settings.retries = policy.captureRetries
    settings.add(.capturePerWorkspace, policy.perWorkspace, key: .a)
    settings.startTimeout = policy.startTimeout
    settings.finishTimeout = policy.finishTimeout
    settings.idempotency = (key: [.a, .b, .c], window: policy.idempotency)
    return settings
  }

  /// The limit on all workers, whose one key the orchestrator may share (engine-facts 13.4).
  private mutating func addGlobal(_ worker: Profile.Worker) {
    add(
      .workerGlobal, worker.global, worker.concurrencyCounts,
      isShared: worker.globalScope == .account)
  }

  private mutating func add(
    _ name: LimitName, _ cap: Int, key: KeyMask = [],
    _ counts: FunctionConcurrencyCounts = .engine, isShared: Bool = false
  ) {
    guard cap > 0 else { return }
    limits.append(
      Limit(
        name: name.rawValue, cap: cap, key: key, countsRuns: counts == .runs, isShared: isShared))
  }
}
