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
    case .passedOver: "passed-over"
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
    case .underWay: "under-way"
    case .arriving(_, let late): late > 0 ? "late" : "arriving"
    case .neverAsked: "never-asked"
    case .cancelled: "cancelled"
    case .deletedButRunning: "deleted-but-running"
    case .notSynced(_, isSyncedNow: true): "not-synced-then"
    case .notSynced: "not-synced"
    case .inOrder: "in-order"
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
    case .nothingLinked, .lostDownstream, .passedOver, .neverAsked, .arriving:
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
    case .notSynced(_, isSyncedNow: true):
      ["Default answer when a customer reports missing data: re-trigger the backfill."]
    case .inOrder, .underWay, .notSynced: []
    }
  }
}
