import SimKernel

extension ProviderAPI {
  /// Windows of the rate limit that are under way.
  func windowsUnderWay(at now: SimTime) -> [RoomState.ProviderWindow] {
    requests.indices.compactMap { installation in
      window(of: installation, at: now).map {
        RoomState.ProviderWindow(
          installation: Int32(installation), used: $0.used, cap: policy.rateLimit.count,
          resetAt: $0.resetAt)
      }
    }
  }
}

extension MessageQueue {
  /// Messages neither acknowledged nor dead, in the order of publishing.
  var messagesUnderWay: [RoomState.MessageUnderWay] {
    underWay.map {
      RoomState.MessageUnderWay(
        topic: $0.topic, subject: $0.subject, unit: $0.unit, attempt: Int($0.attempt),
        publishedAt: $0.publishedAt)
    }.sorted { ($0.publishedAt, $0.subject) < ($1.publishedAt, $1.subject) }
  }
}

extension KeyValueStore {
  /// The dedup marks of an item: the backfill's and those of so many live webhooks.
  func marks(of item: Int32, webhooks: Int32, at now: SimTime) -> [RoomState.DedupMark] {
    let keys =
      [Key.item(item)]
      + (0..<webhooks).map { .word(DeliveryID.live(item: item, nth: $0 + 1).key) }
    return keys.compactMap { key in
      expiry(of: key, at: now).map { RoomState.DedupMark(item: item, until: $0) }
    }
  }
}

extension AppHost {
  /// The step that a request at the app is busy with.
  mutating func step(of reference: RequestReference) -> StepID {
    let slot = Int(reference.slot)
    if slot < tabled.count, tabled[slot].serial == reference.serial {
      guard case .step(let number, _) = captureTables.rows[Int(tabled[slot].row)].end else {
        return .none
      }
      return StepID(number: number)
    }
    return slot < requests.count && requests[slot].reference == reference
      ? requests[slot].stepUnderWay : .none
  }
}

extension Accounts {
  /// When the run of a record that sleeps wakes.
  func wakeTime(ofRecord record: Int, at now: SimTime) -> SimTime? {
    wakeTimes[record].flatMap { $0 > now ? $0 : nil }
  }

  /// What is known of a run of the engine besides its payload's data, which is a capture's.
  func complete(
    _ open: inout EngineOpenRun, _ data: CaptureData?, _ owners: Ownership, at now: SimTime
  ) {
    let record = recordOfRun.count > open.slot ? Int(recordOfRun[open.slot]) : -1
    if record >= 0 {
      (open.run.unit, open.run.installation) = (runs[record].unit, runs[record].installation)
      open.run.asleepUntil = wakeTime(ofRecord: record, at: now)
    } else if let data {
      (open.run.item, open.run.unit) = (data.item, data.unit)
      open.run.installation = owners.installation(of: data)
    }
  }
}

extension Backlog {
  /// What the engine and the accounts have under way.
  init(
    at time: SimTime, _ engine: borrowing PipelineEngine, _ accounts: borrowing Accounts,
    _ owners: Ownership, _ provider: ProviderAPI, defaultDepth: SimDuration
  ) {
    self.init(at: time)
    executions = engine.executions
    for run in engine.runs.indices where engine.runs[run].isOpen {
      let function = Int(engine.runs[run].function)
      openRuns[function] += 1
      if !engine.runs[run].hasStarted { queuedStarts[function] += 1 }
    }
    for installation in provider.requests.indices
    where accounts.requestsByInstallation.last(of: Int32(installation)) != nil
      || accounts.connectionTimes[installation] != nil
    {
      connections += 1
    }
    let progress = accounts.progress(owners, provider, defaultDepth: defaultDepth)
    delivered = progress.delivered
    stored = progress.stored
    undelivered = progress.expected - progress.delivered
  }
}
