import SimKernel

/// The requests of captures that go by a table; whatever is not as it was recorded goes on with the
/// body.
extension AppHost {
  /// Whether a request goes by a table.
  @inline(__always)
  mutating func isTabled(_ reference: RequestReference) -> Bool {
    let slot = Int(reference.slot)
    return slot < tabled.count && tabled[slot].serial == reference.serial
  }

  /// The run, the parallel step and the data of a capture's request that may go by a table; nil of
  /// one that must go without.
  @inline(__always)
  mutating func capture(
    of reference: RequestReference, _ engine: inout PipelineEngine
  ) -> (run: RunReference, target: Int32, data: CaptureData)? {
    guard goesByTables, let request = engine.openRequest(reference),
      engine.function(of: request.run.slot) == Int(FunctionKind.capture.rawValue),
      captures[Int(request.run.slot)].row != -1,
      case .capture(let data) = engine.payload(of: request.run.slot)
    else { return nil }
    return (request.run, request.target, data)
  }

  /// How a request begins.
  enum TabledBegin: Sendable, BitwiseCopyable {
    /// It must go without a table.
    case untabled
    /// Its first call reaches its service after this.
    case calls(after: SimDuration)
    /// It plans parallel steps and has ended.
    case planned
    /// The capture returns.
    case returned(ObservationCapture.Output)
  }

  /// Begins a request by its table, if there is one.
  @inline(__always)
  mutating func beginTabled(
    _ reference: RequestReference, _ run: RunReference, target: Int32, _ data: CaptureData,
    _ engine: inout PipelineEngine, _ latencies: inout Latencies, at now: SimTime
  ) -> TabledBegin {
    let place = Int(run.slot)
    if captures[place].row == -2 {
      captures[place].row = captureTables.firstRow(for: data, latencies)
    }
    let runRow = captures[place].row
    guard runRow >= 0,
      !latencies.losesResponse(
        RequestIdentity(key: engine.key(of: run.slot), target: target),
        after: engine.stepCount(run.slot))
    else { return .untabled }
    let row = target < 0 ? runRow : captureTables.row(of: target, at: runRow)
    let call = captureTables.rows[Int(row)].call
    guard call >= 0 else {
      switch captureTables.rows[Int(row)].end {
      case .step: preconditionFailure("A step makes a call.")
      case .plan(let first, let count):
        captures[place].row += 1 + Int16(count)
        captures[place].siblings = 0
        engine.respond(to: reference, with: .plan(first: first, count: count), at: now)
        return .planned
      case .returned(let output): return .returned(output)
      }
    }
    var request = TabledRequest(
      runRow: runRow, row: row, call: call, target: target, number: engine.number(of: run.slot),
      run: run, begunAt: now, data: data)
    while tabled.count <= Int(reference.slot) { tabled.append(request) }
    request.serial = reference.serial
    tabled[Int(reference.slot)] = request
    return .calls(after: captureTables.calls[Int(call)].outward)
  }

  /// The call under way of a tabled request.
  @inline(__always)
  mutating func tabledCall(_ slot: Int) -> CaptureTable.Call {
    captureTables.calls[Int(tabled[slot].call)]
  }

  /// The next call of a tabled request leaves: how long until it reaches its service.
  @inline(__always)
  mutating func nextTabledCall(_ slot: Int) -> SimDuration {
    tabled[slot].call += 1
    return tabledCall(slot).outward
  }

  /// A tabled request is done with its step: the step's number; nil when its run has ended.
  @inline(__always)
  mutating func finishTabled(
    _ reference: RequestReference, _ engine: inout PipelineEngine, at now: SimTime
  ) -> Int32? {
    let slot = Int(reference.slot)
    tabled[slot].serial = 0
    let (run, row) = (tabled[slot].run, tabled[slot].row)
    guard engine.countStep(reference, at: now) else { return nil }
    guard case .step(let step, let flag) = captureTables.rows[Int(row)].end else {
      preconditionFailure("A request with calls ends with a step.")
    }
    let place = Int(run.slot)
    let sibling = captureTables.rows[Int(row)].sibling
    let number = renames.number(step, begunAt: tabled[slot].begunAt)
    if captures[place].row < 0 {
      // Meanwhile another request of the run has left the table.
      let value = flag.map { StepValue.flag($0) } ?? StepValue.none
      engine.record(number, of: run.slot, state: .done, value: value)
    } else if sibling >= 0 {
      captures[place].siblings |= 1 << UInt8(sibling)
    } else {
      captures[place].row = row + 1
    }
    return number
  }

  /// A tabled request of an installation's item goes on with the body, at the reply that has just
  /// come.
  mutating func goOnWithBody(
    _ reference: RequestReference, of installation: Int32, _ engine: inout PipelineEngine,
    longest: SimDuration, at now: SimTime
  ) {
    let slot = Int(reference.slot)
    let tabled = self.tabled[slot]
    self.tabled[slot].serial = 0
    if engine.isOpen(tabled.run) { leaveTable(tabled.run.slot, &engine) }
    makeRoom(for: slot)
    requests[slot].begin(
      reference, tabled.run, Int(FunctionKind.capture.rawValue), .capture(tabled.data),
      at: tabled.begunAt, deadline: tabled.begunAt + longest)
    requests[slot].step.begin(from: nil, target: tabled.target, at: tabled.begunAt)
    requests[slot].step.journal.removeAll()
    let siblings: UInt8 = tabled.target < 0 ? .max : 0
    for entry in captureTables.entries(before: tabled.runRow, siblings: siblings) {
      requests[slot].step.journal.append(entry)
    }
    requests[slot].record = -1
    requests[slot].ordinal = engine.stepCount(tabled.run.slot) + 1
    requests[slot].identity = RequestIdentity(
      key: engine.key(of: tabled.run.slot), run: tabled.number, installation: installation,
      unit: tabled.data.unit, target: tabled.target)
    for call in Int(captureTables.rows[Int(tabled.row)].call)..<Int(tabled.call) {
      requests[slot].step.tape.append(captureTables.calls[call].reply)
    }
    let call = captureTables.calls[Int(tabled.call)]
    requests[slot].reply = call.question == .none ? .ok : .answer(tabled.answer)
    requests[slot].takeReply(at: now)
  }

  /// Captures in flight go on with their body, and new ones by tables of the new profile.
  mutating func leaveTables(_ engine: inout PipelineEngine, _ profile: inout Profile) {
    for run in captures.indices where captures[run].row >= 0 {
      guard engine.runs[run].isOpen,
        engine.function(of: Int32(run)) == Int(FunctionKind.capture.rawValue)
      else { continue }
      leaveTable(Int32(run), &engine)
    }
    captureTables.learnAnew(profile.console, longest: profile.backfill.longestRequest)
  }

  /// A run goes without its table from now on: the engine keeps its steps.
  mutating func leaveTable(_ run: Int32, _ engine: inout PipelineEngine) {
    let progress = captures[Int(run)]
    captures[Int(run)].row = -1
    guard progress.row >= 0 else { return }
    for entry in captureTables.entries(before: progress.row, siblings: progress.siblings) {
      engine.record(entry.step, of: run, state: .done, value: entry.value)
    }
  }
}
