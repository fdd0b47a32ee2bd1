import SimKernel

/// The entity worker's failure handler: tells the orchestrator that the unit failed.
///
/// Runbook, scenario 4: "`onFailure` emits `entity.completed` with `success: false`".
/// Source: pipeline-facts §6 (EW:10-54).
enum EntityWorkerFailure: DurableFunction {
  struct Input: Sendable {
    let request: EntityRequest
    let failure: Failure
    let policy: Profile.Worker
  }

  static func body(_ input: Input, _ step: inout Step) throws(Halt) {
    let completion = Completion(
      installation: input.request.installation, unit: input.request.unit, success: false,
      failure: input.failure, produced: 0, dispatched: 0, pages: 0)
    _ = try step.run(.notifyFailure) { io throws(Halt) in
      let reply = try io.send([
        EntityWorker.event(completion, of: input.request, input.policy)
      ])
      guard reply.failure == .none else { throw .threw(reply.failure, retriable: true) }
      return .none
    }
  }
}
