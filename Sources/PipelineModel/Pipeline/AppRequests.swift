import SimKernel

extension Pipeline {
  /// A request reaches the app: it gets the run's memoized state and the body runs.
  mutating func begin(_ reference: RequestReference, _ schedule: inout PipelineSchedule) {
    let now = schedule.now
    let isRefused = host.asksForOldName(reference, &engine)
    if !isRefused, beginTabled(reference, &schedule) { return }
    guard host.load(reference, &engine, longest: profile.backfill.longestRequest, at: now) else {
      // The run ended before its request reached the app: the app answers a run it cannot find.
      engine.respond(to: reference, with: .returned(.none), at: now)
      return
    }
    let slot = Int(reference.slot)
    accounts.identify(&host.requests[slot], owners)
    var effect: Fault.Effect?
    if !isRefused, faults.areOn(.engineRequest), host.requests[slot].delayed != reference {
      effect = strike(.engineRequest, host.requests[slot].context, made: now, at: now)
    }
    if case .slow(let extra)? = effect {
      host.requests[slot].delayed = reference
      schedule.plan(after: extra, .requestArrives(reference))
      return
    }
    accounts.attempted(host.requests[slot].record)
    switch effect {
    case nil where isRefused: host.end(reference, .lost(.status(500)), &engine, at: now)
    case .hang:
      host.requests[slot].deathCause = .hostTimeout
      schedule.plan(at: host.requests[slot].deadline, .requestEnds(reference))
    case .some(let effect) where !effect.doesWork:
      host.end(reference, .lost(effect.failure), &engine, at: now)
    default:
      host.requests[slot].losesResponse =
        effect?.isError
        ?? latencies.losesResponse(
          host.requests[slot].identity, after: engine.stepCount(host.requests[slot].run.slot))
      pass(slot, &schedule)
    }
  }

  /// Runs a request's body on, and does what it came to.
  mutating func pass(_ slot: Int, _ schedule: inout PipelineSchedule) {
    let (reference, now) = (host.requests[slot].reference, schedule.now)
    switch host.pass(slot, &profile, &connections, &engine) {
    case .calls: issue(slot, &schedule)
    case .callsTogether: issueTogether(slot, &schedule)
    case .saves: schedule.plan(after: profile.engine.checkpointLatency, .checkpoint(reference))
    case .ends(let response):
      if !host.requests[slot].step.invocations.isEmpty {
        noteFanOut(slot, host.requests[slot].step.invocations)
      }
      host.end(reference, response, &engine, at: now)
    case .orchestrated(let output, let trigger):
      returned(output, trigger, slot, at: now)
      host.end(reference, .returned(.none), &engine, at: now)
    case .captured(let output, let data):
      captured(data, output, host.requests[slot].run, at: now)
      host.end(reference, .returned(.none), &engine, at: now)
    }
  }

  /// An orchestrator's body returned (pipeline-facts §5): its result is written down.
  private mutating func returned(
    _ output: Orchestrator.Output, _ trigger: TriggerData, _ slot: Int, at now: SimTime
  ) {
    guard engine.isOpen(host.requests[slot].run) else { return }
    let request = host.requests[slot].identity
    let result = OrchestratorResult(output, of: request.run, trigger.installation, at: now)
    people.backfillReturned(trigger.installation, success: result.success)
    accounts.returned(result, to: request, at: now)
  }

  /// An orchestrator asks for its units.
  mutating func noteFanOut(_ slot: Int, _ events: [PipelineEngineEvent]) {
    accounts.fanOut(
      of: &host.requests[slot], events, clockError: profile.orchestrator.clockError)
  }

  /// A checkpoint reaches the engine.
  mutating func saveCheckpoint(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) {
    let maxRuntime = profile.engine.maxRuntime
    if host.saveCheckpoint(reference, &engine, maxRuntime: maxRuntime, at: schedule.now) {
      pass(Int(reference.slot), &schedule)
    }
  }

  /// The process dies or the host ends the request.
  mutating func die(_ reference: RequestReference, _ schedule: inout PipelineSchedule) {
    let cause = host.requests[Int(reference.slot)].deathCause
    host.end(reference, .lost(cause), &engine, at: schedule.now)
  }

  /// A reply reaches the app: the body runs on.
  mutating func resume(_ reference: RequestReference, _ schedule: inout PipelineSchedule) {
    if isTabled(reference) { return resumeTabled(reference, &schedule) }
    let slot = Int(reference.slot)
    guard host.requests[slot].reference == reference else { return }
    if host.goesByTables, host.requests[slot].beginsRound() {
      issue(slot, &schedule)
      return
    }
    host.requests[slot].takeReply(at: schedule.now)
    pass(slot, &schedule)
  }
}
