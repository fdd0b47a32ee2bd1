import SimKernel

extension Simulation where Model == Pipeline {
  /// Runs up to a moment and reads what every room holds then.
  ///
  /// Everything due at the moment has happened. O(open runs · limits + items + messages).
  public mutating func roomState(at time: SimTime, of experiment: Experiment) -> RoomState {
    let stop = advance(to: time, of: experiment)
    return model.roomState(at: stop == .horizon ? schedule.now : time, stop)
  }

  /// Runs up to a moment and says what the backlog is then; nothing of the run depends on it.
  ///
  /// O(open runs + installations · log items).
  public mutating func backlog(
    at time: SimTime, of experiment: Experiment
  ) -> (stop: StopReason, backlog: Backlog) {
    let stop = advance(to: time, of: experiment)
    return (stop, model.backlog(at: time))
  }

  /// Items that the last backfill of each installation asked for and that have not got there; nil
  /// where no backfill was asked for. O(items).
  public var leftOfLastBackfill: [ItemsLeft?] { mutating get { model.leftOfLastBackfill() } }
}

extension Experiment {
  /// Runs the experiment to its end and looks into the rooms after every event.
  ///
  /// The outcome is that of `run()`. O(events · (limits + open runs)).
  public func watched() -> (outcome: Outcome, history: RoomHistory) {
    var simulation = simulation()
    var watch = RoomWatch(simulation.model.engine, simulation.model.provider)
    let end = min(horizon, ModelBound.latest)
    while simulation.eventsHandled < eventLimit, simulation.model.accounts.outgrown == nil {
      guard simulation.run(until: end, maxEvents: 1) == .eventLimit else { break }
      let now = simulation.schedule.now
      let changes = watch.look(
        at: simulation.model.engine, simulation.model.accounts, simulation.model.provider,
        simulation.model.store, inFlight: simulation.model.queue.inFlight, now)
      if changes.runs || !simulation.model.isBusy(as: watch.runs) {
        watch.note(simulation.model.openRuns(at: now, captures: false), at: now)
      }
      if changes.backlog { watch.note(simulation.model.backlog(at: now)) }
    }
    let outcome = simulation.finish(self)
    return (outcome, watch.finish(at: outcome.endedAt))
  }
}

/// These functions change nothing, and are mutating all the same: of a borrowed value the compiler
/// counts every part of the pipeline at each use, which takes minutes.
extension Pipeline {
  mutating func backlog(at time: SimTime) -> Backlog {
    var backlog = Backlog(
      at: time, engine, accounts, owners, provider,
      defaultDepth: .days(profile.backfill.defaultDepth))
    backlog.messages = queue.inFlight.reduce(0, +)
    backlog.retriggers = people.retriggers.reduce(0, +)
    return backlog
  }

  fileprivate mutating func leftOfLastBackfill() -> [ItemsLeft?] {
    var left: [ItemsLeft?] = []
    for installation in experiment.world.installations.indices {
      left.append(accounts.left(of: Int32(installation), owners, provider))
    }
    return left
  }

  /// What every room holds now.
  fileprivate mutating func roomState(at now: SimTime, _ stop: StopReason) -> RoomState {
    var state = RoomState(at: now, stop: stop, backlog: backlog(at: now))
    state.limits = engine.limitUses(at: now)
    state.runs = openRuns(at: now, captures: true)
    state.windows = provider.windowsUnderWay(at: now)
    state.messages = queue.messagesUnderWay
    state.ingressRuns = console.ingressRuns.count
    for item in 0..<Int32(provider.items.count) {
      state.marks += store.marks(of: item, webhooks: provider.webhooks(of: item), at: now)
    }
    state.executionsLeft = engine.executionsLeft(at: now)
    return state
  }

  fileprivate mutating func openRuns(at now: SimTime, captures: Bool) -> [RoomState.OpenRun] {
    var open = engine.openRuns(at: now, captures: captures)
    for place in open.indices {
      let data = engine.payload(of: Int32(open[place].slot)).captureData
      accounts.complete(&open[place], data, owners, at: now)
      for (reference, attempt) in open[place].requests {
        let step = host.step(of: reference)
        open[place].run.requests.append(
          RoomState.Request(reference: reference, step: step, attempt: attempt))
      }
    }
    return open.map(\.run).sorted { $0.number < $1.number }
  }

  /// Whether the requests of runs are busy with the same steps still.
  fileprivate mutating func isBusy(as runs: [RoomState.OpenRun]) -> Bool {
    for run in runs {
      for request in run.requests where host.step(of: request.reference) != request.step {
        return false
      }
    }
    return true
  }

  /// Bytes of what is kept per item at this moment.
  public var itemMemory: ItemMemory {
    ItemMemory(
      ledger: accounts.ledger.rowBytes, gatewayMarks: store.bytes,
      captureMarks: engine.idempotency.bytes, observations: console.keyBytes)
  }
}
