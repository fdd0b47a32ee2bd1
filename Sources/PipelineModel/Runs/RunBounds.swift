import SimKernel

extension Simulation where Model == Pipeline {
  /// Runs up to a time, or to what the experiment or the model allows.
  mutating func advance(to time: SimTime, of experiment: Experiment) -> StopReason {
    let end = min(time, experiment.horizon, ModelBound.latest)
    while model.accounts.outgrown == nil {
      let left = max(0, experiment.eventLimit - eventsHandled)
      let stop = run(until: end, maxEvents: min(left, Self.eventsPerLook))
      if stop == .horizon, end < min(time, experiment.horizon) {
        model.accounts.outgrown = .time
        break
      }
      guard stop == .eventLimit, left > Self.eventsPerLook else { return stop }
      if schedule.scheduledCount > ModelBound.scheduledEvents
        || model.engine.nextNumber > ModelBound.createdRuns
      {
        model.accounts.outgrown = .scheduled
      }
    }
    return .stopped
  }

  private static var eventsPerLook: Int { 1 << 24 }
}
