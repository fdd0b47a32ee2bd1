import SimKernel

extension OrchestratorResult {
  /// What an orchestrator's run returned.
  init(_ output: Orchestrator.Output, of run: Int32, _ installation: Int32, at now: SimTime) {
    let results = zip(output.units, output.completions).map { unit, completion in
      UnitResult(
        unit: unit, success: completion?.success ?? false,
        error: completion?.failure ?? .waitTimeout,
        eventsProduced: Int(completion?.produced ?? 0),
        eventsDispatched: Int(completion?.dispatched ?? 0))
    }
    self.init(
      run: run, at: now, installation: installation, success: results.allSatisfy(\.success),
      workUnits: output.units.count,
      eventsProduced: results.reduce(0) { $0 + $1.eventsProduced },
      eventsDispatched: results.reduce(0) { $0 + $1.eventsDispatched },
      results: output.units.isEmpty ? nil : results)
  }
}
