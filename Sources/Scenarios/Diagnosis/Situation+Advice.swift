extension Situation {
  /// Its name in JSON.
  public var name: String {
    switch self {
    case .neverTriggered: "never-triggered"
    case .neverStarted: "never-started"
    case .startsDropped: "starts-dropped"
    case .orchestratorFailed: "orchestrator-failed"
    case .noConnector: "no-connector"
    case .stillRunning: "still-running"
    case .waitingForNobody: "waiting-for-nobody"
    case .nothingLinked: "nothing-linked"
    case .lostDownstream: "lost-downstream"
    case .typesFailed: "types-failed"
    case .failedMidPage: "failed-mid-page"
    case .timedOut: "timed-out"
    case .deleted: "deleted"
    case .duplicates: "duplicates"
    case .moreHistory: "more-history"
    case .newRepository: "new-repository"
    case .queued: "queued"
    case .asleep: "asleep"
    case .workersDone: "workers-done"
    case .neverAsked: "never-asked"
    case .cancelled: "cancelled"
    case .deletedButRunning: "deleted-but-running"
    case .inOrder: "in-order"
    }
  }

  /// What it is, in a sentence.
  public var sentence: String {
    switch self {
    case .neverTriggered: "The backfill was never triggered."
    case .neverStarted: "Runs were dropped by their start timeout."
    case .startsDropped: "The engine took the events and made no run of them."
    case .orchestratorFailed: "The orchestrator failed before it asked for any worker."
    case .noConnector: "The provider has no backfill connector."
    case .stillRunning: "The backfill is still running."
    case .waitingForNobody: "The orchestrator waits for workers that are no more."
    case .nothingLinked: "The backfill ran before any repository was linked."
    case .lostDownstream: "The backfill succeeded; the data were lost behind it."
    case .typesFailed(let cause): "Some entity types failed because of \(cause.words)."
    case .failedMidPage(let page, let cause):
      "A worker failed on page \(page) because of \(cause.words)."
    case .timedOut: "A worker reached its limit of 2 h."
    case .deleted: "The connection was deleted during the backfill."
    case .duplicates: "The backfill was triggered again and the customer sees things twice."
    case .moreHistory(let days): "The customer wants \(days) days of history."
    case .newRepository: "A repository was added to an existing connection."
    case .queued(let left):
      "No worker has started; the start timeout drops the first in \(left.rounded)."
    case .asleep(let left):
      "A worker sleeps for the rate limit, and its limit of 2 h ends it in \(left.rounded)."
    case .workersDone(let why, _): "All workers completed and nothing is missing; \(why)."
    case .neverAsked(let types): "No run asked for \(types.joined(separator: ", "))."
    case .cancelled:
      "An event cancelled runs: a deletion, a cancel by hand or a newer trigger."
    case .deletedButRunning:
      "The connection was deleted and its runs go on: the cancel never arrived. Cancel by hand."
    case .inOrder: "Nothing is wrong with the backfill."
    }
  }

  /// What the runbook advises, in its words; empty when there is nothing to do.
  public var advice: [String] {
    switch self {
    case .neverTriggered, .startsDropped:
      ["Manually trigger: POST /trigger with { installationId, provider, orgId, depth: 30 }."]
    case .typesFailed, .neverStarted, .orchestratorFailed, .workersDone(_, isOver: true):
      [
        "Re-trigger the full backfill. The entity workers for already-completed types will re-run, "
          + "but Gateway's Redis dedup (24h TTL) skips already-dispatched events."
      ]
    case .failedMidPage:
      [
        "Re-trigger the full backfill. Earlier pages have deterministic deliveryIds: Gateway Redis "
          + "dedup skips them. The failing page and those behind it get fetched and dispatched "
          + "fresh."
      ]
    case .timedOut:
      [
        "Re-trigger. Previously dispatched events dedup. Worker picks up where rate limits allow.",
        "If this keeps happening, consider reducing depth or contacting Inngest about extending "
          + "timeout limits.",
      ]
    case .stillRunning, .waitingForNobody, .queued, .asleep, .workersDone:
      ["Still running: check how long, may be waiting on entity workers."]
    case .nothingLinked, .lostDownstream, .neverAsked:
      [
        "If the orchestrator succeeded but data are missing, the problem is downstream, not "
          + "backfill.",
        "Default answer when a customer reports missing data: re-trigger the backfill.",
      ]
    case .deleted, .cancelled, .deletedButRunning: ["Action required: none. Automatic."]
    case .duplicates:
      ["For re-triggers after 24h, warn the customer that duplicates may occur."]
    case .noConnector: ["Linear/Sentry don't have backfill connectors yet."]
    case .moreHistory(let days): ["Re-trigger with depth: \(days)."]
    case .newRepository: ["Manually trigger a backfill for the installation (Scenario 7)."]
    case .inOrder: []
    }
  }
}
