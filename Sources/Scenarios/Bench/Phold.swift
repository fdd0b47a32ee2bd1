import SimKernel

/// W1: every event schedules one more, after an exponential delay, at a random process.
///
/// PHOLD without remote events (Fujimoto 1990): the number of pending events stays the same.
struct Phold: SimulationModel {
  enum Event: BitwiseCopyable {
    case visit(UInt32)
  }

  /// Microseconds per mean delay.
  static let scale = 0x1p40

  var random: RandomStream
  var visits: [UInt64]
  /// Drawn one event ahead, so that the logarithm is ready when it is needed.
  var next: (delay: SimDuration, process: UInt32) = (.zero, 0)

  mutating func handle(_ event: Event, _ schedule: inout Schedule<Event>) {
    switch event {
    case .visit(let process):
      visits[Int(process)] += 1
      let (delay, target) = next
      draw()
      schedule.after(delay, .visit(target))
    }
  }

  func foresee(_ event: Event) -> UInt64 {
    switch event {
    case .visit(let process): visits[Int(process)]
    }
  }

  mutating func draw() {
    next.delay = Phold.delay(&random)
    next.process = random.below(UInt32(visits.count))
  }

  @inline(__always)
  static func delay(_ random: inout RandomStream) -> SimDuration {
    SimDuration(rounding: random.exponential() * scale)
  }
}

extension Bench {
  /// W1: after a warm-up, measures so many events with `pending` pending.
  public static func phold(pending: Int, events: Int, seed: UInt64 = 1) -> BenchResult {
    let visits = [UInt64](repeating: 0, count: max(1, pending / 10))
    var world = Simulation(Phold(random: RandomStream(seed: seed), visits: visits))
    for index in 0..<pending {
      let delay = Phold.delay(&world.model.random)
      world.schedule.after(delay, .visit(UInt32(index % visits.count)))
    }
    world.model.draw()
    let time = measure(&world, warmUp: max(2 * pending, 100_000), events: events)
    return BenchResult(
      pending: pending, events: events, nanosecondsPerEvent: time,
      checksum: world.model.visits.reduce(0) { $0 &* 1_099_511_628_211 &+ $1 })
  }
}
