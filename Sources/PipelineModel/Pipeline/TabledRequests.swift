import SimKernel

/// The requests of captures that go by a table; whatever is not as it was recorded goes on with the
/// body.
extension Pipeline {
  /// Whether a request goes by a table.
  @inline(__always)
  func isTabled(_ reference: RequestReference) -> Bool {
    let slot = Int(reference.slot)
    return slot < host.tabled.count && host.tabled[slot].serial == reference.serial
  }

  /// Begins a request by its table; false when it must go without one.
  @inline(__always)
  mutating func beginTabled(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) -> Bool {
    guard host.goesByTables, let request = engine.openRequest(reference),
      engine.function(of: request.run.slot) == Int(FunctionKind.capture.rawValue)
    else { return false }
    return beginTabled(reference, request.run, target: request.target, &schedule)
  }

  private mutating func beginTabled(
    _ reference: RequestReference, _ run: RunReference, target: Int32,
    _ schedule: inout PipelineSchedule
  ) -> Bool {
    let place = Int(run.slot)
    guard host.captures[place].row != -1, case .capture(let data) = engine.payload(of: run.slot),
      !mayStrikeCapture(of: data, at: schedule.now)
    else { return false }
    if host.captures[place].row == -2 {
      host.captures[place].row = host.captureTables.firstRow(for: data, latencies)
    }
    let runRow = host.captures[place].row
    guard runRow >= 0,
      !latencies.losesResponse(
        RequestIdentity(key: engine.key(of: run.slot), target: target),
        after: engine.stepCount(run.slot))
    else { return false }
    let row = target < 0 ? runRow : host.captureTables.row(of: target, at: runRow)
    let call = host.captureTables.rows[Int(row)].call
    guard call >= 0 else {
      endAtOnce(reference, run, data, host.captureTables.rows[Int(row)].end, &schedule)
      return true
    }
    var request = TabledRequest(
      runRow: runRow, row: row, call: call, target: target, number: engine.number(of: run.slot),
      run: run, begunAt: schedule.now, data: data)
    while host.tabled.count <= Int(reference.slot) { host.tabled.append(request) }
    request.serial = reference.serial
    host.tabled[Int(reference.slot)] = request
    schedule.plan(after: host.captureTables.calls[Int(call)].outward, .callArrives(reference))
    return true
  }

  /// Whether what a capture does next must be looked at by the faults.
  @inline(__always)
  private mutating func mayStrikeCapture(of data: CaptureData, at now: SimTime) -> Bool {
    faults.mayStrikeCapture(of: data, owners.installation(of: data), at: now)
  }

  /// A request without calls.
  private mutating func endAtOnce(
    _ reference: RequestReference, _ run: RunReference, _ data: CaptureData,
    _ end: CaptureTable.End, _ schedule: inout PipelineSchedule
  ) {
    switch end {
    case .step: preconditionFailure("A step makes a call.")
    case .plan(let first, let count):
      host.captures[Int(run.slot)].row += 1 + Int16(count)
      host.captures[Int(run.slot)].siblings = 0
      engine.respond(to: reference, with: .plan(first: first, count: count), at: schedule.now)
    case .returned(let output):
      captured(data, output, run, at: schedule.now)
      engine.respond(to: reference, with: .returned(.none), at: schedule.now)
    }
  }

  /// A call of a tabled request reaches its service.
  @inline(__always)
  mutating func serveTabled(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) {
    let slot = Int(reference.slot)
    let call = host.captureTables.calls[Int(host.tabled[slot].call)]
    if call.question != .none { answer(call.question, slot, at: schedule.now) }
    schedule.plan(after: call.back, .callReturns(reference))
  }

  private mutating func answer(
    _ question: CaptureTable.Question, _ slot: Int, at now: SimTime
  ) {
    let data = host.tabled[slot].data
    switch question {
    case .none: break
    case .find: host.tabled[slot].answer = console.hasObservation(data.source)
    case .allowed: host.tabled[slot].answer = console.isAllowed(data.unit, in: data.workspace)
    case .store:
      storeObservation(data, host.tabled[slot].run, at: now)
      host.tabled[slot].answer = true
    }
  }

  /// The reply to a call of a tabled request: the next call leaves, or the step is done.
  @inline(__always)
  mutating func resumeTabled(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) {
    let slot = Int(reference.slot)
    let call = host.captureTables.calls[Int(host.tabled[slot].call)]
    let isUsual = call.question == .none || host.tabled[slot].answer == call.usual
    guard isUsual, call.isLast || !mayStrikeCapture(of: host.tabled[slot].data, at: schedule.now)
    else {
      goOnWithBody(reference, &schedule)
      return
    }
    guard call.isLast else {
      host.tabled[slot].call += 1
      let next = host.captureTables.calls[Int(host.tabled[slot].call)]
      schedule.plan(after: next.outward, .callArrives(reference))
      return
    }
    finish(reference, &schedule)
  }

  /// A tabled request ends with its step.
  private mutating func finish(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) {
    let slot = Int(reference.slot)
    host.tabled[slot].serial = 0
    let (run, row) = (host.tabled[slot].run, host.tabled[slot].row)
    guard engine.countStep(reference, at: schedule.now) else { return }
    guard case .step(let step, let flag) = host.captureTables.rows[Int(row)].end else {
      preconditionFailure("A request with calls ends with a step.")
    }
    let place = Int(run.slot)
    let sibling = host.captureTables.rows[Int(row)].sibling
    let number = host.renames.number(step, begunAt: host.tabled[slot].begunAt)
    if host.captures[place].row < 0 {
      // Meanwhile another request of the run has left the table.
      let value = flag.map { StepValue.flag($0) } ?? StepValue.none
      engine.record(number, of: run.slot, state: .done, value: value)
    } else if sibling >= 0 {
      host.captures[place].siblings |= 1 << UInt8(sibling)
    } else {
      host.captures[place].row = row + 1
    }
    if !engine.effects.isEmpty { drainEngine(&schedule) }
    accounts.tell(
      .stepDone(step: StepID(number: number)), at: schedule.now, run: host.tabled[slot].number,
      unit: host.tabled[slot].data.unit, from: .items)
    engine.goOn(behind: reference, at: schedule.now)
  }

  /// A tabled request goes on with the body, at the reply that has just come.
  private mutating func goOnWithBody(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) {
    let slot = Int(reference.slot)
    let tabled = self.host.tabled[slot]
    self.host.tabled[slot].serial = 0
    if engine.isOpen(tabled.run) { host.leaveTable(tabled.run.slot, &engine) }
    host.makeRoom(for: slot)
    host.requests[slot].begin(
      reference, tabled.run, Int(FunctionKind.capture.rawValue), .capture(tabled.data),
      at: tabled.begunAt, deadline: tabled.begunAt + profile.backfill.longestRequest)
    host.requests[slot].step.begin(from: nil, target: tabled.target, at: tabled.begunAt)
    host.requests[slot].step.journal.removeAll()
    let siblings: UInt8 = tabled.target < 0 ? .max : 0
    for entry in host.captureTables.entries(before: tabled.runRow, siblings: siblings) {
      host.requests[slot].step.journal.append(entry)
    }
    host.requests[slot].record = -1
    host.requests[slot].ordinal = engine.stepCount(tabled.run.slot) + 1
    host.requests[slot].identity = RequestIdentity(
      key: engine.key(of: tabled.run.slot), run: tabled.number,
      installation: owners.installation(of: tabled.data), unit: tabled.data.unit,
      target: tabled.target)
    for call in Int(host.captureTables.rows[Int(tabled.row)].call)..<Int(tabled.call) {
      host.requests[slot].step.tape.append(host.captureTables.calls[call].reply)
    }
    let call = host.captureTables.calls[Int(tabled.call)]
    host.requests[slot].reply = call.question == .none ? .ok : .answer(tabled.answer)
    host.requests[slot].takeReply(at: schedule.now)
    pass(slot, &schedule)
  }
}
