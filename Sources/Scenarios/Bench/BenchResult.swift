import SimKernel

/// What one run of a benchmark workload measured.
public struct BenchResult: Sendable {
  /// The number of pending events, of clients, of threads, or 1.
  public let pending: Int
  /// The number of events (for W3 of customers) in the measured part.
  public let events: Int
  public let nanosecondsPerEvent: Double
  /// Depends on the order of all events and on all random numbers.
  public let checksum: UInt64

  public var eventsPerSecond: Double { 1e9 / nanosecondsPerEvent }
}

/// The workloads by which discrete-event simulators are compared.
///
/// The peers keep time as a `Double` with 1.0 as the mean delay; here the mean delay is a power of
/// two of microseconds, fine enough that no two events change places. The generator and its use are
/// those of the peers, so the checksums are the same.
public enum Bench {
  /// Nanoseconds that `body` takes.
  static func nanoseconds(of body: () -> Void) -> Double {
    ContinuousClock().measure(body).nanoseconds
  }

  /// Runs `warmUp` events of a world, then measures `events` more.
  static func measure<Model: SimulationModel>(
    _ world: inout Simulation<Model>, warmUp: Int, events: Int
  ) -> Double {
    world.run(maxEvents: warmUp)
    return nanoseconds { world.run(maxEvents: events) } / Double(events)
  }
}
