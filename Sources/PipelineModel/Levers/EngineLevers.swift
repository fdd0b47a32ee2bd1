import SimKernel

extension Lever {
  static let engineLevers: [Lever] = [
    choice(
      "engine.concurrency-counts", \.engine.concurrencyCounts, .runs, .steps,
      "What the limits of a function count: whole runs, or requests being executed.",
      source: "runbook §7 Safety; engine-facts 1.1–1.4; pipeline-facts 4.4"),
    choice(
      "engine.execution", \.engine.execution, .perStep, .perStep,
      "How many steps a request executes: one, or one after the other with checkpoints.",
      proposals: [.checkpoint], source: "engine-facts 6.1, 6.2 (the default of SDK 4), 13.3"),
    duration(
      "engine.max-runtime", \.engine.maxRuntime, .seconds(10), .seconds(10),
      "With checkpoints: a request that has run so long leaves the next step to another.",
      source: "engine-facts 6.2 (10 s serve, 5 min connect), 13.3"),
    duration(
      "engine.checkpoint-latency", \.engine.checkpointLatency, .milliseconds(3), .milliseconds(3),
      "How long saving a step's result takes while its request goes on.",
      source: "engine-facts 13.3 (2–4 ms, dev)"),
    choice(
      "engine.throttle-counts", \.engine.throttleCounts, .providerRequests, .runStarts,
      "What the worker's throttle counts.",
      source: "runbook §10; engine-facts 2.1; pipeline-facts 4.6"),
    choice(
      "engine.timeout-outcome", \.engine.timeoutOutcome, .failed, .cancelled,
      "How a run ends at its timeout: failed, with its failure handler, or cancelled, without.",
      source: "runbook §3; engine-facts 3.3; pipeline-facts 4.8"),
    choice(
      "engine.wait-lookback", \.engine.waitLookback, .run, .none,
      "Which events a wait sees: all since the run started, or those after its registration.",
      source: "runbook §4; engine-facts 7.1; pipeline-facts 4.11"),
    count(
      "engine.account-steps", \.engine.accountSteps, 100, 100, unit: "steps at once",
      "Steps that execute at once in the whole account; 0 is no limit.",
      source: "runbook Constraints; engine-facts 1.7; pipeline-facts 4.16"),
    count(
      "engine.monthly-executions", \.engine.monthlyExecutions, 1_000_000, 1_000_000,
      unit: "executions per 30 days", "Executions included in a month; 0 is no limit.",
      source: "runbook Constraints; engine-facts 6.5; pipeline-facts 4.16"),
    duration(
      "engine.month-begun", \.engine.monthBegun, .zero, .zero,
      "How long before the story the month began whose executions are counted.",
      source: "engine-facts 6.5 (executions a month)"
    ).shorter(than: .days(30)),
    count(
      "engine.executions-before", \.engine.executionsBefore, 0, 0, unit: "executions",
      "Executions of the month that were used before the story, by whatever shares the account.",
      source: "engine-facts 1.7, 6.5 (shared by all functions)"),
    choice(
      "engine.at-quota", \.engine.atQuota, .refuse, .go,
      "What happens to new runs when the month's executions are used up.",
      source: "runbook Constraints (literal); engine-facts 'Not established'"),
    flag(
      "engine.meter-retries", \.engine.meterRetries, false, false,
      "Whether a failed attempt counts as an execution.",
      source: "engine-facts 6.5 (not stated by the vendor)"),
    count(
      "engine.step-limit", \.engine.stepLimit, 0, 1000, unit: "steps per run",
      "A run that reaches so many steps fails before its next request; 0 is no limit.",
      source: "runbook silent; engine-facts 10; pipeline-facts 4.13"),
    bytes(
      "engine.step-output-limit", \.engine.stepOutputLimit, 0, 4 << 20,
      "A step that returns more fails the run at once; 0 is no limit.",
      source: "runbook silent; engine-facts 10; pipeline-facts 4.13"),
    bytes(
      "engine.state-limit", \.engine.stateLimit, 0, 32 << 20,
      "A run whose step outputs sum up to more fails; 0 is no limit.",
      source: "runbook silent; engine-facts 10; pipeline-facts 4.13"),
    duration(
      "engine.longest-wait", \.engine.longestWait, .zero, .days(366),
      "A sleep or a wait that would take longer fails the run at once; 0 is no limit.",
      source: "runbook silent; engine-facts 10 (ErrTimeoutTooLong)"),
    count(
      "engine.events-per-send", \.engine.eventsPerSend, 0, 5000, unit: "events per request",
      "More events in one send are answered 400 after the first so many were taken; 0 is no limit.",
      source: "runbook silent; engine-facts 8.1"),
    durations(
      "engine.backoff", \.engine.backoff,
      [
        .seconds(15), .seconds(30), .minutes(1), .minutes(2), .minutes(5), .minutes(10),
        .minutes(20), .minutes(40), .hours(1), .hours(2),
      ],
      "Delay before attempt 2, 3, … of a step; the last repeats.",
      source: "engine-facts 5.3; pipeline-facts 4.2"),
    duration(
      "engine.backoff-jitter", \.engine.backoffJitter, .seconds(30), .seconds(30),
      "Upper bound of the uniform jitter added to a backoff delay.",
      source: "engine-facts 5.3; pipeline-facts 4.2"),
    duration(
      "engine.poll-tick", \.engine.pollTick, .milliseconds(10), .milliseconds(10),
      "Grid on which the engine looks at its queues; 0 is at once.",
      source: "engine-facts, Limits of validity (10 ms default in the cloud)"),
    duration(
      "engine.request-overhead", \.engine.requestOverhead, .milliseconds(50), .milliseconds(50),
      "From taking a queue item to the app's first line; part of the gap between steps.",
      source: "pipeline-facts §13 (inter-step queue latency 50 ms)"),
    duration(
      "engine.scan-per-item", \.engine.scanPerItem, .zero, .milliseconds(1),
      "How long a look at a queue takes per item; a slot freed meanwhile goes to the next one.",
      source: "runbook silent; engine-facts 13.1, 1.4 (0.3–1 ms, dev; cloud unknown)"
    ),
    duration(
      "engine.event-latency", \.engine.eventLatency, .milliseconds(100), .milliseconds(100),
      "From accepting an event to acting on it.", source: "engine-facts 6.4 (0.11–0.30 s, dev)"),
    duration(
      "engine.ingest-per-event", \.engine.ingestPerEvent, .zero, .zero,
      "How long the engine takes to take in one event, one after the other.",
      source: "engine-facts 13.5 (18–19 ms, dev on 2 cores; cloud unknown)"),
    duration(
      "engine.cancel-latency", \.engine.cancelLatency, .milliseconds(300), .milliseconds(300),
      "From acting on a cancel event to the end of the run.",
      source: "engine-facts 4.2 (0.15–0.6 s, dev)"),
    duration(
      "engine.timeout-latency", \.engine.timeoutLatency, .milliseconds(20), .milliseconds(20),
      "From a deadline to the end of the run.",
      source: "engine-facts 13.2 (dev; the 0.2–0.4 s of 3.4 are the listener's)"),
    duration(
      "engine.failure-latency", \.engine.failureLatency, .milliseconds(200), .milliseconds(200),
      "From a failed run to the start of its failure handler.",
      source: "engine-facts 9.2 (0.15–0.4 s, dev)"),
    duration(
      "engine.blocked-requeue", \.engine.blockedRequeue, .zero, .seconds(5),
      "How long a function blocked by a limit is left alone unless one of its requests succeeds.",
      source: "runbook silent; engine-facts 1.8"),
    duration(
      "engine.lease-renewal", \.engine.leaseRenewal, .seconds(15), .seconds(15),
      "A cancelled run's request in flight gives its slot back at this renewal at the latest.",
      source: "engine-facts 4.4"),
    count(
      "engine.response-loss", \.engine.responseLossPerMillion, 0, 100, unit: "per million requests",
      in: 0...1_000_000, "Responses of the app that never reach the engine.",
      source: "runbook silent; pipeline-facts §13 (1e-4)"),
  ]
}

extension Profile.Engine {
  /// The months in which executions count.
  public var months: ExecutionMonths { ExecutionMonths(begun: monthBegun) }
}
