import SimKernel

/// What is told, and what is counted and told of items and messages, hop by hop.
extension Accounts {
  @inline(__always)
  mutating func tell(
    _ event: Milestone.Event, at now: SimTime, run: Int32 = 0, installation: Int32 = -1,
    unit: UnitOfWork = .none, from level: Experiment.Recording = .milestones
  ) {
    recorder.tell(
      Milestone(time: now, event: event, run: run, installation: installation, unit: unit),
      from: level)
  }

  /// Tells what a request does, or what it is answered.
  @inline(__always)
  mutating func tell(_ event: Milestone.Event, of request: RequestIdentity, at now: SimTime) {
    tell(event, at: now, run: request.run, installation: request.installation, unit: request.unit)
  }

  /// Tells what becomes of a message; `installation` is the one that it is about.
  @inline(__always)
  mutating func tell(
    _ event: Milestone.Event, of message: QueueMessage, _ installation: Int32, at now: SimTime
  ) {
    let level: Experiment.Recording =
      message.topic != .ingress ? .milestones : event.kind == .published ? .hops : .items
    tell(event, at: now, installation: installation, unit: message.unit, from: level)
  }

  /// A call of the story is answered.
  mutating func storyAnswered(_ step: Int32, _ status: Int16, at now: SimTime) {
    answers.append(StoryAnswer(step: step, at: now, status: status))
    tell(.answered(step: step, status: status), at: now)
  }

  /// What strikes a call that is made then; that it does is told now.
  mutating func meet(
    _ faults: inout FaultIndex, _ wire: Wire, _ context: FaultContext, made time: SimTime,
    at now: SimTime
  ) -> Fault.Effect? {
    faults.note(wire, context, at: now)
    guard let strike = faults.meet(wire, context, at: time, made: now) else { return nil }
    guard tellsStrikes else { return strike.effect }
    tell(
      .faultStruck(
        rule: strike.rule, attempt: context.attempt, step: context.step, page: context.page,
        item: context.subject),
      at: now, run: context.run, installation: context.installation, unit: context.unit)
    return strike.effect
  }

  /// The provider answered a request for a page.
  mutating func fetched(
    _ reply: ServiceReply, _ wanted: PageRequest, by request: inout AppRequest, limitStatus: Int,
    at now: SimTime
  ) {
    switch reply {
    case .limited: tell(.rateLimited(page: wanted.page), of: request.identity, at: now)
    case .status(let status) where Int(status) == limitStatus:
      tell(.rateLimited(page: wanted.page), of: request.identity, at: now)
    case .page(let page) where request.getsReply(at: now):
      ledger.fetched(Int(page.count), wanted.unit.index)
      if request.record >= 0 { runs[Int(request.record)].pages += 1 }
      versions.fetched(request.identity.run, page.number, at: now)
      tell(.pageFetched(page), of: request.identity, at: now)
    default: break
    }
  }

  /// A request got an answer for an item that it posted, or none.
  @inline(__always)
  mutating func answered(
    _ answer: Gateway.Answer, _ posted: PageItem, _ item: Int32, of request: RequestIdentity,
    isMarked: Bool, at now: SimTime
  ) {
    ledger.answered(answer, posted.unit.index)
    if let failure = answer.failure {
      tell(
        .itemFailed(item: item, page: posted.page, failure: failure, isMarked: isMarked),
        of: request, at: now)
    } else if answer == .accepted {
      tell(.itemAccepted(item: item, page: posted.page), of: request, at: now)
    } else {
      tell(.itemDuplicate(item: item, page: posted.page), of: request, at: now)
    }
  }

  /// The message with an item that is posted: of the version that was fetched.
  @inline(__always)
  mutating func message(of post: GatewayPost, _ provider: ProviderAPI) -> QueueMessage {
    var message = post.message
    if versions.isKept {
      message.version = versions.version(of: post.posted, fetchedBy: post.identity.run, provider)
    }
    return message
  }

  /// Items of a unit were updated at the provider.
  mutating func updated(
    _ count: Int, _ unit: UnitOfWork, _ installation: Int32, at now: SimTime
  ) {
    tell(
      .itemsUpdated(count: Int32(count)), at: now, installation: installation, unit: unit)
  }

  /// One of them was.
  mutating func touched(
    _ item: Int32, _ unit: UnitOfWork, _ installation: Int32, at now: SimTime
  ) {
    tell(.itemTouched(item: item), at: now, installation: installation, unit: unit)
  }

  /// A live webhook did not reach the queue.
  mutating func lost(_ run: LiveRun, _ loss: WebhookLoss, at now: SimTime) {
    tell(
      .webhookLost(item: run.item, reason: loss), at: now, installation: run.installation,
      unit: run.unit)
  }

  /// The relay gave up a row.
  mutating func gaveUp(_ row: OutboxRow, at now: SimTime) {
    tell(
      .itemDeadLettered(item: row.message.subject, byGateway: true), at: now,
      unit: row.message.unit)
  }

  /// The queue took a message.
  @inline(__always)
  mutating func published(_ message: QueueMessage, _ installation: Int32, at now: SimTime) {
    if message.topic == .ingress {
      ledger.published(message.unit.index, at: now)
      messageStays.begin(at: now)
    }
    tell(
      .published(message: message.name, topic: message.topic), of: message, installation, at: now)
  }

  /// The queue is done with a message.
  @inline(__always)
  mutating func left(_ message: QueueMessage, at now: SimTime) {
    guard message.topic == .ingress else { return }
    messageStays.end(begunAt: message.publishedAt, at: now)
  }

  /// The queue gave a message up.
  mutating func deadLettered(_ message: QueueMessage, _ installation: Int32, at now: SimTime) {
    left(message, at: now)
    tell(
      .deadLetter(message: message.name, topic: message.topic), of: message, installation, at: now)
    guard message.topic == .ingress else { return }
    ledger.deadLettered(message.unit.index, at: now)
    tell(.itemDeadLettered(item: message.subject), at: now, unit: message.unit)
  }

  /// The Console acknowledged a message; which delivery of its item that is, from 1.
  @inline(__always)
  mutating func delivered(_ message: QueueMessage, again: Bool, at now: SimTime) -> Int32 {
    let (item, unit) = (message.subject, message.unit)
    let round = message.isLive ? 0 : message.place.round
    let times = Int32(
      clamping: ledger.delivered(item, unit.index, round: round, again: again, at: now))
    if message.isLive { ledger.count(\.liveDelivered, unit.index) }
    tell(.itemDelivered(item: item, times: times), at: now, unit: unit)
    versions.delivered(item, times, message.version)
    return times
  }

  /// The payload row of a delivery was written; `owner` is the repository's organisation.
  @inline(__always)
  mutating func wrotePayload(of data: DeliveryData, owner: Int32) {
    ledger.payloadRow(data.unit.index)
    if data.organisation != owner { ledger.count(\.foreignRows, data.unit.index) }
  }

  /// The Console stored an item in a version, without a capture.
  @inline(__always)
  mutating func stored(_ item: Int32, _ unit: Int, version: Int32, at now: SimTime) {
    versions.stored(item, version)
    stored(item, UnitOfWork(index: unit), again: false, at: now)
  }

  /// An observation was written; `again` says that its capture is accounted for already.
  @inline(__always)
  mutating func stored(_ item: Int32, _ unit: UnitOfWork, again: Bool, at now: SimTime) {
    let times = ledger.stored(item, unit.index, again: again, at: now)
    tell(.itemStored(item: item, times: Int32(clamping: times)), at: now, unit: unit)
  }

  /// The Console dropped an item.
  mutating func dropped(_ item: Int32, _ unit: UnitOfWork, _ reason: ItemDrop, at now: SimTime) {
    ledger.dropped(reason, onPurpose: reason.isOnPurpose, item, unit.index)
    tell(.itemDropped(item: item, reason: reason), at: now, unit: unit)
  }
}
