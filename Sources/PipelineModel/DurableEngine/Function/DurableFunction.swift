import SimKernel

/// A function the engine keeps alive across waits, retries and crashes.
///
/// The body is straight-line code with named steps. It must be deterministic between steps: the
/// engine runs it again from the top for every request.
public protocol DurableFunction {
  /// What the body reads besides its steps.
  associatedtype Input
  /// Local variables kept at a checkpoint, so that a replay need not start at the top.
  associatedtype Locals: BitwiseCopyable & Sendable
  /// What it returns.
  associatedtype Output

  /// The code.
  static func body(_ input: Input, _ step: inout Step<Locals>) throws(Halt) -> Output
}

/// Where a replay may go on: the body's locals and its place in the journal.
public struct Checkpoint<Locals: BitwiseCopyable & Sendable>: BitwiseCopyable, Sendable {
  var locals: Locals
  /// Journal entries before it, which the replay does not need any more.
  var base: Int32
}

/// The steps of one pass through a body.
public struct Step<Locals: BitwiseCopyable & Sendable> {
  /// Virtual time of this pass.
  public let now: SimTime
  /// Entries since the checkpoint.
  var journal: ContiguousArray<JournalEntry<StepValue>>
  /// Replies of the step under way.
  var tape: CallTape
  /// The last checkpoint of the run, if any.
  var checkpoint: Checkpoint<Locals>?
  /// Waits or invocations that go with the response.
  var waits: [EngineWait] = []
  var invocations: [PipelineEngineEvent] = []
  /// The parallel step this request is for, or -1.
  let target: Int32
  private let base: Int32
  private var cursor = 0
  private var isResumed = false

  init(
    journal: ContiguousArray<JournalEntry<StepValue>>, tape: CallTape,
    checkpoint: Checkpoint<Locals>?, target: Int32, now: SimTime
  ) {
    self.journal = journal
    self.tape = tape
    self.checkpoint = checkpoint
    self.target = target
    self.now = now
    base = checkpoint?.base ?? 0
    self.tape.rewind()
  }

  /// Marks a place from which a replay may go on: the top of a loop.
  ///
  /// In the first visit of a replay the locals become those of the last checkpoint and the steps
  /// before it are skipped; a later visit makes a new checkpoint. Since a pass executes at most one
  /// step and then ends, all the locals of a checkpoint come from memoized results, exactly as in a
  /// replay from the top.
  public mutating func checkpoint(_ locals: inout Locals) {
    if !isResumed, let saved = checkpoint {
      locals = saved.locals
    } else {
      checkpoint = Checkpoint(locals: locals, base: base + Int32(cursor))
    }
    isResumed = true
  }

  /// The entry of a step, searched from where the last one was found; O(1) in program order.
  mutating func entry(_ id: StepID) -> JournalEntry<StepValue>? {
    for place in cursor..<max(cursor, journal.count) where journal[place].step == id.number {
      cursor = place + 1
      return journal[place]
    }
    return nil
  }
}
