import SimKernel

extension Lever {
  static let functionLevers: [Lever] = [
    count(
      "orchestrator.retries", \.orchestrator.retries, 3, 3, unit: "retries per step", in: 0...20,
      "Retries of each step of the orchestrator.", source: "runbook §4; pipeline-facts §5"),
    choice(
      "orchestrator.concurrency-counts", \.orchestrator.concurrencyCounts, .engine, .engine,
      "What the orchestrator's limits count: what the engine's do, or whole runs.",
      proposals: [.runs], source: "engine-facts 1.10 (in the engine, not in the SDK's types)"),
    count(
      "orchestrator.per-installation", \.orchestrator.perInstallation, 1, 1, unit: "at once",
      "Concurrency limit of the orchestrator per installation; 0 is no limit.",
      source: "runbook §7 Safety; pipeline-facts §5 (ORCH:9-27)"),
    count(
      "orchestrator.global", \.orchestrator.global, 0, 10, unit: "at once",
      "Concurrency limit of the orchestrator in all; 0 is no limit.",
      source: "runbook silent; pipeline-facts §5 (ORCH:9-27)"),
    duration(
      "orchestrator.start-timeout", \.orchestrator.startTimeout, .zero, .minutes(2),
      "A run not started so long after its creation ends; 0 is never.",
      source: "runbook silent; pipeline-facts §5; engine-facts 3.1"),
    duration(
      "orchestrator.finish-timeout", \.orchestrator.finishTimeout, .zero, .hours(8),
      "A run not finished so long after its start ends; 0 is never.",
      source: "runbook silent; pipeline-facts §5; engine-facts 3.2"),
    duration(
      "orchestrator.wait-timeout", \.orchestrator.waitTimeout, .hours(4), .hours(4),
      "How long the orchestrator waits for a worker's completion.",
      source: "runbook §4; pipeline-facts §5 (ORCH:128-137)"),
    choice(
      "orchestrator.singleton", \.orchestrator.singleton, .none, .none,
      "Whole-run mutex per installation.", proposals: [.skip, .cancel],
      source: "engine-facts 12"),
    choice(
      "orchestrator.child-call", \.orchestrator.childCall, .wait, .wait,
      "How the orchestrator learns of its workers' ends.", proposals: [.invoke],
      source: "pipeline-facts §5; engine-facts 12"),
    choice(
      "orchestrator.gap-filter", \.orchestrator.gapFilter, .none, .none,
      "Whether units that an earlier run completed for this window are left out.",
      proposals: [.type, .unit], source: "a repair; pipeline-facts §5 (every run asks for all)"),
    duration(
      "orchestrator.clock-ahead", \.orchestrator.clockAhead, .zero, .zero,
      "How much the orchestrator's clock is ahead of the provider's.",
      source: "pipeline-facts §5 (since is made of Date.now(), compared with updated_at)"),
    duration(
      "orchestrator.clock-behind", \.orchestrator.clockBehind, .zero, .zero,
      "How much the orchestrator's clock is behind the provider's.",
      source: "pipeline-facts §5 (since is made of Date.now(), compared with updated_at)"),
    count(
      "worker.retries", \.worker.retries, 3, 3, unit: "retries per step", in: 0...20,
      "Retries of each step of a worker.", source: "runbook §4; pipeline-facts §6; engine-facts 5.1"
    ),
    count(
      "worker.failure-retries", \.worker.failureRetries, 1, 1, unit: "retries per step",
      in: 0...20, "Retries of the worker's failure handler.",
      source: "pipeline-facts 4.9; engine-facts 9.2"),
    choice(
      "worker.concurrency-counts", \.worker.concurrencyCounts, .engine, .engine,
      "What the worker's limits count: what the engine's do, or whole runs.",
      proposals: [.runs], source: "engine-facts 1.10 (in the engine, not in the SDK's types)"),
    count(
      "worker.per-organisation", \.worker.perOrganisation, 5, 5, unit: "at once",
      "Concurrency limit of workers per organisation; 0 is no limit.",
      source: "runbook Constraints; pipeline-facts §6 (EW:10-54)"),
    count(
      "worker.global", \.worker.global, 10, 10, unit: "at once",
      "Concurrency limit of workers in all; 0 is no limit.",
      source: "runbook Constraints; pipeline-facts §6 (EW:10-54)"),
    choice(
      "worker.global-scope", \.worker.globalScope, .function, .function,
      "Whose slots worker.global counts: the worker's, or the orchestrator's with them.",
      proposals: [.account], source: "engine-facts 12, 13.4 (scope account, one key)"),
    rate(
      "worker.throttle", \.worker.throttle, Rate(count: 4000, period: .hours(1)),
      "Throttle per installation.", source: "runbook §10; pipeline-facts §6 (EW:10-54)"),
    duration(
      "worker.start-timeout", \.worker.startTimeout, .zero, .minutes(5),
      "A worker not started so long after its creation ends; 0 is never.",
      source: "runbook silent; pipeline-facts §6; engine-facts 3.1, 3.6"),
    duration(
      "worker.finish-timeout", \.worker.finishTimeout, .hours(2), .hours(2),
      "A worker not finished so long after its start ends; 0 is never.",
      source: "runbook §10; pipeline-facts §6; engine-facts 3.2"),
    flag(
      "worker.refresh-on-401", \.worker.refreshOn401, true, false,
      "Whether a 401 from the provider makes the worker fetch a new token and try again.",
      source: "runbook §3; pipeline-facts §6.1 (dead code: no connector error has a status)"),
    flag(
      "worker.refreshed-token-persisted", \.worker.refreshedTokenPersisted, true, false,
      "Whether a refreshed token survives the replay that follows the step.", proposal: true,
      source: "runbook §3; pipeline-facts §6.1 (EW:150, lost on replay)"),
    choice(
      "worker.resume", \.worker.resume, .start, .start,
      "Where the worker of a re-trigger begins.", proposals: [.cursor],
      source: "runbook §4; pipeline-facts §6 (no page cursor survives the run)"),
    choice(
      "worker.dispatch-count", \.worker.dispatchCount, .stepResult, .insideStep,
      "Where the worker counts the items it dispatched.",
      source: "runbook silent; pipeline-facts §6.3 (always 0 in production)"),
    flag(
      "worker.sleeps-after-last-page", \.worker.sleepsAfterLastPage, false, true,
      "Whether the rate limit is looked at before the end of the pages.",
      source: "runbook §10; pipeline-facts §6.4 (EW:205-220)"),
    flag(
      "worker.completion-carries-run", \.worker.completionCarriesRun, false, false,
      "Whether a completion names the orchestrator run it is for, and only that run takes it.",
      proposal: true, source: "a repair; pipeline-facts §5 (matched by unit)"),
    flag(
      "worker.tells-timeouts", \.worker.tellsTimeouts, false, false,
      "Whether a worker that a timeout ends runs its failure handler all the same.",
      proposal: true, source: "a repair; engine-facts 4.6, 9.1 (nobody is told)"),
    choice(
      "worker.token", \.worker.token, .once, .once,
      "When the worker asks for a token: once a run, or with each page.",
      proposals: [.perRequest], source: "a repair; pipeline-facts §6 (EW:68-86, memoized)"),
    count(
      "worker.page-cap", \.worker.pageCap, 0, 0, unit: "pages per run", in: 0...1_000_000,
      "A worker ends with success after so many pages; 0 is no cap.",
      source: "a repair; pipeline-facts 4.13, §6 (498 pages by the step limit), §14"),
    count(
      "worker.posts-at-once", \.worker.postsAtOnce, 1, 1, unit: "posts", in: 1...100,
      "Items of a page that the worker posts at once; it goes on when all are answered.",
      source: "a repair; pipeline-facts §6.3 (EW:178-203, one after the other)"),
    flag(
      "worker.gives-up-on-refusal", \.worker.givesUpOnRefusal, false, false,
      "Whether a worker's step that is answered 401 or 403 fails without being tried again.",
      proposal: true, source: "a repair; pipeline-facts §7 (every error is retried)"),
    flag(
      "worker.honours-retry-after", \.worker.honoursRetryAfter, false, false,
      "Whether a page that is refused with Retry-After is asked for again after that time.",
      proposal: true,
      source: "a repair; pipeline-facts §7 (a plain Error for every status); engine-facts 5.6"),
    count(
      "worker.rate-limit-threshold", \.worker.rateLimitThreshold, 100, 100, unit: "per mille",
      in: 0...1000, "The worker sleeps when less than this share of the window remains.",
      source: "runbook §10; pipeline-facts §6.4"),
    choice(
      "worker.step-output", \.worker.stepOutput, .events, .events,
      "What the fetch step returns into the run's state.", proposals: [.reference],
      source: "pipeline-facts §6.1, §13"),
    duration(
      "backfill.request-limit", \.backfill.requestLimit, .seconds(300), .seconds(300),
      "The host ends a request of the app after so long; 0 leaves the engine's 2 h.",
      source: "pipeline-facts 3.9, §13; engine-facts 5.7"),
    flag(
      "backfill.validates-parameters", \.backfill.validatesParameters, true, false,
      "Whether /trigger refuses providers without connector, unknown types, odd depths.",
      source: "runbook §7; pipeline-facts 3.4, 3.5"),
    count(
      "backfill.default-depth", \.backfill.defaultDepth, 30, 30, unit: "days", in: 1...36_500,
      "How far back a trigger without a depth looks.",
      source: "runbook Architecture; pipeline-facts 1.6, 3.4 (depth ?? 30)"),
    duration(
      "worker.clock-ahead", \.worker.clockAhead, .zero, .zero,
      "How much a worker's clock is ahead of the provider's: it sleeps too short.",
      source: "pipeline-facts §6 (sleepMs = resetAt - now)"),
    duration(
      "worker.clock-behind", \.worker.clockBehind, .zero, .zero,
      "How much a worker's clock is behind the provider's: it sleeps too long.",
      source: "pipeline-facts §6 (sleepMs = resetAt - now)"),
  ]
}
