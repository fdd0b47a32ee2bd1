import PipelineModel
import SimKernel

/// What became of one connection of a fleet.
struct ConnectionStory: Sendable {
  let name: String
  /// When it connected, or was triggered for the first time; nil when the run ended before.
  let connectedAt: SimTime?
  /// Items that its last backfill asked for and that did not get there; nil when none was asked for.
  let left: ItemsLeft?
  let retriggers: Int
  /// Its runs, in order of creation.
  let runs: [RunRecord]
  /// When the last of its items was delivered and stored for the first time, by goal.
  private let ends: [Goal: End]

  /// The last item, and the repository it is of.
  private struct End {
    let at: SimTime
    /// When an item of that repository was last delivered for the first time, and who posted it.
    let deliveredAt: SimTime
    let deliveredBy: WorkerRound
  }

  /// Whether every item that its last backfill asked for got there.
  func isDone(_ goal: Goal) -> Bool {
    guard let left, goal == .stored ? left.lost == 0 : left.undelivered == 0 else { return false }
    // Of a backfill that failed nobody knows whether there was nothing to ask for.
    return ends[.delivered] != nil || lastBackfill?.outcome == .completed
  }

  private var lastBackfill: RunRecord? { runs.last { $0.function == .orchestrator } }

  /// From the connection to its last item, where all got there and there was one.
  func time(_ goal: Goal) -> SimDuration? {
    guard isDone(goal), let connectedAt, let end = ends[goal] else { return nil }
    return end.at - connectedAt
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
      return ConnectionStory(
        name: world.organisations[world.installations[installation].organisation].name,
        connectedAt: outcome.storyTimes[connection.step], left: run.left[installation],
        retriggers: outcome.retriggers.isEmpty ? 0 : outcome.retriggers[installation],
        runs: runs[installation],
        ends: [
          .stored: end(own, outcome.lastStoreAt, outcome),
          .delivered: end(own, outcome.lastDeliveryAt, outcome),
        ].compactMapValues(\.self))
    }
  }

  private static func end(_ own: [Int], _ times: [SimTime?], _ outcome: Outcome) -> End? {
    guard let last = own.max(by: { (times[$0] ?? .zero) < (times[$1] ?? .zero) }),
      let at = times[last], let deliveredAt = outcome.lastDeliveryAt[last],
      let deliveredBy = outcome.lastDeliveredBy[last]
    else { return nil }
    return End(at: at, deliveredAt: min(at, deliveredAt), deliveredBy: deliveredBy)
  }
}

extension ConnectionStory {
  /// The parts of the time until it was done, in the order of the backfill; they add up to it.
  ///
  /// Followed is the worker that brought the last item, and the orchestrator that asked for it. What
  /// no limit explains is the work itself with the latencies of its calls.
  func parts(_ goal: Goal) -> [FleetReport.Wait.Part] {
    guard let connectedAt, let end = ends[goal], let worker = lastWorker(end) else { return [] }
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
    var total = end.deliveredAt - connectedAt
    add(
      isFirst(parent) ? "a backfill to be created" : "earlier backfills and the next look",
      asked - connectedAt, within: &total)
    var before = min(total, max(.zero, worker.createdAt - asked))
    var after = total - before
    if let waits = parent?.waits {
      add(LimitName.accountSteps.rawValue, waits.account, within: &before)
      add(LimitName.orchestratorPerInstallation.rawValue, waits.perKey, within: &before)
      add(LimitName.orchestratorGlobal.rawValue, waits.global, within: &before)
      add("the queue of backfills", waits.queue, within: &before)
    }
    add(LimitName.accountSteps.rawValue, worker.waits.account, within: &after)
    add(LimitName.workerPerOrganisation.rawValue, worker.waits.perKey, within: &after)
    add(LimitName.workerGlobal.rawValue, worker.waits.global, within: &after)
    add(LimitName.workerThrottle.rawValue, worker.waits.throttle, within: &after)
    add("the queue of workers", worker.waits.queue, within: &after)
    add(LimitName.providerRateLimit.rawValue, worker.asleep, within: &after)
    var work = before + after
    add("work and latency", work, within: &work)
    var console = end.at - end.deliveredAt
    add("the Console", console, within: &console)
    return parts
  }

  /// Whether a run is the connection's first backfill.
  private func isFirst(_ backfill: RunRecord?) -> Bool {
    runs.first { $0.function == .orchestrator }?.number == backfill?.number
  }

  /// The worker that posted the last item.
  private func lastWorker(_ end: End) -> RunRecord? {
    runs.first {
      $0.function == .worker && $0.unit == end.deliveredBy.unit
        && $0.round == end.deliveredBy.round
    }
  }

  /// Why the connection is not done: what the Console lost most items to, where all were delivered;
  /// else how its last backfill ended.
  func reason(_ results: [Int32: Bool]) -> String {
    guard let left, left.undelivered == 0, left.lost > 0 else { return deliveryReason(results) }
    let most = ItemDrop.allCases.max {
      left.lostTo[Int($0.rawValue)] < left.lostTo[Int($1.rawValue)]
    }
    guard let most, left.lostTo[Int(most.rawValue)] > 0 else {
      return "delivered; captures were still under way"
    }
    return "delivered, then lost: \(most.words)"
  }

  private func deliveryReason(_ results: [Int32: Bool]) -> String {
    guard connectedAt != nil else { return "the run ended before it connected" }
    guard let last = lastBackfill else {
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

  /// How most of the workers of a backfill that were not completed ended.
  private func workersReason(of backfill: RunRecord) -> String {
    var counts: [RunOutcome: Int] = [:]
    for run in runs where run.function == .worker && run.parent == backfill.number {
      if run.outcome != .completed { counts[run.outcome, default: 0] += 1 }
    }
    let most = counts.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }
    return most.map { "; workers: \($0.key.name)" } ?? ""
  }
}
