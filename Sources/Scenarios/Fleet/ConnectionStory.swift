import PipelineModel
import SimKernel

/// What became of one connection of a fleet.
struct ConnectionStory: Sendable {
  let name: String
  /// When it connected, or was triggered for the first time; nil when the run ended before.
  let connectedAt: SimTime?
  /// Items that its last backfill asked for and that never came; nil when none was asked for.
  let missing: Int?
  /// When the last of its items came for the first time.
  let lastDeliveryAt: SimTime?
  let retriggers: Int
  /// Its runs, in order of creation.
  let runs: [RunRecord]
  /// The repository that got its last item last.
  private let lastRepository: Int32

  var isComplete: Bool { missing == 0 }

  /// From the connection to its last item, where it got all and there was one.
  var timeToComplete: SimDuration? {
    guard isComplete, let connectedAt, let lastDeliveryAt else { return nil }
    return lastDeliveryAt - connectedAt
  }

  /// The stories of all the connections of a run, in order of arrival.
  static func all(of run: FleetRun) -> [ConnectionStory] {
    let (world, outcome) = (run.experiment.world, run.outcome)
    var runs = [[RunRecord]](repeating: [], count: world.installations.count)
    for record in outcome.runs where record.installation >= 0 {
      runs[Int(record.installation)].append(record)
    }
    var repositories = [[Int]](repeating: [], count: world.installations.count)
    for (index, repository) in world.repositories.enumerated() {
      repositories[repository.installation].append(index)
    }
    return run.connections.map { connection in
      let installation = connection.installation
      let own = repositories[installation]
      let last = own.max {
        (outcome.lastDeliveryAt[$0] ?? .zero) < (outcome.lastDeliveryAt[$1] ?? .zero)
      }
      return ConnectionStory(
        name: world.organisations[world.installations[installation].organisation].name,
        connectedAt: outcome.storyTimes[connection.step],
        missing: run.missing[installation],
        lastDeliveryAt: last.flatMap { outcome.lastDeliveryAt[$0] },
        retriggers: outcome.retriggers.isEmpty ? 0 : outcome.retriggers[installation],
        runs: runs[installation], lastRepository: last.map(Int32.init) ?? -1)
    }
  }
}

extension ConnectionStory {
  /// The parts of the time to complete, in the order of the backfill; they add up to it.
  ///
  /// Followed is the worker that brought the last item, and the orchestrator that asked for it. What
  /// no limit explains is the work itself with the latencies of its calls.
  var parts: [FleetReport.Wait.Part] {
    guard let connectedAt, let lastDeliveryAt, let worker = lastWorker else { return [] }
    var parts: [FleetReport.Wait.Part] = []
    func add(_ what: String, _ duration: SimDuration, within rest: inout SimDuration) {
      let share = min(max(duration, .zero), rest)
      rest -= share
      if share > .zero {
        parts.append(FleetReport.Wait.Part(what: what, microseconds: share.microseconds))
      }
    }
    let parent = runs.first { $0.number == worker.parent }
    let asked = parent?.createdAt ?? worker.createdAt
    var total = lastDeliveryAt - connectedAt
    add(
      isFirst(parent) ? "a backfill to be created" : "earlier backfills and the next look",
      asked - connectedAt, within: &total)
    var before = min(total, max(.zero, worker.createdAt - asked))
    var after = total - before
    if let waits = parent?.waits {
      add("account.steps", waits.account, within: &before)
      add("orchestrator.per-installation", waits.perKey, within: &before)
      add("orchestrator.global", waits.global, within: &before)
      add("the queue of backfills", waits.queue, within: &before)
    }
    add("account.steps", worker.waits.account, within: &after)
    add("worker.per-organisation", worker.waits.perKey, within: &after)
    add("worker.global", worker.waits.global, within: &after)
    add("worker.throttle", worker.waits.throttle, within: &after)
    add("the queue of workers", worker.waits.queue, within: &after)
    add("provider.rate-limit", worker.asleep, within: &after)
    var work = before + after
    add("work and latency", work, within: &work)
    return parts
  }

  /// Whether a run is the connection's first backfill.
  private func isFirst(_ backfill: RunRecord?) -> Bool {
    runs.first { $0.function == .orchestrator }?.number == backfill?.number
  }

  /// The worker of the last repository that was at work latest before the last item came.
  private var lastWorker: RunRecord? {
    guard let lastDeliveryAt else { return nil }
    let workers = runs.filter {
      $0.function == .worker && $0.unit.repository == lastRepository && $0.started
        && $0.startedAt <= lastDeliveryAt
    }
    return workers.max {
      (min($0.endedAt, lastDeliveryAt), $0.number) < (min($1.endedAt, lastDeliveryAt), $1.number)
    }
  }

  /// Why the connection did not get all its items: how its last backfill ended.
  func reason(_ results: [Int32: Bool]) -> String {
    guard connectedAt != nil else { return "the run ended before it connected" }
    guard let last = runs.last(where: { $0.function == .orchestrator }) else {
      return "no backfill was ever created"
    }
    switch last.outcome {
    case .running: return "its backfill was still running"
    case .failed: return "its last backfill failed because of \(last.failure.words)"
    case .cancelled: return "its last backfill was cancelled"
    case .startTimeout: return "its last backfill did not start in time"
    case .finishTimeout: return "its last backfill did not finish in time"
    case .completed:
      return results[last.number] == true
        ? "its last backfill returned success"
        : "its last backfill returned without success" + workersReason(of: last)
    }
  }

  /// How most of the workers of a backfill that did not complete ended.
  private func workersReason(of backfill: RunRecord) -> String {
    var counts: [RunOutcome: Int] = [:]
    for run in runs where run.function == .worker && run.parent == backfill.number {
      if run.outcome != .completed { counts[run.outcome, default: 0] += 1 }
    }
    let most = counts.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }
    return most.map { "; workers: \($0.key.name)" } ?? ""
  }
}
