import SimKernel

extension Pipeline {
  /// Runs a request's body from its checkpoint until it calls, ends its step or returns.
  mutating func pass(_ slot: Int, _ schedule: inout PipelineSchedule) {
    switch requests[slot].payload {
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
      trigger: trigger, run: requests[slot].identity.run, policy: profile.orchestrator,
      matchesRun: profile.worker.completionCarriesRun,
      replaysHeld: profile.gateway.order == .holdThenReplay,
      resources: { Array(snapshots[Int($0.first)..<Int($0.first + $0.count)]) },
      history: { Array(histories[Int($0.first)..<Int($0.first + $0.count)]) })
    do {
      let output = try Orchestrator.body(input, &requests[slot].step)
      if !requests[slot].losesResponse { returned(output, trigger, slot, at: schedule.now) }
      end(requests[slot].reference, .returned(.none), &schedule)
    } catch {
      close(slot, after: error, &schedule)
    }
  }

  private mutating func passWorker(
    _ request: EntityRequest, _ slot: Int, _ schedule: inout PipelineSchedule
  ) {
    let start = profile.worker.resume == .cursor ? cursors[request.unit.index] : nil
    let input = EntityWorker.Input(
      request: request, policy: profile.worker, start: start ?? .first)
    do {
      let completion = try EntityWorker.body(input, &requests[slot].step)
      end(requests[slot].reference, .returned(.completion(completion)), &schedule)
    } catch {
      if requests[slot].step.dropPassed() { keepCheckpoint(slot) }
      close(slot, after: error, &schedule)
    }
  }

  /// Keeps a new checkpoint with its run, as long as that is the run it was.
  private mutating func keepCheckpoint(_ slot: Int) {
    let run = requests[slot].run
    guard checkpoints[Int(run.slot)].generation == run.generation, !isReordered(run) else { return }
    checkpoints[Int(run.slot)].checkpoint = requests[slot].step.checkpoint
  }

  private mutating func passFailure(
    _ request: EntityRequest, _ failure: Failure, _ slot: Int,
    _ schedule: inout PipelineSchedule
  ) {
    do {
      try EntityWorkerFailure.body(
        .init(request: request, failure: failure, policy: profile.worker), &requests[slot].step)
      end(requests[slot].reference, .returned(.none), &schedule)
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
        .init(data: data, policy: profile.console), &requests[slot].step)
      if !requests[slot].losesResponse {
        captured(data, output, requests[slot].run, at: schedule.now)
      }
      end(requests[slot].reference, .returned(.none), &schedule)
    } catch {
      close(slot, after: error, &schedule)
    }
  }

  private mutating func passDelivery(
    _ data: DeliveryData, _ slot: Int, _ schedule: inout PipelineSchedule
  ) {
    do {
      let output = try IngressCapture.body(
        .init(data: data, policy: profile.console), &requests[slot].step)
      if !requests[slot].losesResponse {
        let run = requests[slot].run
        let known = engine.result(of: StepID(.resolveWorkspace).number, in: run.slot)
        if case .capture(let found)? = known {
          captured(found, output, run, at: schedule.now)
        } else if let data = requests[slot].payload.captureData {
          captured(data, output, run, at: schedule.now)
        }
      }
      end(requests[slot].reference, .returned(.none), &schedule)
    } catch {
      close(slot, after: error, &schedule)
    }
  }

  /// Does what a pass ended with.
  private mutating func close(
    _ slot: Int, after halt: Halt, _ schedule: inout PipelineSchedule
  ) {
    let reference = requests[slot].reference
    switch halt {
    case .called:
      if requests[slot].step.tape.batch.isEmpty {
        issue(slot, &schedule)
      } else {
        issueBatch(slot, &schedule)
      }
    case .responded:
      if profile.worker.resume == .cursor { noteStep(slot) }
      if savesCheckpoint(slot) {
        schedule.plan(after: profile.engine.checkpointLatency, .checkpoint(reference))
        return
      }
      guard requests[slot].step.isPlain else {
        if !requests[slot].step.invocations.isEmpty {
          noteFanOut(slot, requests[slot].step.invocations)
        }
        end(
          reference, requests[slot].step.response, waits: requests[slot].step.waits,
          invocations: requests[slot].step.invocations, &schedule)
        return
      }
      end(reference, requests[slot].step.response, &schedule)
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
    guard profile.engine.execution == .checkpoint, requests[slot].identity.attempt == 1,
      requests[slot].identity.target < 0, case .step = requests[slot].step.response
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
    guard requests[slot].reference == reference,
      case .step(let step, let value, let bytes) = requests[slot].step.response
    else { return }
    let now = schedule.now
    let saved = memory.renames.number(step, begunAt: requests[slot].begunAt)
    guard engine.checkpoint(reference, step: saved, value: value, bytes: bytes, at: now) else {
      end(reference, .returned(.none), &schedule)
      return
    }
    requests[slot].step.goOn(
      behind: JournalEntry(value: value, step: step, state: .done),
      isPastRuntime: now - requests[slot].begunAt >= profile.engine.maxRuntime, at: now)
    pass(slot, &schedule)
  }

  /// What the surroundings learn from a finished step: a worker's cursor (`worker.resume`).
  private mutating func noteStep(_ slot: Int) {
    guard profile.worker.resume == .cursor, requests[slot].function == .worker,
      case .step(let number, _, _) = requests[slot].step.response,
      StepID(number: number).name == .dispatch,
      case .page(let page)? = requests[slot].step.journal.last?.value
    else { return }
    cursors[requests[slot].identity.unit.index] = page.hasMore ? page.next : nil
  }
}
