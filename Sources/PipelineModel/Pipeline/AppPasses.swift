import SimKernel

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
