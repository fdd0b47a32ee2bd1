import SimKernel

extension Pipeline {
  /// An event reaches the engine's bus after a delay and is acted on a little later.
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
        bus.keep(schedule.timer(at: time, .engineTimer(timer)), of: timer)
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
      accounts.take(note.news, of: bus.currentEvent, at: now)
      if let installation = bus.installation(leftOutBy: note.news) {
        noteBackfillMissing(installation, &schedule)
      }
      return
    }
    if case .runCreated = note.news {
      host.open(run: note.run)
      accounts.open(note.run, &engine, &provider, at: now)
    }
    let record = accounts.recordOfRun[Int(note.run)]
    guard record >= 0 else {
      accounts.takeOfCapture(note, &engine, &host, at: now)
      return
    }
    accounts.take(note, of: Int(record), &engine, &host, at: now)
    follow(note.news, Int(record), &schedule)
  }

  /// What follows from news of a run: steps of the story, and what the person behind it does.
  private mutating func follow(
    _ news: EngineNews, _ record: Int, _ schedule: inout PipelineSchedule
  ) {
    let isBackfill = accounts.runs[record].function == .orchestrator
    let installation = accounts.runs[record].installation
    switch news {
    case .runCreated: if isBackfill { people.backfillCreated(installation) }
    case .runStarted: advanceStory(record, started: true, &schedule)
    case .runEnded(let outcome, _):
      advanceStory(record, started: false, &schedule)
      if isBackfill,
        let wait = people.backfillEnded(installation, completed: outcome == .completed)
      {
        schedule.plan(after: wait, .operatorLooks(installation))
      }
    default: break
    }
  }

  private mutating func advanceStory(
    _ record: Int, started: Bool, _ schedule: inout PipelineSchedule
  ) {
    guard let step = accounts.runs[record].storyStep else { return }
    let steps = story.run(Int32(record), of: Int(step), started: started, at: schedule.now)
    plan(steps, &schedule)
  }
}
