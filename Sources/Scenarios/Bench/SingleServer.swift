import SimKernel

/// W3: customers arrive at one server with a utilization of 0.9 (M/M/1).
struct SingleServer: SimulationModel {
  enum Event: BitwiseCopyable {
    case arrival
    case departure
  }

  /// Microseconds per mean service time.
  static let scale = 0x1p32

  var random: RandomStream
  let customers: Int
  var arrivals = 0
  var departures = 0
  var scheduled: UInt64 = 0
  var timeInSystem: Int128 = 0
  var isBusy = false
  var inService = SimTime.zero
  var line = Store<SimTime>()
  /// Exponential with mean 1, drawn one event ahead as in `Phold`.
  var ahead: Double

  init(random: RandomStream, customers: Int) {
    self.random = random
    self.customers = customers
    ahead = self.random.exponential()
  }

  mutating func handle(_ event: Event, _ schedule: inout Schedule<Event>) {
    switch event {
    case .arrival:
      arrivals += 1
      if arrivals < customers { scheduleArrival(&schedule) }
      if isBusy { line.append(schedule.now) } else { serve(schedule.now, &schedule) }
    case .departure:
      timeInSystem += Int128((schedule.now - inService).microseconds)
      departures += 1
      isBusy = false
      if let arrived = line.popFirst() { serve(arrived, &schedule) }
      if departures == customers { schedule.stop() }
    }
  }

  @inline(__always)
  mutating func scheduleArrival(_ schedule: inout Schedule<Event>) {
    let delay = draw() / 0.9 * SingleServer.scale
    scheduled += 1
    schedule.after(SimDuration(rounding: delay), .arrival)
  }

  @inline(__always)
  private mutating func draw() -> Double {
    let value = ahead
    ahead = random.exponential()
    return value
  }

  @inline(__always)
  private mutating func serve(_ arrived: SimTime, _ schedule: inout Schedule<Event>) {
    isBusy = true
    inService = arrived
    scheduled += 1
    let delay = draw() * SingleServer.scale
    schedule.after(SimDuration(rounding: delay), .departure)
  }
}

extension Bench {
  public static func singleServer(customers: Int, seed: UInt64 = 1) -> BenchResult {
    let server = SingleServer(random: RandomStream(seed: seed), customers: customers)
    var world = Simulation(server)
    let time = nanoseconds {
      world.model.scheduleArrival(&world.schedule)
      world.run()
    }
    return BenchResult(
      workload: "W3", pending: 1, events: customers,
      nanosecondsPerEvent: time / Double(customers), checksum: world.model.scheduled)
  }
}
