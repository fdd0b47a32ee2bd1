import SimKernel

/// The result of one step, kept by the engine until the run ends: the journal.
public struct JournalEntry<Value: BitwiseCopyable & Sendable>: Sendable, BitwiseCopyable {
  /// Where a step stands.
  public enum State: UInt8, Sendable, BitwiseCopyable {
    /// Not finished.
    case absent
    /// Its result is `value`.
    case done
    /// It failed for good, for `failure`.
    case failed
    /// It is a wait that ended without an event.
    case timedOut
  }

  /// What it returned.
  public var value: Value
  /// The number the app gives the step, unique in the run.
  public var step: Int32
  /// Why it failed.
  public var failure = Failure.none
  /// Where the step stands.
  public var state = State.absent
}

/// One run of a function, as the engine keeps it.
///
/// What every step asks for comes first, its event last.
struct EngineRun<Payload: BitwiseCopyable & Sendable>: Sendable, BitwiseCopyable {
  var generation: UInt32 = 1
  var number: Int32
  /// What its draws are keyed by: its number, until the surroundings name it.
  var key: UInt64
  var createdAt: SimTime
  var isOpen = true
  var function: UInt8
  var hasStarted = false
  /// Whether the run itself holds its limits (limits that count runs).
  var holdsLimits = false
  /// Whether its start waits for its throttle.
  var waitsForThrottle = false
  /// The timeout whose deadline has passed; `.running` while none has.
  var expired = RunOutcome.running
  /// Limit entries this run counts against, or -1.
  var limits: (Int32, Int32) = (-1, -1)
  /// Index of its throttle's key, or -1; set to -1 once admitted.
  var throttle: Int32 = -1
  /// Head of the list of its items in the queue, or -1.
  var items: Int32 = -1
  /// Items enqueued so far.
  var enqueued: UInt32 = 0
  var steps: Int32 = 0
  /// Waits and parallel steps that must end before the next request.
  var outstanding: Int32 = 0
  var stateBytes = 0
  /// How many of its queue items wait for the account's limit and for each of its own.
  var waits: (account: Int32, first: Int32, second: Int32) = (0, 0, 0)
  /// Head of the list of its open pauses, or -1.
  var pauses: Int32 = -1
  /// How long its queue items have waited, less the moments at which those that wait began.
  var waited = WaitSums()
  /// Head of the list of timers of its items that come into sight later, or -1.
  var laterItems: Int32 = -1
  /// Deadline timer: start timeout, then finish timeout; or -1.
  var deadline: Int32 = -1
  var startedAt: SimTime
  /// A run that invoked this one and waits for it.
  var invoker: RunInvoker?
  var event: EngineEvent<Payload>

  /// Counts a finished step.
  @inline(__always)
  mutating func countStep(bytes: Int) {
    stateBytes += bytes
    steps += 1
  }

  /// The number of the next item.
  @inline(__always)
  mutating func takeSequence() -> UInt32 {
    defer { enqueued += 1 }
    return enqueued
  }
}

/// Sums of waits in microseconds, in which a beginning counts less its moment and an end counts its
/// moment; in 128 bits, because the moments of all items that wait at once stand in them.
struct WaitSums: Sendable, BitwiseCopyable {
  var account: Int128 = 0
  /// For the function's first limit.
  var first: Int128 = 0
  /// For the function's second limit.
  var second: Int128 = 0
  var throttle: Int128 = 0
  /// In the function's queue, for whatever reason.
  var queue: Int128 = 0
  /// Items that stand in the queue.
  var queued: Int32 = 0

  /// An item comes into the queue.
  @inline(__always)
  mutating func enqueue(at now: SimTime) {
    queue -= Self.moment(now)
    queued += 1
  }

  /// An item leaves the queue.
  @inline(__always)
  mutating func dequeue(at now: SimTime) {
    queue += Self.moment(now)
    queued -= 1
  }

  /// All that still wait end.
  mutating func end(
    _ waits: (account: Int32, first: Int32, second: Int32), throttle waitsForThrottle: Bool,
    at now: SimTime
  ) {
    account += Self.moment(now, of: waits.account)
    first += Self.moment(now, of: waits.first)
    second += Self.moment(now, of: waits.second)
    if waitsForThrottle { throttle += Self.moment(now) }
    queue += Self.moment(now, of: queued)
    queued = 0
  }

  /// The moment of so many items together.
  @inline(__always)
  static func moment(_ now: SimTime, of items: Int32 = 1) -> Int128 {
    Int128(now.microseconds) * Int128(items)
  }
}

/// The step of a run that invoked another run and waits for its end.
struct RunInvoker: Sendable, BitwiseCopyable {
  var run: Int32
  var generation: UInt32
  var step: Int32
}

/// Names a run for as long as it is open.
public struct RunReference: Hashable, Sendable, BitwiseCopyable {
  /// Slot in the engine's table; reused by later runs.
  public var slot: Int32
  /// Distinguishes the runs that used the slot.
  public var generation: UInt32
}

/// One request in flight between the engine and the app.
struct EngineRequest: Sendable, BitwiseCopyable {
  var run: Int32
  var generation: UInt32
  var target: Int32
  var attempt: Int16
  var function: UInt8
  var isOpen: Bool
  /// Whether its slots were given back before its response.
  var isReleased: Bool
  var limits: (Int32, Int32)
  var leasedAt: SimTime
  /// When it is sent, where it was leased ahead of that.
  var due: SimTime
  var serial: UInt32
  /// Timer of the lease renewal that finds its run ended, or -1.
  var renewal: Int32 = -1

  /// Ends it.
  mutating func close() {
    isOpen = false
    isReleased = true
    renewal = -1
  }
}

/// Names a request while it is in flight.
public struct RequestReference: Hashable, Sendable, BitwiseCopyable {
  /// Slot in the engine's table.
  public var slot: Int32
  /// Distinguishes the requests that used the slot.
  public var serial: UInt32
}

extension DurableEngine {
  /// Function, event and number of the run in a slot, also just after its end.
  mutating func run(_ slot: Int32) -> (function: Int, event: EngineEvent<Payload>, number: Int32) {
    (function(of: slot), runs[Int(slot)].event, number(of: slot))
  }

  /// Function of the run in a slot, also just after its end.
  @inline(__always)
  func function(of slot: Int32) -> Int { Int(runs[Int(slot)].function) }

  /// Number of the run in a slot, also just after its end.
  @inline(__always)
  func number(of slot: Int32) -> Int32 { runs[Int(slot)].number }

  /// Names the run in a slot, so that its draws depend on what it is and not on its number.
  @inline(__always)
  mutating func name(_ slot: Int32, _ key: UInt64) { runs[Int(slot)].key = key }

  /// What the draws of the run in a slot are keyed by.
  @inline(__always)
  func key(of slot: Int32) -> UInt64 { runs[Int(slot)].key }

  /// What the event of the run in a slot carries, also just after its end.
  @inline(__always)
  func payload(of slot: Int32) -> Payload { runs[Int(slot)].event.payload }

  /// Whether a run has not ended.
  @inline(__always)
  func isOpen(_ run: RunReference) -> Bool { isCurrent(run.slot, run.generation) }

  /// Steps the run in a slot has finished.
  @inline(__always)
  func stepCount(_ slot: Int32) -> Int32 { runs[Int(slot)].steps }

  /// What a request is for; `nil` when its run has ended.
  @inline(__always)
  func openRequest(
    _ reference: RequestReference
  ) -> (run: RunReference, attempt: Int16, target: Int32)? {
    let request = requests[Int(reference.slot)]
    guard request.isOpen, request.serial == reference.serial,
      isCurrent(request.run, request.generation)
    else { return nil }
    return (
      RunReference(slot: request.run, generation: request.generation), request.attempt,
      request.target
    )
  }

  /// Copies a run's journal from a place on.
  func copyJournal(
    of slot: Int32, from base: Int, into copy: inout ReusedList<JournalEntry<Value>>
  ) {
    copy.replace(by: journals[Int(slot)], from: base)
  }

  /// What a finished step of the run in a slot returned.
  mutating func result(of step: Int32, in slot: Int32) -> Value? {
    let places = journals[Int(slot)].indices
    let place = places.last {
      journals[Int(slot)][$0].step == step && journals[Int(slot)][$0].state == .done
    }
    return place.map { journals[Int(slot)][$0].value }
  }

  /// When the run in a slot was created.
  func createdAt(_ slot: Int32) -> SimTime { runs[Int(slot)].createdAt }

  /// A function has another name from now on, and its failure handler too.
  mutating func rename(function: UInt8, at now: SimTime) { renamedAt[Int(function)] = now }

  /// Whether the run in a slot is of a function that has another name now.
  func hasOldName(_ slot: Int32) -> Bool {
    runs[Int(slot)].createdAt < renamedAt[Int(runs[Int(slot)].function)]
  }

  /// Gives the results of a run other names.
  mutating func renameSteps(of slot: Int32, _ rename: (Int32) -> Int32) {
    for place in journals[Int(slot)].indices {
      journals[Int(slot)][place].step = rename(journals[Int(slot)][place].step)
    }
  }

  /// Runs that have not ended.
  public var openRunCount: Int { Int(openRuns.elements.reduce(0) { $0 + $1.level }) }

  /// Begins a call: the slots of ended runs may be used again; their data stayed readable till now.
  @inline(__always)
  mutating func begin() {
    guard !endedRuns.isEmpty else { return }
    for place in endedRuns.indices { freeRuns.append(endedRuns[place]) }
    endedRuns.removeAll()
  }
}
