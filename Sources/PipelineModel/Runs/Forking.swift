import SimKernel

extension Simulation where Model == Pipeline {
  /// Goes on to just before a time, so that a copy can meet what is added then.
  public mutating func advance(before time: SimTime, of experiment: Experiment) {
    let last = time - SimDuration(microseconds: 1)
    guard last > schedule.now else { return }
    _ = advance(to: last, of: experiment)
  }

  /// Adds a fault whose target matched so many calls already, none of which it would have struck.
  ///
  /// From here on the run is the one that had the fault from the beginning, as the last of its
  /// list.
  public mutating func add(_ fault: Fault, met: Int) {
    model.faults.add(fault, met: met)
  }

  /// The fault that was added last strikes at other times from now on.
  ///
  /// From here on the run is the one that had it so from the beginning, if both agree on every
  /// call until now.
  public mutating func change(_ trigger: Fault.Trigger) { model.faults.change(trigger) }

  /// How often the fault that was added last has struck.
  public mutating func lastStrikes() -> Int { model.faults.strikes.last ?? 0 }

  /// When calls were made that the fault that was added last struck.
  public mutating func lastStrikeTimes() -> StrikeTimes {
    model.faults.strikeTimes.last ?? StrikeTimes()
  }
}
