import PipelineModel
import SimKernel

/// The stretches of one run's life, in the engine's words.
///
/// They follow each other without overlap inside the run: *queue* (created, not started),
/// *concurrency* (not started for a limit), *discovery* (up to the registration of waits), the
/// steps by name, *sleep*, *wait*, *finalization*.
struct RunSegments {
  struct Segment: Equatable {
    let name: String
    let from: SimTime
    let to: SimTime
    let failure: Failure
  }

  private(set) var segments: [Segment] = []
  private let run: RunRecord
  private var last: SimTime
  private var blockedSince: SimTime?
  private var wakeAt: SimTime?
  private var isWaiting = false

  /// Reads the milestones of a run, items left out.
  init(_ run: RunRecord, _ milestones: [Milestone]) {
    self.run = run
    last = run.createdAt
    for milestone in milestones { read(milestone) }
    if run.outcome == .running { close(at: run.endedAt, isWaiting ? "wait" : "under way") }
  }

  private mutating func read(_ milestone: Milestone) {
    let time = milestone.time
    if let wake = wakeAt, milestone.kind != .blocked {
      close(at: min(wake, time), "sleep")
      wakeAt = nil
    }
    let step = milestone.step.label(run.unit)
    switch milestone.event {
    case .blocked where !hasStarted:
      close(at: time, "queue")
      blockedSince = blockedSince ?? time
    case .runStarted:
      close(at: time, blockedSince == nil ? "queue" : "concurrency")
      hasStarted = true
    case .stepDone: close(at: time, step)
    case .attemptFailed(_, let attempt, let failure):
      close(at: time, "\(step), attempt \(attempt)", failure)
    case .stepRefused(_, let failure): close(at: time, step, failure)
    case .asleep(_, let until):
      close(at: time, step)
      wakeAt = until
    case .waiting:
      close(at: time, "discovery")
      isWaiting = true
    case .waitResolved, .waitTimedOut: close(at: time, "wait")
    case .runEnded:
      close(at: time, hasStarted ? "finalization" : "queue", milestone.failure)
    default: break
    }
  }

  private var hasStarted = false

  private mutating func close(at time: SimTime, _ name: String, _ failure: Failure = .none) {
    let end = min(max(time, last), run.endedAt)
    if end > last {
      segments.append(Segment(name: name, from: last, to: end, failure: failure))
    }
    last = max(last, end)
  }
}
