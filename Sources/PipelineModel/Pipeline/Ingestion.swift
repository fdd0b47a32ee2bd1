import SimKernel

extension Pipeline {
  /// An item reaches the gateway: mark, publish, answer, in the gateway's order (pipeline-facts
  /// §8); nil while its client waits.
  mutating func ingest(
    _ posted: PageItem, _ slot: Int, _ place: Int32?, _ schedule: inout PipelineSchedule
  ) -> Gateway.Answer? {
    let item = provider.index(of: posted)
    accounts.ledger.posted(posted.unit.index)
    var post = host.requests[slot].post(of: posted, item, place, gateway.next(after: .received))
    if faults.areOn(.mark) || faults.areOn(.publish) {
      post.context = host.requests[slot].callContext(item)
    }
    return goOn(with: &post, &schedule)
  }

  /// The gateway does what is left of an item; its answer, nil while its client waits.
  mutating func goOn(
    with post: inout GatewayPost, _ schedule: inout PipelineSchedule
  ) -> Gateway.Answer? {
    let now = schedule.now
    while true {
      let event: Gateway.Event?
      switch post.action {
      case .mark, .look, .lease, .confirm, .release:
        let command = post.action.command(on: post.mark)
        event = ask(command, post.context, &post.ask, at: now).map(post.action.event)
      case .record, .storeRow, .settleRow:
        event = write(&post, &schedule).map(post.action.event)
      case .publish:
        let message = accounts.message(of: post, provider)
        event = publish(message, .publish, post.context, &post.publish, &schedule)
          .map { .published($0) }
      case .answer(let answer):
        if let row = post.row, !gateway.holds(row, of: post.identity.installation) {
          schedule.plan(at: gateway.nextRelay(after: now), .relay(row))
        }
        note(answer, post.posted, post.identity, at: now)
        return answer
      }
      guard let event else {
        wait(for: post, &schedule)
        return nil
      }
      post.goOn(to: gateway.next(after: event))
    }
  }

  /// The gateway writes a message, or that it is published: in one transaction with the mark, or as
  /// a row.
  private mutating func write(
    _ post: inout GatewayPost, _ schedule: inout PipelineSchedule
  ) -> ClientReply<KeyValueStore.Reply>? {
    let (message, now) = (accounts.message(of: post, provider), schedule.now)
    let write = MessageWrite(message, by: post.action)
    let isOld = gateway.has(write, store, at: now)
    let reply = ask(
      .setIfAbsent(write.key, lifetime: write.lifetime), ofRows: write.isOfRows, post.context,
      &post.ask, at: now)
    guard !isOld, post.ask.isServed else { return reply }
    let (held, relayed) = gateway.written(
      by: post.action, message, post.context, &post.row, at: now)
    accounts.ledger.heldBack(held, message.unit.index)
    if let relayed { schedule.plan(at: gateway.nextRelay(after: now), .relay(relayed)) }
    return reply
  }

  /// A post is answered, by the gateway or on the way.
  @inline(__always)
  mutating func note(
    _ answer: Gateway.Answer, _ posted: PageItem, _ identity: RequestIdentity, at now: SimTime
  ) {
    let item = provider.index(of: posted)
    let mark = KeyValueStore.Key.mark(of: item, generation: identity.generation)
    let isMarked = answer.failure != nil && store.has(mark, at: now)
    accounts.answered(answer, posted, item, of: identity, isMarked: isMarked, at: now)
  }

  /// A command to Redis: what its client comes to, nil while it waits.
  ///
  /// A reply that is lost after the key was set makes the next try find its own key (§8, redis-js);
  /// a gateway that dies does not try again.
  mutating func ask(
    _ command: KeyValueStore.Command, ofRows: Bool = false, _ context: FaultContext,
    _ call: inout ClientCall<KeyValueStore.Reply>, at now: SimTime
  ) -> ClientReply<KeyValueStore.Reply>? {
    guard call.isDue() else { return call.reply }
    repeat {
      let effect = strike(.mark, context, made: now, at: now)
      var answer: ClientReply<KeyValueStore.Reply>?
      if effect?.doesWork ?? true {
        answer = .reply(
          ofRows ? gateway.rows.execute(command, at: now) : store.execute(command, at: now))
      }
      call.end(
        answer, effect, pauses: profile.queue.publishDelays,
        longest: profile.backfill.longestRequest)
    } while call.isDueAgain
    return call.reply
  }

  /// Publishes a message: what its client comes to, nil while it waits.
  ///
  /// A reply that is lost after the queue took the message makes the next try publish it twice; a
  /// caller that dies does not try again.
  mutating func publish(
    _ message: QueueMessage, _ wire: Wire, _ context: FaultContext,
    _ call: inout ClientCall<Bool>, _ schedule: inout PipelineSchedule
  ) -> ClientReply<Bool>? {
    guard call.isDue() else { return call.reply }
    let (now, limit) = (schedule.now, profile.queue.messageLimit)
    repeat {
      let effect = strike(wire, context, made: now, at: now)
      var answer: ClientReply<Bool>?
      if effect?.doesWork ?? true {
        if limit > 0, provider.exceeds(limit, message) {
          answer = .failed(.status(413))
        } else if !queue.hasRoom(at: now) {
          answer = .failed(.status(429))
        } else {
          enqueue(message, call.attempt, &schedule)
          answer = .reply(true)
        }
      }
      call.end(
        answer, effect, pauses: profile.queue.publishDelays,
        longest: profile.backfill.longestRequest)
    } while call.isDueAgain
    return call.reply
  }

  /// The queue takes what the client sent in its nth attempt, counted from 0.
  @inline(__always)
  mutating func enqueue(
    _ message: QueueMessage, _ attempt: Int, _ schedule: inout PipelineSchedule
  ) {
    let now = schedule.now
    if let id = gateway.deduplicationID(of: message), queue.drops(id.key, at: now) {
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
    schedule.plan(after: wait, .deliver(slot))
  }

  /// The relay publishes a row that was written.
  mutating func relay(_ slot: Int32, _ schedule: inout PipelineSchedule) {
    var row = gateway.tryAgain(slot)
    let now = schedule.now
    let taken = publish(row.message, .publish, row.context, &row.publish, &schedule)
    gateway.outbox[slot].publish = row.publish
    guard let taken else { return schedule.plan(after: row.publish.wait, .relay(slot)) }
    switch gateway.relayed(slot, row, taken, at: now) {
    case .published: accounts.ledger.heldBack(-1, row.message.unit.index)
    case .again(let time): schedule.plan(at: time, .relay(slot))
    case .givenUp:
      accounts.gaveUp(row, at: now)
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
