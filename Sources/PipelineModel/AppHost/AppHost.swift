import SimKernel

/// What runs the app's functions: their requests, and what lasts from one request of a run to the
/// next.
struct AppHost: ~Copyable, Sendable {
  /// The requests under way, where the engine's lie.
  var requests: ReusedList<AppRequest>
  /// The checkpoint of the run in an engine slot.
  var checkpoints: ReusedList<CheckpointSlot>
  /// Where the capture in an engine slot stands.
  var captures: ReusedList<CaptureProgress>
  var captureTables: CaptureTables
  var tabled: ReusedList<TabledRequest>
  /// Whether captures go by tables and loops by their first rounds, where they may.
  let goesByTables: Bool
  /// Throttle on provider requests, by installation (`engine.throttle-counts`).
  private var throttles: ContiguousArray<GCRA>
  /// The microseconds that requests waited for it.
  private(set) var throttleWait: Int128
  /// Where a later worker of a unit may begin (`worker.resume`).
  var cursors: [Int: PageCursor]
  /// What deploys have renamed.
  var renames: Renames
  /// The request that ended last.
  var endingRequest: Int32

  /// A run's checkpoint, as long as the run lives.
  struct CheckpointSlot: Sendable {
    var generation: UInt32 = 0
    var checkpoint: Checkpoint?
  }

  init(_ experiment: Experiment) {
    let profile = experiment.profile
    requests = ReusedList()
    checkpoints = ReusedList()
    captures = ReusedList()
    captureTables = CaptureTables(profile.console, longest: profile.backfill.longestRequest)
    tabled = ReusedList()
    goesByTables = experiment.goesByTables && profile.engine.execution != .checkpoint
    throttles = ContiguousArray(
      repeating: GCRA(rate: profile.worker.throttle, burst: 0),
      count: experiment.world.installations.count)
    throttleWait = 0
    cursors = [:]
    renames = Renames()
    endingRequest = -1
  }

  private init(forking other: borrowing AppHost) {
    requests = other.requests.fork { $0.fork() }
    checkpoints = other.checkpoints.fork()
    captures = other.captures.fork()
    captureTables = other.captureTables.fork()
    tabled = other.tabled.fork()
    goesByTables = other.goesByTables
    throttles = other.throttles
    throttleWait = other.throttleWait
    cursors = other.cursors
    renames = other.renames
    endingRequest = other.endingRequest
  }

  /// The same host once more, O(requests).
  func fork() -> AppHost { AppHost(forking: self) }

  /// A run was created in an engine slot: nothing is known of it.
  mutating func open(run slot: Int32) {
    while captures.count <= Int(slot) {
      captures.append(CaptureProgress())
      checkpoints.append(CheckpointSlot())
    }
    captures[Int(slot)] = CaptureProgress()
  }

  /// A capture has written its observation; whether it was accounted for before, by one that it
  /// wrote or by a timeout that ended it in flight.
  mutating func settle(_ run: RunReference, isOpen: Bool) -> Bool {
    guard isOpen else { return true }
    defer { captures[Int(run.slot)].isSettled = true }
    return captures[Int(run.slot)].isSettled
  }

  /// Whether a step of the capture in an engine slot is done, with or without a table.
  mutating func isDone(
    _ name: StepName, in run: Int32, _ engine: inout PipelineEngine
  ) -> Bool {
    let (progress, step) = (captures[Int(run)], StepID(name).number)
    return engine.result(of: step, in: run) != nil
      || (progress.row >= 0
        && captureTables.isDone(step, before: progress.row, siblings: progress.siblings))
  }

  /// Makes room for the request in an engine slot.
  @inline(__always)
  mutating func makeRoom(for slot: Int) {
    while requests.count <= slot { requests.append(AppRequest()) }
  }

  /// A step by the number the engine has; a request that ended outside of one is named itself.
  mutating func named(_ step: Int32) -> StepID {
    step >= 0 ? StepID(number: step) : requests[Int(endingRequest)].stepUnderWay
  }

  /// A request reaches the app and gets its run's memoized state; false when the run has ended.
  @inline(__always)
  mutating func load(
    _ reference: RequestReference, _ engine: inout PipelineEngine, longest: SimDuration,
    at now: SimTime
  ) -> Bool {
    guard let request = engine.openRequest(reference) else { return false }
    let (run, slot, place) = (request.run, Int(reference.slot), Int(request.run.slot))
    makeRoom(for: slot)
    leaveTable(run.slot, &engine)
    if checkpoints[place].generation != run.generation {
      checkpoints[place] = CheckpointSlot(generation: run.generation)
    }
    let checkpoint = checkpoints[place].checkpoint
    requests[slot].begin(
      reference, run, engine.function(of: run.slot), engine.payload(of: run.slot), at: now,
      deadline: now + longest)
    requests[slot].step.begin(
      from: checkpoint, target: request.target, isReordered: isReordered(run, &engine), at: now)
    engine.copyJournal(
      of: run.slot, from: Int(checkpoint?.base ?? 0), into: &requests[slot].step.journal)
    requests[slot].ordinal = engine.stepCount(run.slot) + 1
    requests[slot].identity = RequestIdentity(
      key: engine.key(of: run.slot), run: engine.number(of: run.slot),
      attempt: Int32(request.attempt) + 1, target: request.target)
    return true
  }

  /// Where a request lies that has not ended.
  @inline(__always)
  mutating func slot(of reference: RequestReference) -> Int? {
    requests[Int(reference.slot)].reference == reference ? Int(reference.slot) : nil
  }

  /// The request's end reaches the engine.
  mutating func end(
    _ reference: RequestReference, _ response: EngineResponse<StepValue>,
    _ engine: inout PipelineEngine, at now: SimTime
  ) {
    guard let slot = slot(of: reference) else { return }
    requests[slot].reference = RequestReference(slot: -1, serial: 0)
    endingRequest = reference.slot
    if requests[slot].losesResponse {
      engine.respond(to: reference, with: .lost(.connection), at: now)
      return
    }
    let told =
      renames.stepsAt == nil
      ? response : renames.told(response, begunAt: requests[slot].begunAt)
    if requests[slot].step.isPlain {
      engine.respond(to: reference, with: told, at: now)
    } else {
      engine.respond(
        to: reference, with: told, waits: requests[slot].step.waits,
        invocations: requests[slot].step.invocations, steps: requests[slot].step.steps, at: now)
    }
  }

  /// The process dies or the host ends the request.
  mutating func die(
    _ reference: RequestReference, _ engine: inout PipelineEngine, at now: SimTime
  ) {
    end(reference, .lost(requests[Int(reference.slot)].deathCause), &engine, at: now)
  }

  /// How long the call of a request waits for the throttle on provider requests, if that is what
  /// the throttle counts; the host ends the request so much later.
  mutating func throttle(
    _ slot: Int, _ counts: ThrottleCounts, at now: SimTime
  ) -> SimDuration {
    guard counts == .providerRequests, case .fetch = requests[slot].step.tape.call else {
      return .zero
    }
    let installation = Int(requests[slot].identity.installation)
    let admitted = throttles[installation].nextAdmission(at: now)
    _ = throttles[installation].admit(at: admitted)
    throttleWait += Int128((admitted - now).microseconds)
    requests[slot].deadline = requests[slot].deadline + (admitted - now)
    return admitted - now
  }

  /// The app is deployed: runs in flight go on with its new code, and find what it calls otherwise
  /// no more; requests in flight end with the old code.
  mutating func deploy(
    _ deploy: Deploy, _ engine: inout PipelineEngine, _ profile: inout Profile, at now: SimTime
  ) {
    if deploy.rotatesKey { renames.keyAt = now }
    if !deploy.functions.isEmpty { renames.hasFunctions = true }
    for function in deploy.functions { engine.rename(function: function.rawValue, at: now) }
    guard !deploy.steps.isEmpty else { return }
    renames.rename(deploy.steps, at: now)
    for place in checkpoints.indices { checkpoints[place].checkpoint = nil }
    leaveTables(&engine, &profile)
    for run in engine.runs.indices where engine.runs[run].isOpen {
      engine.renameSteps(of: Int32(run)) { step in
        deploy.steps.contains(StepID(number: step).name)
          ? StepID(number: step).renamed.number : step
      }
    }
  }

  /// Whether a request asks for a function by a name that the app has no more: it answers 500 (the
  /// SDK's "could not find function with ID", inngest/inngest#1478).
  mutating func asksForOldName(
    _ reference: RequestReference, _ engine: inout PipelineEngine
  ) -> Bool {
    guard renames.hasFunctions, let request = engine.openRequest(reference) else { return false }
    return engine.hasOldName(request.run.slot)
  }

  /// Keeps a new checkpoint with its run, as long as that is the run it was.
  mutating func keepCheckpoint(_ slot: Int) {
    let run = requests[slot].run
    guard checkpoints[Int(run.slot)].generation == run.generation else { return }
    checkpoints[Int(run.slot)].checkpoint = requests[slot].step.checkpoint
  }

  /// What the surroundings learn from a finished step: a worker's cursor (`worker.resume`).
  mutating func noteStep(_ slot: Int) {
    guard requests[slot].function == .worker,
      case .step(let number, _, _) = requests[slot].step.response,
      StepID(number: number).name == .dispatch,
      case .page(let page)? = requests[slot].step.journal.last?.value
    else { return }
    cursors[requests[slot].identity.unit.index] = page.hasMore ? page.next : nil
  }
}

/// What deploys have renamed, and when.
struct Renames: Sendable {
  /// When the callers' key became another one.
  var keyAt: SimTime?
  /// Whether a function has another name.
  var hasFunctions = false
  /// When steps got their last names, by step.
  private var stepTimes: [StepName: SimTime] = [:]
  /// When any step got another name; nil where none ever did.
  private(set) var stepsAt: SimTime?

  /// Steps have other names from now on.
  mutating func rename(_ steps: [StepName], at now: SimTime) {
    for step in steps { stepTimes[step] = now }
    stepsAt = now
  }

  /// Whether a message was published with a key that is not the callers' any more.
  func hasOldKey(_ message: QueueMessage) -> Bool {
    keyAt.map { message.publishedAt < $0 } ?? false
  }

  /// The number of a step for code that began a request then.
  func number(_ step: Int32, begunAt time: SimTime) -> Int32 {
    let id = StepID(number: step)
    guard let at = stepTimes[id.name], time < at else { return step }
    return id.renamed.number
  }

  /// What a request that began then ends with, as the engine takes it.
  func told(
    _ response: EngineResponse<StepValue>, begunAt time: SimTime
  ) -> EngineResponse<StepValue> {
    guard case .step(let step, let value, let bytes) = response else { return response }
    return .step(step: number(step, begunAt: time), value: value, bytes: bytes)
  }
}
