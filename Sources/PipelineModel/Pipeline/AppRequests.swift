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
    accounts.identify(&host.requests[slot])
    host.requests[slot].identify(by: owners)
    var effect: Fault.Effect?
    if !isRefused, faults.areOn(.engineRequest), host.requests[slot].delayed != reference {
      effect = strike(.engineRequest, host.requests[slot].context, made: now, at: now)
    }
    if let extra = effect?.meaning.slowness {
      host.requests[slot].delayed = reference
      schedule.plan(after: extra, .requestArrives(reference))
      return
    }
    accounts.attempted(host.requests[slot].record)
    switch effect?.meaning {
    case nil where isRefused: host.end(reference, .lost(.status(500)), &engine, at: now)
    case let meaning? where meaning.caller == .isEnded:
      host.requests[slot].deathCause = .hostTimeout
      schedule.plan(at: host.requests[slot].deadline, .requestEnds(reference))
    case let meaning? where meaning.works == 0:
      host.end(reference, .lost(meaning.failure ?? .connection), &engine, at: now)
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
      let asked = host.requests[slot].step.invocations
      if !asked.isEmpty {
        accounts.fanOut(
          of: &host.requests[slot], asked, clockError: profile.orchestrator.clockError)
      }
      host.end(reference, response, &engine, at: now)
    case .orchestrated(let output, let trigger):
      if engine.isOpen(host.requests[slot].run) {
        let request = host.requests[slot].identity
        let isSuccess = accounts.returned(output, trigger, to: request, at: now)
        people.backfillReturned(trigger.installation, success: isSuccess)
      }
      host.end(reference, .returned(.none), &engine, at: now)
    case .captured(let output, let data):
      captured(data, output, host.requests[slot].run, at: now)
      host.end(reference, .returned(.none), &engine, at: now)
    }
  }

  /// A reply reaches the app: the body runs on.
  mutating func resume(_ reference: RequestReference, _ schedule: inout PipelineSchedule) {
    if host.isTabled(reference) { return resumeTabled(reference, &schedule) }
    guard let slot = host.slot(of: reference) else { return }
    if host.goesByTables, host.requests[slot].beginsRound() { return issue(slot, &schedule) }
    host.requests[slot].takeReply(at: schedule.now)
    pass(slot, &schedule)
  }
}

/// The requests of captures that go by a table.
extension Pipeline {
  /// Begins a request by its table; false when it must go without one.
  private mutating func beginTabled(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) -> Bool {
    let now = schedule.now
    guard let (run, target, data) = host.capture(of: reference, &engine),
      !faults.mayStrikeCapture(of: data, owners.installation(of: data), at: now)
    else { return false }
    switch host.beginTabled(
      reference, run, target: target, data, &engine, &latencies, at: now)
    {
    case .untabled: return false
    case .calls(let outward): schedule.plan(after: outward, .callArrives(reference))
    case .planned: break
    case .returned(let output):
      captured(data, output, run, at: now)
      engine.respond(to: reference, with: .returned(.none), at: now)
    }
    return true
  }

  /// A call of a tabled request reaches its service.
  @inline(__always)
  mutating func serveTabled(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) {
    let (slot, now) = (Int(reference.slot), schedule.now)
    let call = host.tabledCall(slot)
    if call.question != .none {
      let (data, run) = (host.tabled[slot].data, host.tabled[slot].run)
      host.tabled[slot].answer = answer(call.question, data, run, at: now)
    }
    schedule.plan(after: call.back, .callReturns(reference))
  }

  /// The reply to a call of a tabled request: the next call leaves, or the step is done.
  @inline(__always)
  mutating func resumeTabled(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) {
    let (slot, now) = (Int(reference.slot), schedule.now)
    let call = host.tabledCall(slot)
    let isUsual = call.question == .none || host.tabled[slot].answer == call.usual
    let data = host.tabled[slot].data
    if !isUsual
      || !call.isLast && faults.mayStrikeCapture(of: data, owners.installation(of: data), at: now)
    {
      host.goOnWithBody(
        reference, of: owners.installation(of: data), &engine,
        longest: profile.backfill.longestRequest, at: now)
      pass(slot, &schedule)
    } else if call.isLast {
      finish(reference, &schedule)
    } else {
      schedule.plan(after: host.nextTabledCall(slot), .callArrives(reference))
    }
  }

  /// A tabled request ends with its step.
  private mutating func finish(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) {
    let (slot, now) = (Int(reference.slot), schedule.now)
    guard let step = host.finishTabled(reference, &engine, at: now) else { return }
    if !engine.effects.isEmpty { drainEngine(&schedule) }
    accounts.tell(
      .stepDone(step: StepID(number: step)), at: now, run: host.tabled[slot].number,
      unit: host.tabled[slot].data.unit, from: .items)
    engine.goOn(behind: reference, at: now)
  }
}
