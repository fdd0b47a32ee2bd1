import SimKernel

extension Lever {
  static let serviceLevers: [Lever] = [
    flag(
      "connections.link-at-connect", \.connections.linkAtConnect, true, false,
      "Whether the repositories are resources of the connection when the backfill is notified.",
      source: "runbook Architecture; pipeline-facts 1.4, 1.10"),
    duration(
      "connections.link-delay", \.connections.linkDelay, .zero, .seconds(30),
      "How long after the connection its repositories are linked, where that comes later.",
      source: "pipeline-facts 1.10 (by a person; estimate)"),
    flag(
      "connections.notify-awaited", \.connections.notifyAwaited, false, true,
      "Whether the OAuth callback waits for the notification to be published.",
      source: "runbook §2; pipeline-facts 1.7"),
    flag(
      "connections.notify-on-link", \.connections.notifyOnLink, false, false,
      "Whether linking a repository to a connection asks for a backfill.", proposal: true,
      source: "a repair; runbook §11, pipeline-facts 1.12 (it triggers nothing)"),
    duration(
      "connections.token-lifetime", \.connections.tokenLifetime, .hours(1), .hours(1),
      "How long a GitHub token lives.", source: "pipeline-facts §1, §7 (expiresIn 3600)"),
    count(
      "connections.inactive-token-status", \.connections.inactiveTokenStatus, 404, 400,
      unit: "HTTP status", in: 400...599, "Answer to a token request of a revoked connection.",
      source: "runbook §3, §5 (401/404); pipeline-facts §1 (400)"),
    choice(
      "connections.disconnect", \.connections.disconnect, .teardown, .flagOnly,
      "What 'disconnect' in the user interface does.",
      source: "runbook §5; pipeline-facts §12"),
    duration(
      "connections.callback-time", \.connections.callbackTime, .zero, .zero,
      "How long an OAuth callback takes from reading the row to writing it.",
      source: "pipeline-facts 1.2, 1.3 (not atomic; estimate: at once)"),
    duration(
      "connections.link-time", \.connections.linkTime, .zero, .zero,
      "How long linking a resource takes from reading the rows to writing one.",
      source: "pipeline-facts 1.10, 1.11 (no unique index; estimate: at once)"),
    duration(
      "connections.clock-ahead", \.connections.clockAhead, .zero, .zero,
      "How much the connections service's clock is ahead of the provider's.",
      source: "pipeline-facts §1 (the app's JWT begins a minute ago, by this clock)"),
    duration(
      "connections.clock-behind", \.connections.clockBehind, .zero, .zero,
      "How much the connections service's clock is behind the provider's.",
      source: "pipeline-facts §1 (the app's JWT ends in ten minutes, by this clock)"),
    duration(
      "connections.teardown-step", \.connections.teardownStep, .milliseconds(500),
      .milliseconds(500), "How long each step of the teardown workflow takes.",
      source: "pipeline-facts §12 (estimate)"),
    choice(
      "connections.teardown-order", \.connections.teardownOrder, .gateLast, .gateLast,
      "Whether the teardown closes the gate after or before its other steps.",
      proposals: [.gateFirst], source: "a repair; pipeline-facts §12 (TEAR:31-117)"),
    flag(
      "connections.notifies-reactivation", \.connections.notifiesReactivation, false, false,
      "Whether a connection that comes back triggers a backfill, as a new one does.",
      proposal: true, source: "a repair; pipeline-facts 1.3 (github.ts:123-156)"),
    duration(
      "gateway.dedup-window", \.gateway.dedupWindow, .hours(24), .hours(24),
      "How long a dedup mark lives.", source: "runbook §6; pipeline-facts §8.5"),
    choice(
      "gateway.order", \.gateway.order, .markThenPublish, .markThenPublish,
      "In which order the gateway marks and publishes.",
      proposals: [
        .publishThenMark, .lookPublishMark, .pendingMark, .outbox, .storeThenPublish,
        .holdThenReplay,
      ],
      source: "runbook Architecture; pipeline-facts §8.5"),
    duration(
      "gateway.mark-lease", \.gateway.markLease, .seconds(10), .seconds(10),
      "With a pending mark: how long it holds unless the publish is confirmed.",
      source: "a repair; shorter than the first retry of a step (engine-facts 5.3)"),
    duration(
      "gateway.outbox-interval", \.gateway.outboxInterval, .seconds(5), .seconds(5),
      "With an outbox: how often the relay publishes what was written.", source: "a repair"),
    duration(
      "gateway.recovery-interval", \.gateway.recoveryInterval, .minutes(1), .minutes(1),
      "With stored rows: how often the recovery job publishes those that are not settled.",
      source: "a repair"),
    flag(
      "gateway.releases-mark", \.gateway.releasesMark, false, false,
      "Whether the gateway takes its mark away when the publish fails.", proposal: true,
      source: "a repair; pipeline-facts §8.5 (never released)"),
    flag(
      "gateway.publish-dedup-id", \.gateway.publishDedupID, false, false,
      "Whether the backfill's items are published with a deduplication id.", proposal: true,
      source: "a repair; pipeline-facts 2.5 (it has none)"),
    flag(
      "gateway.live-workflow", \.gateway.liveWorkflow, false, true,
      "Whether a live webhook's steps are tried again, memoized, as those of a queue workflow.",
      source: "runbook silent; pipeline-facts §9, §14 (3 retries)"),
    flag(
      "gateway.routing-cache", \.gateway.routingCache, false, true,
      "Whether live webhooks find their connection in a cache that nothing but a teardown empties.",
      source: "runbook silent; pipeline-facts §9 (HSET without TTL, no look at the status)"),
    count(
      "gateway.duplicate-share", \.gateway.duplicateShare, 1000, 500,
      unit: "per mille of an accepted post", in: 500...1000,
      "How long a post takes that is answered 'duplicate': it publishes nothing.",
      source: "runbook silent; pipeline-facts §14, §13 (15 ms and overhead of 120 ms)"),
    count(
      "queue.messages-per-second", \.queue.messagesPerSecond, 0, 0, unit: "messages",
      "Publishes that the queue takes in a second before it answers 429; 0 is all.",
      source: "pipeline-facts 1.8, 2.7 (burst limit; plan unknown)"),
    count(
      "queue.messages-per-day", \.queue.messagesPerDay, 0, 0, unit: "messages",
      "Publishes that the queue takes in a day before it answers 429; 0 is all.",
      source: "pipeline-facts 1.8, 2.7 (daily limit; plan unknown)"),
    bytes(
      "queue.message-limit", \.queue.messageLimit, 0, 0,
      "A publish of an item with more is answered 413; 0 is no limit.",
      source: "pipeline-facts 2.7 (1 MB; what the gateway strips from an item is not known, §8.4)"),
    duration(
      "queue.dedup-window", \.queue.dedupWindow, .minutes(10), .minutes(10),
      "How long the queue drops further messages with one deduplication id.",
      source: "pipeline-facts 2.4 (600 s)"),
    flag(
      "gateway.keeps-repository-name", \.gateway.keepsRepositoryName, true, false,
      "Whether the parsed payload keeps the repository's full name.",
      source: "runbook silent; pipeline-facts §8.4"),
    choice(
      "gateway.live-dedup-id", \.gateway.liveDedupID, .plain, .colon,
      "The queue's deduplication id of live webhooks.",
      source: "runbook silent; pipeline-facts 2.4, 2.5, §9"),
    count(
      "queue.trigger-retries", \.queue.triggerRetries, 3, 3, unit: "retries", in: 0...20,
      "Redeliveries of the trigger message.", source: "pipeline-facts 2.2"),
    count(
      "queue.cancel-retries", \.queue.cancelRetries, 3, 3, unit: "retries", in: 0...20,
      "Redeliveries of the cancel message.", source: "pipeline-facts 2.2"),
    count(
      "queue.ingress-retries", \.queue.ingressRetries, 5, 5, unit: "retries", in: 0...20,
      "Redeliveries of an item to the Console.", source: "pipeline-facts 2.2"),
    count(
      "queue.workflow-retries", \.queue.workflowRetries, 3, 3, unit: "retries", in: 0...20,
      "Retries of each step of a queue workflow.", source: "pipeline-facts §10, §12"),
    durations(
      "queue.retry-delays", \.queue.retryDelays,
      [
        .seconds(12), .seconds(148), .seconds(1808), .seconds(22_026), .hours(24),
      ],
      "Delay before the first, second, … redelivery; the last repeats.",
      source: "pipeline-facts 2.1"),
    durations(
      "queue.publish-delays", \.queue.publishDelays,
      [
        .milliseconds(50), .milliseconds(136), .milliseconds(369), .milliseconds(1004),
        .milliseconds(2730),
      ],
      "Delays between attempts of a publish whose connection breaks.",
      source: "pipeline-facts 1.8"),
    count(
      "queue.redelivery", \.queue.redeliveryPerMillion, 0, 10, unit: "per million deliveries",
      in: 0...1_000_000, "Messages delivered again after they were acknowledged.",
      source: "runbook silent; pipeline-facts 2.3, §13 (1e-5)"),
    duration(
      "queue.redelivery-delay", \.queue.redeliveryDelay, .seconds(12), .seconds(12),
      "How long after the first such a second delivery comes.",
      source: "pipeline-facts 2.1, 2.3 (estimate: the first retry delay)"),
    count(
      "provider.page-size", \.provider.pageSize, 100, 100, unit: "items per page", in: 1...100,
      "Items a page holds.", source: "pipeline-facts §7"),
    rate(
      "provider.rate-limit", \.provider.rateLimit, Rate(count: 5000, period: .hours(1)),
      "Requests per installation in a fixed window.", source: "pipeline-facts §7"),
    flag(
      "provider.issues-include-pull-requests", \.provider.issuesIncludePullRequests, false, true,
      "Whether the issues endpoint lists pull requests too.",
      source: "runbook silent; pipeline-facts §7"),
    count(
      "provider.limit-status", \.provider.limitStatus, 429, 403, unit: "HTTP status",
      in: 400...599, "Answer when the window is used up.",
      source: "runbook §10; pipeline-facts §7 (403/429)"),
    count(
      "provider.concurrent-requests", \.provider.concurrentRequests, 0, 0, unit: "at once",
      "Secondary limit on an installation's requests under way; 0 is none.",
      source: "pipeline-facts §7 (100 concurrent; the window is far smaller in practice)"),
    count(
      "provider.points-per-minute", \.provider.pointsPerMinute, 0, 0, unit: "points",
      "Secondary limit on an installation's points a minute, one for each page; 0 is none.",
      source: "pipeline-facts §7 (900 points a minute)"),
    count(
      "provider.last-issue", \.provider.lastIssue, 0, 10_000, unit: "items",
      "Pages of issues that begin behind so many items are answered 422; 0 is never.",
      source: "runbook silent; pipeline-facts §14 (100 pages of 100; python-github-backup#429)"),
    count(
      "provider.refusal-share", \.provider.refusalShare, 1000, 500,
      unit: "per mille of a page", in: 500...1000,
      "How long the provider takes to refuse a page, say with a 401.",
      source: "runbook silent; pipeline-facts §13, §14 (latency belongs to the answer; estimate)"),
    bytes(
      "items.pull-request", \.items.pullRequestBytes, 22_000, 22_000, "JSON of a pull request.",
      source: "pipeline-facts §13"),
    bytes(
      "items.issue", \.items.issueBytes, 7_000, 7_000, "JSON of an issue.",
      source: "pipeline-facts §13"),
    bytes(
      "items.release", \.items.releaseBytes, 4_000, 4_000, "JSON of a release.",
      source: "pipeline-facts §13"),
    bytes(
      "items.deployment", \.items.deploymentBytes, 4_000, 4_000, "JSON of a deployment.",
      source: "estimate, as a release"),
    count(
      "items.size-spread", \.items.sizeSpread, 0, 0, unit: "per mille", in: 0...1000,
      "Each item's size is drawn uniformly within this share of its mean.",
      source: "pipeline-facts §13 (estimates: no spread)"),
    count(
      "items.closed", \.items.closedPerMille, 800, 800, unit: "per mille", in: 0...1000,
      "Items that are closed rather than open; deployments that succeeded rather than failed.",
      source: "pipeline-facts §7, §11, §14 (the action is part of the source id; share estimated)"),
  ]
}

extension Profile.Items {
  /// Bytes of JSON that an item of a type has; its lever is `EntityType.sizeLever`.
  func bytes(of type: EntityType) -> Int {
    switch type {
    case .pullRequest: pullRequestBytes
    case .issue: issueBytes
    case .release: releaseBytes
    case .deployment: deploymentBytes
    case .unknown: 0
    }
  }
}

extension EntityType {
  /// The lever of an item's size; nil where items have none.
  public var sizeLever: String? {
    switch self {
    case .pullRequest: "items.pull-request"
    case .issue: "items.issue"
    case .release: "items.release"
    case .deployment: "items.deployment"
    case .unknown: nil
    }
  }
}
