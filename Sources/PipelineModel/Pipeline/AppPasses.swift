import SimKernel

extension Pipeline {
  /// Runs a request's body from its checkpoint until it calls, ends its step or returns.
  mutating func pass(_ slot: Int, _ schedule: inout PipelineSchedule) {
    switch host.requests[slot].payload {
    case .trigger(let trigger): passOrchestrator(trigger, slot, &schedule)
    case .entity(let request): passWorker(request, slot, &schedule)
    case .failure(let request, let failure): passFailure(request, failure, slot, &schedule)
    case .capture(let data): passCapture(data, slot, &schedule)
    case .delivery(let data): passDelivery(data, slot, &schedule)
    case .cancel, .completion: preconditionFailure("no function is triggered by this event")
    }
  }

  private mutating func passOrchestrator(
    _ trigger: TriggerData, _ slot: Int, _ schedule: inout PipelineSchedule
  ) {
    let (snapshots, histories) = (connections.snapshots, connections.histories)
    let input = Orchestrator.Input(
      trigger: trigger, run: host.requests[slot].identity.run, policy: profile.orchestrator,
      matchesRun: profile.worker.completionCarriesRun,
      replaysHeld: profile.gateway.order == .holdThenReplay,
      resources: { Array(snapshots[Int($0.first)..<Int($0.first + $0.count)]) },
      history: { Array(histories[Int($0.first)..<Int($0.first + $0.count)]) })
    do {
      let output = try Orchestrator.body(input, &host.requests[slot].step)
      if !host.requests[slot].losesResponse { returned(output, trigger, slot, at: schedule.now) }
      end(host.requests[slot].reference, .returned(.none), &schedule)
    } catch {
      close(slot, after: error, &schedule)
    }
  }

  private mutating func passWorker(
    _ request: EntityRequest, _ slot: Int, _ schedule: inout PipelineSchedule
  ) {
    let start = profile.worker.resume == .cursor ? host.cursors[request.unit.index] : nil
    let input = EntityWorker.Input(
      request: request, policy: profile.worker, start: start ?? .first)
    do {
      let completion = try EntityWorker.body(input, &host.requests[slot].step)
      end(host.requests[slot].reference, .returned(.completion(completion)), &schedule)
    } catch {
      if host.requests[slot].step.dropPassed() { keepCheckpoint(slot) }
      close(slot, after: error, &schedule)
    }
  }

  /// Keeps a new checkpoint with its run, as long as that is the run it was.
  private mutating func keepCheckpoint(_ slot: Int) {
    let run = host.requests[slot].run
    guard host.checkpoints[Int(run.slot)].generation == run.generation, !isReordered(run) else {
      return
    }
    host.checkpoints[Int(run.slot)].checkpoint = host.requests[slot].step.checkpoint
  }

  private mutating func passFailure(
    _ request: EntityRequest, _ failure: Failure, _ slot: Int,
    _ schedule: inout PipelineSchedule
  ) {
    do {
      try EntityWorkerFailure.body(
        .init(request: request, failure: failure, policy: profile.worker), &host.requests[slot].step
      )
      end(host.requests[slot].reference, .returned(.none), &schedule)
    } catch {
      close(slot, after: error, &schedule)
    }
  }

  @inline(__always)
  private mutating func passCapture(
    _ data: CaptureData, _ slot: Int, _ schedule: inout PipelineSchedule
  ) {
    do {
      let output = try ObservationCapture.body(
        .init(data: data, policy: profile.console), &host.requests[slot].step)
      if !host.requests[slot].losesResponse {
        captured(data, output, host.requests[slot].run, at: schedule.now)
      }
      end(host.requests[slot].reference, .returned(.none), &schedule)
    } catch {
      close(slot, after: error, &schedule)
    }
  }

  private mutating func passDelivery(
    _ data: DeliveryData, _ slot: Int, _ schedule: inout PipelineSchedule
  ) {
    do {
      let output = try IngressCapture.body(
        .init(data: data, policy: profile.console), &host.requests[slot].step)
      if !host.requests[slot].losesResponse {
        let run = host.requests[slot].run
        let known = engine.result(of: StepID(.resolveWorkspace).number, in: run.slot)
        if case .capture(let found)? = known {
          captured(found, output, run, at: schedule.now)
        } else if let data = host.requests[slot].payload.captureData {
          captured(data, output, run, at: schedule.now)
        }
      }
      end(host.requests[slot].reference, .returned(.none), &schedule)
    } catch {
      close(slot, after: error, &schedule)
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
      if savesCheckpoint(slot) {
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

  /// Whether a step's result is saved while its request goes on: not that of a retry, nor of a
  /// parallel step (engine-facts 6.2).
  @inline(__always)
  private func savesCheckpoint(_ slot: Int) -> Bool {
    guard profile.engine.execution == .checkpoint, host.requests[slot].identity.attempt == 1,
      host.requests[slot].identity.target < 0, case .step = host.requests[slot].step.response
    else { return false }
    return true
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
