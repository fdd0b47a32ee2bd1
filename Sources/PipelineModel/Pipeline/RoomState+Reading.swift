import SimKernel

/// These functions change nothing, and are mutating all the same: of a borrowed value the compiler
/// counts every part of the pipeline at each use, which takes minutes.
extension Pipeline {
  /// What every room holds now.
  mutating func roomState(at now: SimTime, _ stop: StopReason) -> RoomState {
    var state = RoomState(at: now, stop: stop, backlog: backlog(at: now))
    state.limits = engine.limitUses(at: now)
    state.runs = openRuns(at: now)
    for installation in experiment.world.installations.indices {
      guard let window = provider.window(of: installation, at: now) else { continue }
      state.windows.append(
        RoomState.ProviderWindow(
          installation: Int32(installation), used: window.used,
          cap: profile.provider.rateLimit.count, resetAt: window.resetAt))
    }
    state.messages = queue.underWay.map {
      RoomState.MessageUnderWay(
        topic: $0.topic, subject: $0.subject, unit: $0.unit, attempt: Int($0.attempt),
        publishedAt: $0.publishedAt)
    }.sorted { ($0.publishedAt, $0.subject) < ($1.publishedAt, $1.subject) }
    state.ingressRuns = ingressRuns.count
    for item in 0..<Int32(provider.items.count) { state.marks += marks(of: item, at: now) }
    state.executionsLeft = engine.executionsLeft(at: now)
    return state
  }

  /// The dedup marks of an item: the backfill's and those of its live webhooks.
  mutating func marks(of item: Int32, at now: SimTime) -> [RoomState.DedupMark] {
    let live = webhooks[item] ?? 0
    let keys =
      [KeyValueStore.Key.item(item)]
      + (0..<live).map { .word(DeliveryID.live(item: item, nth: $0 + 1).key) }
    var marks: [RoomState.DedupMark] = []
    for key in keys {
      guard let until = store.expiry(of: key, at: now) else { continue }
      marks.append(RoomState.DedupMark(item: item, until: until))
    }
    return marks
  }

  private mutating func openRuns(at now: SimTime) -> [RoomState.OpenRun] {
    var open = engine.openRuns(at: now)
    for place in open.indices { complete(&open[place], at: now) }
    return open.map(\.run).sorted { $0.number < $1.number }
  }

  /// The step that a request at the app is busy with.
  private mutating func step(of reference: RequestReference) -> StepID {
    let slot = Int(reference.slot)
    if isTabled(reference) {
      guard case .step(let number, _) = captureTables.rows[Int(tabled[slot].row)].end else {
        return .none
      }
      return StepID(number: number)
    }
    return slot < requests.count && requests[slot].reference == reference
      ? requests[slot].stepUnderWay : .none
  }

  /// What the pipeline knows of a run of the engine.
  private mutating func complete(_ open: inout EngineOpenRun, at now: SimTime) {
    let record = recordOfRun.count > open.slot ? Int(recordOfRun[open.slot]) : -1
    if record >= 0 {
      let known = runs[record]
      (open.run.unit, open.run.installation) = (known.unit, known.installation)
      open.run.asleepUntil = wakeTimes[record].flatMap { $0 > now ? $0 : nil }
    } else if let data = engine.payload(of: Int32(open.slot)).captureData {
      (open.run.item, open.run.unit) = (data.item, data.unit)
      open.run.installation = owners.installation(of: data)
    }
    for (reference, attempt) in open.requests {
      open.run.requests.append(RoomState.Request(step: step(of: reference), attempt: attempt))
    }
  }
}
