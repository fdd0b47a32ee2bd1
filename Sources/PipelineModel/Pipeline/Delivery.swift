import SimKernel

extension Pipeline {
  /// The queue delivers a message: the endpoint answers, and the queue acts on the answer.
  mutating func deliver(_ slot: Int32, _ schedule: inout PipelineSchedule) {
    let message = queue.deliver(slot)
    let wire = message.topic.wire
    let effect =
      message.isDelayed || !faults.areOn(wire)
      ? nil
      : strike(wire, owners.context(of: message), made: schedule.now, at: schedule.now)
    if case .slow(let extra)? = effect {
      queue.delay(slot)
      schedule.plan(after: extra, .deliver(slot))
      return
    }
    var answer: (status: Int16, delay: SimDuration) = (0, .zero)
    var again = false
    if effect?.doesWork ?? true {
      again =
        !message.isRepeat
        && (effect == .deliveredTwice
          || latencies.isRedelivered(message, of: provider.items.key(of: message)))
      answer = receive(message, again: again || effect?.isError == true, &schedule)
    }
    if effect == .hang { answer.delay = profile.backfill.longestRequest }
    var status = answer.status
    if let effect, effect.isError { status = effect.isBroken ? 0 : effect.statusCode }
    tellOf(
      message, .delivered(message: message.name, topic: message.topic, status: status),
      at: schedule.now)
    settle(slot, message, status, after: answer.delay, again: again, &schedule)
  }

  /// What the queue does after an answer, which comes after `delay`.
  private mutating func settle(
    _ slot: Int32, _ message: QueueMessage, _ status: Int16, after delay: SimDuration,
    again: Bool, _ schedule: inout PipelineSchedule
  ) {
    if (200..<300).contains(status) {
      queue.acknowledge(slot, again: again)
      if again {
        schedule.plan(after: delay + profile.queue.redeliveryDelay, .deliver(slot))
      } else {
        left(message, at: schedule.now)
      }
      return
    }
    switch queue.reject(slot) {
    case .retry(let pause):
      tellOf(
        message,
        .redelivery(message: message.name, topic: message.topic, attempt: message.attempt),
        at: schedule.now)
      schedule.plan(after: delay + pause, .deliver(slot))
    case .dead:
      left(message, at: schedule.now)
      tellOf(
        message, .deadLetter(message: message.name, topic: message.topic), at: schedule.now)
      if message.topic == .trigger { noteBackfillMissing(message.subject, &schedule) }
      guard message.topic == .ingress else { return }
      accounts.ledger.deadLettered(message.unit.index, at: schedule.now)
      tell(.itemDeadLettered(item: message.subject), at: schedule.now, unit: message.unit)
    }
  }

  @inline(__always)
  mutating func tellOf(
    _ message: QueueMessage, _ event: Milestone.Event, at now: SimTime
  ) {
    let level: Experiment.Recording =
      message.topic != .ingress ? .milestones : event.kind == .published ? .hops : .items
    tell(
      event, at: now, installation: owners.installation(of: message), unit: message.unit,
      from: level)
  }

  /// Somebody publishes every dead letter again: a new message with the same body and the same
  /// headers, the deduplication id among them (upstash.com/docs, "Retry a DLQ message").
  mutating func replayDeadLetters(_ schedule: inout PipelineSchedule) {
    for message in queue.replayDeadLetters(at: schedule.now) {
      enqueue(message, 0, after: .zero, &schedule)
    }
  }

  /// The queue is done with a message.
  private mutating func left(_ message: QueueMessage, at now: SimTime) {
    guard message.topic == .ingress else { return }
    accounts.messageStays.end(begunAt: message.publishedAt, at: now)
  }

  /// The endpoint does its work; its HTTP status, and how long it takes to answer.
  private mutating func receive(
    _ message: QueueMessage, again: Bool, _ schedule: inout PipelineSchedule
  ) -> (status: Int16, delay: SimDuration) {
    if message.topic != .ingress, hasOldKey(message) { return (401, .zero) }
    switch message.topic {
    case .trigger:
      let body = experiment.world.notification(of: message.subject)
      return acceptTrigger(body, step: message.detail, .message(message), &schedule)
    case .cancel:
      let body = CancelRequest(
        installationID: .string(experiment.world.installations[Int(message.subject)].name))
      return acceptCancel(body, .message(message), &schedule)
    case .ingress:
      receiveItem(message, again: again, &schedule)
      return (200, .zero)
    }
  }
}
