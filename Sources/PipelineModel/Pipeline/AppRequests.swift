import SimKernel

extension Pipeline {
  /// A request reaches the app: it gets the run's memoized state and the body runs.
  mutating func begin(_ reference: RequestReference, _ schedule: inout PipelineSchedule) {
    let slot = Int(reference.slot)
    while requests.count <= slot { requests.append(AppRequest()) }
    guard load(reference, at: schedule.now) else {
      // The run ended before its request reached the app: the app answers a run it cannot find.
      engine.respond(to: reference, with: .returned(.none), at: schedule.now)
      return
    }
    let isDelayed = requests[slot].delayed == reference
    let effect =
      isDelayed ? nil : faults.strike(.engineRequest, requests[slot].context(), at: schedule.now)
    if case .slow(let extra)? = effect {
      requests[slot].delayed = reference
      schedule.after(extra, .requestArrives(reference))
      return
    }
    let record = requests[slot].record
    if record >= 0 { runs[Int(record)].attempts += 1 }
    switch effect {
    case .hang:
      requests[slot].deathCause = .hostTimeout
      schedule.at(requests[slot].deadline, .requestEnds(reference))
    case .some(let effect) where !effect.doesWork: end(reference, .lost(effect.failure), &schedule)
    case .some(let effect):
      requests[slot].losesResponse = effect.isError
      pass(slot, &schedule)
    case nil:
      requests[slot].losesResponse = latencies.losesResponse(
        requests[slot], after: engine.stepCount(requests[slot].run.slot))
      pass(slot, &schedule)
    }
  }

  private mutating func load(_ reference: RequestReference, at now: SimTime) -> Bool {
    let slot = Int(reference.slot)
    guard let request = engine.openRequest(reference) else { return false }
    let run = Int(request.run.slot)
    if checkpoints[run].generation != request.run.generation {
      checkpoints[run] = CheckpointSlot(generation: request.run.generation)
    }
    let (function, event, number) = engine.run(request.run.slot)
    let checkpoint = checkpoints[run].checkpoint
    requests[slot].reference = reference
    requests[slot].run = request.run
    requests[slot].function = FunctionKind(rawValue: UInt8(function)) ?? .orchestrator
    requests[slot].event = event
    requests[slot].runNumber = number
    requests[slot].attempt = Int32(request.attempt) + 1
    requests[slot].target = request.target
    requests[slot].checkpoint = checkpoint
    requests[slot].tape.forget()
    requests[slot].effect = nil
    requests[slot].losesResponse = false
    requests[slot].deadline = now + profile.backfill.longestRequest
    engine.copyJournal(
      of: request.run.slot, from: Int(checkpoint?.base ?? 0), into: &requests[slot].journal)
    let record = recordOfRun[run]
    requests[slot].record = record
    requests[slot].unit = record >= 0 ? runs[Int(record)].unit : event.captureUnit
    requests[slot].installation =
      record >= 0
      ? runs[Int(record)].installation : owners.installation(of: requests[slot].unit)
    requests[slot].round = record >= 0 ? runs[Int(record)].round : 1
    return true
  }

  /// The request's end reaches the engine.
  mutating func end(
    _ reference: RequestReference, _ response: EngineResponse<StepValue>,
    waits: [EngineWait] = [], invocations: [PipelineEngineEvent] = [],
    _ schedule: inout PipelineSchedule
  ) {
    let slot = Int(reference.slot)
    guard requests[slot].reference == reference else { return }
    requests[slot].reference = RequestReference(slot: -1, serial: 0)
    let response = requests[slot].losesResponse ? .lost(.connection) : response
    engine.respond(
      to: reference, with: response, waits: waits, invocations: invocations, at: schedule.now)
  }

  /// The process dies or the host ends the request.
  mutating func die(_ reference: RequestReference, _ schedule: inout PipelineSchedule) {
    end(reference, .lost(requests[Int(reference.slot)].deathCause), &schedule)
  }

  /// A reply reaches the app: the body runs on.
  mutating func resume(_ reference: RequestReference, _ schedule: inout PipelineSchedule) {
    let slot = Int(reference.slot)
    guard requests[slot].reference == reference else { return }
    requests[slot].tape.append(requests[slot].reply)
    pass(slot, &schedule)
  }
}

extension EngineEvent where Payload == EventPayload {
  /// The unit of a captured item.
  fileprivate var captureUnit: UnitOfWork {
    guard case .capture(let data) = payload else { return .none }
    return data.unit
  }
}

extension Fault.Effect {
  /// What the caller takes it for.
  var failure: Failure {
    switch self {
    case .status(let status), .statusAfterWork(let status): .status(Int16(status))
    case .hang: .hostTimeout
    default: .connection
    }
  }
}
