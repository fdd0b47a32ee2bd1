import SimKernel

extension Accounts {
  /// A run was created in an engine slot: the place of its record, or -1 for one of the captures.
  mutating func open(
    _ slot: Int32, _ function: Int, _ event: PipelineEngineEvent, _ number: Int32, at now: SimTime
  ) -> Int {
    while recordOfRun.count <= Int(slot) { recordOfRun.append(-1) }
    guard var record = RunRecord(function, event, number, at: now) else {
      recordOfRun[Int(slot)] = -1
      return -1
    }
    if case .trigger(let data) = event.payload {
      let step = backfillRequests[Int(data.request)].step
      record.storyStep = step >= 0 ? step : nil
    }
    record.round = rounds.next(record)
    recordOfRun[Int(slot)] = Int32(runs.count)
    runs.append(record)
    return runs.count - 1
  }

  /// What the engine says of a run, in its record.
  mutating func update(
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

  /// A request of a run waits for the throttle on provider requests.
  mutating func throttled(_ record: Int, _ wait: SimDuration) {
    runs[record].waits.throttle = .sum([runs[record].waits.throttle, wait])
  }

  /// What news about a run are about: its own unit, or the one that it waits for.
  mutating func unit(of record: Int, _ news: EngineNews) -> UnitOfWork {
    switch news {
    case .waitResolved(let step), .waitTimedOut(let step):
      let index = StepID(number: step).index
      guard record < fanOuts.count, index < fanOuts[record].count else { break }
      return fanOuts[record][index]
    default: break
    }
    return runs[record].unit
  }

  /// An orchestrator asks for its units: they and the window of its request, as a right clock has
  /// it, are noted.
  mutating func fanOut(
    _ record: Int, of request: Int, _ events: [PipelineEngineEvent], clockError: SimDuration
  ) {
    let asked = events.compactMap { event -> EntityRequest? in
      if case .entity(let request) = event.payload { request } else { nil }
    }
    while fanOuts.count <= record { fanOuts.append([]) }
    fanOuts[record] = asked.map(\.unit)
    if backfillRequests[request].since == nil {
      backfillRequests[request].since = asked.first.map { $0.since - clockError }
    }
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
