import PipelineModel
import SimKernel

/// The columns of a sweep's rows, in order: place, axes, what was run, what came of it, limits, and
/// a checksum of them all.
public struct SweepColumns: Sendable {
  /// The axes.
  public let axes: [SweepAxisColumn]
  /// All columns.
  public let all: [SweepColumn]

  public init(axes: [SweepAxisColumn]) {
    self.axes = axes
    let columns =
      Self.place + axes.enumerated().map { .axis($1, at: $0) } + Self.subject + Self.verdict
      + Self.hops + Self.functions + Self.cost
      + SweepResult.limitNames.enumerated().flatMap { Self.limit($1, at: $0) } + Self.proof
    all = columns + [.checksum(of: columns)]
  }

  private static let place: [SweepColumn] = [
    SweepColumn(
      "sweep", "digest", "Digest of the plan and of the simulator; the same in every row.",
      \.sweep, .digest),
    .count("number", "from 1", "Place of the run in the plan.", \.number),
    .count("runs", "runs", "Runs of the whole plan.", \.runs),
    SweepColumn("run", "digest", "Digest of everything the run computes.", \.run, .digest),
    SweepColumn(
      "point", "digest", "Digest of the experiment without profile and seed.", \.point, .digest),
  ]

  private static let subject: [SweepColumn] = [
    SweepColumn(
      "profile", "word",
      "`runbook`, `as-built`, or the name of a profile file, `@` and its checksum.",
      \.profile, .text),
    SweepColumn("seed", "number", "Seed of every random draw.", \.seed, .number),
  ]

  private static let verdict: [SweepColumn] = [
    SweepColumn(
      "isStored", "flag",
      "Whether an orchestrator ran, every expected item is stored or filtered on purpose, and the"
        + " run ended by itself with no invariant broken.", \.result.isStored, .flag),
    SweepColumn(
      "isDelivered", "flag",
      "The same, of items that are delivered, whatever the Console did then.", \.result.isDelivered,
      .flag),
    SweepColumn(
      "why", "text", "Why it is not stored, parts joined with \"; \"; empty when it is.",
      \.result.why, .text),
    SweepColumn(
      "stop", "word",
      "Why the simulation ended: `exhausted` (by itself), `horizon`, `event-limit` (undecided) or"
        + " `stopped`.", \.result.summary.stop, .word),
    SweepColumn(
      "endedAtMicroseconds", "µs", "Virtual time of the last event.", \.result.summary.endedAt,
      .time),
    .time(
      "orchestratorsEndedAtMicroseconds", "End of the last orchestrator run that ended.",
      \.result.orchestratorsEndedAt),
    .time(
      "workersEndedAtMicroseconds", "End of the last worker run that ended.",
      \.result.workersEndedAt),
    .time(
      "lastDeliveryAtMicroseconds", "When an item was last delivered for the first time.",
      \.result.lastDeliveryAt),
    .time(
      "lastStoreAtMicroseconds", "When an item was last stored for the first time.",
      \.result.lastStoreAt),
  ]

  private static let hops: [SweepColumn] = [
    .items("expected", "Items the story asks for.", \.expected),
    .items("fetched", "Items that a page brought into a worker.", \.fetched),
    .items("posted", "Items that reached the gateway.", \.posted),
    .items("accepted", "Items the gateway accepted.", \.accepted),
    .items(
      "duplicateRefused", "Items the gateway refused as duplicates.",
      \.duplicateRefused),
    .items(
      "duplicatePublished", "Items the gateway answered \"duplicate\" after it had published them.",
      \.duplicatePublished),
    .items(
      "failedPosts", "Items the gateway answered with an error or not at all.",
      \.failedPosts),
    .items("published", "Messages the queue took.", \.published),
    .items("delivered", "Messages the Console acknowledged.", \.delivered),
    .items("deadLettered", "Messages the queue gave up.", \.deadLettered),
    .items("payloadRows", "Raw payloads the Console wrote.", \.payloadRows),
    .items(
      "captureDuplicates", "Captures dropped as duplicates.",
      \.captureDuplicates),
    .items(
      "captureFiltered", "Captures that were not allowed, not significant or without a workspace.",
      \.captureFiltered),
    .items(
      "captureLost", "Captures that failed or timed out.", \.captureLost),
    .items("stored", "Observations written.", \.stored),
    .items("missing", "Expected items without an observation.", \.missing),
    .items(
      "filteredOnPurpose", "Of the missing, those that the Console meant to leave out.",
      \.filteredOnPurpose),
    .items(
      "lost", "The other missing ones, undelivered ones among them.", \.lost),
    .items("undelivered", "Expected items never delivered.", \.undelivered),
    .items(
      "duplicateDeliveries", "Deliveries beyond the first of each item.",
      \.duplicateDeliveries),
    .items(
      "duplicateStored", "Observations beyond the first of each item.",
      \.duplicateStored),
    .items(
      "repeatedDeliveries", "Messages delivered once more after their acknowledgement.",
      \.repeatedDeliveries),
    .items(
      "repeatedCaptures", "Captures begun for a delivery that had begun one.",
      \.repeatedCaptures),
    .items(
      "repeatedStores",
      "Observations of a capture that had written one, or that its timeout had ended.",
      \.repeatedStores),
  ]

  private static let functions: [SweepColumn] =
    outcomes("orchestrators") { \.result.orchestrators[$0] }
    + [
      .count(
        "orchestrators.successful", "runs", "Orchestrator runs that returned success.",
        \.result.successes)
    ] + outcomes("workers") { \.result.workers[$0] }

  private static func outcomes(
    _ name: String, _ path: (Int) -> SweepColumn.Path<Int>
  ) -> [SweepColumn] {
    RunOutcome.allCases.map { outcome in
      .count(
        "\(name).\(outcome.name)", "runs", "Runs of the \(name) that ended so.",
        path(Int(outcome.rawValue)))
    }
  }

  private static let cost: [SweepColumn] = [
    .count(
      "executions", "executions", "Executions the engine metered.", \.result.summary.executions),
    SweepColumn(
      "monthSharePerMillion", "per million",
      "Share of the month's executions that the run's busiest month takes; nothing when the month has no limit.",
      \.result.monthSharePerMillion, SweepColumn.Coding.integer.optional),
    .time(
      "quotaReachedAtMicroseconds", "When the month's executions were used up, if they were.",
      \.result.quotaReachedAt),
    .count(
      "providerRequests", "requests", "Requests the provider answered.",
      \.result.summary.providerRequests),
    .count("events", "events", "Kernel events handled.", \.result.summary.events),
  ]

  private static let proof: [SweepColumn] = [
    SweepColumn(
      "missedFaults", "text",
      "The faults that never struck in the run, parts joined with \"; \"; empty when each did.",
      \.result.missedFaults, .text),
    SweepColumn(
      "fingerprint", "digest", "Digest of everything that happened, in order.",
      \.result.summary.fingerprint, .digest),
    .count("violations", "number", "Broken invariants of the model.", \.result.summary.violations),
  ]

  /// The four columns of a limit; all are absent where the profile has no such limit.
  private static func limit(_ name: String, at place: Int) -> [SweepColumn] {
    [
      SweepColumn(
        "limit.\(name).maximum", "number", "Most ever in use at once, of the busiest key.",
        \.result.limits[place][\.maximum], SweepColumn.Coding.integer.optional),
      SweepColumn(
        "limit.\(name).cap", "number", "What the limit allows.",
        \.result.limits[place][\.cap], SweepColumn.Coding.integer.optional),
      SweepColumn(
        "limit.\(name).inUseMicroseconds", "µs",
        "Time it was in use, summed over all that took it; 0 for limits on rates.",
        \.result.limits[place][\.inUse], SweepColumn.Coding.duration.optional),
      SweepColumn(
        "limit.\(name).waitedMicroseconds", "µs",
        "Time that requests and starts waited for it, summed over all.",
        \.result.limits[place][\.waited], SweepColumn.Coding.duration.optional),
    ]
  }
}

extension SweepResult.LimitUse? {
  /// One property, nil where the limit is not there; setting one makes the limit be there.
  fileprivate subscript<Value>(
    _ path: WritableKeyPath<SweepResult.LimitUse, Value> & Sendable
  ) -> Value? {
    get { self?[keyPath: path] }
    set {
      guard let newValue else { return }
      var use = self ?? SweepResult.LimitUse()
      use[keyPath: path] = newValue
      self = use
    }
  }
}
