import SimKernel

extension Accounts {
  /// A run was created in an engine slot: it gets a record, unless it is one of the captures, and a
  /// name for its draws.
  mutating func open(
    _ slot: Int32, _ engine: inout PipelineEngine, _ provider: inout ProviderAPI, at now: SimTime
  ) {
    let (function, event, number) = engine.run(slot)
    while recordOfRun.count <= Int(slot) { recordOfRun.append(-1) }
    guard var record = RunRecord(function, event, number, at: now) else {
      recordOfRun[Int(slot)] = -1
      guard let data = event.payload.captureData else { return }
      let item = provider.items.key(of: data.item, in: data.unit)
      engine.name(slot, ExpiringKeys.key(item, UInt64(data.edition), 3))
      return
    }
    if case .trigger(let data) = event.payload {
      let step = backfillRequests[Int(data.request)].step
      record.storyStep = step >= 0 ? step : nil
    }
    record.round = rounds.next(record)
    engine.name(slot, record.key)
    recordOfRun[Int(slot)] = Int32(runs.count)
    runs.append(record)
  }

  /// What the engine says of a run with a record.
  mutating func take(
    _ note: EngineNote, of record: Int, _ engine: inout PipelineEngine, _ host: inout AppHost,
    at now: SimTime
  ) {
    let run = runs[record]
    tell(
      event(note, &engine, &host), at: now, run: run.number, installation: run.installation,
      unit: unit(of: record, note.news))
    update(record, note, &engine, at: now)
  }

  private mutating func update(
    _ record: Int, _ note: EngineNote, _ engine: inout PipelineEngine, at now: SimTime
  ) {
    switch note.news {
    case .runStarted: (runs[record].startedAt, runs[record].started) = (now, true)
    case .runEnded(let outcome, let failure):
      runs[record].outcome = outcome
      runs[record].failure = failure
      runs[record].endedAt = now
      runs[record].waits = engine.waits(of: note.run).merging(runs[record].waits)
      if let wake = wakeTimes[record], wake > now { runs[record].asleep -= wake - now }
    case .stepDone: runs[record].steps += 1
    case .waiting(let count): runs[record].steps += count
    case .asleep(_, let until):
      runs[record].steps += 1
      wakeTimes[record] = until
      runs[record].asleep = .sum([runs[record].asleep, until - now])
    default: break
    }
  }

  /// A request has reached the app: which run of which unit it belongs to, where that has a record.
  mutating func identify(_ request: inout AppRequest) {
    request.record = recordOfRun[Int(request.run.slot)]
    if request.record >= 0 { request.identify(runs[Int(request.record)]) }
  }

  /// A request of a run is executed.
  mutating func attempted(_ record: Int32) {
    if record >= 0 { runs[Int(record)].attempts += 1 }
  }

  /// A request of a run waits for the throttle on provider requests.
  mutating func throttled(_ record: Int32, _ wait: SimDuration) {
    guard record >= 0 else { return }
    let record = Int(record)
    runs[record].waits.throttle = .sum([runs[record].waits.throttle, wait])
  }

  /// What news about a run are about: its own unit, or the one that it waits for.
  private mutating func unit(of record: Int, _ news: EngineNews) -> UnitOfWork {
    switch news {
    case .waitResolved(let step), .waitTimedOut(let step):
      UnitOfWork(index: StepID(number: step).index)
    default: runs[record].unit
    }
  }

  /// An orchestrator's request asks for its units: the window of its backfill is noted, as a right
  /// clock has it.
  mutating func fanOut(
    of request: inout AppRequest, _ events: [PipelineEngineEvent], clockError: SimDuration
  ) {
    guard case .trigger(let trigger) = request.payload else { return }
    guard backfillRequests[Int(trigger.request)].since == nil else { return }
    for case .entity(let request) in events.lazy.map(\.payload) {
      backfillRequests[Int(trigger.request)].since = request.since - clockError
      return
    }
  }

  /// An orchestrator's body returned to a request (pipeline-facts §5): its result is written down;
  /// whether it says success.
  mutating func returned(
    _ output: Orchestrator.Output, _ trigger: TriggerData, to request: RequestIdentity,
    at now: SimTime
  ) -> Bool {
    let result = OrchestratorResult(output, of: request.run, trigger.installation, at: now)
    orchestratorResults.append(result)
    tell(
      .returned(success: result.success, units: Int32(result.workUnits)), of: request, at: now)
    return result.success
  }
}

extension RunRecord {
  /// What the draws of the run are keyed by.
  var key: UInt64 {
    ExpiringKeys.key(
      word(Int32(function.rawValue), installation),
      word(unit.repository, Int32(unit.entityType.rawValue)), UInt64(UInt32(bitPattern: round)))
  }

  /// A new record from the event that started the run; `nil` for captures.
  fileprivate init?(
    _ function: Int, _ event: PipelineEngineEvent, _ number: Int32, at now: SimTime
  ) {
    var unit = UnitOfWork.none
    var parent: Int32 = 0
    var since: SimTime?
    var depth: SimDuration?
    switch event.payload {
    case .cancel, .completion: break
    case .trigger(let data): depth = data.isDepthValid ? data.depth : nil
    case .entity(let request), .failure(let request, _):
      (unit, parent, since) = (request.unit, request.parent, request.since)
    case .capture, .delivery: return nil
    }
    self.init(
      function: FunctionKind(rawValue: UInt8(function)) ?? .orchestrator, number: number,
      installation: event.key.a, unit: unit, round: 1, parent: parent, outcome: .running,
      failure: .none, createdAt: now, startedAt: now, started: false, endedAt: now, attempts: 0,
      steps: 0, pages: 0, asleep: .zero, since: since, depth: depth)
  }
}

extension Accounts {
  /// What the engine says of a run, in the words of the pipeline.
  @inline(__always)
  mutating func event(
    _ note: EngineNote, _ engine: inout PipelineEngine, _ host: inout AppHost
  ) -> Milestone.Event {
    switch note.news {
    case .runCreated:
      let record = recordOfRun[Int(note.run)]
      return .runCreated(round: record >= 0 ? runs[Int(record)].round : 1)
    case .runStarted: return .runStarted
    case .runEnded(let outcome, let failure): return .runEnded(outcome: outcome, failure: failure)
    case .blocked(let limit): return .blocked(limit: limit)
    case .stepDone(let step): return .stepDone(step: StepID(number: step))
    case .attemptFailed(let step, let attempt, let failure):
      return .attemptFailed(step: host.named(step), attempt: attempt, failure: failure)
    case .stepExhausted(let step, let attempts, let failure):
      return .stepExhausted(step: host.named(step), attempts: attempts, failure: failure)
    case .stepRefused(let step, let failure):
      return .stepRefused(step: StepID(number: step), failure: failure)
    case .asleep(let step, let until): return .asleep(step: StepID(number: step), until: until)
    case .waiting(let count): return .waiting(count: count)
    case .waitResolved(let step):
      guard case .completion(let completion)? = engine.result(of: step, in: note.run) else {
        return .waitResolved(success: false)
      }
      return .waitResolved(success: completion.success)
    case .waitTimedOut: return .waitTimedOut
    case .runDropped, .completionMissed, .cancelActed, .quotaReached:
      preconditionFailure("These news belong to no run.")
    }
  }

  /// What the engine says of a capture's run.
  @inline(__always)
  mutating func takeOfCapture(
    _ note: EngineNote, _ engine: inout PipelineEngine, _ host: inout AppHost, at now: SimTime
  ) {
    guard let data = engine.payload(of: note.run).captureData else { return }
    tell(
      event(note, &engine, &host), at: now, run: engine.number(of: note.run), unit: data.unit,
      from: .items)
    guard case .runEnded(let outcome, _) = note.news else { return }
    if outcome != .completed { noteSideStores(note.run, outcome, data, &engine, &host) }
    guard !host.captures[Int(note.run)].isSettled else { return }
    let reason: ItemDrop =
      switch outcome {
      case .startTimeout: .startTimeout
      case .finishTimeout: .finishTimeout
      case .completed, .failed, .cancelled, .running: .captureFailed
      }
    dropped(data.item, data.unit, reason, at: now)
  }

  /// What a capture that did not complete leaves in other stores (pipeline-facts §11): its failure
  /// handler ends its job row, a timeout or a cancel calls none.
  private mutating func noteSideStores(
    _ run: Int32, _ outcome: RunOutcome, _ data: CaptureData, _ engine: inout PipelineEngine,
    _ host: inout AppHost
  ) {
    guard outcome != .startTimeout else { return }
    let isHandled = outcome == .failed && !engine.hasOldName(run)
    if !isHandled, host.isDone(.startJob, in: run, &engine),
      !host.isDone(.completeJob, in: run, &engine)
    {
      ledger.count(\.stuckJobs, data.unit.index)
    }
    if !host.captures[Int(run)].isSettled, host.isDone(.upsertVectors, in: run, &engine) {
      vectors.insert(data.item)
    }
  }

  /// News that belong to no run, about an event that the engine acts on.
  mutating func take(_ news: EngineNews, of event: PipelineEngineEvent?, at now: SimTime) {
    let installation = event?.key.a ?? -1
    switch (news, event?.payload) {
    case (.runDropped(let reason, _), let payload?) where payload.captureData != nil:
      guard let data = payload.captureData else { return }
      dropped(data.item, data.unit, reason == .quota ? .quota : .idempotency, at: now)
    case (.runDropped(let reason, let function), _):
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
}

/// How many runs of a function each installation or unit has had.
struct RoundTable: Sendable {
  private var index = KeyIndex()
  private var counts: ContiguousArray<Int32> = []

  /// The round of a run that begins, from 1; O(1).
  mutating func next(_ run: RunRecord) -> Int32 {
    let key = EventKey(
      run.installation, run.unit.repository, Int32(run.unit.entityType.rawValue))
    let next = Int32(counts.count)
    let entry = index.number(of: key, tag: Int32(run.function.rawValue), next: next)
    if entry == next { counts.append(0) }
    counts[Int(entry)] += 1
    return counts[Int(entry)]
  }
}
