import SimKernel

/// A function the engine keeps alive across waits, retries and crashes.
///
/// The body is straight-line code with named steps. It must be deterministic between steps: the
/// engine runs it again from the top for every request.
public protocol DurableFunction {
  /// What the body reads besides its steps.
  associatedtype Input
  /// What it returns.
  associatedtype Output

  /// The code.
  static func body(_ input: Input, _ step: inout Step) throws(Halt) -> Output
}

/// Where a replay may go on: the body's locals and its place in the journal.
public struct Checkpoint: BitwiseCopyable, Sendable {
  var locals: WorkerProgress
  /// Journal entries before it, which the replay does not need any more.
  var base: Int32
}

/// The steps of one request: what is memoized, and where the pass through the body stands.
///
/// It lies in its request for good, so that a pass copies nothing.
public struct Step: ~Copyable, Sendable {
  /// Virtual time of this pass.
  public private(set) var now: SimTime
  /// Entries since the checkpoint.
  var journal: ReusedList<JournalEntry<StepValue>>
  /// Replies of the step under way.
  var tape: CallTape
  /// The last checkpoint of the run, if any.
  private(set) var checkpoint: Checkpoint?
  /// What the request ends with, once the body has halted with `.responded`.
  var response: EngineResponse<StepValue>
  /// Waits or invocations that go with the response.
  var waits: [EngineWait]
  var invocations: [PipelineEngineEvent]
  /// Their steps.
  var steps: [Int32]
  /// The step whose callback runs, once the body has come to one.
  var running: StepID
  /// The parallel step this request is for, or -1.
  private(set) var target: Int32
  /// Whether the request is old enough to leave the next step to another one.
  private(set) var isPastRuntime: Bool
  /// Whether entries may stand in another order than the code's, as after a deploy.
  private var isReordered: Bool
  /// Where the search for the next entry begins.
  var cursor: Int
  private var base: Int32
  private var isResumed: Bool

  init() {
    now = SimTime.zero
    journal = ReusedList<JournalEntry<StepValue>>()
    tape = CallTape()
    checkpoint = nil
    response = EngineResponse<StepValue>.returned(.none)
    waits = []
    invocations = []
    steps = []
    running = StepID.none
    target = -1
    isPastRuntime = false
    isReordered = false
    cursor = 0
    base = 0
    isResumed = false
  }

  private init(forking other: borrowing Step) {
    now = other.now
    journal = other.journal.fork()
    tape = other.tape.fork()
    checkpoint = other.checkpoint
    response = other.response
    waits = other.waits
    invocations = other.invocations
    steps = other.steps
    running = other.running
    target = other.target
    isPastRuntime = other.isPastRuntime
    isReordered = other.isReordered
    cursor = other.cursor
    base = other.base
    isResumed = other.isResumed
  }

  /// The same pass once more, O(entries).
  func fork() -> Step { Step(forking: self) }

  /// Goes on with the reply of the call under way.
  mutating func resume(with reply: ServiceReply, at now: SimTime) {
    tape.append(reply)
    rewind(at: now)
  }

  /// Goes on with the replies of the calls that left together.
  mutating func goOnWithBatch(at now: SimTime) { rewind(at: now) }

  /// Begins a request whose memoized state is in `journal`, from a checkpoint on.
  mutating func begin(
    from checkpoint: Checkpoint?, target: Int32, isReordered: Bool = false, at now: SimTime
  ) {
    self.checkpoint = checkpoint
    self.isReordered = isReordered
    self.target = target
    running = .none
    isPastRuntime = false
    tape.forget()
    rewind(at: now)
  }

  /// Goes on behind a step whose result the engine has saved, in the same request.
  mutating func goOn(behind entry: JournalEntry<StepValue>, isPastRuntime: Bool, at now: SimTime) {
    journal.append(entry)
    running = .none
    self.isPastRuntime = isPastRuntime
    tape.forget()
    rewind(at: now)
  }

  /// Goes back to the top, for the body to run again.
  @inline(__always)
  private mutating func rewind(at now: SimTime) {
    self.now = now
    base = checkpoint?.base ?? 0
    cursor = 0
    isResumed = false
    tape.rewind()
    if !waits.isEmpty { waits = [] }
    if !invocations.isEmpty { invocations = [] }
  }

  /// Whether nothing goes with the response.
  var isPlain: Bool { waits.isEmpty && invocations.isEmpty }

  /// Drops the entries that a checkpoint made in this pass leaves behind; whether there was one.
  mutating func dropPassed() -> Bool {
    guard let checkpoint, checkpoint.base != base else { return false }
    journal.removeFirst(min(Int(checkpoint.base - base), journal.count))
    return true
  }

  /// Marks a place from which a replay may go on: the top of a loop.
  ///
  /// In the first visit of a replay the locals become those of the last checkpoint and the steps
  /// before it are skipped; a later visit makes a new checkpoint. Since a pass executes at most one
  /// step and then ends, all the locals of a checkpoint come from memoized results, exactly as in a
  /// replay from the top.
  public mutating func checkpoint(_ locals: inout WorkerProgress) {
    if isReordered { return }
    if !isResumed, let saved = checkpoint {
      locals = saved.locals
    } else {
      checkpoint = Checkpoint(locals: locals, base: base + Int32(cursor))
    }
    isResumed = true
  }

  /// The place of a step's entry, searched from where the last one was found; O(1) in program
  /// order.
  @inline(__always)
  mutating func place(of id: StepID) -> Int? {
    var place = cursor
    while place < journal.count {
      if journal[place].step == id.number {
        cursor = place + 1
        return place
      }
      place += 1
    }
    guard isReordered else { return nil }
    return journal.indices.first { journal[$0].step == id.number }
  }
}
