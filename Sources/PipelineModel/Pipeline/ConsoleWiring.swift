import SimKernel

extension Pipeline {
  /// A message with an item reaches the ingress (pipeline-facts §10).
  mutating func receiveItem(
    _ message: QueueMessage, again: Bool, _ schedule: inout PipelineSchedule
  ) {
    let item = message.subject
    let unit = message.unit
    let times = accounts.ledger.delivered(item, unit.index, again: again, at: schedule.now)
    let nth = Int32(clamping: times)
    if message.isLive { accounts.ledger.count(\.liveDelivered, unit.index) }
    tell(.itemDelivered(item: item, times: nth), at: schedule.now, unit: unit)
    let run = IngressRun(
      message, nth, key: provider.items.key(of: item, in: unit),
      organisation: message.isLive ? owners.organisation(of: unit) : message.detail)
    accounts.versions.delivered(item, nth, message.version)
    if profile.console.oneFunction, profile.console.capture == .durable {
      begin(run, &schedule)
      return
    }
    guard profile.console.workflow else {
      receiveDirectly(run, &schedule)
      return
    }
    let slot = console.ingressRuns.add(run)
    schedule.plan(after: latencies.ingressStep(run), .ingressStep(slot))
  }

  /// Without a workflow the ingress does its three steps at once.
  private mutating func receiveDirectly(_ run: IngressRun, _ schedule: inout PipelineSchedule) {
    var run = run
    guard let workspace = console.workspace(of: run.organisation) else {
      drop(run, .noWorkspace, at: schedule.now)
      return
    }
    run.workspace = workspace
    guard storePayload(run, at: schedule.now) else { return }
    capture(run, after: latencies.ingressStep(run), &schedule)
  }

  /// One step of the ingress workflow, with retries of its own.
  mutating func ingressStep(_ slot: Int32, _ schedule: inout PipelineSchedule) {
    let run = console.ingressRuns[slot]
    let effect =
      faults.areOn(.ingressStep)
      ? strike(
        .ingressStep, owners.context(of: run), made: schedule.now, at: schedule.now) : nil
    if effect?.doesWork ?? true {
      guard work(run, slot, &schedule) else {
        _ = console.ingressRuns.take(slot)
        return
      }
    }
    if effect?.isError == true {
      let hasCaptured = console.ingressRuns[slot].hasCaptured
      if let pause = console.tryAgain(slot, profile.queue) {
        schedule.plan(after: pause, .ingressStep(slot))
      } else if !hasCaptured {
        drop(run, .ingressFailed, at: schedule.now)
      }
    } else if let next = console.goOn(slot) {
      schedule.plan(
        after: (effect?.slowness ?? .zero) + latencies.ingressStep(next), .ingressStep(slot))
    }
  }

  /// Does a step's work; false when the run ends with it.
  private mutating func work(
    _ run: IngressRun, _ slot: Int32, _ schedule: inout PipelineSchedule
  ) -> Bool {
    switch run.step {
    case 0:
      guard console.findWorkspace(slot) else {
        drop(run, .noWorkspace, at: schedule.now)
        return false
      }
    case 1: return storePayload(run, at: schedule.now)
    default:
      if console.captures(slot) { accounts.ledger.capturedAgain(run.unit.index) }
      capture(run, after: .zero, &schedule)
    }
    return true
  }

  private mutating func storePayload(_ run: IngressRun, at now: SimTime) -> Bool {
    guard writePayload(run.data) else {
      drop(run, .deliveryID, at: now)
      return false
    }
    return true
  }

  /// Writes the payload row; false where the database refuses it.
  mutating func writePayload(_ data: DeliveryData) -> Bool {
    guard console.insertPayload(DeliveryID(key: data.delivery)) else { return false }
    accounts.ledger.payloadRow(data.unit.index)
    if data.organisation != owners.organisation(of: data.unit) {
      accounts.ledger.count(\.foreignRows, data.unit.index)
    }
    return true
  }

  /// One function takes in what was delivered, and captures it; the engine tells deliveries apart
  /// by the organisation, as nobody has asked for its workspace yet.
  private mutating func begin(_ run: IngressRun, _ schedule: inout PipelineSchedule) {
    let event = console.deliveryEvent(
      of: run.data, key: run.key, number: provider.number(of: run.data),
      action: action(of: run.data))
    publish(event, after: latencies.ingressStep(run), &schedule)
  }

  /// What is to be captured of a delivery; nil where nobody's workspace takes it.
  mutating func captureData(of data: DeliveryData) -> CaptureData? {
    guard let workspace = console.workspace(of: data.organisation) else { return nil }
    let key = provider.items.key(of: data.item, in: data.unit)
    return captureData(of: data, key, in: workspace, attempt: 1)
  }

  /// The same for a workspace; `key` is the item's.
  @inline(__always)
  private mutating func captureData(
    of data: DeliveryData, _ key: UInt64, in workspace: Int32, attempt: Int32
  ) -> CaptureData {
    console.captureData(
      of: data, in: workspace, attempt: attempt, key: key, number: provider.number(of: data),
      action: action(of: data))
  }

  /// The action that a delivery's event names, where versions are kept.
  private mutating func action(of data: DeliveryData) -> ItemChange? {
    accounts.versions.isKept ? provider.action(of: data) : nil
  }

  /// Hands an item to observation.capture, or stores it at once (`capture.model`).
  private mutating func capture(
    _ run: IngressRun, after delay: SimDuration, _ schedule: inout PipelineSchedule
  ) {
    guard profile.console.capture == .durable else {
      schedule.plan(after: delay, .store(run.item, Int32(run.unit.index), run.version))
      return
    }
    let data = captureData(of: run.data, run.key, in: run.workspace, attempt: run.attempt)
    publish(.capture(data), after: delay, &schedule)
  }

  /// The Console stores an item without a capture function.
  mutating func storeDirectly(_ item: Int32, _ unit: Int, version: Int32, at now: SimTime) {
    accounts.versions.stored(item, version)
    let times = accounts.ledger.stored(item, unit, again: false, at: now)
    tell(
      .itemStored(item: item, times: Int32(clamping: times)), at: now,
      unit: UnitOfWork(index: unit))
  }

  private mutating func drop(_ run: IngressRun, _ reason: ItemDrop, at now: SimTime) {
    dropItem(run.item, run.unit, reason, at: now)
  }
}

extension Pipeline {
  /// The observation step of a capture writes its row.
  mutating func storeObservation(_ data: CaptureData, _ run: RunReference, at now: SimTime) {
    console.insertObservation(data.source)
    accounts.versions.stored(data.item, delivery: data.edition >> 8)
    let isOpen = engine.isOpen(run)
    // A capture that its timeout ended while this step was in flight is accounted for already.
    let again = !isOpen || host.captures[Int(run.slot)].isSettled
    let times = accounts.ledger.stored(data.item, data.unit.index, again: again, at: now)
    if isOpen { host.captures[Int(run.slot)].isSettled = true }
    tell(.itemStored(item: data.item, times: Int32(clamping: times)), at: now, unit: data.unit)
  }

  /// A capture's body returned.
  mutating func captured(
    _ data: CaptureData, _ output: ObservationCapture.Output, _ run: RunReference,
    at now: SimTime
  ) {
    guard engine.isOpen(run) else { return }
    let reason: ItemDrop
    switch output {
    case .stored:
      let downstream = profile.console.downstreamExecutions
      if downstream > 0 {
        engine.meter(downstream, function: FunctionKind.capture.rawValue, at: now)
      }
      return
    case .duplicate: reason = .sourceID
    case .notAllowed:
      reason =
        console.isGone(data.workspace)
        ? .noWorkspace
        : console.leavesOut(data.unit, in: data.workspace) ? .notSynced : .foreignWorkspace
    case .insignificant: reason = .insignificant
    case .noWorkspace: reason = .noWorkspace
    case .refused: reason = .deliveryID
    }
    host.captures[Int(run.slot)].isSettled = true
    drop(data, reason, at: now)
  }

  /// What the engine says of a capture's run.
  @inline(__always)
  mutating func takeOfCapture(_ note: EngineNote, at now: SimTime) {
    guard let data = engine.payload(of: note.run).captureData else { return }
    tell(
      accounts.event(note, &engine, &host), at: now, run: engine.number(of: note.run),
      unit: data.unit, from: .items)
    guard case .runEnded(let outcome, _) = note.news else { return }
    if outcome != .completed { noteSideStores(note.run, outcome, data.item, data.unit) }
    guard !host.captures[Int(note.run)].isSettled else { return }
    switch outcome {
    case .startTimeout: drop(data, .startTimeout, at: now)
    case .finishTimeout: drop(data, .finishTimeout, at: now)
    case .completed, .failed, .cancelled, .running: drop(data, .captureFailed, at: now)
    }
  }

  /// What a capture that did not complete leaves in other stores (pipeline-facts §11): its failure
  /// handler ends its job row, a timeout or a cancel calls none.
  private mutating func noteSideStores(
    _ run: Int32, _ outcome: RunOutcome, _ item: Int32, _ unit: UnitOfWork
  ) {
    guard outcome != .startTimeout else { return }
    let isHandled = outcome == .failed && !engine.hasOldName(run)
    if !isHandled, isDone(.startJob, in: run), !isDone(.completeJob, in: run) {
      accounts.ledger.count(\.stuckJobs, unit.index)
    }
    if !host.captures[Int(run)].isSettled, isDone(.upsertVectors, in: run) {
      accounts.vectors.insert(item)
    }
  }

  private mutating func isDone(_ name: StepName, in run: Int32) -> Bool {
    let (progress, step) = (host.captures[Int(run)], StepID(name).number)
    return engine.result(of: step, in: run) != nil
      || (progress.row >= 0
        && host.captureTables.isDone(step, before: progress.row, siblings: progress.siblings))
  }

  mutating func drop(_ data: CaptureData, _ reason: ItemDrop, at now: SimTime) {
    dropItem(data.item, data.unit, reason, at: now)
  }

  mutating func dropItem(
    _ item: Int32, _ unit: UnitOfWork, _ reason: ItemDrop, at now: SimTime
  ) {
    accounts.ledger.dropped(reason, onPurpose: reason.isOnPurpose, item, unit.index)
    tell(.itemDropped(item: item, reason: reason), at: now, unit: unit)
  }
}
