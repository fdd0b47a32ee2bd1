import SimKernel

extension Pipeline {
  /// What every room holds now.
  func roomState(at now: SimTime, _ stop: StopReason) -> RoomState {
    var state = RoomState(at: now, stop: stop, backlog: backlog(at: now))
    state.limits = limitUses(at: now)
    state.runs = openRuns(at: now)
    note(waiters: state.runs, &state.limits)
    noteHolders(&state.limits)
    for use in state.limits.indices {
      state.limits[use].keys.removeAll { $0.inUse == 0 && $0.waiters.isEmpty }
    }
    state.windows = experiment.world.installations.indices.compactMap { installation in
      provider.window(of: installation, at: now).map {
        RoomState.ProviderWindow(
          installation: Int32(installation), used: $0.used, cap: profile.provider.rateLimit.count,
          resetAt: $0.resetAt)
      }
    }
    state.messages = queue.underWay.map {
      RoomState.MessageUnderWay(
        topic: $0.topic, subject: $0.subject, unit: $0.unit, attempt: Int($0.attempt),
        publishedAt: $0.publishedAt)
    }.sorted { ($0.publishedAt, $0.subject) < ($1.publishedAt, $1.subject) }
    state.ingressRuns = ingressRuns.count
    state.marks = (0..<Int32(provider.items.count)).flatMap { marks(of: $0, at: now) }
    state.executionsLeft = engine.executionsLeft(at: now)
    return state
  }

  /// The dedup marks of an item: the backfill's and those of its live webhooks.
  func marks(of item: Int32, at now: SimTime) -> [RoomState.DedupMark] {
    let keys =
      [KeyValueStore.Key.item(item)]
      + (0..<(webhooks[item] ?? 0)).map { .word(DeliveryID.live(item: item, nth: $0 + 1).key) }
    return keys.compactMap { key in
      store.expiry(of: key, at: now).map { RoomState.DedupMark(item: item, until: $0) }
    }
  }

  // MARK: - The engine

  /// The limits, each with a key for each of its entries, then the throttles.
  private func limitUses(at now: SimTime) -> [RoomState.LimitUse] {
    var uses = engine.limits.definitions.elements.map {
      RoomState.LimitUse(
        name: $0.name, cap: $0.cap, inUse: Int($0.use.level), waiting: Int($0.waiting.level))
    }
    for entry in engine.limits.entries.elements {
      uses[Int(entry.definition)].keys.append(RoomState.LimitUse.Key(inUse: Int(entry.inUse)))
    }
    for (function, settings) in engine.functions.enumerated() {
      guard let throttle = settings.throttle else { continue }
      var use = RoomState.LimitUse(
        name: settings.name + ".throttle", cap: throttle.rate.count,
        waiting: Int(engine.throttles.waiting[function].level))
      for entry in engine.throttles.entries.indices
      where Int(engine.throttles.entries[entry].function) == function
        && !engine.throttles.entries[entry].waiting.isEmpty
      {
        let next = engine.throttles.entries[entry].gcra.nextAdmission(at: now)
        use.nextAt = min(use.nextAt ?? next, next)
      }
      uses.append(use)
    }
    return uses
  }

  /// Places in `limitUses` of what the run in a slot waits for.
  func waits(ofRun slot: Int) -> [Int] {
    let (waits, limits) = (engine.runs[slot].waits, engine.runs[slot].limits)
    var places: [Int] = []
    func add(_ entry: Int32) {
      if entry >= 0 { places.append(Int(engine.limits.entries[Int(entry)].definition)) }
    }
    if waits.account > 0 { add(engine.accountEntry) }
    if waits.first > 0 { add(limits.0) }
    if waits.second > 0 { add(limits.1) }
    if engine.runs[slot].waitsForThrottle {
      let function = Int(engine.runs[slot].function)
      let before = engine.functions[..<function].count { $0.throttle != nil }
      places.append(engine.limits.definitions.count + before)
    }
    return places
  }

  private func openRuns(at now: SimTime) -> [RoomState.OpenRun] {
    var requestsOf: [Int32: [RoomState.Request]] = [:]
    for slot in engine.requests.indices {
      let request = engine.requests[slot]
      let reference = RequestReference(slot: Int32(slot), serial: request.serial)
      guard request.isOpen, engine.isCurrent(request.run, request.generation) else { continue }
      requestsOf[request.run, default: []].append(
        RoomState.Request(step: step(of: reference), attempt: Int(request.attempt) + 1))
    }
    return engine.runs.indices.filter { engine.runs[$0].isOpen }.map { slot in
      openRun(slot, requestsOf[Int32(slot)] ?? [], at: now)
    }.sorted { $0.number < $1.number }
  }

  /// The step that a request at the app is busy with.
  private func step(of reference: RequestReference) -> StepID {
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

  private func openRun(
    _ slot: Int, _ requests: [RoomState.Request], at now: SimTime
  ) -> RoomState.OpenRun {
    let record = recordOfRun.count > slot ? Int(recordOfRun[slot]) : -1
    var (item, unit, installation): (Int32, UnitOfWork, Int32) = (-1, .none, -1)
    if record >= 0 {
      (unit, installation) = (runs[record].unit, runs[record].installation)
    } else if case .capture(let data) = engine.payload(of: Int32(slot)) {
      (item, unit) = (data.item, data.unit)
      installation = owners.installation(of: data.unit)
    }
    let run = engine.runs[slot]
    let wake = record >= 0 ? wakeTimes[record] : nil
    return RoomState.OpenRun(
      function: FunctionKind(rawValue: run.function) ?? .orchestrator, number: run.number,
      installation: installation, unit: unit, item: item, createdAt: run.createdAt,
      startedAt: run.hasStarted ? run.startedAt : nil, steps: Int(run.steps), requests: requests,
      waitsFor: waits(ofRun: slot), outstanding: Int(run.outstanding),
      asleepUntil: wake.flatMap { $0 > now ? $0 : nil }, next: next(ofRun: slot, at: now))
  }

  /// The first request of a run that is not due yet: in its queue, or to come into sight.
  private func next(ofRun slot: Int, at now: SimTime) -> RoomState.NextRequest? {
    var dues: [(at: SimTime, attempt: Int16)] = []
    var item = engine.runs[slot].items
    while item >= 0 {
      if engine.items[item].due > now {
        dues.append((engine.items[item].due, engine.items[item].attempt))
      }
      item = engine.items[item].next
    }
    var timer = engine.runs[slot].laterItems
    while timer >= 0 {
      let later = engine.timers.slots[Int(timer)]
      if case .itemInSight(_, _, let attempt, let due) = later.kind { dues.append((due, attempt)) }
      timer = later.nextOfRun
    }
    return dues.min { $0.at < $1.at }.map {
      RoomState.NextRequest(at: $0.at, attempt: Int($0.attempt) + 1)
    }
  }

  /// The place of a limit's entry among the keys of its limit.
  private func place(of entry: Int32) -> (limit: Int, key: Int) {
    let limit = engine.limits.entries[Int(entry)].definition
    let before = (0..<Int(entry)).count { engine.limits.entries[$0].definition == limit }
    return (Int(limit), before)
  }

  private func note(waiters runs: [RoomState.OpenRun], _ uses: inout [RoomState.LimitUse]) {
    for slot in engine.runs.indices where engine.runs[slot].isOpen {
      let (waits, limits) = (engine.runs[slot].waits, engine.runs[slot].limits)
      let entries = [
        (waits.account, engine.accountEntry), (waits.first, limits.0), (waits.second, limits.1),
      ]
      for (count, entry) in entries where count > 0 && entry >= 0 {
        let (limit, key) = place(of: entry)
        uses[limit].keys[key].waiters.append(engine.runs[slot].number)
      }
    }
    for use in uses.indices {
      for key in uses[use].keys.indices { uses[use].keys[key].waiters.sort() }
    }
  }

  private func noteHolders(_ uses: inout [RoomState.LimitUse]) {
    func hold(_ entry: Int32, _ run: Int) {
      guard entry >= 0 else { return }
      let (limit, key) = place(of: entry)
      uses[limit].keys[key].holders.append(engine.runs[run].number)
    }
    for slot in engine.requests.indices {
      let request = engine.requests[slot]
      guard request.isOpen, !request.isReleased else { continue }
      hold(engine.accountEntry, Int(request.run))
      hold(request.limits.0, Int(request.run))
      hold(request.limits.1, Int(request.run))
    }
    for slot in engine.runs.indices where engine.runs[slot].isOpen && engine.runs[slot].holdsLimits
    {
      for entry in [engine.runs[slot].limits.0, engine.runs[slot].limits.1]
      where entry >= 0 && engine.limits.entries[Int(entry)].countsRuns {
        hold(entry, slot)
      }
    }
    for use in uses.indices {
      for key in uses[use].keys.indices { uses[use].keys[key].holders.sort() }
    }
  }
}
