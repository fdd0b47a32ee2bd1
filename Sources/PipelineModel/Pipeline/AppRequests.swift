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

extension Pipeline {
  /// Runs a request's body from its checkpoint until it calls, ends its step or returns.
  mutating func pass(_ slot: Int, _ schedule: inout PipelineSchedule) {
    do throws(Halt) {
      let value = try play(slot, at: schedule.now)
      end(host.requests[slot].reference, .returned(value), &schedule)
    } catch {
      close(slot, after: error, &schedule)
    }
  }

  /// What a body returns; what is noted of that, if its response is not lost.
  private mutating func play(_ slot: Int, at now: SimTime) throws(Halt) -> StepValue {
    switch host.requests[slot].payload {
    case .trigger(let trigger):
      let output = try host.pass(trigger, slot, profile, connections)
      if !host.requests[slot].losesResponse { returned(output, trigger, slot, at: now) }
    case .entity(let request):
      return .completion(try host.pass(request, slot, profile.worker, &engine))
    case .failure(let request, let failure):
      try host.pass(request, failure, slot, profile.worker)
    case .capture(let data):
      let output = try host.pass(data, slot, profile.console)
      if !host.requests[slot].losesResponse {
        captured(data, output, host.requests[slot].run, at: now)
      }
    case .delivery(let data):
      let output = try host.pass(data, slot, profile.console)
      if !host.requests[slot].losesResponse { took(output, slot, at: now) }
    case .cancel, .completion: preconditionFailure("no function is triggered by this event")
    }
    return .none
  }

  /// The one function that takes in a delivery returned.
  private mutating func took(
    _ output: ObservationCapture.Output, _ slot: Int, at now: SimTime
  ) {
    let run = host.requests[slot].run
    let known = engine.result(of: StepID(.resolveWorkspace).number, in: run.slot)
    if case .capture(let found)? = known {
      captured(found, output, run, at: now)
    } else if let data = host.requests[slot].payload.captureData {
      captured(data, output, run, at: now)
    }
  }

  /// Does what a pass ended with.
  private mutating func close(
    _ slot: Int, after halt: Halt, _ schedule: inout PipelineSchedule
  ) {
    let reference = host.requests[slot].reference
    switch halt {
    case .called:
      if host.requests[slot].step.tape.batch.isEmpty {
        issue(slot, &schedule)
      } else {
        issueBatch(slot, &schedule)
      }
    case .responded:
      if profile.worker.resume == .cursor { host.noteStep(slot) }
      if profile.engine.execution == .checkpoint, host.requests[slot].savesCheckpoint {
        schedule.plan(after: profile.engine.checkpointLatency, .checkpoint(reference))
        return
      }
      guard host.requests[slot].step.isPlain else {
        if !host.requests[slot].step.invocations.isEmpty {
          noteFanOut(slot, host.requests[slot].step.invocations)
        }
        end(
          reference, host.requests[slot].step.response, waits: host.requests[slot].step.waits,
          invocations: host.requests[slot].step.invocations, &schedule)
        return
      }
      end(reference, host.requests[slot].step.response, &schedule)
    case .threwLater(let failure, let delay):
      end(reference, .threw(failure: failure, retriable: true, retryAfter: delay), &schedule)
    case .threw(let failure, let retriable):
      end(reference, .threw(failure: failure, retriable: retriable), &schedule)
    }
  }

  /// A checkpoint reaches the engine: the request goes on, or learns that its run has ended.
  ///
  /// Whether it has run for its time is looked at before the next step (engine-facts 13.3).
  mutating func saveCheckpoint(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) {
    let slot = Int(reference.slot)
    guard host.requests[slot].reference == reference,
      case .step(let step, let value, let bytes) = host.requests[slot].step.response
    else { return }
    let now = schedule.now
    let saved = host.renames.number(step, begunAt: host.requests[slot].begunAt)
    guard engine.checkpoint(reference, step: saved, value: value, bytes: bytes, at: now) else {
      end(reference, .returned(.none), &schedule)
      return
    }
    host.requests[slot].step.goOn(
      behind: JournalEntry(value: value, step: step, state: .done),
      isPastRuntime: now - host.requests[slot].begunAt >= profile.engine.maxRuntime, at: now)
    pass(slot, &schedule)
  }
}
