import SimKernel

extension Simulation where Model == Pipeline {
  /// A deploy: from now on the levers of another profile count, also for runs in flight.
  ///
  /// Returns the levers that differ and stay as they are, in their order.
  public mutating func adopt(_ profile: Profile) -> [Lever] {
    let left = Lever.fixed(from: model.profile, to: profile)
    model.adopt(profile)
    return left
  }
}

extension Pipeline {
  /// Sets every lever that is asked for afresh each time it matters.
  fileprivate mutating func adopt(_ profile: Profile) {
    for lever in Lever.all where lever.fixedBecause == nil {
      lever.apply(lever.value(in: profile), &self.profile)
    }
    latencies = Latencies(self.profile, random)
    let states = ItemStates(closedPerMille: self.profile.items.closedPerMille, random: random)
    sourceIDs = SourceIDs(self.profile, states, experiment.world, random)
    leaveTables()
    gateway = Gateway(self.profile.gateway)
    triggerRoute = TriggerRoute(directory, self.profile.backfill)
    connections.adopt(self.profile.connections)
    queue.adopt(self.profile.queue)
    console.adopt(self.profile.console)
  }
}

extension Pipeline {
  /// Captures in flight go on with their body, and new ones by tables of the new profile.
  mutating func leaveTables() {
    for run in captures.indices where captures[run].row >= 0 {
      guard engine.runs[run].isOpen,
        engine.function(of: Int32(run)) == Int(FunctionKind.capture.rawValue)
      else { continue }
      leaveTable(Int32(run))
    }
    captureTables.learnAnew(profile.console, longest: profile.backfill.longestRequest)
  }
}

extension Lever {
  /// The levers in which two profiles differ and that no deploy changes in mid-run.
  public static func fixed(from old: Profile, to new: Profile) -> [Lever] {
    all.filter { $0.fixedBecause != nil && $0.value(in: old) != $0.value(in: new) }
  }

  /// Why the model cannot set it while runs are in flight; nil when it can.
  public var fixedBecause: String? {
    if ["engine.", "provider.", "items."].contains(where: name.hasPrefix) {
      return "it belongs to the world in which the app runs, and no deploy changes it"
    }
    return Self.registered.contains(name)
      ? "the engine takes it when a function is registered, once in a run" : nil
  }

  /// What the functions tell the engine of themselves.
  private static let registered: Set<String> = [
    "orchestrator.retries", "orchestrator.concurrency-counts", "orchestrator.per-installation",
    "orchestrator.global", "orchestrator.start-timeout", "orchestrator.finish-timeout",
    "orchestrator.singleton", "worker.retries", "worker.failure-retries",
    "worker.concurrency-counts", "worker.per-organisation", "worker.global",
    "worker.global-scope", "worker.throttle", "worker.start-timeout", "worker.finish-timeout",
    "worker.tells-timeouts", "capture.retries", "capture.per-workspace",
    "capture.start-timeout", "capture.finish-timeout", "capture.idempotency",
  ]
}
