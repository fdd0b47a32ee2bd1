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
    let random = latencies.random
    latencies = Latencies(self.profile, random)
    let states = ItemStates(closedPerMille: self.profile.items.closedPerMille, random: random)
    console.sourceIDs = SourceIDs(self.profile, states, experiment.world, random)
    host.leaveTables(&engine, &self.profile)
    gateway.adopt(self.profile.gateway)
    triggerRoute = TriggerRoute(triggerRoute.directory, self.profile.backfill)
    connections.adopt(self.profile.connections)
    queue.adopt(self.profile.queue)
    console.adopt(self.profile.console)
  }
}
