import SimKernel

extension Simulation where Model == Pipeline {
  /// Runs up to a moment and reads what every room holds then.
  ///
  /// Everything due at the moment has happened. O(open runs · limits + items + messages).
  public mutating func roomState(at time: SimTime, of experiment: Experiment) -> RoomState {
    let stop = advance(to: time, of: experiment)
    return model.roomState(at: stop == .horizon ? schedule.now : time, stop)
  }
}

extension Experiment {
  /// Runs the experiment to its end and looks into the rooms after every event.
  ///
  /// The outcome is that of `run()`. O(events · limits), and O(open runs) whenever a limit changes.
  public func watched() -> (outcome: Outcome, history: RoomHistory) {
    var simulation = simulation()
    var watch = RoomWatch(simulation.model)
    let end = min(horizon, ModelBound.latest)
    while simulation.eventsHandled < eventLimit, simulation.model.outgrown == nil {
      guard simulation.run(until: end, maxEvents: 1) == .eventLimit else { break }
      let now = simulation.schedule.now
      watch.look(at: &simulation.model, now)
    }
    let outcome = simulation.finish(self)
    return (outcome, watch.finish(at: outcome.endedAt))
  }
}

extension Simulation where Model == Pipeline {
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

extension Pipeline {
  mutating func backlog(at time: SimTime) -> Backlog {
    var backlog = Backlog(at: time)
    for run in engine.runs.indices where engine.runs[run].isOpen {
      let function = Int(engine.runs[run].function)
      backlog.openRuns[function] += 1
      if !engine.runs[run].hasStarted { backlog.queuedStarts[function] += 1 }
    }
    for installation in experiment.world.installations.indices {
      let installation = Int32(installation)
      guard
        requestsByInstallation.last(of: installation) != nil
          || memory.connectionTimes[Int(installation)] != nil
      else { continue }
      let progress = progress(of: installation)
      backlog.connections += 1
      backlog.delivered += progress.delivered
      backlog.stored += progress.stored
      backlog.undelivered += max(0, progress.expected - progress.delivered)
    }
    backlog.messages = queue.inFlight.reduce(0, +)
    backlog.executions = engine.executions
    backlog.retriggers = people?.retriggers.reduce(0, +) ?? 0
    return backlog
  }
}

extension Pipeline {
  /// Bytes of what is kept per item at this moment.
  public var itemMemory: ItemMemory {
    ItemMemory(
      ledger: ledger.rowBytes, gatewayMarks: store.bytes, captureMarks: engine.idempotency.bytes,
      observations: console.keyBytes)
  }
}
