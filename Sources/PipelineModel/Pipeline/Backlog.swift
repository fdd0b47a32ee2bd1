import SimKernel

/// What is under way and what is still to come at one moment of a run.
public struct Backlog: Sendable, Equatable {
  /// The moment.
  public var at: SimTime
  /// Installations for which a backfill was asked so far.
  public var connections = 0
  /// Open runs, by `FunctionKind.rawValue`.
  public var openRuns = [Int](repeating: 0, count: FunctionKind.allCases.count)
  /// Open runs whose first request has not started, by `FunctionKind.rawValue`.
  public var queuedStarts = [Int](repeating: 0, count: FunctionKind.allCases.count)
  /// Items asked for that have not reached the Console.
  public var undelivered = 0
  /// Items that have reached the Console.
  public var delivered = 0
  /// Items that have an observation.
  public var stored = 0
  /// Messages published and neither acknowledged nor dead.
  public var messages = 0
  /// Executions metered so far.
  public var executions = 0
  /// Backfills triggered again by the people behind the connections so far.
  public var retriggers = 0
}

/// Items that a backfill asked for and that did not get there.
public struct ItemsLeft: Sendable, Equatable {
  /// Never delivered.
  public var undelivered = 0
  /// Neither stored nor filtered on purpose, undelivered ones among them.
  public var lost = 0
  /// The lost ones that were delivered, by the `ItemDrop.rawValue` that they were lost to.
  public var lostTo = [Int](repeating: 0, count: ItemDrop.allCases.count)
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
