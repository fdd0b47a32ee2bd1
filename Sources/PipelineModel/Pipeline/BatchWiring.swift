import SimKernel

/// Calls that leave one step together: each is struck, answered and comes back for itself.
extension Pipeline {
  /// The calls of a batch leave their running step.
  mutating func issueBatch(_ slot: Int, _ schedule: inout PipelineSchedule) {
    host.requests[slot].step.tape.batch.lastArrival = schedule.now
    for place in host.requests[slot].step.tape.batch.calls.indices {
      host.requests[slot].step.tape.turn(to: place)
      guard issue(place, of: slot, &schedule) else { return }
    }
  }

  /// One of them leaves; false when the process dies before, and the others stay.
  private mutating func issue(
    _ place: Int, of slot: Int, _ schedule: inout PipelineSchedule
  ) -> Bool {
    let reference = host.requests[slot].reference
    let call = host.requests[slot].step.tape.call
    guard case .post(let posted) = call else {
      preconditionFailure("Only posts leave together.")
    }
    let item = provider.index(of: posted)
    let (wire, total) = latencies.draw(
      call, host.requests[slot].identity, step: host.requests[slot].step.running, place: 0,
      item: provider.items.key(of: item, in: posted.unit))
    let arrival = schedule.now + total / 2
    var effect: Fault.Effect?
    if faults.areOn(wire) {
      effect = strike(
        wire, host.requests[slot].callContext(item), made: schedule.now, at: schedule.now)
    }
    var returnDelay = total - total / 2
    if case .slow(let extra)? = effect { returnDelay += extra }
    host.requests[slot].step.tape.batch.depart(place, effect, returnDelay: returnDelay)
    switch effect {
    case .crashBefore:
      end(slot, .connection, at: schedule.now, &schedule)
      return false
    case .hang: end(slot, .hostTimeout, at: host.requests[slot].deadline, &schedule)
    case .lostRequest:
      host.requests[slot].step.tape.batch.answer(place, .broken)
      giveBack(place, of: slot, at: schedule.now + total, &schedule)
    default:
      let last = host.requests[slot].step.tape.batch.lastArrival
      host.requests[slot].step.tape.batch.lastArrival = max(last, arrival)
      schedule.plan(at: arrival, .batchArrives(reference, Int32(place)))
    }
    return true
  }

  /// The request ends then, but not before what has left it has arrived.
  private mutating func end(
    _ slot: Int, _ cause: Failure, at time: SimTime, _ schedule: inout PipelineSchedule
  ) {
    host.requests[slot].deathCause = cause
    let last = host.requests[slot].step.tape.batch.lastArrival
    schedule.plan(
      at: max(schedule.now, time, last), .requestEnds(host.requests[slot].reference))
  }

  private mutating func giveBack(
    _ place: Int, of slot: Int, at time: SimTime, _ schedule: inout PipelineSchedule
  ) {
    if time > host.requests[slot].deadline {
      end(slot, .hostTimeout, at: host.requests[slot].deadline, &schedule)
    } else {
      schedule.plan(at: time, .batchReturns(host.requests[slot].reference, Int32(place)))
    }
  }

  /// A call of a batch reaches its service.
  mutating func serveBatch(
    _ reference: RequestReference, _ place: Int, _ schedule: inout PipelineSchedule
  ) {
    let slot = Int(reference.slot)
    guard host.requests[slot].reference == reference else { return }
    host.requests[slot].step.tape.turn(to: place)
    let member = host.requests[slot].step.tape.batch.calls[place]
    host.requests[slot].depart(member.effect, returnDelay: member.returnDelay)
    let reply = answer(slot, &schedule)
    host.requests[slot].step.tape.batch.answer(place, reply)
    if member.effect == .crashAfter {
      end(slot, .connection, at: schedule.now, &schedule)
      return
    }
    giveBack(place, of: slot, at: schedule.now + host.requests[slot].returnDelay, &schedule)
  }

  /// The reply to a call of a batch reaches the app: with the last one the body runs on.
  mutating func resumeBatch(
    _ reference: RequestReference, _ place: Int, _ schedule: inout PipelineSchedule
  ) {
    let slot = Int(reference.slot)
    guard host.requests[slot].reference == reference,
      host.requests[slot].step.tape.batch.takeReply()
    else { return }
    host.requests[slot].step.goOnWithBatch(at: schedule.now)
    pass(slot, &schedule)
  }
}
