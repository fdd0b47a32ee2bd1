import SimKernel

extension Pipeline {
  /// The observation step of a capture writes its row.
  mutating func storeObservation(_ data: CaptureData, _ slot: Int, at now: SimTime) {
    console.insertObservation(data.source)
    let run = Int(requests[slot].run.slot)
    let isOpen = engine.isOpen(requests[slot].run)
    // A capture that its timeout ended while this step was in flight is accounted for already.
    let again = !isOpen || captureStored[run]
    let times = ledger.stored(data.item, data.unit.index, again: again, at: now)
    if isOpen { captureStored[run] = true }
    tell(.itemStored, at: now, unit: data.unit, a: Int64(data.item), b: Int64(times))
  }

  /// A capture's body returned.
  mutating func captured(
    _ data: CaptureData, _ output: ObservationCapture.Output, _ slot: Int, at now: SimTime
  ) {
    guard engine.isOpen(requests[slot].run), !requests[slot].losesResponse else { return }
    let reason: ItemDrop
    switch output {
    case .stored: return
    case .duplicate: reason = .sourceID
    case .notAllowed: reason = .notAllowed
    case .insignificant: reason = .insignificant
    }
    captureStored[Int(requests[slot].run.slot)] = true
    drop(data, reason, at: now)
  }

  /// What the engine says of a capture's run.
  @inline(__always)
  mutating func takeOfCapture(_ note: EngineNote, at now: SimTime) {
    guard case .capture(let data) = engine.payload(of: note.run) else { return }
    tell(
      note.kind, at: now, run: engine.number(of: note.run), unit: data.unit, a: note.a, b: note.b,
      failure: note.failure, step: .none, detail: true)
    guard note.kind == .runEnded, !captureStored[Int(note.run)] else { return }
    switch RunOutcome(rawValue: UInt8(note.a)) ?? .failed {
    case .startTimeout: drop(data, .startTimeout, at: now)
    case .finishTimeout: drop(data, .finishTimeout, at: now)
    case .completed, .failed, .cancelled, .running: drop(data, .failed, at: now)
    }
  }

  mutating func drop(_ data: CaptureData, _ reason: ItemDrop, at now: SimTime) {
    dropItem(data.item, data.unit, reason, at: now)
  }

  mutating func dropItem(
    _ item: Int32, _ unit: UnitOfWork, _ reason: ItemDrop, at now: SimTime
  ) {
    ledger.dropped(reason, onPurpose: isOnPurpose(reason, unit), item, unit.index)
    tell(.itemDropped, at: now, unit: unit, a: Int64(item), b: Int64(reason.rawValue))
  }

  /// Whether the Console means an item to be left out: it is not significant enough, or the
  /// customer's own workspace does not sync it. That another workspace got it is nobody's purpose.
  private func isOnPurpose(_ reason: ItemDrop, _ unit: UnitOfWork) -> Bool {
    switch reason {
    case .insignificant: true
    case .notAllowed: !console.isSynced(unit)
    case .noWorkspace, .deliveryID, .idempotency, .sourceID, .startTimeout, .finishTimeout,
      .failed, .quota:
      false
    }
  }
}
