import SimKernel

/// Passes of the bodies: each until it calls, ends its step or returns.
extension AppHost {
  /// What a pass came to.
  enum Pass {
    /// A call leaves, or several together.
    case calls, callsTogether
    /// A step is done whose result is saved while the request goes on.
    case saves
    /// The request ends so.
    case ends(EngineResponse<StepValue>)
    /// An orchestrator returned.
    case orchestrated(Orchestrator.Output, TriggerData)
    /// A capture returned.
    case captured(ObservationCapture.Output, CaptureData)
  }

  /// Runs a request's body from its checkpoint until it calls, ends its step or returns.
  mutating func pass(
    _ slot: Int, _ profile: inout Profile, _ connections: inout Connections,
    _ engine: inout PipelineEngine
  ) -> Pass {
    do throws(Halt) {
      return try play(slot, &profile, &connections, &engine)
    } catch {
      switch error {
      case .called: return requests[slot].step.tape.batch.isEmpty ? .calls : .callsTogether
      case .responded:
        if profile.worker.resume == .cursor { noteStep(slot) }
        let saves = profile.engine.execution == .checkpoint && requests[slot].savesCheckpoint
        return saves ? .saves : .ends(requests[slot].step.response)
      case .threwLater(let failure, let delay):
        return .ends(.threw(failure: failure, retriable: true, retryAfter: delay))
      case .threw(let failure, let retriable):
        return .ends(.threw(failure: failure, retriable: retriable))
      }
    }
  }

  /// What a body returned, which nobody learns whose response is lost.
  private mutating func play(
    _ slot: Int, _ profile: inout Profile, _ connections: inout Connections,
    _ engine: inout PipelineEngine
  ) throws(Halt) -> Pass {
    let isLost = requests[slot].losesResponse
    switch requests[slot].payload {
    case .trigger(let trigger):
      let output = try pass(trigger, slot, &profile, &connections)
      return isLost ? .ends(.returned(.none)) : .orchestrated(output, trigger)
    case .entity(let request):
      return .ends(.returned(.completion(try pass(request, slot, profile.worker, &engine))))
    case .failure(let request, let failure):
      try pass(request, failure, slot, profile.worker)
      return .ends(.returned(.none))
    case .capture(let data):
      let output = try pass(data, slot, profile.console)
      return isLost ? .ends(.returned(.none)) : .captured(output, data)
    case .delivery(let data):
      let output = try pass(data, slot, profile.console)
      guard !isLost, let data = captureData(slot, &engine) else { return .ends(.returned(.none)) }
      return .captured(output, data)
    case .cancel, .completion: preconditionFailure("no function is triggered by this event")
    }
  }

  /// What the one function captures that takes in a delivery, as far as it has found it out.
  private mutating func captureData(
    _ slot: Int, _ engine: inout PipelineEngine
  ) -> CaptureData? {
    let step = StepID(.resolveWorkspace).number
    if case .capture(let found)? = engine.result(of: step, in: requests[slot].run.slot) {
      return found
    }
    return requests[slot].payload.captureData
  }

  /// A checkpoint reaches the engine; whether its request goes on, rather than learn that its run
  /// has ended.
  ///
  /// Whether it has run for its time is looked at before the next step (engine-facts 13.3).
  mutating func saveCheckpoint(
    _ reference: RequestReference, _ engine: inout PipelineEngine, _ profile: inout Profile,
    at now: SimTime
  ) -> Bool {
    guard let slot = slot(of: reference),
      case .step(let step, let value, let bytes) = requests[slot].step.response
    else { return false }
    let begunAt = requests[slot].begunAt
    let saved = renames.number(step, begunAt: begunAt)
    guard engine.checkpoint(reference, step: saved, value: value, bytes: bytes, at: now) else {
      end(reference, .returned(.none), &engine, at: now)
      return false
    }
    requests[slot].step.goOn(
      behind: JournalEntry(value: value, step: step, state: .done),
      isPastRuntime: now - begunAt >= profile.engine.maxRuntime, at: now)
    return true
  }

  private mutating func pass(
    _ trigger: TriggerData, _ slot: Int, _ profile: inout Profile,
    _ connections: inout Connections
  ) throws(Halt) -> Orchestrator.Output {
    let (snapshots, histories) = (connections.snapshots, connections.histories)
    let input = Orchestrator.Input(
      trigger: trigger, run: requests[slot].identity.run, policy: profile.orchestrator,
      matchesRun: profile.worker.completionCarriesRun,
      replaysHeld: profile.gateway.order == .holdThenReplay,
      resources: { Array(snapshots[Int($0.first)..<Int($0.first + $0.count)]) },
      history: { Array(histories[Int($0.first)..<Int($0.first + $0.count)]) })
    return try Orchestrator.body(input, &requests[slot].step)
  }

  /// A worker's pass, which may leave a checkpoint behind.
  private mutating func pass(
    _ request: EntityRequest, _ slot: Int, _ policy: Profile.Worker,
    _ engine: inout PipelineEngine
  ) throws(Halt) -> Completion {
    let start = policy.resume == .cursor ? cursors[request.unit.index] : nil
    let input = EntityWorker.Input(request: request, policy: policy, start: start ?? .first)
    do throws(Halt) {
      return try EntityWorker.body(input, &requests[slot].step)
    } catch {
      if requests[slot].step.dropPassed(), !isReordered(requests[slot].run, &engine) {
        keepCheckpoint(slot)
      }
      throw error
    }
  }

  private mutating func pass(
    _ request: EntityRequest, _ failure: Failure, _ slot: Int, _ policy: Profile.Worker
  ) throws(Halt) {
    try EntityWorkerFailure.body(
      .init(request: request, failure: failure, policy: policy), &requests[slot].step)
  }

  @inline(__always)
  private mutating func pass(
    _ data: CaptureData, _ slot: Int, _ policy: Profile.Console
  ) throws(Halt) -> ObservationCapture.Output {
    try ObservationCapture.body(.init(data: data, policy: policy), &requests[slot].step)
  }

  private mutating func pass(
    _ data: DeliveryData, _ slot: Int, _ policy: Profile.Console
  ) throws(Halt) -> ObservationCapture.Output {
    try IngressCapture.body(.init(data: data, policy: policy), &requests[slot].step)
  }

  /// Whether a run was under way when steps got other names.
  @inline(__always)
  mutating func isReordered(_ run: RunReference, _ engine: inout PipelineEngine) -> Bool {
    guard let renamed = renames.stepsAt else { return false }
    return engine.createdAt(run.slot) <= renamed
  }
}
