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
    if let extra = effect?.meaning.slowness {
      queue.delay(slot)
      schedule.plan(after: extra, .deliver(slot))
      return
    }
    var answer: (status: Int16, delay: SimDuration) = (0, .zero)
    var again = false
    if effect?.doesWork ?? true {
      again =
        !message.isRepeat
        && (effect.map { $0.meaning.works > 1 } == true
          || latencies.isRedelivered(message, of: provider.items.key(of: message)))
      answer = receive(message, again: again || effect?.isError == true, &schedule)
    }
    if effect?.meaning.caller == .isEnded { answer.delay = profile.backfill.longestRequest }
    let status = effect?.seen(answer.status) ?? answer.status
    let installation = owners.installation(of: message)
    accounts.tell(
      .delivered(message: message.name, topic: message.topic, status: status), of: message,
      installation, at: now)
    switch queue.answered(slot, status, again: again) {
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
    guard message.topic != .ingress else {
      receiveItem(message, again: again, &schedule)
      return (200, .zero)
    }
    if host.renames.hasOldKey(message) { return (401, .zero) }
    let request = experiment.world.request(of: message)
    return accept(request, of: message.detail, .message(message), &schedule)
  }

  /// Somebody publishes every dead letter again: a new message with the same body and the same
  /// headers, the deduplication id among them (upstash.com/docs, "Retry a DLQ message").
  mutating func replayDeadLetters(_ schedule: inout PipelineSchedule) {
    for message in queue.replayDeadLetters(at: schedule.now) {
      enqueue(message, 0, &schedule)
    }
  }
}

/// What the Console does with an item that is delivered.
extension Pipeline {
  /// A message with an item reaches the ingress (pipeline-facts §10).
  mutating func receiveItem(
    _ message: QueueMessage, again: Bool, _ schedule: inout PipelineSchedule
  ) {
    let nth = accounts.delivered(message, again: again, at: schedule.now)
    var run = IngressRun(
      message, nth, key: provider.items.key(of: message.subject, in: message.unit),
      organisation: message.isLive ? owners.organisation(of: message.unit) : message.detail)
    switch console.intake {
    case .workflow:
      let slot = console.ingressRuns.add(run)
      schedule.plan(after: latencies.ingressStep(run), .ingressStep(slot))
    case .atOnce:
      let delay = latencies.ingressStep(run)
      repeat {
        guard work(on: &run, after: delay, &schedule) else { return }
      } while run.goOn()
    case .oneFunction:
      let event = console.deliveryEvent(of: run.data, delivered(run.data))
      publish(event, after: latencies.ingressStep(run), &schedule)
    }
  }

  /// One step of the ingress workflow, with retries of its own.
  mutating func ingressStep(_ slot: Int32, _ schedule: inout PipelineSchedule) {
    var run = console.ingressRuns[slot]
    let effect =
      faults.areOn(.ingressStep)
      ? strike(
        .ingressStep, owners.context(of: run), made: schedule.now, at: schedule.now) : nil
    let pause = goOn(with: &run, effect, &schedule)
    guard let pause else {
      console.ingressRuns.free(slot)
      return
    }
    console.ingressRuns[slot] = run
    schedule.plan(after: pause, .ingressStep(slot))
  }

  /// Does a run's step; how long until the next one or until it is tried again, nil at its end.
  private mutating func goOn(
    with run: inout IngressRun, _ effect: Fault.Effect?, _ schedule: inout PipelineSchedule
  ) -> SimDuration? {
    if effect?.doesWork ?? true {
      guard work(on: &run, after: .zero, &schedule) else { return nil }
    }
    guard effect?.isError == true else {
      return run.goOn() ? (effect?.meaning.slowness ?? .zero) + latencies.ingressStep(run) : nil
    }
    let pause = run.triesAgain(after: profile.queue)
    if pause == nil, !run.hasCaptured {
      accounts.dropped(run.item, run.unit, .ingressFailed, at: schedule.now)
    }
    return pause
  }

  /// Does a step's work, and begins what follows the last one after a delay; false when the run
  /// ends with it.
  @inline(__always)
  private mutating func work(
    on run: inout IngressRun, after delay: SimDuration, _ schedule: inout PipelineSchedule
  ) -> Bool {
    var reason: ItemDrop?
    switch run.step {
    case 0: if !console.findWorkspace(of: &run) { reason = .noWorkspace }
    case 1: if !writePayload(run.data) { reason = .deliveryID }
    default:
      if run.hasCaptured { accounts.ledger.capturedAgain(run.unit.index) }
      run.hasCaptured = true
      capture(run, after: delay, &schedule)
    }
    guard let reason else { return true }
    accounts.dropped(run.item, run.unit, reason, at: schedule.now)
    return false
  }

  /// Writes the payload row; false where the database refuses it.
  mutating func writePayload(_ data: DeliveryData) -> Bool {
    guard console.insertPayload(DeliveryID(key: data.delivery)) else { return false }
    accounts.wrotePayload(of: data, owner: owners.organisation(of: data.unit))
    return true
  }

  @inline(__always)
  mutating func delivered(_ data: DeliveryData) -> DeliveredItem {
    provider.delivered(data, withAction: accounts.versions.isKept)
  }

  /// Hands an item to observation.capture, or stores it at once (`capture.model`).
  private mutating func capture(
    _ run: IngressRun, after delay: SimDuration, _ schedule: inout PipelineSchedule
  ) {
    guard profile.console.capture == .durable else {
      schedule.plan(after: delay, .store(run.item, Int32(run.unit.index), run.version))
      return
    }
    let data = console.captureData(
      of: run.data, delivered(run.data), in: run.workspace, attempt: run.attempt)
    publish(.capture(data), after: delay, &schedule)
  }

  /// What the Console answers to a capture; its observation step writes the row.
  mutating func answer(
    _ question: CaptureTable.Question, _ data: CaptureData, _ run: RunReference, at now: SimTime
  ) -> Bool {
    switch question {
    case .none: break
    case .find: return console.hasObservation(data.source)
    case .allowed: return console.isAllowed(data.unit, in: data.workspace)
    case .store:
      console.insertObservation(data.source)
      accounts.versions.stored(data.item, delivery: data.edition >> 8)
      let again = host.settle(run, isOpen: engine.isOpen(run))
      accounts.stored(data.item, data.unit, again: again, at: now)
    }
    return true
  }

  /// A capture's body returned.
  mutating func captured(
    _ data: CaptureData, _ output: ObservationCapture.Output, _ run: RunReference,
    at now: SimTime
  ) {
    guard engine.isOpen(run) else { return }
    if let reason = console.drop(of: data, after: output) {
      // One that has stored its item may come to another end after a deploy.
      guard !host.settle(run, isOpen: true) else { return }
      accounts.dropped(data.item, data.unit, reason, at: now)
    } else if profile.console.downstreamExecutions > 0 {
      engine.meter(
        profile.console.downstreamExecutions, function: FunctionKind.capture.rawValue, at: now)
    }
  }
}
