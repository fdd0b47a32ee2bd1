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

  /// Makes room for the request in an engine slot.
  @inline(__always)
  mutating func makeRoom(for slot: Int) {
    while requests.count <= slot { requests.append(AppRequest()) }
  }

  /// A step by the number the engine has; a request that ended outside of one is named itself.
  mutating func named(_ step: Int32) -> StepID {
    step >= 0 ? StepID(number: step) : requests[Int(endingRequest)].stepUnderWay
  }

  /// A request of a run gets its memoized state.
  @inline(__always)
  mutating func load(
    _ reference: RequestReference, _ run: RunReference, _ engine: inout PipelineEngine,
    target: Int32, at now: SimTime, deadline: SimTime
  ) {
    let (slot, place) = (Int(reference.slot), Int(run.slot))
    if checkpoints[place].generation != run.generation {
      checkpoints[place] = CheckpointSlot(generation: run.generation)
    }
    let checkpoint = checkpoints[place].checkpoint
    requests[slot].begin(
      reference, run, engine.function(of: run.slot), engine.payload(of: run.slot), at: now,
      deadline: deadline)
    requests[slot].step.begin(
      from: checkpoint, target: target, isReordered: isReordered(run, &engine), at: now)
    engine.copyJournal(
      of: run.slot, from: Int(checkpoint?.base ?? 0), into: &requests[slot].step.journal)
    requests[slot].ordinal = engine.stepCount(run.slot) + 1
    requests[slot].identity = RequestIdentity(
      key: engine.key(of: run.slot), run: engine.number(of: run.slot), target: target)
  }

  /// How long a request waits for the throttle on provider requests; the host ends it so much
  /// later.
  mutating func throttle(_ slot: Int, at now: SimTime) -> SimDuration {
    let installation = Int(requests[slot].identity.installation)
    let admitted = throttles[installation].nextAdmission(at: now)
    _ = throttles[installation].admit(at: admitted)
    throttleWait += Int128((admitted - now).microseconds)
    requests[slot].deadline = requests[slot].deadline + (admitted - now)
    return admitted - now
  }

  /// The app is deployed: requests in flight end with the old code.
  mutating func deploy(_ deploy: Deploy, at now: SimTime) {
    if deploy.rotatesKey { renames.keyAt = now }
    if !deploy.functions.isEmpty { renames.hasFunctions = true }
    guard !deploy.steps.isEmpty else { return }
    renames.rename(deploy.steps, at: now)
    for place in checkpoints.indices { checkpoints[place].checkpoint = nil }
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
