import SimKernel

extension Pipeline {
  /// The call on a request's tape leaves its running step.
  mutating func issue(_ slot: Int, _ schedule: inout PipelineSchedule) {
    let reference = host.requests[slot].reference
    let call = host.requests[slot].step.tape.call
    var item: Int32 = -1
    var key: UInt64 = 0
    if case .post(let posted) = call {
      item = provider.index(of: posted)
      key = provider.items.key(of: item, in: posted.unit)
    }
    let (wire, total) = latencies.draw(
      call, host.requests[slot].identity, step: host.requests[slot].step.running,
      place: host.requests[slot].step.tape.answered, item: key)
    var departure = schedule.now
    if profile.engine.throttleCounts == .providerRequests, case .fetch = call {
      departure = throttle(slot, at: departure)
    }
    var effect: Fault.Effect?
    if faults.areOn(wire), !call.isPause {
      effect = strike(
        wire, host.requests[slot].callContext(item), made: departure, at: schedule.now)
    }
    switch host.requests[slot].leave(effect, at: departure, total) {
    case .arrives(let arrival): schedule.plan(at: arrival, .callArrives(reference))
    case .breaks(let time): giveBack(slot, at: time, &schedule)
    case .ends(let time): schedule.plan(at: time, .requestEnds(reference))
    }
  }

  /// The reply of a call reaches the app then, unless the host ends the request before.
  private mutating func giveBack(
    _ slot: Int, at time: SimTime, _ schedule: inout PipelineSchedule
  ) {
    let reference = host.requests[slot].reference
    if time > host.requests[slot].deadline {
      host.requests[slot].deathCause = .hostTimeout
      schedule.plan(at: max(schedule.now, host.requests[slot].deadline), .requestEnds(reference))
    } else {
      schedule.plan(at: time, .callReturns(reference))
    }
  }

  /// When the throttle on provider requests lets a call leave.
  private mutating func throttle(_ slot: Int, at now: SimTime) -> SimTime {
    let wait = host.throttle(slot, at: now)
    let record = Int(host.requests[slot].record)
    if record >= 0 { accounts.throttled(record, wait) }
    return now + wait
  }

  /// A call reaches its service.
  mutating func serve(_ reference: RequestReference, _ schedule: inout PipelineSchedule) {
    if isTabled(reference) { return serveTabled(reference, &schedule) }
    let slot = Int(reference.slot)
    guard host.requests[slot].reference == reference else { return }
    guard let effect = host.requests[slot].effect else {
      host.requests[slot].reply = perform(slot, &schedule)
      giveBack(slot, at: schedule.now + host.requests[slot].returnDelay, &schedule)
      return
    }
    host.requests[slot].reply = answer(slot, &schedule)
    if effect == .crashAfter {
      host.requests[slot].deathCause = .connection
      schedule.plan(after: .zero, .requestEnds(reference))
      return
    }
    giveBack(slot, at: schedule.now + host.requests[slot].returnDelay, &schedule)
  }

  /// What a service answers to the call under way, with what strikes it.
  mutating func answer(_ slot: Int, _ schedule: inout PipelineSchedule) -> ServiceReply {
    if case .status(let status)? = host.requests[slot].effect {
      refuse(slot, Int16(status), at: schedule.now)
      return .status(Int16(status))
    }
    let reply = perform(slot, &schedule)
    return host.requests[slot].strike(reply)
  }

  /// The service answers an error and does nothing; an item that reached the gateway is accounted
  /// for.
  private mutating func refuse(_ slot: Int, _ status: Int16, at now: SimTime) {
    guard case .post(let item) = host.requests[slot].step.tape.call else { return }
    accounts.ledger.posted(item.unit.index)
    accounts.ledger.answered(.failed(.status(status)), item.unit.index)
    tellFailure(.status(status), provider.index(of: item), item.page, slot, at: now)
  }

  private mutating func perform(_ slot: Int, _ schedule: inout PipelineSchedule) -> ServiceReply {
    let now = schedule.now
    switch host.requests[slot].step.tape.call {
    case .connection(let installation): return connections.view(installation)
    case .token(let installation):
      let reply = connections.token(installation, at: now)
      if case .token = reply { tellOf(slot, .tokenIssued, at: now) }
      return reply
    case .history(let installation): return connections.history(installation)
    case .complete(let work, let installation):
      return connections.complete(work, of: installation)
    case .replayHeld(let installation):
      host.requests[slot].returnDelay += replayHeld(of: installation, &schedule)
      return .ok
    case .fetch(let wanted): return fetch(wanted, slot, at: now)
    case .post(let item): return ingest(item, slot, &schedule)
    case .sendEvents:
      let events = host.requests[slot].step.tape.outgoing
      let (taken, status) = engine.admission(of: events.count)
      publish(Array(events.prefix(taken)), after: .zero, &schedule)
      noteFanOut(slot, events)
      return status == 200 ? .ok : .status(status)
    case .work, .pause: return .ok
    case .resolveWorkspace(let data):
      return captureData(of: data).map { .capture($0) } ?? .answer(false)
    case .storePayload(let data): return .answer(writePayload(data))
    case .findObservation(let data): return .answer(console.hasObservation(data.source))
    case .isAllowed(let data):
      return .answer(console.isAllowed(data.unit, in: data.workspace))
    case .storeObservation(let data):
      storeObservation(data, host.requests[slot].run, at: now)
      return .answer(true)
    }
  }

  private mutating func fetch(_ wanted: PageRequest, _ slot: Int, at now: SimTime) -> ServiceReply {
    let redirects = provider.redirects(wanted.unit)
    var reply = provider.fetch(wanted, until: now + host.requests[slot].returnDelay, at: now)
    if case .page(var page) = reply, case .headers(let trouble)? = host.requests[slot].effect {
      page.lose(trouble)
      reply = .page(page)
    }
    if reply.failure != .none {
      host.requests[slot].answerEarly(share: profile.provider.refusalShare)
    }
    // A redirect is one more way there and back.
    if redirects { host.requests[slot].returnDelay += host.requests[slot].returnDelay * 2 }
    switch reply {
    case .limited: tellOf(slot, .rateLimited(page: wanted.page), at: now)
    case .page(let page):
      let isLost = host.requests[slot].effect?.isError == true
      if !isLost {
        accounts.ledger.fetched(Int(page.count), wanted.unit.index)
        if host.requests[slot].record >= 0 {
          accounts.runs[Int(host.requests[slot].record)].pages += 1
        }
        accounts.versions.fetched(host.requests[slot].identity.run, page.number, at: now)
        tellOf(slot, .pageFetched(page), at: now)
      }
    case .status(let status) where Int(status) == profile.provider.limitStatus:
      tellOf(slot, .rateLimited(page: wanted.page), at: now)
    default: break
    }
    return reply
  }

  @inline(__always)
  mutating func tellOf(_ slot: Int, _ event: Milestone.Event, at now: SimTime) {
    let request = host.requests[slot].identity
    tell(
      event, at: now, run: request.run, installation: request.installation, unit: request.unit)
  }
}
