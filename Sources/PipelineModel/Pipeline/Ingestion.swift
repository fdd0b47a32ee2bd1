import SimKernel

extension Pipeline {
  /// An item reaches the gateway: mark, publish, answer, in the gateway's order (pipeline-facts
  /// §8).
  mutating func ingest(
    _ posted: PageItem, _ slot: Int, _ schedule: inout PipelineSchedule
  ) -> ServiceReply {
    let item = provider.number(of: posted)
    let unit = posted.unit.index
    let context = requests[slot].callContext
    var delay = SimDuration.zero
    ledger.posted(unit)
    var action = gateway.next(after: .received)
    while true {
      switch action {
      case .mark(let lifetime):
        let key = DeliveryID.backfill(item: item).key
        let reply = mark(key, lifetime, context, &delay, at: schedule.now)
        action = gateway.next(after: .marked(reply))
      case .publish:
        let message = MessageQueue.Message(
          topic: .ingress, subject: item, unit: posted.unit, detail: namedOrganisation(slot),
          place: context.place)
        let taken = publish(message, .publish, context, &delay, &schedule)
        action = gateway.next(after: .published(taken))
      case .answer(let answer):
        ledger.answered(answer, unit)
        requests[slot].returnDelay += delay
        return tellAnswer(answer, item, posted.page, slot, at: schedule.now)
      }
    }
  }

  /// The organisation the worker's event names; nobody compares it with the connection's (3.7).
  private func namedOrganisation(_ slot: Int) -> Int32 {
    guard case .entity(let request) = requests[slot].payload else { return -1 }
    return request.organisation
  }

  private mutating func tellAnswer(
    _ answer: Gateway.Answer, _ item: Int32, _ page: Int32, _ slot: Int, at now: SimTime
  ) -> ServiceReply {
    let place = (a: Int64(item), b: Int64(page))
    switch answer {
    case .accepted:
      tellOf(slot, .itemAccepted, at: now, a: place.a, b: place.b)
      return .accepted
    case .duplicate:
      tellOf(slot, .itemDuplicate, at: now, a: place.a, b: place.b)
      return .duplicate
    case .failed:
      tellOf(slot, .itemFailed, at: now, a: place.a, b: place.b, failure: .status(500))
      return .status(500)
    }
  }

  /// `SET NX EX`, with the client's retries on broken connections; `nil` when Redis did not answer.
  ///
  /// A reply that is lost after the key was set makes the retry find its own key (§8, redis-js); a
  /// gateway that dies does not retry.
  mutating func mark(
    _ key: UInt64, _ lifetime: SimDuration, _ context: FaultContext, _ delay: inout SimDuration,
    at now: SimTime
  ) -> KeyValueStore.Reply? {
    for attempt in 0...profile.queue.publishDelays.count {
      let effect = faults.strike(.mark, context, at: now + delay)
      if effect == .hang { delay += profile.backfill.longestRequest }
      if effect?.doesWork ?? true {
        let reply = store.execute(.setIfAbsent(key, lifetime: lifetime), at: now + delay)
        if case .slow(let extra)? = effect { delay += extra }
        if effect?.isError != true { return reply }
      }
      guard effect?.isTransient == true, attempt < profile.queue.publishDelays.count else { break }
      delay += profile.queue.publishDelays[attempt]
    }
    return nil
  }

  /// Publishes a message, with the client's retries on broken connections; false when it could not.
  ///
  /// A reply that is lost after the queue took the message makes the retry publish it twice; a
  /// caller that dies does not retry.
  mutating func publish(
    _ message: MessageQueue.Message, _ wire: Wire, _ context: FaultContext,
    _ delay: inout SimDuration, _ schedule: inout PipelineSchedule
  ) -> Bool {
    for attempt in 0...profile.queue.publishDelays.count {
      let effect = faults.strike(wire, context, at: schedule.now + delay)
      if effect == .hang { delay += profile.backfill.longestRequest }
      if effect?.doesWork ?? true {
        if case .slow(let extra)? = effect { delay += extra }
        enqueue(message, after: delay, &schedule)
        if effect?.isError != true { return true }
      }
      guard effect?.isTransient == true, attempt < profile.queue.publishDelays.count else { break }
      delay += profile.queue.publishDelays[attempt]
    }
    return false
  }

  private mutating func enqueue(
    _ message: MessageQueue.Message, after delay: SimDuration,
    _ schedule: inout PipelineSchedule
  ) {
    var message = message
    message.publishedAt = schedule.now
    let slot = queue.publish(message)
    let number = queue.messages[Int(slot)].number
    if message.topic == .ingress {
      ledger.published(message.unit.index, at: schedule.now)
      messageStays.begin(at: schedule.now)
    }
    tell(
      .published, at: schedule.now, unit: message.unit, a: Int64(number),
      b: Int64(message.topic.rawValue), detail: message.topic == .ingress)
    let wait = latencies.draw(
      profile.wires.queueDelivery, .ingress, UInt64(message.topic.rawValue),
      UInt64(UInt32(bitPattern: message.subject)), UInt64(UInt32(bitPattern: number)))
    schedule.plan(after: delay + wait, .deliver(slot))
  }
}
