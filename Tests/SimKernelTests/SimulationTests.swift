import SimKernel
import Testing

/// Counts down and records when each event happened.
private struct Countdown: SimulationModel {
  enum Event: BitwiseCopyable {
    case tick(Int)
    case alarm
  }

  var times: [SimTime] = []
  var alarm = EventHandle.none

  mutating func handle(_ event: Event, _ schedule: inout Schedule<Event>) {
    times.append(schedule.now)
    switch event {
    case .tick(0): schedule.cancel(alarm)
    case .tick(let left): schedule.after(.seconds(1), .tick(left - 1))
    case .alarm: schedule.stop()
    }
  }
}

@Suite("A simulation")
struct SimulationTests {
  @Test("runs to its end, its horizon, its limit or its stop")
  func reasonsToStop() {
    var world = Simulation(Countdown())
    world.schedule.at(.zero, .tick(4))
    world.model.alarm = world.schedule.timer(at: .zero + .hours(1), .alarm)
    var other = world.fork()
    #expect(world.run(until: .zero + .milliseconds(2500)) == .horizon)
    #expect(world.schedule.now == .zero + .milliseconds(2500))
    #expect(world.eventsHandled == 3)
    #expect(world.schedule.pendingCount == 2)
    #expect(world.run(maxEvents: 1) == .eventLimit)
    #expect(world.run() == .noMoreEvents)
    #expect(world.model.times == (0...4).map { .zero + .seconds($0) })

    other.schedule.cancel(other.model.alarm)
    other.schedule.at(.zero + .milliseconds(1500), .alarm)
    #expect(other.run() == .stopped)
    #expect(other.schedule.now == .zero + .milliseconds(1500))
    let handledOne = other.step()
    #expect(handledOne)
  }

  @Test("a fork of the schedule taken by a model is not changed by what follows")
  func scheduleForkedWhileHandling() {
    var world = Simulation(Hoarder())
    world.schedule.at(.zero, 3)
    world.run()
    #expect(world.eventsHandled == 4)
    let forks = world.model.forks
    #expect(forks.map { $0.schedule.pendingCount } == [0, 0, 0, 0])
    #expect(forks.map { $0.schedule.now } == (0...3).map { .zero + .seconds($0) })
  }

  @Test("scheduling in the past, and running into it, ends the process")
  func exits() async {
    await #expect(processExitsWith: .failure) {
      var world = Simulation(Hoarder())
      world.run(until: .zero - .seconds(1))
    }
    await #expect(processExitsWith: .failure) {
      var world = Simulation(Hoarder())
      world.schedule.after(-.seconds(1), 0)
    }
  }
}

/// Keeps a fork of its schedule at every event.
private struct Hoarder: SimulationModel {
  final class Fork {
    let schedule: Schedule<Int>
    init(_ schedule: consuming Schedule<Int>) { self.schedule = schedule }
  }

  var forks: [Fork] = []

  mutating func handle(_ event: Int, _ schedule: inout Schedule<Int>) {
    forks.append(Fork(schedule.fork()))
    if event > 0 { schedule.after(.seconds(1), event - 1) }
  }
}
