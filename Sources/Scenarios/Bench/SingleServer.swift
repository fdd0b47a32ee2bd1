import SimKernel

/// W3: customers arrive at one server with a utilization of 0.9 (M/M/1).
///
/// Whether the next event is an arrival or a departure is a coin toss that no branch predictor
/// learns, so what both have in common is done without asking which it is.
struct SingleServer: SimulationModel {
  enum Event: Int, BitwiseCopyable {
    case arrival
    case departure
  }

  /// Microseconds per mean service time.
  static let scale = 0x1p32

  var draws: ExponentialStream
  let customers: Int
  var arrivals = 0
  var departures = 0
  var scheduled: UInt64 = 0
  var timeInSystem: Int128 = 0
  /// When the customers present arrived, in a ring whose size is a power of two.
  var arrivedAt = ContiguousArray(repeating: SimTime.zero, count: 64)

  init(random: RandomStream, customers: Int) {
    draws = ExponentialStream(random)
    self.customers = customers
  }

  @inline(__always)
  mutating func handle(_ event: Event, _ schedule: inout Schedule<Event>) {
    let departed = event.rawValue
    let sojourn = schedule.now - exchange(schedule.now)
    timeInSystem += Int128(sojourn.microseconds &* Int64(departed))
    arrivals &+= 1 &- departed
    departures &+= departed
    let present = arrivals &- departures
    let toCome = customers &- arrivals
    let followers = event == .departure ? present : toCome
    if followers > 0 { follow(event, &schedule) }
    if present == 1 &- departed { changeServer(event, &schedule) }
    if present == arrivedAt.count { widen() }
  }

  /// Notes when the next customer arrives, should it be now; returns when the first present did.
  @inline(__always)
  private mutating func exchange(_ now: SimTime) -> SimTime {
    arrivedAt.withUnsafeMutableBufferPointer { ring in
      let mask = ring.count &- 1
      ring[arrivals & mask] = now
      return ring[departures & mask]
    }
  }

  /// Schedules the next event of the same kind.
  @inline(__always)
  mutating func follow(_ event: Event, _ schedule: inout Schedule<Event>) {
    scheduled &+= 1
    let draw = draws.next()
    let untilDeparture = SimDuration(rounding: draw * SingleServer.scale)
    let untilArrival = SimDuration(rounding: draw * (SingleServer.scale / 0.9))
    schedule.after(event == .departure ? untilDeparture : untilArrival, event)
  }

  /// The only customer begins to be served, or the last has gone.
  @inline(never)
  private mutating func changeServer(_ event: Event, _ schedule: inout Schedule<Event>) {
    if event == .arrival { follow(.departure, &schedule) }
    if departures == customers { schedule.stop() }
  }

  @inline(never)
  private mutating func widen() {
    let narrow = arrivedAt
    arrivedAt = ContiguousArray(repeating: .zero, count: 2 * narrow.count)
    for customer in departures..<arrivals {
      arrivedAt[customer % arrivedAt.count] = narrow[customer % narrow.count]
    }
  }
}

extension Bench {
  /// W3: measures so many customers, from the first arrival to the last departure.
  public static func singleServer(customers: Int, seed: UInt64 = 1) -> BenchResult {
    let server = SingleServer(random: RandomStream(seed: seed), customers: customers)
    var world = Simulation(server)
    let time = nanoseconds {
      world.model.follow(.arrival, &world.schedule)
      world.run()
    }
    return BenchResult(
      pending: 1, events: customers,
      nanosecondsPerEvent: time / Double(customers), checksum: world.model.scheduled)
  }
}
