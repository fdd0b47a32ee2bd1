import SimKernel

/// Reads levels, waits and marks after every event, and keeps what changed.
struct RoomWatch {
  private var history = RoomHistory()
  /// Waits that go on, by run and limit.
  private var waits: [Wait: SimTime] = [:]
  /// When a run's requests that go on began.
  private var busy: [Int32: SimTime] = [:]
  /// Places in the history of an item's marks that are set, by expiry.
  private var marks: [Int32: [SimTime: Int]] = [:]
  /// The open runs, captures left out.
  private(set) var runs: [RoomState.OpenRun] = []
  /// When the first of them wakes or has a request due.
  private var nextTurn = SimTime.distantFuture
  private var month: Month?
  private var milestones = 0
  /// Backfills asked for so far.
  private var backfills = 0
  /// Requests to the provider so far, and when the last window ends, by installation.
  private var requests: [Int]
  private var resets: [SimTime]
  /// What tells that the runs may have changed.
  private var signature: [Int] = []

  /// What may have changed besides what was looked at.
  struct Changes {
    var runs: Bool
    var backlog: Bool
  }

  private struct Wait: Hashable {
    let run: Int32
    let limit: Int
  }

  /// What a month allows, and when the one of the last look is over.
  private struct Month {
    let executions: Int
    let months: ExecutionMonths
    var end: SimTime
  }

  init(_ engine: borrowing PipelineEngine, _ provider: ProviderAPI) {
    requests = provider.requests
    resets = requests.map { _ in .zero }
    history.windowUse = requests.map { _ in RoomHistory.Level() }
    history.limits = engine.limitNames
    history.inUse = history.limits.map { _ in RoomHistory.Level() }
    history.waiting = history.inUse
    for installation in requests.indices { lookAtWindow(of: installation, provider, .zero) }
    if let left = engine.executionsLeft(at: .zero) {
      let months = ExecutionMonths(begun: engine.options.monthBegun)
      history.executionsLeft = RoomHistory.Level(changes: [(.zero, left)])
      month = Month(
        executions: engine.options.monthlyExecutions, months: months, end: months.end(of: .zero))
    }
  }

  /// Looks at everything but the runs and the backlog.
  mutating func look(
    at engine: borrowing PipelineEngine, _ accounts: borrowing Accounts, _ provider: ProviderAPI,
    _ store: KeyValueStore, inFlight: [Int], _ now: SimTime
  ) -> Changes {
    let news = lookAtMilestones(accounts, provider, store, now)
    let isOther = lookAtLimits(of: engine, now)
    lookAtMonth(now)
    if let left = engine.executionsLeft(at: now) { history.executionsLeft?.set(left, at: now) }
    for topic in history.messages.indices {
      history.messages[topic].set(inFlight[topic], at: now)
    }
    lookAtWindows(provider, now)
    return Changes(runs: isOther || news.runs || nextTurn <= now, backlog: news.backlog)
  }

  /// Whether requests or runs may have come or gone.
  private mutating func lookAtLimits(
    of engine: borrowing PipelineEngine, _ now: SimTime
  ) -> Bool {
    var counts = [
      engine.requests.count, engine.freeRequests.count, Int(engine.nextNumber),
    ]
    for place in engine.limits.definitions.indices {
      let limit = engine.limits.definitions[place]
      history.inUse[place].set(Int(limit.use.level), at: now)
      history.waiting[place].set(Int(limit.waiting.level), at: now)
      counts += [limit.taken, Int(limit.waiting.level)]
    }
    var place = engine.limits.definitions.count
    for (function, settings) in engine.functions.enumerated() {
      let open = Int(engine.openRuns[function].level)
      history.openRuns[function].set(open, at: now)
      counts.append(open)
      guard settings.throttle != nil else { continue }
      let waiting = Int(engine.throttles.waiting[function].level)
      history.waiting[place].set(waiting, at: now)
      counts.append(waiting)
      place += 1
    }
    history.executions.set(engine.executions, at: now)
    defer { signature = counts }
    return counts != signature
  }

  /// What is left is whole again when a month begins, whether anything happens then or not.
  private mutating func lookAtMonth(_ now: SimTime) {
    guard let month, month.end <= now else { return }
    history.executionsLeft?.set(month.executions, at: month.end)
    self.month?.end = month.months.end(of: now)
  }

  private mutating func lookAtWindows(_ provider: ProviderAPI, _ now: SimTime) {
    for installation in requests.indices
    where provider.requests[installation] != requests[installation] {
      requests[installation] = provider.requests[installation]
      lookAtWindow(of: installation, provider, now)
    }
  }

  private mutating func lookAtWindow(
    of installation: Int, _ provider: ProviderAPI, _ now: SimTime
  ) {
    guard let window = provider.window(of: installation, at: now) else { return }
    history.windowUse[installation].set(window.used, at: now)
    guard resets[installation] != window.resetAt else { return }
    resets[installation] = window.resetAt
    history.windows.append(
      RoomHistory.Stretch(subject: Int32(installation), from: now, until: window.resetAt))
  }

  /// The open runs are these, captures left out.
  mutating func note(_ open: [RoomState.OpenRun], at now: SimTime) {
    passTurns(before: now)
    guard open != runs else { return }
    let before = Dictionary(uniqueKeysWithValues: runs.map { ($0.number, $0) })
    for run in open where before[run.number] != run {
      history.runs.append(RoomHistory.RunChange(at: now, run: run))
    }
    runs = open
    nextTurn = open.compactMap(\.nextTurn).min() ?? .distantFuture
    noteWaits(at: now)
    noteRequests(at: now)
  }

  /// Sleeps end and requests come due without anything that happens then.
  private mutating func passTurns(before now: SimTime) {
    while nextTurn < now {
      for place in runs.indices where runs[place].pass(nextTurn) {
        history.runs.append(RoomHistory.RunChange(at: nextTurn, run: runs[place]))
      }
      nextTurn = runs.compactMap(\.nextTurn).min() ?? .distantFuture
    }
  }

  private mutating func noteWaits(at now: SimTime) {
    var current: Set<Wait> = []
    for run in runs {
      for limit in run.waitsFor { current.insert(Wait(run: run.number, limit: limit)) }
    }
    for (wait, from) in waits where !current.contains(wait) {
      history.waits.append(
        RoomHistory.Stretch(subject: wait.run, limit: wait.limit, from: from, until: now))
      waits[wait] = nil
    }
    for wait in current where waits[wait] == nil { waits[wait] = now }
  }

  private mutating func noteRequests(at now: SimTime) {
    let current = Set(runs.filter { !$0.requests.isEmpty }.map(\.number))
    for (run, from) in busy where !current.contains(run) {
      if from < now {
        history.requests.append(RoomHistory.Stretch(subject: run, from: from, until: now))
      }
      busy[run] = nil
    }
    for run in current where busy[run] == nil { busy[run] = now }
  }

  /// Marks are looked at where something happened to an item at the gateway, the backlog where
  /// something happened that it counts.
  private mutating func lookAtMilestones(
    _ accounts: borrowing Accounts, _ provider: ProviderAPI, _ store: KeyValueStore,
    _ now: SimTime
  ) -> Changes {
    let all = accounts.recorder.milestones
    // That a backfill is asked for is told later, with the answer.
    let requests = accounts.backfillRequests.count
    var changes = Changes(runs: false, backlog: requests > backfills)
    backfills = requests
    for place in milestones..<all.count {
      if all[place].kind == .storeFlushed { endMarks(at: now) }
      if let item = all[place].itemAtGateway {
        lookAtMarks(
          of: item, store.marks(of: item, webhooks: provider.webhooks(of: item), at: now), now)
      }
      if all[place].changesBacklog { changes.backlog = true }
      if !all[place].kind.isAboutItem { changes.runs = true }
    }
    milestones = all.count
    return changes
  }

  /// The backlog is another one.
  mutating func note(_ backlog: Backlog) {
    history.undelivered.set(backlog.undelivered, at: backlog.at)
    history.delivered.set(backlog.delivered, at: backlog.at)
    history.stored.set(backlog.stored, at: backlog.at)
  }

  private mutating func lookAtMarks(
    of item: Int32, _ found: [RoomState.DedupMark], _ now: SimTime
  ) {
    let current = found.map(\.until)
    for until in current where marks[item]?[until] == nil {
      marks[item, default: [:]][until] = history.marks.count
      history.marks.append(RoomHistory.Stretch(subject: item, from: now, until: until))
    }
    for (until, place) in marks[item] ?? [:] where !current.contains(until) {
      endMark(place, at: now)
      marks[item]?[until] = nil
    }
  }

  private mutating func endMarks(at now: SimTime) {
    for places in marks.values {
      for place in places.values { endMark(place, at: now) }
    }
    marks = [:]
  }

  private mutating func endMark(_ place: Int, at now: SimTime) {
    if history.marks[place].until > now { history.marks[place].takenAt = now }
  }

  /// The history up to the end of the run.
  mutating func finish(at end: SimTime) -> RoomHistory {
    lookAtMonth(end)
    passTurns(before: end + .microseconds(1))
    for (wait, from) in waits {
      history.waits.append(
        RoomHistory.Stretch(subject: wait.run, limit: wait.limit, from: from, until: end))
    }
    for (run, from) in busy {
      history.requests.append(RoomHistory.Stretch(subject: run, from: from, until: end))
    }
    history.requests.sort { ($0.from, $0.subject) < ($1.from, $1.subject) }
    history.waits.sort { ($0.from, $0.subject, $0.limit) < ($1.from, $1.subject, $1.limit) }
    return history
  }
}

extension Milestone {
  /// Whether items may have been asked for, have come or have been stored.
  fileprivate var changesBacklog: Bool {
    switch kind {
    case .itemDelivered, .itemStored, .itemMade, .itemTouched: true
    case .story, .answered, .connected, .linked, .delivered, .runStarted, .stepDone, .waiting:
      unit == .none
    default: false
    }
  }

  /// The item whose mark the gateway may have set or taken away; nil for what is none of its work.
  fileprivate var itemAtGateway: Int32? {
    switch event {
    case .published(let item, .ingress): item
    case .itemAccepted, .itemDuplicate, .itemFailed, .webhookLost, .faultStruck: item
    default: nil
    }
  }
}
