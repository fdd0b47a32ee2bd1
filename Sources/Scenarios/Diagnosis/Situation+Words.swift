extension Situation {
  /// What it is, in a sentence, under the limits of its runs.
  func sentence(under limits: RunLimits) -> String {
    switch self {
    case .neverTriggered: "No backfill ever started."
    case .underWay: "A trigger is under way, and no run is made of it yet."
    case .neverStarted: "Runs were dropped by their start timeout."
    case .startsDropped: "The engine took the events and made no run of them."
    case .orchestratorFailed: "The orchestrator failed before it asked for any worker."
    case .noConnector: "The provider has no backfill connector."
    case .stillRunning: "The backfill is still running."
    case .waitingForNobody: "The orchestrator waits for workers that are no more."
    case .nothingLinked: "The backfill ran while no repository was linked."
    case .lostDownstream: "The backfill succeeded; the data were lost behind it."
    case .passedOver(let count, let missing):
      count == missing
        ? "The backfill succeeded and passed over all that is missing: \(counted(count, "item"))."
        : "The backfill succeeded; of \(counted(missing, "missing item")) it passed over "
          + "\(grouped(count)), and the others were lost behind it."
    case .arriving(let count, let late):
      "The backfill's runs are over, with \(counted(count, "item")) still on the way behind them"
        + (late == 0
          ? ", none of them late."
          : ", \(grouped(late)) of them late: without the faults they would be there by now.")
    case .typesFailed(let cause): "Some entity types failed because of \(cause.words)."
    case .failedMidPage(let page, let cause):
      "A worker failed on page \(page) because of \(cause.words)."
    case .timedOut: "A worker reached its limit of \(limits.words(\.worker.finishTimeout))."
    case .deleted: "The connection was deleted during the backfill."
    case .duplicates: "The backfill succeeded and the customer sees things twice."
    case .moreHistory(let days): "The customer wants \(days) days of history."
    case .newRepository: "A repository was added to an existing connection."
    case .queued(let left):
      "No worker has started; the start timeout drops the first in \(limits.sourced(left.rounded))."
    case .asleep(let left):
      "A worker sleeps for the rate limit, and "
        + (left.map {
          "its limit of \(limits.words(\.worker.finishTimeout)) leaves it \($0.rounded)."
        } ?? "nothing ends it.")
    case .workersDone(let why, _):
      "All workers brought all their pages and nothing is missing; \(why)."
    case .neverAsked(let types): "No run asked for \(types.joined(separator: ", "))."
    case .cancelled:
      "An event cancelled runs: a deletion, a cancel by hand or a newer trigger."
    case .deletedButRunning:
      "The connection was deleted and its runs go on: the cancel never arrived. Cancel by hand."
    case .notSynced(let count, let isSyncedNow):
      "The backfill succeeded, and the Console left out \(counted(count, "item")): no workspace "
        + (isSyncedNow == false ? "syncs" : "synced") + " their repository"
        + (isSyncedNow == false ? "." : " when they came")
        + (isSyncedNow == true ? ", and one does now." : isSyncedNow == nil ? "." : "")
    case .inOrder: "Nothing is wrong with the backfill."
    }
  }

  /// What the runbook does not say about it; empty when it says all.
  func silence(under limits: RunLimits) -> String {
    switch self {
    case .neverStarted:
      "The runbook does not know start timeouts: the engine drops a run that has not started in "
        + "time, and nobody is told."
    case .startsDropped:
      "The runbook does not know this: the engine takes the event and makes no run of it, as it does "
        + "when the month's executions are used up."
    case .underWay:
      "The runbook reads a missing run as a backfill that never started; here nobody can tell yet."
    case .queued:
      "The runbook does not know start timeouts: a worker that has not started in time is dropped, "
        + "and nobody is told."
    case .asleep(_?):
      "The runbook lets a worker sleep through the rate limit; its limit of "
        + "\(limits.words(\.worker.finishTimeout)) goes on meanwhile."
    case .workersDone:
      "The runbook reads such a run as a failure; every worker brought all its pages."
    case .neverAsked:
      "The runbook reads success:true as 'downstream'; no run asked for what is missed."
    case .passedOver:
      "The runbook reads success:true as 'downstream'; these items never left the provider, or their "
        + "worker."
    case .arriving(_, let late) where late > 0:
      "The runbook knows data that are lost downstream, not data that are late there."
    case .notSynced:
      "The runbook does not know this: linking a repository and syncing it in the Console are two "
        + "acts; what arrives before the second is left out, and its dedup marks stand."
    case .deletedButRunning:
      "The runbook's 'automatic' holds when the cancel arrives; here runs go on."
    case .orchestratorFailed: "The runbook has no scenario for a failed orchestrator."
    case .waitingForNobody:
      "The runbook does not know this: a worker that a timeout cancels tells nobody, and the "
        + "orchestrator waits its \(limits.words(\.orchestrator.waitTimeout))."
    case .nothingLinked:
      "The runbook reads success:true as 'downstream'; here no repository was linked when the "
        + "orchestrator looked."
    case .typesFailed(let cause), .failedMidPage(_, let cause): cause.silence(under: limits)
    default: ""
    }
  }
}

extension Situation.Cause {
  /// What the runbook does not say about it as the cause of a worker's end.
  fileprivate func silence(under limits: RunLimits) -> String {
    switch self {
    case .state:
      "The runbook does not list this cause: the pages' contents outgrew the engine's run state."
    case .steps:
      "The runbook does not list this cause: a run has at most "
        + limits.sourced(
          "\(grouped(limits.mostSteps)) steps, \(grouped(limits.mostPages)) pages") + "."
    case .output:
      "The runbook does not list this cause: one page's result is larger than the engine takes."
    case .silence:
      "The runbook reads such a run as failed types; nobody knows what their workers did."
    case .token, .revoked, .limited, .status, .network, .other: ""
    }
  }
}
