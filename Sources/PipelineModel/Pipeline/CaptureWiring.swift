import SimKernel

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
