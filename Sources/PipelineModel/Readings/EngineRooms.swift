import SimKernel

/// An open run as the engine sees it, with its requests.
struct EngineOpenRun {
  let slot: Int
  var run: RoomState.OpenRun
  var requests: [(reference: RequestReference, attempt: Int)]
}

extension DurableEngine {
  /// The limits and throttles by name, with what they allow, as `limitUses` has them.
  var limitNames: [(name: String, cap: Int)] {
    limits.definitions.elements.map { ($0.name, $0.cap) }
      + functions.compactMap { function in
        function.throttle.map { (function.name + ".throttle", $0.rate.count) }
      }
  }

  /// The limits, each with a key for each of its entries, then the throttles.
  func limitUses(at now: SimTime) -> [RoomState.LimitUse] {
    var uses = limits.definitions.elements.map {
      RoomState.LimitUse(
        name: $0.name, cap: $0.cap, inUse: Int($0.use.level), waiting: Int($0.waiting.level))
    }
    for entry in limits.entries.elements {
      uses[Int(entry.definition)].keys.append(RoomState.LimitUse.Key(inUse: Int(entry.inUse)))
    }
    for (function, settings) in functions.enumerated() {
      guard let throttle = settings.throttle else { continue }
      var use = RoomState.LimitUse(
        name: settings.name + ".throttle", cap: throttle.rate.count,
        waiting: Int(throttles.waiting[function].level))
      for entry in throttles.entries.indices
      where Int(throttles.entries[entry].function) == function
        && !throttles.entries[entry].waiting.isEmpty
      {
        let next = throttles.entries[entry].gcra.nextAdmission(at: now)
        use.nextAt = min(use.nextAt ?? next, next)
      }
      uses.append(use)
    }
    noteWaiters(&uses)
    noteHolders(&uses)
    for use in uses.indices {
      uses[use].keys.removeAll { $0.inUse == 0 && $0.waiters.isEmpty }
    }
    return uses
  }

  /// Places in `limitUses` of what the run in a slot waits for.
  func waits(ofRun slot: Int) -> [Int] {
    let (waits, held) = (runs[slot].waits, runs[slot].limits)
    var places: [Int] = []
    func add(_ entry: Int32) {
      if entry >= 0 { places.append(Int(limits.entries[Int(entry)].definition)) }
    }
    if waits.account > 0 { add(accountEntry) }
    if waits.first > 0 { add(held.0) }
    if waits.second > 0 { add(held.1) }
    if runs[slot].waitsForThrottle {
      let function = Int(runs[slot].function)
      let before = functions[..<function].count { $0.throttle != nil }
      places.append(limits.definitions.count + before)
    }
    return places
  }

  /// The runs that are open, by slot; those of captures only where they are asked for.
  func openRuns(at now: SimTime, captures: Bool) -> [EngineOpenRun] {
    func isWanted(_ run: Int) -> Bool {
      captures || runs[run].function != FunctionKind.capture.rawValue
    }
    var requestsOf: [Int32: [(RequestReference, Int)]] = [:]
    for slot in requests.indices {
      let request = requests[slot]
      guard isUnderWay(request, at: now), isWanted(Int(request.run)) else { continue }
      let reference = RequestReference(slot: Int32(slot), serial: request.serial)
      requestsOf[request.run, default: []].append((reference, Int(request.attempt) + 1))
    }
    var open: [EngineOpenRun] = []
    for slot in runs.indices where runs[slot].isOpen && isWanted(slot) {
      let run = runs[slot]
      open.append(
        EngineOpenRun(
          slot: slot,
          run: RoomState.OpenRun(
            function: FunctionKind(rawValue: run.function) ?? .orchestrator, number: run.number,
            installation: -1, unit: .none, item: -1, createdAt: run.createdAt,
            startedAt: run.hasStarted ? run.startedAt : nil, steps: Int(run.steps), requests: [],
            waitsFor: waits(ofRun: slot), outstanding: Int(run.outstanding), asleepUntil: nil,
            next: next(ofRun: slot, at: now)),
          requests: requestsOf[Int32(slot)] ?? []))
    }
    return open
  }

  /// Whether a request of an open run has been sent; leased ahead of that, it only holds slots.
  func isUnderWay(_ request: EngineRequest, at now: SimTime) -> Bool {
    request.isOpen && request.due <= now && isCurrent(request.run, request.generation)
  }

  /// The first request of a run that is not due yet: leased ahead, in its queue, or to come into
  /// sight.
  func next(ofRun slot: Int, at now: SimTime) -> RoomState.NextRequest? {
    var dues: [(at: SimTime, attempt: Int16)] = []
    for request in requests.indices
    where requests[request].isOpen && requests[request].due > now
      && requests[request].run == Int32(slot)
      && requests[request].generation == runs[slot].generation
    {
      dues.append((requests[request].due, requests[request].attempt))
    }
    var item = runs[slot].items
    while item >= 0 {
      if items[item].due > now {
        dues.append((items[item].due, items[item].attempt))
      }
      item = items[item].next
    }
    var timer = runs[slot].laterItems
    while timer >= 0 {
      let later = timers.slots[Int(timer)]
      if case .itemInSight(_, _, let attempt, let due) = later.kind { dues.append((due, attempt)) }
      timer = later.nextOfRun
    }
    return dues.min { $0.at < $1.at }.map {
      RoomState.NextRequest(at: $0.at, attempt: Int($0.attempt) + 1)
    }
  }

  /// The place of a limit's entry among the keys of its limit.
  private func place(of entry: Int32) -> (limit: Int, key: Int) {
    let limit = limits.entries[Int(entry)].definition
    let before = (0..<Int(entry)).count { limits.entries[$0].definition == limit }
    return (Int(limit), before)
  }

  private func noteWaiters(_ uses: inout [RoomState.LimitUse]) {
    for slot in runs.indices where runs[slot].isOpen {
      let (waits, held) = (runs[slot].waits, runs[slot].limits)
      let entries = [
        (waits.account, accountEntry), (waits.first, held.0), (waits.second, held.1),
      ]
      for (count, entry) in entries where count > 0 && entry >= 0 {
        let (limit, key) = place(of: entry)
        uses[limit].keys[key].waiters.append(runs[slot].number)
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
      uses[limit].keys[key].holders.append(runs[run].number)
    }
    for slot in requests.indices {
      let request = requests[slot]
      guard request.isOpen, !request.isReleased else { continue }
      hold(accountEntry, Int(request.run))
      hold(request.limits.0, Int(request.run))
      hold(request.limits.1, Int(request.run))
    }
    for slot in runs.indices where runs[slot].isOpen && runs[slot].holdsLimits {
      for entry in [runs[slot].limits.0, runs[slot].limits.1]
      where entry >= 0 && limits.entries[Int(entry)].countsRuns {
        hold(entry, slot)
      }
    }
    for use in uses.indices {
      for key in uses[use].keys.indices { uses[use].keys[key].holders.sort() }
    }
  }
}
