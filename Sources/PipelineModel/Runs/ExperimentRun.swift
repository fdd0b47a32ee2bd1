import SimKernel

extension Experiment {
  /// The simulation of this experiment at virtual time zero: a value that can be copied and run.
  public func simulation() -> Simulation<Pipeline> {
    var simulation = Simulation(Pipeline(self))
    simulation.model.begin(&simulation.schedule)
    return simulation
  }

  /// Runs the experiment to its end.
  public func run() -> Outcome {
    var simulation = simulation()
    return simulation.finish(self)
  }

  /// The fingerprint that its outcome has, without the books and their checks.
  public func fingerprint() -> UInt64 {
    var simulation = simulation()
    _ = simulation.advance(to: horizon, of: self)
    return simulation.model.accounts.recorder.fingerprint.value
  }
}

extension Simulation where Model == Pipeline {
  /// Runs to the end the experiment sets and closes the books.
  public mutating func finish(_ experiment: Experiment) -> Outcome {
    let stop = advance(to: experiment.horizon, of: experiment)
    return model.outcome(stop, events: eventsHandled, at: schedule.now)
  }
}
