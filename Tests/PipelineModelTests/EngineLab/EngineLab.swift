import SimKernel

@testable import PipelineModel

/// An experiment: functions, triggers and cancels, played on the simulated engine.
///
/// Times are seconds since the experiment's beginning, as in the recordings.
struct EngineLab: ~Copyable, Sendable {
  var simulation: Simulation<LabModel>
  let origin: SimTime
  /// From sending an event from outside to its arrival at the bus.
  let sendLatency: SimDuration

  /// Creates an experiment.
  ///
  /// `firstRequest` is when the first request was recorded: it puts the poll grid in place and
  /// makes the events, sent at `sent`, arrive half a tick before. `second` is the fraction of a
  /// second on the wall clock when the experiment begins, which decides when a blocked function is
  /// looked at again.
  init(
    _ functions: [LabFunction], _ settings: LabSettings = .recorded, firstRequest: Double? = nil,
    sent: Double = 0, second: Double = 0
  ) {
    let tick = settings.engine.pollTick.microseconds
    var origin = SimTime(microseconds: 10_000_000 / max(tick, 1) * max(tick, 1))
    var sendLatency = settings.engine.eventLatency
    if let firstRequest, tick > 0 {
      let first = SimDuration.labSeconds(firstRequest) - settings.engine.requestOverhead
      let latency = first - .labSeconds(sent) - settings.engine.pollTick * 9 / 10
      sendLatency = max(latency - settings.engine.ingestPerEvent, .milliseconds(1))
      origin = origin + SimDuration(microseconds: tick - first.microseconds % tick)
      let wanted = Int64(second * 1_000_000)
      let distance = { (time: SimTime) in
        let gap = ((time.microseconds - wanted) % 1_000_000 + 1_000_000) % 1_000_000
        return min(gap, 1_000_000 - gap)
      }
      let candidates = (0..<20).map { [origin] in origin + settings.engine.pollTick * $0 }
      origin = candidates.min { distance($0) < distance($1) } ?? origin
    }
    self.origin = origin
    self.sendLatency = sendLatency
    simulation = Simulation(LabModel(functions, settings, origin: origin))
  }

  /// Sends a function's trigger at a time; it reaches the engine after the event latency.
  mutating func trigger(
    _ function: String, key: EventKey = EventKey(), tag: Int32 = 0, id: UInt64 = 0,
    at seconds: Double = 0
  ) {
    send(simulation.model.index(of: function), key: key, tag: tag, id: id, at: seconds)
  }

  /// Sends several triggers at once, with tags and, if wanted, keys of their own.
  mutating func trigger(
    _ function: String, count: Int, keyed: Bool = false, every gap: Double = 0
  ) {
    for tag in 0..<Int32(count) {
      trigger(
        function, key: EventKey(keyed ? tag : 0), tag: tag, at: Double(tag) * gap)
    }
  }

  /// Sends an event at a time.
  mutating func send(
    _ name: UInt8, key: EventKey = EventKey(), tag: Int32 = 0, id: UInt64 = 0,
    at seconds: Double = 0
  ) {
    let time = origin + .labSeconds(seconds)
    let event = LabModel.Bus(
      name: name, key: key, receivedAt: time, payload: LabPayload(tag: tag), id: id)
    simulation.model.bus.append(event)
    simulation.schedule.at(
      time + sendLatency,
      .ingest(Int32(simulation.model.bus.count - 1)))
  }

  /// Plays the experiment to its end and returns what was seen, in order of time.
  @discardableResult
  mutating func play(maxEvents: Int = 2_000_000) -> LabResult {
    let stop = simulation.run(maxEvents: maxEvents)
    return LabResult(
      rows: simulation.model.rows, requests: simulation.model.requests.count,
      isOver: stop == .noMoreEvents, model: simulation.model)
  }
}

/// What an experiment left behind.
struct LabResult: Sendable {
  var rows: [LabRow]
  /// Requests that reached the app.
  var requests: Int
  /// Whether nothing was left to happen.
  var isOver: Bool
  var model: LabModel

  func rows(_ kinds: LabRow.Kind..., run: String? = nil, step: String? = nil) -> [LabRow] {
    rows.filter {
      kinds.contains($0.kind) && (run == nil || $0.run == run) && (step == nil || $0.step == step)
    }
  }

  /// How often each run ended how, as the engine's own events tell it.
  func count(_ detail: String) -> Int { rows.filter { $0.detail == detail }.count }
}

extension SimDuration {
  /// The nearest microsecond.
  static func labSeconds(_ seconds: Double) -> SimDuration {
    SimDuration(microseconds: Int64((seconds * 1_000_000).rounded()))
  }
}
