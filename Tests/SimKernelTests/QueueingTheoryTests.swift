import SimKernel
import Testing

/// A station with `c` servers and one queue, the oracle of queueing theory.
private struct Station: SimulationModel {
  enum Event: BitwiseCopyable {
    case arrival
    case departure(SimTime)
  }

  var resource: Resource<SimTime>
  var random: RandomStream
  var interarrival: Distribution
  var service: Distribution
  var waits = Tally()
  var timeInSystem = QuantileSketch()
  var fingerprint = TraceFingerprint()

  init(servers: Int, seed: UInt64, interarrival: Distribution, service: Distribution) {
    resource = Resource(servers: servers)
    random = RandomStream(seed: seed)
    self.interarrival = interarrival
    self.service = service
  }

  mutating func handle(_ event: Event, _ schedule: inout Schedule<Event>) {
    let now = schedule.now
    switch event {
    case .arrival:
      fingerprint.combine(time: now, kind: 0)
      schedule.after(interarrival.sample(random.next()), .arrival)
      if resource.request(now, at: now) { serve(now, &schedule) }
    case .departure(let arrived):
      fingerprint.combine(time: now, kind: 1, UInt64(arrived.microseconds))
      timeInSystem.add(now - arrived)
      if let next = resource.release(at: now) { serve(next, &schedule) }
    }
  }

  private mutating func serve(_ arrived: SimTime, _ schedule: inout Schedule<Event>) {
    waits.add((schedule.now - arrived).inSeconds)
    schedule.after(service.sample(random.next()), .departure(arrived))
  }

  static func simulation(
    servers: Int, seed: UInt64, interarrival: Distribution, service: Distribution
  ) -> Simulation<Station> {
    var world = Simulation(
      Station(servers: servers, seed: seed, interarrival: interarrival, service: service))
    world.schedule.at(.zero, .arrival)
    return world
  }
}

@Suite("Queueing theory")
struct QueueingTheoryTests {
  #if DEBUG
    static let events = 20_000
    static let seeds: ClosedRange<UInt64> = 1...10
  #else
    static let events = 300_000
    static let seeds: ClosedRange<UInt64> = 1...20
  #endif

  /// The mean wait in an M/M/c queue by Erlang's C formula, with a mean service of 1.
  private func erlangWait(servers: Int, load: Double) -> Double {
    let offered = load * Double(servers)
    var term = 1.0
    var sum = 0.0
    for k in 0..<servers {
      sum += term
      term *= offered / Double(k + 1)
    }
    let blocked = term / (1 - load)
    return blocked / (sum + blocked) / (Double(servers) * (1 - load))
  }

  @Test("M/M/c waits as long as Erlang says", arguments: [(1, 0.7), (3, 0.8), (20, 0.9)])
  func mmc(servers: Int, load: Double) async {
    let mean = SimDuration.microseconds(Int(1e6 / (load * Double(servers))))
    let results = await Replication.run(seeds: Self.seeds, threads: 2) { seed in
      var world = Station.simulation(
        servers: servers, seed: seed, interarrival: .exponential(mean: mean),
        service: .exponential(mean: .seconds(1)))
      world.run(maxEvents: Self.events / 10)
      world.model.waits = Tally()
      world.run(maxEvents: Self.events)
      let busy = world.model.resource.busy.mean(at: world.schedule.now)
      return (wait: world.model.waits.mean, busy: busy)
    }
    let waits = Tally(results.map(\.wait))
    let exact = erlangWait(servers: servers, load: load)
    let tolerance = waits.confidenceHalfWidth(level: 0.999)
    #expect((waits.mean - exact).magnitude < tolerance, "\(waits.mean), exactly \(exact)")
    #expect(tolerance < 0.6 * exact)
    let busy = Tally(results.map { $0.busy / Double(servers) })
    #expect((busy.mean - load).magnitude < busy.confidenceHalfWidth(level: 0.999))
  }

  @Test("M/M/1 time in the system is exponential")
  func mm1Quantiles() async {
    let parts = await Replication.run(seeds: Self.seeds, threads: 2) { seed in
      var world = Station.simulation(
        servers: 1, seed: seed, interarrival: .exponential(mean: .seconds(2)),
        service: .exponential(mean: .seconds(1)))
      world.run(maxEvents: Self.events)
      return world.model.timeInSystem
    }
    var sketch = QuantileSketch()
    for part in parts { sketch.merge(part) }
    for probability in [0.5, 0.9, 0.99] {
      let exact = -2 * PortableMath.log(1 - probability)
      let measured = Double(sketch.quantile(probability) ?? 0) / 1e6
      #expect((measured / exact - 1).magnitude < 0.06, "\(probability): \(measured), \(exact)")
    }
  }

  @Test("D/D/1 is exact")
  func dd1() {
    var world = Station.simulation(
      servers: 1, seed: 1, interarrival: .constant(.seconds(4)), service: .constant(.seconds(3)))
    let reason = world.run(until: .zero + .seconds(4000) - .microseconds(1))
    #expect(reason == .horizon && world.eventsHandled == 2000)
    #expect(world.model.waits.maximum == 0 && world.model.waits.count == 1000)
    #expect(world.model.timeInSystem.minimum == 3_000_000)
    #expect(world.model.timeInSystem.maximum == 3_000_000)
    #expect(world.model.resource.busy.integral(at: world.schedule.now) == 3_000_000_000)
  }

  @Test("an overloaded D/D/1 queue grows by the difference of the rates")
  func overloaded() {
    var world = Station.simulation(
      servers: 1, seed: 1, interarrival: .constant(.seconds(1)), service: .constant(.seconds(2)))
    world.run(until: .zero + .seconds(1000) - .microseconds(1))
    #expect(world.model.resource.queue.count == 500)
    #expect(world.model.waits.maximum == 499)
  }

  @Test("a fork half-way ends like the original, and both like an undivided run")
  func fork() {
    let start = Station.simulation(
      servers: 2, seed: 11, interarrival: .exponential(mean: .seconds(1)),
      service: .lognormal(median: .seconds(1), sigma: 1))
    var whole = start.fork()
    whole.run(maxEvents: 2000)
    var first = start.fork()
    first.run(maxEvents: 1000)
    var second = first.fork()
    second.run(maxEvents: 1000)
    let between = first.model.fingerprint
    first.run(maxEvents: 1000)
    #expect(between != whole.model.fingerprint)
    func isWhole(_ world: borrowing Simulation<Station>) -> Bool {
      world.model.fingerprint == whole.model.fingerprint && world.eventsHandled == 2000
        && world.schedule.now == whole.schedule.now
        && world.model.resource.queue == whole.model.resource.queue
    }
    let (firstEnds, secondEnds) = (isWhole(first), isWhole(second))
    #expect(firstEnds && secondEnds)
    #expect(start.eventsHandled == 0 && start.schedule.pendingCount == 1)
  }

  @Test("the same seed gives the same trace; another seed another")
  func determinism() {
    let hexes = [5, 5, 6].map { (seed: UInt64) in
      var world = Station.simulation(
        servers: 1, seed: seed, interarrival: .exponential(mean: .seconds(1)),
        service: .exponential(mean: .milliseconds(900)))
      world.run(maxEvents: 3000)
      return world.model.fingerprint.hex
    }
    #expect(hexes[0] == hexes[1] && hexes[0] != hexes[2])
    #expect(hexes[0] == "57cde978107c1fd8")
  }
}
