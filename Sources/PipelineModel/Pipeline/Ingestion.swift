import SimKernel

extension Pipeline {
  /// An item reaches the gateway: mark, publish, answer, in the gateway's order (pipeline-facts
  /// §8).
  mutating func ingest(
    _ posted: PageItem, _ slot: Int, _ schedule: inout PipelineSchedule
  ) -> ServiceReply {
    let item = provider.index(of: posted)
    let unit = posted.unit.index
    let mark = KeyValueStore.Key.mark(
      of: item, generation: owners.generation(of: host.requests[slot].identity.installation))
    let context = ingestContext(item, slot)
    var delay = SimDuration.zero
    accounts.ledger.posted(unit)
    var action = gateway.next(after: .received)
    var row: Int32?
    while true {
      switch action {
      case .mark(let lifetime):
        let reply = ask(
          .setIfAbsent(mark, lifetime: lifetime), context, &delay, at: schedule.now)
        action = gateway.next(after: .marked(reply))
      case .publish:
        let taken = publish(message(of: posted, slot), .publish, context, &delay, &schedule)
        action = gateway.next(after: .published(taken))
      case .record(let lifetime):
        let reply = record(message(of: posted, slot), lifetime, context, &delay, &schedule)
        action = gateway.next(after: .marked(reply))
      case .storeRow:
        let (reply, slot) = storeRow(message(of: posted, slot), context, &delay, schedule.now)
        row = slot
        action = gateway.next(after: .marked(reply))
      case .settleRow:
        action = gateway.next(after: .settled(settle(&row, context, &delay, schedule.now)))
      case .look, .lease, .confirm, .release:
        let reply = ask(action.command(on: mark), context, &delay, at: schedule.now)
        action = gateway.next(after: action.event(after: reply))
      case .answer(let answer):
        if let row { leave(row, of: slot, after: delay, &schedule) }
        accounts.ledger.answered(answer, unit)
        if answer == .duplicate {
          host.requests[slot].answerEarly(share: profile.gateway.duplicateShare)
        }
        host.requests[slot].returnDelay += delay
        return tellAnswer(answer, item, posted.page, slot, at: schedule.now)
      }
    }
  }

  /// The message with an item that a request posts.
  @inline(__always)
  private mutating func message(of posted: PageItem, _ slot: Int) -> QueueMessage {
    var message = host.requests[slot].message(
      of: posted, provider.index(of: posted),
      generation: owners.generation(of: host.requests[slot].identity.installation))
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

  private mutating func tellAnswer(
    _ answer: Gateway.Answer, _ item: Int32, _ page: Int32, _ slot: Int, at now: SimTime
  ) -> ServiceReply {
    switch answer {
    case .accepted: tellOf(slot, .itemAccepted(item: item, page: page), at: now)
    case .duplicate, .repeated: tellOf(slot, .itemDuplicate(item: item, page: page), at: now)
    case .failed(let failure): tellFailure(failure, item, page, slot, at: now)
    case .none: tellFailure(.connection, item, page, slot, at: now)
    }
    return answer.reply
  }

  /// A post failed, whether at the gateway or on the way.
  mutating func tellFailure(
    _ failure: Failure, _ item: Int32, _ page: Int32, _ slot: Int, at now: SimTime
  ) {
    let generation = owners.generation(of: host.requests[slot].identity.installation)
    let isMarked = store.has(.mark(of: item, generation: generation), at: now)
    tellOf(
      slot, .itemFailed(item: item, page: page, failure: failure, isMarked: isMarked), at: now)
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
      if effect == .hang { delay += profile.backfill.longestRequest }
      if effect?.doesWork ?? true {
        let reply =
          ofRows
          ? gateway.rows.execute(command, at: now + delay) : store.execute(command, at: now + delay)
        if case .slow(let extra)? = effect { delay += extra }
        if effect?.isError != true { return .reply(reply) }
      }
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
    while true {
      let effect = strike(wire, context, made: schedule.now + delay, at: schedule.now)
      if effect == .hang { delay += profile.backfill.longestRequest }
      if effect?.doesWork ?? true {
        if case .slow(let extra)? = effect { delay += extra }
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
    if message.isLive || profile.gateway.publishDedupID, let id = message.deduplicationID,
      queue.drops(id.key, at: schedule.now + delay)
    {
      // What the gateway answered for is accounted for; a webhook's answer is nobody's business.
      if !message.isLive { accounts.ledger.heldBack(1, message.unit.index) }
      return
    }
    var message = message
    message.publishedAt = schedule.now
    if message.topic == .ingress { message.edition |= UInt64(attempt) }
    let slot = queue.publish(message)
    if message.topic == .ingress {
      accounts.ledger.published(message.unit.index, at: schedule.now)
      accounts.messageStays.begin(at: schedule.now)
    }
    tellOf(
      message, .published(message: message.name, topic: message.topic), at: schedule.now)
    let wait = latencies.delivery(message, of: provider.items.key(of: message))
    schedule.plan(after: delay + wait, .deliver(slot))
  }
}
