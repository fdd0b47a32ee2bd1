import SimKernel

extension Pipeline {
  /// Runs a request's body from its checkpoint until it calls, ends its step or returns.
  mutating func pass(_ slot: Int, _ schedule: inout PipelineSchedule) {
    guard let event = requests[slot].event else { return }
    switch event.payload {
    case .trigger(let trigger): passOrchestrator(trigger, slot, &schedule)
    case .entity(let request): passWorker(request, slot, &schedule)
    case .failure(let request, let failure): passFailure(request, failure, slot, &schedule)
    case .capture(let data): passCapture(data, slot, &schedule)
    case .cancel, .completion: preconditionFailure("no function is triggered by this event")
    }
  }

  private mutating func passOrchestrator(
    _ trigger: TriggerData, _ slot: Int, _ schedule: inout PipelineSchedule
  ) {
    let snapshots = connections.snapshots
    let input = Orchestrator.Input(
      trigger: trigger, run: requests[slot].runNumber, policy: profile.orchestrator,
      resources: { Array(snapshots[Int($0.first)..<Int($0.first + $0.count)]) })
    var step = openStep(slot, Checkpoint<Orchestrator.Locals>?.none, at: schedule.now)
    do {
      let output = try Orchestrator.body(input, &step)
      if !requests[slot].losesResponse { returned(output, trigger, slot, at: schedule.now) }
      end(requests[slot].reference, .returned(.none), &schedule)
    } catch {
      close(&step, slot, after: error, &schedule)
    }
  }

  private mutating func passWorker(
    _ request: EntityRequest, _ slot: Int, _ schedule: inout PipelineSchedule
  ) {
    let start = profile.worker.resume == .cursor ? cursors[request.unit.index] : nil
    let input = EntityWorker.Input(
      request: request, policy: profile.worker, start: start ?? .first)
    let base = requests[slot].checkpoint?.base
    var step = openStep(slot, requests[slot].checkpoint, at: schedule.now)
    do {
      let completion = try EntityWorker.body(input, &step)
      end(requests[slot].reference, .returned(.completion(completion)), &schedule)
    } catch {
      if step.checkpoint?.base != base { keep(step.checkpoint, slot) }
      close(&step, slot, after: error, &schedule)
    }
  }

  /// Keeps a new checkpoint with its run, as long as that is the run it was.
  private mutating func keep(_ checkpoint: Checkpoint<EntityWorker.Progress>?, _ slot: Int) {
    guard let checkpoint else { return }
    let run = requests[slot].run
    let passed = Int(checkpoint.base - (requests[slot].checkpoint?.base ?? 0))
    requests[slot].journal.removeFirst(min(passed, requests[slot].journal.count))
    requests[slot].checkpoint = checkpoint
    guard checkpoints[Int(run.slot)].generation == run.generation else { return }
    checkpoints[Int(run.slot)].checkpoint = checkpoint
  }

  private mutating func passFailure(
    _ request: EntityRequest, _ failure: Failure, _ slot: Int,
    _ schedule: inout PipelineSchedule
  ) {
    var step = openStep(slot, Checkpoint<EntityWorkerFailure.Locals>?.none, at: schedule.now)
    do {
      try EntityWorkerFailure.body(.init(request: request, failure: failure), &step)
      end(requests[slot].reference, .returned(.none), &schedule)
    } catch {
      close(&step, slot, after: error, &schedule)
    }
  }

  private mutating func passCapture(
    _ data: CaptureData, _ slot: Int, _ schedule: inout PipelineSchedule
  ) {
    var step = openStep(slot, Checkpoint<ObservationCapture.Locals>?.none, at: schedule.now)
    do {
      let output = try ObservationCapture.body(.init(data: data, policy: profile.console), &step)
      captured(data, output, slot, at: schedule.now)
      end(requests[slot].reference, .returned(.none), &schedule)
    } catch {
      close(&step, slot, after: error, &schedule)
    }
  }

  /// Lends the request's journal and tape to a pass.
  private mutating func openStep<Locals>(
    _ slot: Int, _ checkpoint: Checkpoint<Locals>?, at now: SimTime
  ) -> Step<Locals> {
    var step = Step<Locals>(
      journal: [], tape: CallTape(), checkpoint: checkpoint, target: requests[slot].target, now: now
    )
    swap(&step.journal, &requests[slot].journal)
    swap(&step.tape, &requests[slot].tape)
    step.tape.rewind()
    return step
  }

  /// Takes journal and tape back and does what the pass ended with.
  private mutating func close<Locals>(
    _ step: inout Step<Locals>, _ slot: Int, after halt: Halt, _ schedule: inout PipelineSchedule
  ) {
    swap(&step.journal, &requests[slot].journal)
    swap(&step.tape, &requests[slot].tape)
    let reference = requests[slot].reference
    switch halt {
    case .called(let call): issue(call, slot, &schedule)
    case .responded(let response):
      noteStep(response, slot)
      if !step.invocations.isEmpty { noteFanOut(slot, step.invocations) }
      end(
        reference, response, waits: step.waits, invocations: step.invocations, &schedule)
    case .threw(let failure, let retriable):
      end(reference, .threw(failure: failure, retriable: retriable), &schedule)
    }
  }

  /// What the surroundings learn from a finished step: a worker's cursor (`worker.resume`).
  private mutating func noteStep(_ response: EngineResponse<StepValue>, _ slot: Int) {
    guard profile.worker.resume == .cursor, requests[slot].function == .worker,
      case .step(let number, _, _) = response, StepID(number: number).name == .dispatch,
      case .page(let page)? = requests[slot].journal.last?.value
    else { return }
    cursors[requests[slot].unit.index] = page.hasMore ? page.next : nil
  }
}
