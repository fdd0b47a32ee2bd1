import SimKernel

extension Pipeline {
  /// An orchestrator's body returned (pipeline-facts §5): its result is written down.
  mutating func returned(
    _ output: Orchestrator.Output, _ trigger: TriggerData, _ slot: Int, at now: SimTime
  ) {
    guard engine.isOpen(host.requests[slot].run) else { return }
    let result = OrchestratorResult(
      output, of: host.requests[slot].identity.run, trigger.installation, at: now)
    if trigger.installation >= 0 {
      people?.backfillReturned(trigger.installation, success: result.success)
    }
    accounts.orchestratorResults.append(result)
    tellOf(slot, .returned(success: result.success, units: Int32(result.workUnits)), at: now)
  }

  /// An orchestrator asks for its units.
  mutating func noteFanOut(_ slot: Int, _ events: [PipelineEngineEvent]) {
    guard case .trigger(let trigger) = host.requests[slot].payload else { return }
    accounts.fanOut(
      Int(host.requests[slot].record), of: Int(trigger.request), events,
      clockError: profile.orchestrator.clockError)
  }
}
