import SimKernel

/// What the queue delivers.
extension Pipeline {
  /// The queue delivers a message: the endpoint answers, and the queue acts on the answer.
  mutating func deliver(_ slot: Int32, _ schedule: inout PipelineSchedule) {
    let (message, now) = (queue.deliver(slot), schedule.now)
    let wire = message.topic.wire
    let effect =
      message.isDelayed || !faults.areOn(wire)
      ? nil : strike(wire, owners.context(of: message), made: now, at: now)
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
    let status = effect?.seen(answer.status) ?? answer.status
    let installation = owners.installation(of: message)
    accounts.tell(
      .delivered(message: message.name, topic: message.topic, status: status), of: message,
      installation, at: now)
    switch queue.settle(slot, status, again: again) {
    case .done: accounts.left(message, at: now)
    case .again(let pause): schedule.plan(after: answer.delay + pause, .deliver(slot))
    case .retry(let pause):
      accounts.tell(
        .redelivery(message: message.name, topic: message.topic, attempt: message.attempt),
        of: message, installation, at: now)
      schedule.plan(after: answer.delay + pause, .deliver(slot))
    case .dead:
      accounts.deadLettered(message, installation, at: now)
      if message.topic == .trigger { noteBackfillMissing(message.subject, &schedule) }
    }
  }

  /// The endpoint does its work; its HTTP status, and how long it takes to answer.
  private mutating func receive(
    _ message: QueueMessage, again: Bool, _ schedule: inout PipelineSchedule
  ) -> (status: Int16, delay: SimDuration) {
    if message.topic != .ingress, host.renames.hasOldKey(message) { return (401, .zero) }
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

  /// Somebody publishes every dead letter again: a new message with the same body and the same
  /// headers, the deduplication id among them (upstash.com/docs, "Retry a DLQ message").
  mutating func replayDeadLetters(_ schedule: inout PipelineSchedule) {
    for message in queue.replayDeadLetters(at: schedule.now) {
      enqueue(message, 0, after: .zero, &schedule)
    }
  }
}
