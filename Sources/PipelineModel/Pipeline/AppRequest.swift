import SimKernel

/// A request of the app under way: the memoized state the engine sent with it, and its tape.
///
/// It lies at the same place as the engine's request and is reused with it.
struct AppRequest: Sendable {
  var reference = RequestReference(slot: -1, serial: 0)
  var run = RunReference(slot: -1, generation: 0)
  var function = FunctionKind.orchestrator
  var event: PipelineEngineEvent?
  var runNumber: Int32 = 0
  var record: Int32 = -1
  var installation: Int32 = -1
  var unit = UnitOfWork.none
  var round: Int32 = 1
  var attempt: Int32 = 1
  var target: Int32 = -1
  var journal: ContiguousArray<JournalEntry<StepValue>> = []
  var checkpoint: Checkpoint<EntityWorker.Progress>?
  var tape = CallTape()
  /// Events of the call under way.
  var outgoing: [PipelineEngineEvent] = []
  var call = ServiceCall.sendEvents
  /// What strikes the call under way.
  var effect: Fault.Effect?
  var reply = ServiceReply.ok
  /// Rest of the call's latency after its arrival.
  var returnDelay = SimDuration.zero
  /// The request that was slow to arrive, so that it is not delayed again.
  var delayed = RequestReference(slot: -1, serial: 0)
  /// Whether its response will not reach the engine.
  var losesResponse = false
  /// Why the request died, where it did.
  var deathCause = Failure.hostTimeout
  /// When the host ends the request.
  var deadline = SimTime.distantFuture
}

extension AppRequest {
  /// What a call of this request is about, for faults.
  func context(page: Int32 = 0, item: Int32 = 0) -> FaultContext {
    FaultContext(
      installation: installation, unit: unit, page: page, item: item, attempt: attempt,
      round: round)
  }

  /// What the call under way is about.
  var callContext: FaultContext {
    switch call {
    case .fetch(let wanted): context(page: wanted.page)
    case .post(let page, let index): context(page: page.number, item: index + 1)
    default: context()
    }
  }
}
