import SimKernel

extension Pipeline {
  /// The observation step of a capture writes its row.
  mutating func storeObservation(_ data: CaptureData, _ slot: Int, at now: SimTime) {
    console.insertObservation(data.source)
    versions.stored(data.item, delivery: data.edition >> 8)
    let run = Int(requests[slot].run.slot)
    let isOpen = engine.isOpen(requests[slot].run)
    // A capture that its timeout ended while this step was in flight is accounted for already.
    let again = !isOpen || captureStored[run]
    let times = ledger.stored(data.item, data.unit.index, again: again, at: now)
    if isOpen { captureStored[run] = true }
    tell(.itemStored(item: data.item, times: Int32(clamping: times)), at: now, unit: data.unit)
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
    case .notAllowed:
      reason = console.leavesOut(data.unit, in: data.workspace) ? .notSynced : .foreignWorkspace
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
      event(note), at: now, run: engine.number(of: note.run), unit: data.unit, detail: true)
    guard case .runEnded(let outcome, _) = note.news else { return }
    if outcome != .completed { noteSideStores(note.run, outcome, data.unit) }
    guard !captureStored[Int(note.run)] else { return }
    switch outcome {
    case .startTimeout: drop(data, .startTimeout, at: now)
    case .finishTimeout: drop(data, .finishTimeout, at: now)
    case .completed, .failed, .cancelled, .running: drop(data, .captureFailed, at: now)
    }
  }

  /// What a capture that did not complete leaves in other stores (pipeline-facts §11): its failure
  /// handler ends its job row, a timeout or a cancel calls none.
  private mutating func noteSideStores(
    _ run: Int32, _ outcome: RunOutcome, _ unit: UnitOfWork
  ) {
    func isDone(_ step: StepName) -> Bool {
      engine.result(of: StepID(step).number, in: run) != nil
    }
    if outcome != .failed, isDone(.startJob), !isDone(.completeJob) {
      ledger.count(\.stuckJobs, unit.index)
    }
    if isDone(.upsertVectors), !captureStored[Int(run)] {
      ledger.count(\.orphanVectors, unit.index)
    }
  }

  mutating func drop(_ data: CaptureData, _ reason: ItemDrop, at now: SimTime) {
    dropItem(data.item, data.unit, reason, at: now)
  }

  mutating func dropItem(
    _ item: Int32, _ unit: UnitOfWork, _ reason: ItemDrop, at now: SimTime
  ) {
    ledger.dropped(reason, onPurpose: reason.isOnPurpose, item, unit.index)
    tell(.itemDropped(item: item, reason: reason), at: now, unit: unit)
  }
}
