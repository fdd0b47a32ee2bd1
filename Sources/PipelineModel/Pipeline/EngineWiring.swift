import SimKernel

extension Pipeline {
  /// Events reach the engine's bus after a delay and are acted on a little later.
  mutating func publish(
    _ events: [PipelineEngineEvent], after delay: SimDuration, _ schedule: inout PipelineSchedule
  ) {
    for event in events { publish(event, after: delay, &schedule) }
  }

  mutating func publish(
    _ event: PipelineEngineEvent, after delay: SimDuration, _ schedule: inout PipelineSchedule
  ) {
    var event = event
    event.receivedAt = schedule.now + delay
    let slot = bus.inbound.add(event)
    schedule.plan(
      after: delay + profile.engine.eventLatency,
      profile.engine.ingestPerEvent > .zero ? .ingest(slot) : .engineEvent(slot))
  }

  /// The engine acts on an event that reached it.
  mutating func act(on slot: Int32, _ schedule: inout PipelineSchedule) {
    let event = bus.inbound.take(slot)
    bus.currentEvent = event
    engine.receive(event, at: schedule.now)
    drainEngine(&schedule)
    bus.currentEvent = nil
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
        while bus.timerHandles.count <= Int(timer) { bus.timerHandles.append(.none) }
        bus.timerHandles[Int(timer)] = schedule.timer(at: time, .engineTimer(timer))
      case .disarm(let timer): schedule.cancel(bus.timerHandles[Int(timer)])
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
      takeGlobal(note.news, &schedule)
      return
    }
    if case .runCreated = note.news { openRecord(note.run, at: now) }
    let record = accounts.recordOfRun[Int(note.run)]
    guard record >= 0 else {
      takeOfCapture(note, at: now)
      return
    }
    tellOfRun(note, Int(record), at: now)
    update(Int(record), note, &schedule)
  }

  /// News that belong to no run.
  private mutating func takeGlobal(_ news: EngineNews, _ schedule: inout PipelineSchedule) {
    let now = schedule.now
    let installation = bus.currentEvent?.key.a ?? -1
    switch (news, bus.currentEvent?.payload) {
    case (.runDropped(let reason, _), let payload?) where payload.captureData != nil:
      guard let data = payload.captureData else { return }
      drop(data, reason == .quota ? .quota : .idempotency, at: now)
    case (.runDropped(let reason, let function), let payload):
      if reason == .quota, case .trigger(let data)? = payload {
        noteBackfillMissing(data.installation, &schedule)
      }
      let function = FunctionKind(rawValue: function) ?? .orchestrator
      tell(
        .runDropped(reason: reason, function: function), at: now, installation: installation)
    case (.completionMissed, .completion(let completion)?):
      tell(
        .completionMissed(success: completion.success), at: now,
        installation: completion.installation, unit: completion.unit)
    case (.cancelActed(let runs), _):
      tell(.cancelActed(runs: runs), at: now, installation: installation)
    case (.quotaReached(let executions), _):
      tell(.quotaReached(executions: Int64(executions)), at: now, installation: installation)
    default: break
    }
  }

  private mutating func tellOfRun(_ note: EngineNote, _ record: Int, at now: SimTime) {
    let run = accounts.runs[record]
    let unit = accounts.unit(of: record, note.news)
    tell(
      accounts.event(note, &engine, &host), at: now, run: run.number,
      installation: run.installation, unit: unit)
  }

  /// A run was created: it gets a record, unless it is one of the captures, and a name for its
  /// draws.
  private mutating func openRecord(_ slot: Int32, at now: SimTime) {
    host.open(run: slot)
    let (function, event, number) = engine.run(slot)
    let record = accounts.open(slot, function, event, number, at: now)
    if record >= 0 {
      engine.name(slot, accounts.runs[record].key)
      if accounts.runs[record].function == .orchestrator {
        noteBackfillCreated(accounts.runs[record].installation)
      }
    } else if let data = event.payload.captureData {
      let item = provider.items.key(of: data.item, in: data.unit)
      engine.name(slot, ExpiringKeys.key(item, UInt64(data.edition), 3))
    }
  }

  private mutating func update(
    _ record: Int, _ note: EngineNote, _ schedule: inout PipelineSchedule
  ) {
    accounts.update(record, note, &engine, at: schedule.now)
    switch note.news {
    case .runStarted: advanceStory(record, note.run, started: true, &schedule)
    case .runEnded(let outcome, _):
      advanceStory(record, note.run, started: false, &schedule)
      if accounts.runs[record].function == .orchestrator {
        noteBackfillEnded(accounts.runs[record].installation, outcome, &schedule)
      }
    default: break
    }
  }

  private mutating func advanceStory(
    _ record: Int, _ slot: Int32, started: Bool, _ schedule: inout PipelineSchedule
  ) {
    guard case .trigger(let data) = engine.run(slot).event.payload else { return }
    let step = Int(accounts.backfillRequests[Int(data.request)].step)
    for (next, time) in story.run(Int32(record), of: step, started: started, at: schedule.now) {
      schedule.plan(at: time, .story(Int32(next)))
    }
  }
}
