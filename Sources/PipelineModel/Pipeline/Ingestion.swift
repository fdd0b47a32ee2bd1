import SimKernel

extension Pipeline {
  /// An item reaches the gateway: mark, publish, answer, in the gateway's order (pipeline-facts
  /// §8).
  mutating func ingest(
    _ posted: PageItem, _ slot: Int, _ schedule: inout PipelineSchedule
  ) -> ServiceReply {
    let now = schedule.now
    let item = provider.index(of: posted)
    let context = ingestContext(item, slot)
    var delay = SimDuration.zero
    accounts.ledger.posted(posted.unit.index)
    var action = gateway.next(after: .received)
    var row: Int32?
    while true {
      switch action {
      case .mark, .look, .lease, .confirm, .release:
        let command = action.command(on: host.requests[slot].mark(of: item))
        action = gateway.next(after: action.event(after: ask(command, context, &delay, at: now)))
      case .publish:
        let taken = publish(message(of: posted, slot), .publish, context, &delay, &schedule)
        action = gateway.next(after: .published(taken))
      case .record, .storeRow, .settleRow:
        let message = message(of: posted, slot)
        let reply = write(message, by: action, context, &row, &delay, &schedule)
        action = gateway.next(after: action.event(after: reply))
      case .answer(let answer):
        if let row, !gateway.holds(row, of: host.requests[slot].identity.installation) {
          schedule.plan(at: gateway.nextRelay(after: now + delay), .relay(row))
        }
        if answer == .duplicate {
          host.requests[slot].answerEarly(share: profile.gateway.duplicateShare)
        }
        host.requests[slot].returnDelay += delay
        note(answer, posted, slot, at: now)
        return answer.reply
      }
    }
  }

  /// The gateway writes a message, or that it is published: in one transaction with the mark, or as
  /// a row.
  private mutating func write(
    _ message: QueueMessage, by action: Gateway.Action, _ context: FaultContext,
    _ row: inout Int32?, _ delay: inout SimDuration, _ schedule: inout PipelineSchedule
  ) -> ClientReply<KeyValueStore.Reply> {
    let (write, now) = (MessageWrite(message, by: action), schedule.now)
    let isOld = has(write, at: now)
    let reply = ask(
      .setIfAbsent(write.key, lifetime: write.lifetime), ofRows: write.isOfRows, context, &delay,
      at: now)
    guard !isOld, has(write, at: now + delay) else { return reply }
    let (held, relayed) = gateway.written(by: action, message, context, &row, at: now)
    accounts.ledger.heldBack(held, message.unit.index)
    if let relayed {
      schedule.plan(at: gateway.nextRelay(after: now + delay), .relay(relayed))
    }
    return reply
  }

  private mutating func has(_ write: MessageWrite, at now: SimTime) -> Bool {
    write.isOfRows ? gateway.rows.has(write.key, at: now) : store.has(write.key, at: now)
  }

  /// The message with an item that a request posts.
  @inline(__always)
  private mutating func message(of posted: PageItem, _ slot: Int) -> QueueMessage {
    var message = host.requests[slot].message(of: posted, provider.index(of: posted))
    if accounts.versions.isKept {
      message.version = accounts.versions.version(
        of: posted, fetchedBy: host.requests[slot].identity.run, provider)
    }
    return message
  }

  /// What the gateway's calls for an item are about, where faults ask for it.
  @inline(__always)
  private mutating func ingestContext(_ item: Int32, _ slot: Int) -> FaultContext {
    guard faults.areOn(.mark) || faults.areOn(.publish) else { return FaultContext() }
    return host.requests[slot].callContext(item)
  }

  /// A post is answered, by the gateway or on the way.
  @inline(__always)
  mutating func note(
    _ answer: Gateway.Answer, _ posted: PageItem, _ slot: Int, at now: SimTime
  ) {
    let item = provider.index(of: posted)
    let isMarked = answer.failure != nil && store.has(host.requests[slot].mark(of: item), at: now)
    accounts.answered(
      answer, posted, item, of: host.requests[slot].identity, isMarked: isMarked, at: now)
  }

  /// A command to Redis, with the client's retries on broken connections.
  ///
  /// A reply that is lost after the key was set makes the retry find its own key (§8, redis-js); a
  /// gateway that dies does not retry.
  mutating func ask(
    _ command: KeyValueStore.Command, ofRows: Bool = false, _ context: FaultContext,
    _ delay: inout SimDuration, at now: SimTime
  ) -> ClientReply<KeyValueStore.Reply> {
    var attempt = 0
    while true {
      let effect = strike(.mark, context, made: now + delay, at: now)
      var reply: KeyValueStore.Reply?
      if effect?.doesWork ?? true {
        let time = now + delay
        reply =
          ofRows ? gateway.rows.execute(command, at: time) : store.execute(command, at: time)
      }
      delay += effect?.slowness(profile.backfill.longestRequest) ?? .zero
      if let reply, effect?.isError != true { return .reply(reply) }
      let end = ClientReply<KeyValueStore.Reply>.end(
        after: effect, &attempt, profile.queue.publishDelays, &delay)
      if let end { return end }
    }
  }

  /// Publishes a message, with the client's retries on broken connections.
  ///
  /// A reply that is lost after the queue took the message makes the retry publish it twice; a
  /// caller that dies does not retry.
  mutating func publish(
    _ message: QueueMessage, _ wire: Wire, _ context: FaultContext,
    _ delay: inout SimDuration, _ schedule: inout PipelineSchedule
  ) -> ClientReply<Bool> {
    var attempt = 0
    let limit = profile.queue.messageLimit
    let isTooLarge = limit > 0 && provider.exceeds(limit, message)
    while true {
      let effect = strike(wire, context, made: schedule.now + delay, at: schedule.now)
      delay += effect?.slowness(profile.backfill.longestRequest) ?? .zero
      if effect?.doesWork ?? true {
        guard !isTooLarge else { return .failed(.status(413)) }
        guard queue.hasRoom(at: schedule.now + delay) else { return .failed(.status(429)) }
        enqueue(message, attempt, after: delay, &schedule)
        if effect?.isError != true { return .reply(true) }
      }
      let end = ClientReply<Bool>.end(
        after: effect, &attempt, profile.queue.publishDelays, &delay)
      if let end { return end }
    }
  }

  /// The queue takes what the client sent in its nth attempt, counted from 0.
  @inline(__always)
  mutating func enqueue(
    _ message: QueueMessage, _ attempt: Int, after delay: SimDuration,
    _ schedule: inout PipelineSchedule
  ) {
    let now = schedule.now
    if let id = gateway.deduplicationID(of: message), queue.drops(id.key, at: now + delay) {
      // What the gateway answered for is accounted for; a webhook's answer is nobody's business.
      if !message.isLive { accounts.ledger.heldBack(1, message.unit.index) }
      return
    }
    var message = message
    message.publishedAt = now
    if message.topic == .ingress { message.edition |= UInt64(attempt) }
    let slot = queue.publish(message)
    accounts.published(message, owners.installation(of: message), at: now)
    let wait = latencies.delivery(message, of: provider.items.key(of: message))
    schedule.plan(after: delay + wait, .deliver(slot))
  }

  /// The relay publishes a row that was written.
  mutating func relay(_ slot: Int32, _ schedule: inout PipelineSchedule) {
    let row = gateway.tryAgain(slot)
    let (unit, now) = (row.message.unit, schedule.now)
    var delay = SimDuration.zero
    let taken = publish(row.message, .publish, row.context, &delay, &schedule)
    switch gateway.relayed(slot, row, taken, at: now + delay) {
    case .published: accounts.ledger.heldBack(-1, unit.index)
    case .again(let time): schedule.plan(at: time, .relay(slot))
    case .givenUp:
      accounts.tell(
        .itemDeadLettered(item: row.message.subject, byGateway: true), at: now, unit: unit)
    }
  }

  /// The gateway publishes what it holds of an installation, one after the other; how long that
  /// takes.
  mutating func replayHeld(
    of installation: Int32, _ schedule: inout PipelineSchedule
  ) -> SimDuration {
    var wait = SimDuration.zero
    for (row, message) in gateway.release(of: installation, at: schedule.now) {
      schedule.plan(after: wait, .relay(row))
      wait += latencies.replay(message)
    }
    return wait
  }
}
