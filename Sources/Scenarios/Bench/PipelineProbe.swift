import PipelineModel
import SimKernel

/// The pipeline with a clock before and after every event.
struct PipelineProbe: ~Copyable, SimulationModel {
  private typealias Clock = ContinuousClock

  private var pipeline: Pipeline
  /// Events and their time, by `PipelineEvent.Kind.rawValue`.
  private var counts = [Int](repeating: 0, count: PipelineEvent.Kind.allCases.count)
  private var times = [Duration](repeating: .zero, count: PipelineEvent.Kind.allCases.count)

  private init(_ pipeline: consuming Pipeline) { self.pipeline = pipeline }

  mutating func handle(_ event: PipelineEvent, _ schedule: inout Schedule<PipelineEvent>) {
    let start = Clock.now
    pipeline.handle(event, &schedule)
    let elapsed = Clock.now - start
    times[event.kind.rawValue] += elapsed
    counts[event.kind.rawValue] += 1
  }

  func fork() -> PipelineProbe {
    var copy = PipelineProbe(pipeline.fork())
    (copy.counts, copy.times) = (counts, times)
    return copy
  }

  /// Runs an experiment with clocks and says what each kind of event cost.
  ///
  /// What the clock itself costs is measured and taken off; what remains of the run beside its
  /// events is the kernel's: taking events from the future and the loop.
  static func shares(of experiment: Experiment) -> [PipelineShare] {
    let start = experiment.simulation()
    var simulation = Simulation(PipelineProbe(start.model.fork()))
    simulation.schedule = start.schedule.fork()
    let whole = Bench.nanoseconds {
      simulation.run(until: experiment.horizon, maxEvents: experiment.eventLimit)
    }
    let clock = clockCost()
    let events = simulation.eventsHandled
    // Of the two readings around an event about one lies inside its time, one outside of it.
    let handled = simulation.model.times.reduce(0) { $0 + $1.nanoseconds }
    let kernel = max(0, whole - handled - clock * Double(events))
    var costs = PipelineEvent.Kind.allCases.compactMap { kind -> (String, Int, Double)? in
      let count = simulation.model.counts[kind.rawValue]
      let time = simulation.model.times[kind.rawValue].nanoseconds - clock * Double(count)
      return count > 0 ? ("\(kind)", count, max(0, time)) : nil
    }
    costs.append(("kernel", events, kernel))
    let sum = costs.reduce(0) { $0 + $1.2 }
    return costs.map { kind, count, time in
      PipelineShare(
        kind: kind, events: count, share: Double(count) / Double(events),
        nanosecondsPerEvent: time / Double(count), timeShare: time / sum)
    }
  }

  /// Nanoseconds between two readings of the clock with nothing in between.
  private static func clockCost() -> Double {
    let readings = 100_000
    var sum = Duration.zero
    for _ in 0..<readings {
      let start = Clock.now
      sum += Clock.now - start
    }
    return sum.nanoseconds / Double(readings)
  }
}

/// What one kind of event cost in a run of the whole model.
public struct PipelineShare: Sendable, Encodable {
  /// The kind of event; "kernel" is what no event's handling took.
  public let kind: String
  /// How many there were.
  public let events: Int
  /// Their part of all events.
  public let share: Double
  public let nanosecondsPerEvent: Double
  /// Their part of the run's time.
  public let timeShare: Double
}

extension Duration {
  var nanoseconds: Double {
    Double(components.seconds) * 1e9 + Double(components.attoseconds) / 1e9
  }
}
