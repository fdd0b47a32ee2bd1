import SimKernel

/// A request of the app under way: the memoized state the engine sent with it, and its tape.
///
/// It lies at the same place as the engine's request and is reused with it.
struct AppRequest: ~Copyable, Sendable {
  var reference: RequestReference
  var run: RunReference
  var function: FunctionKind
  /// What the run's event carries.
  var payload: EventPayload
  /// Index of the run's record, or -1 for a capture.
  var record: Int32
  var identity: RequestIdentity
  var step: Step
  /// What strikes the call under way.
  var effect: Fault.Effect?
  var reply: ServiceReply
  /// Rest of the call's latency after its arrival.
  var returnDelay: SimDuration
  /// The request that was slow to arrive, so that it is not delayed again.
  var delayed: RequestReference
  /// Whether its response will not reach the engine.
  var losesResponse: Bool
  /// Number of the run's request, from 1.
  var ordinal: Int32
  /// Why the request died, where it did.
  var deathCause: Failure
  /// When it reached the app.
  var begunAt: SimTime
  /// When the host ends the request.
  var deadline: SimTime

  init() {
    reference = RequestReference(slot: -1, serial: 0)
    run = RunReference(slot: -1, generation: 0)
    function = FunctionKind.orchestrator
    payload = EventPayload.cancel
    record = -1
    identity = RequestIdentity()
    step = Step()
    effect = nil
    reply = ServiceReply.ok
    returnDelay = SimDuration.zero
    delayed = RequestReference(slot: -1, serial: 0)
    losesResponse = false
    ordinal = 1
    deathCause = Failure.hostTimeout
    begunAt = SimTime.zero
    deadline = SimTime.distantFuture
  }

  private init(forking other: borrowing AppRequest) {
    reference = other.reference
    run = other.run
    function = other.function
    payload = other.payload
    record = other.record
    identity = other.identity
    step = other.step.fork()
    effect = other.effect
    reply = other.reply
    returnDelay = other.returnDelay
    delayed = other.delayed
    losesResponse = other.losesResponse
    ordinal = other.ordinal
    deathCause = other.deathCause
    begunAt = other.begunAt
    deadline = other.deadline
  }

  /// The same request once more, O(entries).
  func fork() -> AppRequest { AppRequest(forking: self) }

  /// Begins a request of a run.
  mutating func begin(
    _ reference: RequestReference, _ run: RunReference, _ function: Int, _ payload: EventPayload,
    at now: SimTime, deadline: SimTime
  ) {
    self.reference = reference
    begunAt = now
    self.run = run
    self.function = FunctionKind(rawValue: UInt8(function)) ?? .orchestrator
    self.payload = payload
    self.deadline = deadline
    effect = nil
    losesResponse = false
  }

  /// It is one of a run with a record.
  @inline(__always)
  mutating func identify(_ run: RunRecord) {
    (identity.installation, identity.unit, identity.round) = (run.installation, run.unit, run.round)
  }

  /// Whose it is, where that is a capture's data, and by which of its ids.
  mutating func identify(by owners: Ownership) {
    if record < 0, let data = payload.captureData {
      identify(data, of: owners.installation(of: data))
    }
    identity.generation = owners.generation(of: identity.installation)
  }

  /// It is one of a capture.
  mutating func identify(_ data: CaptureData, of installation: Int32) {
    (identity.installation, identity.unit) = (installation, data.unit)
  }

  /// Takes the reply of the call under way, for the body to run on.
  mutating func takeReply(at now: SimTime) { step.resume(with: reply, at: now) }

  /// Whether the reply of the call under way leads to the next round of a loop, which is then the
  /// one under way.
  @inline(__always)
  mutating func beginsRound() -> Bool { step.tape.beginsRound(after: reply) }

  /// What becomes of a service's reply on its way back.
  @inline(__always)
  mutating func strike(_ reply: ServiceReply) -> ServiceReply {
    guard let effect, effect.isError else { return reply }
    return effect.meaning.status.map(ServiceReply.status) ?? .broken
  }

  /// An answer with less work behind it comes after this share, per mille, of the call's latency;
  /// never before the call has reached the service, which is half of it.
  mutating func answerEarly(share: Int) {
    var way = returnDelay
    if let extra = effect?.meaning.slowness { way = way - extra }
    returnDelay -= way * (2 * (1000 - share)) / 1000
  }

  /// The gateway's answer to the call under way; that it is a duplicate comes early.
  mutating func reply(_ answer: Gateway.Answer, duplicateShare: Int) -> ServiceReply {
    if answer == .duplicate { answerEarly(share: duplicateShare) }
    return answer.reply
  }

  /// What becomes of a call that leaves.
  enum Way: Sendable, BitwiseCopyable {
    /// It reaches its service then.
    case arrives(SimTime)
    /// It is lost: that it broke is known then.
    case breaks(SimTime)
    /// The process that calls dies then, or is ended.
    case ends(SimTime)
  }

  /// The call under way leaves then and takes so long there and back, but for what strikes it.
  @inline(__always)
  mutating func leave(_ effect: Fault.Effect?, at departure: SimTime, _ total: SimDuration) -> Way {
    depart(effect, returnDelay: total - total / 2)
    if let meaning = effect?.meaning {
      switch meaning.caller {
      case .diesBefore:
        deathCause = .connection
        return .ends(departure)
      case .isEnded: return endsAtLimit()
      case .goesOn, .diesAfter: break
      }
      if meaning.works == 0, meaning.failure == .connection {
        reply = .broken
        return .breaks(departure + total)
      }
      returnDelay += meaning.slowness ?? .zero
    }
    // What the host ends before its call has arrived closes the connection.
    let arrival = departure + total / 2
    return isInTime(arrival) ? .arrives(arrival) : endsAtLimit()
  }

  /// The host ends the request at its limit.
  private mutating func endsAtLimit() -> Way {
    deathCause = .hostTimeout
    return .ends(deadline)
  }

  /// The call under way has left as one of several, and this becomes of it.
  mutating func departs(_ place: Int, _ way: Way) {
    step.tape.batch.depart(place, effect, returnDelay: returnDelay)
    switch way {
    case .arrives(let time):
      step.tape.batch.lastArrival = max(step.tape.batch.lastArrival, time)
    case .breaks: step.tape.batch.answer(place, reply)
    case .ends: break
    }
  }

  /// One of several calls is the one under way: it reaches its service.
  mutating func turn(to place: Int) {
    step.tape.turn(to: place)
    let member = step.tape.batch.calls[place]
    depart(member.effect, returnDelay: member.returnDelay)
  }

  /// When a reply that would come then does, unless the host ends the request before.
  mutating func comesBack(at time: SimTime) -> Way {
    isInTime(time) ? .arrives(time) : endsAtLimit()
  }

  /// Whether the reply that leaves its service now reaches the app.
  func getsReply(at now: SimTime) -> Bool {
    effect?.isError != true && isInTime(now + returnDelay)
  }

  @inline(__always)
  private func isInTime(_ time: SimTime) -> Bool { time <= deadline }

  /// What the provider's answer is on its way back: a refusal comes early, a redirect is one more
  /// way there and back.
  mutating func fetched(
    _ reply: ServiceReply, isRedirected: Bool, refusalShare: Int
  ) -> ServiceReply {
    if reply.failure != .none { answerEarly(share: refusalShare) }
    if isRedirected { returnDelay += returnDelay * 2 }
    guard case .page(var page) = reply, let trouble = effect?.meaning.headers else { return reply }
    page.lose(trouble)
    return .page(page)
  }

  /// The call under way leaves; what strikes it, and how long its reply takes from its arrival.
  private mutating func depart(_ effect: Fault.Effect?, returnDelay: SimDuration) {
    self.effect = effect
    self.returnDelay = returnDelay
  }
}

extension RequestIdentity {
  /// What a call of this request is about, for faults.
  @inline(__always)
  func context() -> FaultContext {
    FaultContext(
      installation: installation, unit: unit, attempt: attempt, round: round, run: run)
  }
}

extension AppRequest {
  /// An item that it posts, for the gateway that does this first.
  @inline(__always)
  mutating func post(
    of posted: PageItem, _ item: Int32, _ place: Int32?, _ first: Gateway.Action
  ) -> GatewayPost {
    var organisation: Int32 = -1
    if case .entity(let request) = payload { organisation = request.organisation }
    return GatewayPost(
      reference: reference, identity: identity, organisation: organisation, posted: posted,
      item: item, place: place, action: first)
  }

  /// What the call under way is about; `subject` is the item it posts, or -1.
  mutating func callContext(_ subject: Int32) -> FaultContext {
    var context = context
    switch step.tape.call {
    case .fetch(let wanted): context.page = wanted.page
    case .post(let item):
      (context.page, context.item, context.subject) = (item.page, item.index + 1, subject)
    default: break
    }
    return context
  }

  /// Whether its step's result is saved while it goes on: not that of a retry, nor of a parallel
  /// step (engine-facts 6.2).
  var savesCheckpoint: Bool {
    guard identity.attempt == 1, identity.target < 0, case .step = step.response else {
      return false
    }
    return true
  }

  /// What this request is about.
  var context: FaultContext {
    mutating get {
      var context = identity.context()
      if let data = payload.captureData {
        context.place = data.place
        context.subject = data.item
      }
      context.step = stepUnderWay
      context.caller = Fault.Caller(function)
      return context
    }
  }

  /// The step under way; before there is one, the request itself.
  var stepUnderWay: StepID {
    mutating get { step.running == .none ? StepID(.request, Int(ordinal)) : step.running }
  }
}
