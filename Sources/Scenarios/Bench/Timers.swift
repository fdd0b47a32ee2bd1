import SimKernel

/// W2: every request arms a timer of 10 mean response times and disarms it 90 % of the time.
struct Timers: SimulationModel {
  enum Event: BitwiseCopyable {
    case start(UInt32)
    case response(UInt32)
    case timeout(UInt32)
  }

  var random: RandomStream
  var armed: [EventHandle]
  var timeouts: UInt64 = 0

  mutating func handle(_ event: Event, _ schedule: inout Schedule<Event>) {
    switch event {
    case .start(let client):
      request(client, &schedule)
    case .response(let client):
      schedule.cancel(armed[Int(client)])
      request(client, &schedule)
    case .timeout(let client):
      timeouts += 1
      request(client, &schedule)
    }
  }

  private mutating func request(_ client: UInt32, _ schedule: inout Schedule<Event>) {
    armed[Int(client)] = schedule.timer(
      after: SimDuration(rounding: 10 * Phold.scale), .timeout(client))
    let share = random.uniform()
    let delay = random.exponential()
    if share < 0.9, delay < 10 {
      schedule.after(SimDuration(rounding: delay * Phold.scale), .response(client))
    }
  }
}

extension Bench {
  /// W2: after a warm-up, measures so many events of `clients` clients.
  public static func timers(clients: Int, events: Int, seed: UInt64 = 1) -> BenchResult {
    let armed = [EventHandle](repeating: .none, count: clients)
    var world = Simulation(Timers(random: RandomStream(seed: seed), armed: armed))
    for client in 0..<clients {
      world.schedule.after(Phold.delay(&world.model.random), .start(UInt32(client)))
    }
    let time = measure(&world, warmUp: max(10 * clients, 100_000), events: events)
    return BenchResult(
      pending: clients, events: events, nanosecondsPerEvent: time,
      checksum: world.model.timeouts)
  }
}
