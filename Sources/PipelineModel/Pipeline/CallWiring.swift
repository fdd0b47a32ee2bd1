import SimKernel

/// Calls of the app, each for itself or several that leave one step together: each of these is
/// struck, answered and comes back for itself.
extension Pipeline {
  /// The call on a request's tape leaves its running step.
  mutating func issue(_ slot: Int, _ schedule: inout PipelineSchedule) {
    let wait = host.throttle(slot, profile.engine.throttleCounts, at: schedule.now)
    if wait > .zero { accounts.throttled(host.requests[slot].record, wait) }
    let place = host.requests[slot].step.tape.answered
    switch leave(slot, place: place, at: schedule.now + wait, now: schedule.now) {
    case .arrives(let arrival):
      schedule.plan(at: arrival, .callArrives(host.requests[slot].reference))
    case .breaks(let time): giveBack(slot, isTogether: false, at: time, &schedule)
    case .ends(let time): end(slot, at: time, &schedule)
    }
  }

  /// The calls of a batch leave their running step; when the process dies the others stay.
  mutating func issueTogether(_ slot: Int, _ schedule: inout PipelineSchedule) {
    host.requests[slot].step.tape.batch.lastArrival = schedule.now
    for place in host.requests[slot].step.tape.batch.calls.indices {
      host.requests[slot].step.tape.turn(to: place)
      let way = leave(slot, place: 0, at: schedule.now, now: schedule.now)
      host.requests[slot].departs(place, way)
      switch way {
      case .arrives(let arrival):
        schedule.plan(
          at: arrival, .batchArrives(host.requests[slot].reference, Int32(place)))
      case .breaks(let time): giveBack(slot, isTogether: true, at: time, &schedule)
      case .ends(let time):
        end(slot, at: time, &schedule)
        if host.requests[slot].effect?.meaning.caller == .diesBefore { return }
      }
    }
  }

  /// What becomes of the call on a request's tape that leaves then, as one in its place among those
  /// of its step.
  @inline(__always)
  private mutating func leave(
    _ slot: Int, place: Int, at departure: SimTime, now: SimTime
  ) -> AppRequest.Way {
    let call = host.requests[slot].step.tape.call
    let (item, key) = provider.posted(by: call)
    let (wire, total) = latencies.draw(
      call, host.requests[slot].identity, step: host.requests[slot].step.running, place: place,
      item: key)
    var effect: Fault.Effect?
    if faults.areOn(wire), !call.isPause {
      effect = strike(wire, host.requests[slot].callContext(item), made: departure, at: now)
    }
    return host.requests[slot].leave(effect, at: departure, total)
  }

  /// The reply of a call, or of one of several, reaches the app then, unless the host ends the
  /// request before.
  private mutating func giveBack(
    _ slot: Int, isTogether: Bool, at time: SimTime, _ schedule: inout PipelineSchedule
  ) {
    let reference = host.requests[slot].reference
    switch host.requests[slot].comesBack(at: time) {
    case .ends(let time): end(slot, at: time, &schedule)
    case .arrives, .breaks:
      schedule.plan(at: time, isTogether ? .batchReturns(reference) : .callReturns(reference))
    }
  }

  /// The request ends then, but not before what has left it has arrived.
  private mutating func end(_ slot: Int, at time: SimTime, _ schedule: inout PipelineSchedule) {
    let last = host.requests[slot].step.tape.batch.lastArrival
    schedule.plan(
      at: max(schedule.now, time, last), .requestEnds(host.requests[slot].reference))
  }

  /// A call reaches its service; `place` is that of one of several.
  mutating func serve(
    _ reference: RequestReference, _ place: Int32?, _ schedule: inout PipelineSchedule
  ) {
    if host.isTabled(reference) { return serveTabled(reference, &schedule) }
    guard let slot = host.slot(of: reference) else { return }
    if let place { host.requests[slot].turn(to: Int(place)) }
    if let status = host.requests[slot].effect?.meaning.refusal {
      refuse(slot, status, at: schedule.now)
      answered(slot, place, .status(status), &schedule)
    } else if let reply = perform(slot, place, &schedule) {
      answered(slot, place, reply, &schedule)
    }
  }

  /// A service has answered a call, or one of several; what strikes it strikes the reply.
  @inline(__always)
  private mutating func answered(
    _ slot: Int, _ place: Int32?, _ reply: ServiceReply, _ schedule: inout PipelineSchedule
  ) {
    let reply = host.requests[slot].strike(reply)
    if let place {
      host.requests[slot].step.tape.batch.answer(Int(place), reply)
    } else {
      host.requests[slot].reply = reply
    }
    if host.requests[slot].effect?.meaning.caller == .diesAfter {
      host.requests[slot].deathCause = .connection
      end(slot, at: schedule.now, &schedule)
      return
    }
    giveBack(
      slot, isTogether: place != nil, at: schedule.now + host.requests[slot].returnDelay, &schedule)
  }

  /// The reply to one of several calls reaches the app: with the last one the body runs on.
  mutating func resumeTogether(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) {
    guard let slot = host.slot(of: reference), host.requests[slot].step.tape.batch.takeReply()
    else { return }
    host.requests[slot].step.goOnWithBatch(at: schedule.now)
    pass(slot, &schedule)
  }

  /// The gateway's client waits: too long for a request that its host ends before.
  mutating func wait(for post: GatewayPost, _ schedule: inout PipelineSchedule) {
    let time = schedule.now + post.wait
    if let slot = host.slot(of: post.reference),
      case .ends(let deadline) = host.requests[slot].comesBack(at: time)
    {
      end(slot, at: deadline, &schedule)
    }
    schedule.plan(at: time, .gatewayPost(gateway.posts.add(post)))
  }

  /// The gateway goes on with an item for which its client has waited.
  mutating func goOn(withPost place: Int32, _ schedule: inout PipelineSchedule) {
    var post = gateway.posts.take(place)
    guard let answer = goOn(with: &post, &schedule), let slot = host.slot(of: post.reference)
    else { return }
    if let place = post.place { host.requests[slot].turn(to: Int(place)) }
    let reply = host.requests[slot].reply(answer, duplicateShare: profile.gateway.duplicateShare)
    answered(slot, post.place, reply, &schedule)
  }

  /// The service answers an error and does nothing; an item that reached the gateway is accounted
  /// for, and a request that the provider answered.
  private mutating func refuse(_ slot: Int, _ status: Int16, at now: SimTime) {
    switch host.requests[slot].step.tape.call {
    case .post(let item):
      accounts.ledger.posted(item.unit.index)
      note(.failed(.status(status)), item, host.requests[slot].identity, at: now)
    case .fetch(let wanted): provider.refuse(wanted)
    default: break
    }
  }

  /// What a service answers to the call under way; nil while the gateway's client waits.
  private mutating func perform(
    _ slot: Int, _ place: Int32?, _ schedule: inout PipelineSchedule
  ) -> ServiceReply? {
    let (run, now) = (host.requests[slot].run, schedule.now)
    switch host.requests[slot].step.tape.call {
    case .connection(let installation): return connections.view(installation)
    case .token(let installation):
      let reply = connections.token(installation, at: now)
      if case .token = reply, host.requests[slot].getsReply(at: now) {
        accounts.tell(.tokenIssued, of: host.requests[slot].identity, at: now)
      }
      return reply
    case .history(let installation): return connections.history(installation)
    case .complete(let work, let installation):
      return connections.complete(work, of: installation)
    case .replayHeld(let installation):
      host.requests[slot].returnDelay += replayHeld(of: installation, &schedule)
      return .ok
    case .fetch(let wanted): return fetch(wanted, slot, at: now)
    case .post(let item):
      guard let answer = ingest(item, slot, place, &schedule) else { return nil }
      return host.requests[slot].reply(answer, duplicateShare: profile.gateway.duplicateShare)
    case .sendEvents:
      let events = host.requests[slot].step.tape.outgoing
      let (taken, status) = engine.admission(of: events.count)
      for event in events.prefix(taken) { publish(event, after: .zero, &schedule) }
      accounts.fanOut(
        of: &host.requests[slot], events, clockError: profile.orchestrator.clockError)
      return status == 200 ? .ok : .status(status)
    case .work, .pause: return .ok
    case .resolveWorkspace(let data):
      return console.captureData(of: data, delivered(data)).map { .capture($0) } ?? .answer(false)
    case .storePayload(let data): return .answer(writePayload(data))
    case .findObservation(let data): return .answer(answer(.find, data, run, at: now))
    case .isAllowed(let data): return .answer(answer(.allowed, data, run, at: now))
    case .storeObservation(let data): return .answer(answer(.store, data, run, at: now))
    }
  }

  private mutating func fetch(_ wanted: PageRequest, _ slot: Int, at now: SimTime) -> ServiceReply {
    let isRedirected = provider.redirects(wanted.unit)
    let answer = provider.fetch(
      wanted, isKnown: owners.knowsToken(wanted), until: now + host.requests[slot].returnDelay,
      at: now)
    let reply = host.requests[slot].fetched(
      answer, isRedirected: isRedirected, refusalShare: profile.provider.refusalShare)
    accounts.fetched(
      reply, wanted, by: &host.requests[slot], limitStatus: profile.provider.limitStatus, at: now)
    return reply
  }
}
