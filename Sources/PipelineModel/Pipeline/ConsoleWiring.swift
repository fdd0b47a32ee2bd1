import SimKernel

/// One run of the Console's ingress workflow.
struct IngressRun: Sendable, BitwiseCopyable {
  var item: Int32
  var unit: UnitOfWork
  /// What the draws about the item are keyed by.
  var key: UInt64
  /// The organisation its message names.
  var organisation: Int32
  var workspace: Int32 = -1
  var step: Int32 = 0
  var attempt: Int32 = 1
  /// Which delivery of the item it is, from 1.
  var times: Int32
  /// Whether it has begun a capture.
  var hasCaptured = false
  var place: PagePlace
  var delivery: DeliveryID
  /// The version of the item that was delivered.
  var version: Int32
  /// Whether a live webhook brought it.
  var isLive: Bool
  /// How many installations the one replaces that sent it.
  var generation: UInt8

  /// The name of the step it is at.
  var stepID: StepID {
    StepID(step == 0 ? .resolveWorkspace : step == 1 ? .storePayload : .dispatchCapture)
  }
}

extension Pipeline {
  /// A message with an item reaches the ingress (pipeline-facts §10).
  mutating func receiveItem(
    _ message: MessageQueue.Message, again: Bool, _ schedule: inout PipelineSchedule
  ) {
    let item = message.subject
    let unit = message.unit
    let times = ledger.delivered(item, unit.index, again: again, at: schedule.now)
    let nth = Int32(clamping: times)
    if message.isLive { ledger.count(\.liveDelivered, unit.index) }
    tell(.itemDelivered(item: item, times: nth), at: schedule.now, unit: unit)
    let run = IngressRun(
      item: item, unit: unit, key: provider.items.key(of: item, in: unit),
      organisation: message.isLive ? owners.organisation(of: unit) : message.detail,
      times: nth, place: message.place,
      delivery: message.isLive
        ? .live(item: item, nth: message.detail)
        : .backfill(item: item, generation: message.generation),
      version: message.version, isLive: message.isLive,
      generation: message.generation)
    versions.delivered(item, nth, message.version)
    guard profile.console.workflow else {
      receiveDirectly(run, &schedule)
      return
    }
    let slot = ingressRuns.add(run)
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
    let run = ingressRuns[slot]
    let effect =
      faults.areOn(.ingressStep)
      ? strike(
        .ingressStep, owners.context(of: run), arriving: schedule.now, at: schedule.now) : nil
    if effect?.doesWork ?? true {
      guard work(run, slot, &schedule) else {
        _ = ingressRuns.take(slot)
        return
      }
    }
    var delay = SimDuration.zero
    if case .slow(let extra)? = effect { delay = extra }
    if effect?.isError == true {
      guard retry(slot, &schedule) else { return }
    } else if run.step == 2 {
      _ = ingressRuns.take(slot)
    } else {
      ingressRuns[slot].step += 1
      ingressRuns[slot].attempt = 1
      schedule.plan(after: delay + latencies.ingressStep(ingressRuns[slot]), .ingressStep(slot))
    }
  }

  /// Does a step's work; false when the run ends with it.
  private mutating func work(
    _ run: IngressRun, _ slot: Int32, _ schedule: inout PipelineSchedule
  ) -> Bool {
    switch run.step {
    case 0:
      guard let workspace = console.workspace(of: run.organisation) else {
        drop(run, .noWorkspace, at: schedule.now)
        return false
      }
      ingressRuns[slot].workspace = workspace
      return true
    case 1: return storePayload(run, at: schedule.now)
    default:
      if run.hasCaptured { ledger.capturedAgain(run.unit.index) }
      ingressRuns[slot].hasCaptured = true
      capture(run, after: .zero, &schedule)
      return true
    }
  }

  private mutating func retry(_ slot: Int32, _ schedule: inout PipelineSchedule) -> Bool {
    let run = ingressRuns[slot]
    guard Int(run.attempt) <= profile.queue.workflowRetries else {
      if !run.hasCaptured { drop(run, .ingressFailed, at: schedule.now) }
      _ = ingressRuns.take(slot)
      return false
    }
    let delays = profile.queue.retryDelays
    ingressRuns[slot].attempt += 1
    schedule.plan(after: delays[min(Int(run.attempt), delays.count) - 1], .ingressStep(slot))
    return true
  }

  private mutating func storePayload(_ run: IngressRun, at now: SimTime) -> Bool {
    guard console.insertPayload(run.delivery) else {
      drop(run, .deliveryID, at: now)
      return false
    }
    ledger.payloadRow(run.unit.index)
    if run.organisation != owners.organisation(of: run.unit) {
      ledger.count(\.foreignRows, run.unit.index)
    }
    return true
  }

  /// Hands an item to observation.capture, or stores it at once (`capture.model`).
  private mutating func capture(
    _ run: IngressRun, after delay: SimDuration, _ schedule: inout PipelineSchedule
  ) {
    guard profile.console.capture == .durable else {
      schedule.plan(after: delay, .store(run.item, Int32(run.unit.index), run.version))
      return
    }
    let place = provider.items.place(of: run.item, in: run.unit)
    let action = versions.isKept ? action(of: run) : nil
    let source = sourceIDs.id(
      of: provider.items.number(at: place, in: run.unit), run.unit, workspace: run.workspace,
      key: run.key, action: action)
    let data = CaptureData(
      source: source, item: run.item, workspace: run.workspace, place: run.place,
      edition: UInt32(truncatingIfNeeded: run.times) << 8
        | UInt32(truncatingIfNeeded: run.attempt) & 0xff,
      unit: run.unit,
      significance: Int16(
        clamping: sourceIDs.significance(of: run.key, run.unit.entityType, action: action)),
      generation: run.generation)
    let event = PipelineEngineEvent(
      name: EventName.capture.rawValue,
      key: EventKey(
        run.workspace, Int32(truncatingIfNeeded: source >> 32),
        Int32(truncatingIfNeeded: source)), payload: .capture(data))
    publish(event, after: delay, &schedule)
  }

  /// The Console stores an item without a capture function.
  mutating func storeDirectly(_ item: Int32, _ unit: Int, version: Int32, at now: SimTime) {
    versions.stored(item, version)
    let times = ledger.stored(item, unit, again: false, at: now)
    tell(
      .itemStored(item: item, times: Int32(clamping: times)), at: now,
      unit: UnitOfWork(index: unit))
  }

  private mutating func drop(_ run: IngressRun, _ reason: ItemDrop, at now: SimTime) {
    dropItem(run.item, run.unit, reason, at: now)
  }
}
