import PipelineModel
import SimKernel

/// The pipeline with a clock before and after every event.
struct PipelineProbe: SimulationModel {
  private typealias Clock = ContinuousClock

  private var pipeline: Pipeline
  /// Events and their time, by `PipelineEvent.Kind.rawValue`.
  private var counts = [Int](repeating: 0, count: PipelineEvent.Kind.allCases.count)
  private var times = [Duration](repeating: .zero, count: PipelineEvent.Kind.allCases.count)

  private init(_ pipeline: Pipeline) { self.pipeline = pipeline }

  mutating func handle(_ event: PipelineEvent, _ schedule: inout Schedule<PipelineEvent>) {
    let start = Clock.now
    pipeline.handle(event, &schedule)
    let elapsed = Clock.now - start
    times[event.kind.rawValue] += elapsed
    counts[event.kind.rawValue] += 1
  }

  /// Runs an experiment a second time and says what each kind of event cost.
  ///
  /// `total` is what the run took without clocks. What the clock itself costs is measured and taken
  /// off; what remains of `total` is the kernel's: taking events from the future and the loop.
  static func shares(of experiment: Experiment, total: Double) -> [PipelineShare] {
    let start = experiment.simulation()
    var simulation = Simulation(PipelineProbe(start.model))
    simulation.schedule = start.schedule
    simulation.run(until: experiment.horizon, maxEvents: experiment.eventLimit)
    let clock = clockCost()
    let events = simulation.eventsHandled
    var rest = total
    var shares = PipelineEvent.Kind.allCases.compactMap { kind -> PipelineShare? in
      let count = simulation.model.counts[kind.rawValue]
      guard count > 0 else { return nil }
      let time = max(
        0, simulation.model.times[kind.rawValue].nanoseconds - clock * Double(count))
      rest -= time
      return PipelineShare(
        kind: "\(kind)", events: count, share: Double(count) / Double(events),
        nanosecondsPerEvent: time / Double(count), timeShare: time / total)
    }
    shares.append(
      PipelineShare(
        kind: "kernel", events: events, share: 1,
        nanosecondsPerEvent: max(0, rest) / Double(events), timeShare: max(0, rest) / total))
    return shares
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
