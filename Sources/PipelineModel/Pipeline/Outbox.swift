import SimKernel

extension Pipeline {
  /// The gateway writes the mark and the message in one transaction: where the reply is lost, both
  /// are there all the same.
  mutating func record(
    _ message: QueueMessage, _ lifetime: SimDuration, _ context: FaultContext,
    _ delay: inout SimDuration, _ schedule: inout PipelineSchedule
  ) -> ClientReply<KeyValueStore.Reply> {
    let key = message.mark
    let isOld = store.has(key, at: schedule.now)
    let reply = ask(.setIfAbsent(key, lifetime: lifetime), context, &delay, at: schedule.now)
    guard !isOld, store.has(key, at: schedule.now + delay) else { return reply }
    let row = OutboxRow(message: message, context: context, writtenAt: schedule.now)
    accounts.ledger.heldBack(1, message.unit.index)
    schedule.plan(
      at: gateway.nextRelay(after: schedule.now + delay), .relay(gateway.outbox.add(row)))
    return reply
  }

  /// The relay publishes a row and strikes it out; what fails, or dies before that, comes again,
  /// each time after twice the pause, until the row is as old as a mark may be.
  mutating func relay(_ slot: Int32, _ schedule: inout PipelineSchedule) {
    let row = gateway.tryAgain(slot)
    var delay = SimDuration.zero
    let taken = publish(row.message, .publish, row.context, &delay, &schedule)
    if case .reply = taken {
      accounts.ledger.heldBack(-1, row.message.unit.index)
      gateway.outbox.free(slot)
      return
    }
    guard let next = gateway.nextTry(of: row, after: schedule.now + delay) else {
      gateway.outbox.free(slot)
      tell(
        .itemDeadLettered(item: row.message.subject, byGateway: true), at: schedule.now,
        unit: row.message.unit)
      return
    }
    schedule.plan(at: next, .relay(slot))
  }

  /// The gateway stores a message as a row that no later one with its delivery id replaces; where
  /// the reply is lost, the row is there all the same. The row's place, if it is new.
  mutating func storeRow(
    _ message: QueueMessage, _ context: FaultContext, _ delay: inout SimDuration,
    _ now: SimTime
  ) -> (reply: ClientReply<KeyValueStore.Reply>, row: Int32?) {
    let key = message.mark
    let isOld = gateway.rows.has(key, at: now)
    let set = KeyValueStore.Command.setIfAbsent(key, lifetime: Distribution.maximum)
    let reply = ask(set, ofRows: true, context, &delay, at: now)
    guard !isOld, gateway.rows.has(key, at: now + delay) else { return (reply, nil) }
    accounts.ledger.heldBack(1, message.unit.index)
    let row = OutboxRow(message: message, context: context, writtenAt: now, attempt: 1)
    return (reply, gateway.outbox.add(row))
  }

  /// The row is marked as published, after which no recovery looks at it.
  mutating func settle(
    _ row: inout Int32?, _ context: FaultContext, _ delay: inout SimDuration, _ now: SimTime
  ) -> ClientReply<KeyValueStore.Reply> {
    guard let place = row else { preconditionFailure("A row is settled once.") }
    let message = gateway.outbox[place].message
    let key = message.settledMark
    let set = KeyValueStore.Command.setIfAbsent(key, lifetime: Distribution.maximum)
    let reply = ask(set, ofRows: true, context, &delay, at: now)
    guard gateway.rows.has(key, at: now + delay) else { return reply }
    accounts.ledger.heldBack(-1, message.unit.index)
    gateway.outbox.free(place)
    row = nil
    return reply
  }

  /// A row that is not settled waits for the recovery job, or for the end of the backfill that
  /// brought it.
  mutating func leave(
    _ row: Int32, of slot: Int, after delay: SimDuration, _ schedule: inout PipelineSchedule
  ) {
    if gateway.holds(row, of: host.requests[slot].identity.installation) { return }
    schedule.plan(at: gateway.nextRelay(after: schedule.now + delay), .relay(row))
  }

  /// The gateway publishes what it holds of an installation, one after the other: pages come newest
  /// first, so the last held is the oldest. How long that takes.
  mutating func replayHeld(
    of installation: Int32, _ schedule: inout PipelineSchedule
  ) -> SimDuration {
    var wait = SimDuration.zero
    for var row in gateway.release(of: installation) {
      row.writtenAt = schedule.now
      schedule.plan(after: wait, .relay(gateway.outbox.add(row)))
      let key = UInt64(UInt32(bitPattern: row.message.subject))
      wait += latencies.draw(profile.wires.publish, .replay, key, row.message.edition)
    }
    return wait
  }
}
