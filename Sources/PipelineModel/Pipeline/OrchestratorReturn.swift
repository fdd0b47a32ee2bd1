import SimKernel

extension Pipeline {
  /// An orchestrator's body returned (pipeline-facts §5): its result is written down.
  mutating func returned(
    _ output: Orchestrator.Output, _ trigger: TriggerData, _ slot: Int, at now: SimTime
  ) {
    guard engine.isOpen(host.requests[slot].run) else { return }
    let results = zip(output.units, output.completions).map { unit, completion in
      OrchestratorResult.UnitResult(
        unit: unit, success: completion?.success ?? false,
        error: completion?.failure ?? .waitTimeout,
        eventsProduced: Int(completion?.produced ?? 0),
        eventsDispatched: Int(completion?.dispatched ?? 0))
    }
    let success = results.allSatisfy(\.success)
    if trigger.installation >= 0 {
      people?.backfillReturned(trigger.installation, success: success)
    }
    accounts.orchestratorResults.append(
      OrchestratorResult(
        run: host.requests[slot].identity.run, at: now, installation: trigger.installation,
        success: success, workUnits: output.units.count,
        eventsProduced: results.reduce(0) { $0 + $1.eventsProduced },
        eventsDispatched: results.reduce(0) { $0 + $1.eventsDispatched },
        results: output.units.isEmpty ? nil : results))
    tellOf(slot, .returned(success: success, units: Int32(output.units.count)), at: now)
  }

  /// An orchestrator asks for its units: the window of its request, as a right clock has it, and
  /// its units are noted.
  mutating func noteFanOut(_ slot: Int, _ events: [PipelineEngineEvent]) {
    guard case .trigger(let trigger) = host.requests[slot].payload else { return }
    let asked = events.compactMap { event -> EntityRequest? in
      if case .entity(let request) = event.payload { request } else { nil }
    }
    let record = Int(host.requests[slot].record)
    while accounts.fanOuts.count <= record { accounts.fanOuts.append([]) }
    accounts.fanOuts[record] = asked.map(\.unit)
    let request = Int(trigger.request)
    if accounts.backfillRequests[request].since == nil {
      accounts.backfillRequests[request].since = asked.first.map {
        $0.since - profile.orchestrator.clockError
      }
    }
  }
}
