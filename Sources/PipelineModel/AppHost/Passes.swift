import SimKernel

/// Passes of the bodies: each until it calls, ends its step or returns.
extension AppHost {
  mutating func pass(
    _ trigger: TriggerData, _ slot: Int, _ profile: Profile, _ connections: Connections
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
  mutating func pass(
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

  mutating func pass(
    _ request: EntityRequest, _ failure: Failure, _ slot: Int, _ policy: Profile.Worker
  ) throws(Halt) {
    try EntityWorkerFailure.body(
      .init(request: request, failure: failure, policy: policy), &requests[slot].step)
  }

  @inline(__always)
  mutating func pass(
    _ data: CaptureData, _ slot: Int, _ policy: Profile.Console
  ) throws(Halt) -> ObservationCapture.Output {
    try ObservationCapture.body(.init(data: data, policy: policy), &requests[slot].step)
  }

  mutating func pass(
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
