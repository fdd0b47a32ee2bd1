import SimKernel

extension Pipeline {
  /// The observation step of a capture writes its row.
  mutating func storeObservation(_ data: CaptureData, _ slot: Int, at now: SimTime) {
    console.insertObservation(data.source, at: now)
    let run = Int(requests[slot].run.slot)
    let isOpen = engine.isOpen(requests[slot].run)
    guard !data.isLive else {
      ledger.storedLive(data.item)
      if isOpen { captureStored[run] = true }
      return
    }
    // A capture that its timeout ended while this step was in flight is accounted for already.
    let again = !isOpen || captureStored[run]
    let times = ledger.stored(data.item, data.unit.index, again: again)
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
  mutating func takeOfCapture(_ note: EngineNote, at now: SimTime) {
    let run = engine.run(note.run)
    guard case .capture(let data) = run.event.payload else { return }
    tell(
      note.kind, at: now, run: run.number, unit: data.unit, a: note.a, b: note.b,
      failure: note.failure, step: .none, detail: true)
    guard note.kind == .runEnded, !captureStored[Int(note.run)] else { return }
    switch RunOutcome(rawValue: UInt8(note.a)) ?? .failed {
    case .startTimeout: drop(data, .startTimeout, at: now)
    case .finishTimeout: drop(data, .finishTimeout, at: now)
    case .completed, .failed, .cancelled, .running: drop(data, .failed, at: now)
    }
  }

  mutating func drop(_ data: CaptureData, _ reason: ItemDrop, at now: SimTime) {
    dropItem(data.item, data.unit, isLive: data.isLive, reason, at: now)
  }

  mutating func dropItem(
    _ item: Int32, _ unit: UnitOfWork, isLive: Bool, _ reason: ItemDrop, at now: SimTime
  ) {
    guard !isLive else { return }
    ledger.dropped(reason, unit.index)
    tell(.itemDropped, at: now, unit: unit, a: Int64(item), b: Int64(reason.rawValue))
  }

  /// The source id of an item, and its points (pipeline-facts §10, §11).
  ///
  /// As built the repository's name is lost on the way, so items of equal number and action in two
  /// repositories of a workspace have one source id.
  func source(of run: IngressRun) -> (id: UInt64, significance: Int32) {
    let number = number(of: run.item, run.unit)
    let isClosed =
      random.bits(0x636c_6f73, UInt64(UInt32(bitPattern: run.item)))
      .multipliedFullWidth(by: 1000).high < UInt64(profile.items.closedPerMille)
    let repository =
      profile.gateway.keepsRepositoryName || run.unit.entityType == .deployment
      ? run.unit.repository : -1
    let id = ExpiringKeys.key(
      UInt64(UInt32(bitPattern: run.workspace)) << 32 | UInt64(UInt32(bitPattern: repository)),
      UInt64(number), UInt64(run.unit.entityType.rawValue) << 1 | (isClosed ? 1 : 0))
    return (id, significance(of: run, isClosed: isClosed))
  }

  /// Numbers count from the oldest item of a unit, 1, upwards.
  private func number(of item: Int32, _ unit: UnitOfWork) -> Int {
    let listing = provider.listing(unit)
    let rank = Int(item - listing.firstItem)
    let base = listing.baseCount
    return rank >= 0 && rank < base ? base - rank : base + 1 + Int(item)
  }

  private func significance(of run: IngressRun, isClosed: Bool) -> Int32 {
    let base: Int32
    switch run.unit.entityType {
    case .pullRequest: base = isClosed ? 45 : 50
    case .issue: base = isClosed ? 40 : 45
    case .release: base = 75
    case .deployment: base = isClosed ? 40 : 30
    case .unknown: base = 0
    }
    let spread = profile.console.textSignal
    guard spread > 0 else { return base }
    let draw = random.bits(0x7465_7874, UInt64(UInt32(bitPattern: run.item)))
      .multipliedFullWidth(by: UInt64(2 * spread + 1)).high
    return base + Int32(draw) - Int32(spread)
  }
}
