import SimKernel

extension Pipeline {
  /// A request reaches the app: it gets the run's memoized state and the body runs.
  mutating func begin(_ reference: RequestReference, _ schedule: inout PipelineSchedule) {
    if host.renames.hasFunctions, refusesOldName(reference, &schedule) { return }
    if beginTabled(reference, &schedule) { return }
    let slot = Int(reference.slot)
    host.makeRoom(for: slot)
    guard load(reference, at: schedule.now) else {
      // The run ended before its request reached the app: the app answers a run it cannot find.
      engine.respond(to: reference, with: .returned(.none), at: schedule.now)
      return
    }
    let isDelayed = host.requests[slot].delayed == reference
    var effect: Fault.Effect?
    if !isDelayed, faults.areOn(.engineRequest) {
      effect = strike(
        .engineRequest, host.requests[slot].context, made: schedule.now, at: schedule.now)
    }
    if case .slow(let extra)? = effect {
      host.requests[slot].delayed = reference
      schedule.plan(after: extra, .requestArrives(reference))
      return
    }
    let record = host.requests[slot].record
    if record >= 0 { accounts.runs[Int(record)].attempts += 1 }
    switch effect {
    case .hang:
      host.requests[slot].deathCause = .hostTimeout
      schedule.plan(at: host.requests[slot].deadline, .requestEnds(reference))
    case .some(let effect) where !effect.doesWork: end(reference, .lost(effect.failure), &schedule)
    case .some(let effect):
      host.requests[slot].losesResponse = effect.isError
      pass(slot, &schedule)
    case nil:
      host.requests[slot].losesResponse = latencies.losesResponse(
        host.requests[slot].identity, after: engine.stepCount(host.requests[slot].run.slot))
      pass(slot, &schedule)
    }
  }

  @inline(__always)
  mutating func load(_ reference: RequestReference, at now: SimTime) -> Bool {
    guard let request = engine.openRequest(reference) else { return false }
    let run = request.run.slot
    if accounts.recordOfRun[Int(run)] < 0 { leaveTable(run) }
    host.load(
      reference, request.run, &engine, target: request.target, at: now,
      deadline: now + profile.backfill.longestRequest)
    let slot = Int(reference.slot)
    host.requests[slot].identity.attempt = Int32(request.attempt) + 1
    let record = accounts.recordOfRun[Int(run)]
    host.requests[slot].record = record
    if record >= 0 {
      host.requests[slot].identify(accounts.runs[Int(record)])
    } else if let data = host.requests[slot].payload.captureData {
      host.requests[slot].identify(data, of: owners.installation(of: data))
    }
    return true
  }

  /// The request's end reaches the engine.
  mutating func end(
    _ reference: RequestReference, _ response: EngineResponse<StepValue>,
    waits: [EngineWait] = [], invocations: [PipelineEngineEvent] = [],
    _ schedule: inout PipelineSchedule
  ) {
    let slot = Int(reference.slot)
    guard host.requests[slot].reference == reference else { return }
    host.requests[slot].reference = RequestReference(slot: -1, serial: 0)
    host.endingRequest = reference.slot
    if host.requests[slot].losesResponse {
      engine.respond(to: reference, with: .lost(.connection), at: schedule.now)
    } else {
      let response =
        host.renames.stepsAt == nil
        ? response : host.renames.told(response, begunAt: host.requests[slot].begunAt)
      engine.respond(
        to: reference, with: response, waits: waits, invocations: invocations, at: schedule.now)
    }
  }

  /// The process dies or the host ends the request.
  mutating func die(_ reference: RequestReference, _ schedule: inout PipelineSchedule) {
    end(reference, .lost(host.requests[Int(reference.slot)].deathCause), &schedule)
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
