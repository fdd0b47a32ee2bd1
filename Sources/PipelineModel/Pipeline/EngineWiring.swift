import SimKernel

extension Pipeline {
  /// The engine acts on an event that reached it.
  mutating func act(on slot: Int32, _ schedule: inout PipelineSchedule) {
    let event = inbound.take(slot)
    currentEvent = event
    engine.receive(event, at: schedule.now)
    drainEngine(&schedule)
    currentEvent = nil
  }

  /// Schedules what the engine decided.
  mutating func drainEngine(_ schedule: inout PipelineSchedule) {
    var index = 0
    while index < engine.effects.count {
      switch engine.effects[index] {
      case .scan(let function, let time): schedule.plan(at: time, .scan(function))
      case .request(let request):
        schedule.plan(after: profile.engine.requestOverhead, .requestArrives(request))
      case .arm(let timer, let time):
        while timerHandles.count <= Int(timer) { timerHandles.append(.none) }
        timerHandles[Int(timer)] = schedule.timer(at: time, .engineTimer(timer))
      case .disarm(let timer): schedule.cancel(timerHandles[Int(timer)])
      case .note(let note): take(note, &schedule)
      }
      index += 1
    }
    engine.effects.removeAll()
  }

  @inline(__always)
  private mutating func take(_ note: EngineNote, _ schedule: inout PipelineSchedule) {
    let now = schedule.now
    guard note.run >= 0 else {
      takeGlobal(note, &schedule)
      return
    }
    if note.kind == .runCreated { openRecord(note.run, at: now) }
    let record = recordOfRun[Int(note.run)]
    guard record >= 0 else {
      takeOfCapture(note, at: now)
      return
    }
    tellOfRun(note, Int(record), at: now)
    update(Int(record), note, &schedule)
  }

  private mutating func takeGlobal(_ note: EngineNote, _ schedule: inout PipelineSchedule) {
    let now = schedule.now
    if note.kind == .runDropped, case .capture(let data)? = currentEvent?.payload {
      drop(data, note.a == Int64(DropReason.quota.rawValue) ? .quota : .idempotency, at: now)
      return
    }
    if note.kind == .completionMissed, case .completion(let completion)? = currentEvent?.payload {
      tell(
        .completionMissed, at: now, installation: completion.installation, unit: completion.unit,
        a: completion.success ? 1 : 0)
      return
    }
    if note.kind == .runDropped, note.a == Int64(DropReason.quota.rawValue),
      case .trigger(let data)? = currentEvent?.payload
    {
      noteBackfillMissing(data.installation, &schedule)
    }
    tell(note.kind, at: now, installation: currentEvent?.key.a ?? -1, a: note.a, b: note.b)
  }

  private mutating func tellOfRun(_ note: EngineNote, _ record: Int, at now: SimTime) {
    let run = runs[record]
    let step = note.stepID
    var unit = run.unit
    var (a, b) = (note.a, note.b)
    switch note.kind {
    case .runCreated: a = Int64(run.round)
    case .stepDone: b = Int64(step.index)
    case .asleep: b = Int64(StepID(number: Int32(truncatingIfNeeded: note.b)).index)
    case .waitResolved, .waitTimedOut:
      if record < fanOuts.count, step.index < fanOuts[record].count {
        unit = fanOuts[record][step.index]
      }
      if note.kind == .waitResolved { a = succeeded(note) ? 1 : 0 }
    default: break
    }
    tell(
      note.kind, at: now, run: run.number, installation: run.installation, unit: unit, a: a,
      b: b, failure: note.failure, step: step.name)
  }

  /// Whether the wait a note is about got a completion with success.
  private func succeeded(_ note: EngineNote) -> Bool {
    let step = Int32(truncatingIfNeeded: note.a)
    guard case .completion(let completion)? = engine.result(of: step, in: note.run) else {
      return false
    }
    return completion.success
  }

  /// A run was created: it gets a record, unless it is one of the captures.
  private mutating func openRecord(_ slot: Int32, at now: SimTime) {
    while recordOfRun.count <= Int(slot) {
      recordOfRun.append(-1)
      captureStored.append(false)
      checkpoints.append(CheckpointSlot())
    }
    captureStored[Int(slot)] = false
    let (function, event, number) = engine.run(slot)
    guard var record = RunRecord(function, event, number, at: now) else {
      recordOfRun[Int(slot)] = -1
      return
    }
    record.round = rounds.next(record)
    recordOfRun[Int(slot)] = Int32(runs.count)
    runs.append(record)
    if record.function == .orchestrator { noteBackfillCreated(record.installation) }
  }

  private mutating func update(
    _ record: Int, _ note: EngineNote, _ schedule: inout PipelineSchedule
  ) {
    let now = schedule.now
    switch note.kind {
    case .runStarted:
      runs[record].startedAt = now
      runs[record].started = true
      advanceStory(record, note.run, started: true, &schedule)
    case .runEnded:
      runs[record].outcome = RunOutcome(rawValue: UInt8(note.a)) ?? .running
      runs[record].failure = note.failure
      runs[record].endedAt = now
      runs[record].waits = engine.waits(of: note.run).merging(runs[record].waits)
      if let wake = wakeTimes[record], wake > now { runs[record].asleep -= wake - now }
      advanceStory(record, note.run, started: false, &schedule)
      if runs[record].function == .orchestrator {
        noteBackfillEnded(runs[record].installation, runs[record].outcome, &schedule)
      }
    case .stepDone: runs[record].steps += 1
    case .waiting: runs[record].steps += Int32(note.a)
    case .asleep:
      runs[record].steps += 1
      wakeTimes[record] = SimTime(microseconds: note.a)
      runs[record].asleep += SimTime(microseconds: note.a) - now
    default: break
    }
  }

  private mutating func advanceStory(
    _ record: Int, _ slot: Int32, started: Bool, _ schedule: inout PipelineSchedule
  ) {
    guard case .trigger(let data) = engine.run(slot).event.payload else { return }
    let step = Int(backfillRequests[Int(data.request)].step)
    for (next, time) in story.run(Int32(record), of: step, started: started, at: schedule.now) {
      schedule.plan(at: time, .story(Int32(next)))
    }
  }
}

extension EngineNote {
  /// The step a note is about.
  fileprivate var stepID: StepID {
    switch kind {
    case .stepDone, .attemptFailed, .stepExhausted, .waitTimedOut, .waitResolved:
      StepID(number: Int32(truncatingIfNeeded: a))
    case .asleep: StepID(number: Int32(truncatingIfNeeded: b))
    default: StepID(number: -1)
    }
  }
}

extension RunRecord {
  /// A new record from the event that started the run; `nil` for captures.
  fileprivate init?(
    _ function: Int, _ event: PipelineEngineEvent, _ number: Int32, at now: SimTime
  ) {
    var unit = UnitOfWork.none
    var parent: Int32 = 0
    switch event.payload {
    case .trigger, .cancel, .completion: break
    case .entity(let request), .failure(let request, _):
      (unit, parent) = (request.unit, request.parent)
    case .capture: return nil
    }
    self.init(
      function: FunctionKind(rawValue: UInt8(function)) ?? .orchestrator, number: number,
      installation: event.key.a, unit: unit, round: 1, parent: parent, outcome: .running,
      failure: .none, createdAt: now, startedAt: now, started: false, endedAt: now, attempts: 0,
      steps: 0, pages: 0, asleep: .zero)
  }
}
