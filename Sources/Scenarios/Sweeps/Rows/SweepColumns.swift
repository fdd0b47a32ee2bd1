import PipelineModel
import SimKernel

/// The columns of a sweep's rows, in order: place, axes, what was run, what came of it, limits.
public struct SweepColumns: Sendable {
  /// The axes.
  public let axes: [SweepAxisColumn]
  /// All columns.
  public let all: [SweepColumn]

  public init(axes: [SweepAxisColumn]) {
    self.axes = axes
    all =
      Self.place + axes.enumerated().map { .axis($1, at: $0) } + Self.subject + Self.verdict
      + Self.hops + Self.functions + Self.cost
      + SweepResult.limitNames.enumerated().flatMap { Self.limit($1, at: $0) } + Self.proof
  }

  private static let place: [SweepColumn] = [
    .digest("sweep", "Digest of the plan and of the simulator; the same in every row.", \.sweep),
    .count("number", "from 1", "Place of the run in the plan.", \.number),
    .count("runs", "runs", "Runs of the whole plan.", \.runs),
    .digest("run", "Digest of everything the run computes.", \.run),
    .digest("point", "Digest of the experiment without profile and seed.", \.point),
  ]

  private static let subject: [SweepColumn] = [
    .word("profile", "`runbook` or `as-built`.", \.profile),
    SweepColumn(
      "seed", "number", "Seed of every random draw.",
      read: { .integer(Int(truncatingIfNeeded: $0.seed)) }
    ) { cell, row in
      guard case .integer(let seed) = cell, seed >= 0 else { return false }
      row.seed = UInt64(seed)
      return true
    },
  ]

  private static let verdict: [SweepColumn] = [
    SweepColumn(
      "completed", "flag",
      "Whether an orchestrator ran, every expected item was delivered, and the run ended by itself"
        + " with no invariant broken.",
      read: { .flag($0.result.isCompleted) }
    ) { cell, row in
      guard case .flag(let flag) = cell else { return false }
      row.result.isCompleted = flag
      return true
    },
    SweepColumn(
      "why", "text", "Why it is not completed, parts joined with \"; \"; empty when it is.",
      isText: true, read: { .text($0.result.why) }
    ) { cell, row in
      guard case .text(let text) = cell else { return false }
      row.result.why = text
      return true
    },
    .word(
      "stop", "Why the simulation ended: `exhausted` (by itself), `horizon`, `event-limit`"
        + " (undecided) or `stopped`.", \.result.stop),
    SweepColumn(
      "endedAtMicroseconds", "µs", "Virtual time of the last event.",
      read: { .integer(Int($0.result.endedAt.microseconds)) }
    ) { cell, row in
      guard case .integer(let value) = cell else { return false }
      row.result.endedAt = SimTime(microseconds: Int64(value))
      return true
    },
    .time(
      "orchestratorsEndedAtMicroseconds", "End of the last orchestrator run that ended.",
      \.result.orchestratorsEndedAt),
    .time(
      "workersEndedAtMicroseconds", "End of the last worker run that ended.",
      \.result.workersEndedAt),
  ]

  private static let hops: [SweepColumn] = [
    .items("expected", "Items the story asks for.", \.result.counts.expected),
    .items("fetched", "Items that a page brought into a worker.", \.result.counts.fetched),
    .items("posted", "Items that reached the gateway.", \.result.counts.posted),
    .items("accepted", "Items the gateway accepted.", \.result.counts.accepted),
    .items(
      "duplicateRefused", "Items the gateway refused as duplicates.",
      \.result.counts.duplicateRefused),
    .items(
      "failedPosts", "Items the gateway answered with an error or not at all.",
      \.result.counts.failedPosts),
    .items("published", "Messages the queue took.", \.result.counts.published),
    .items("delivered", "Messages the Console acknowledged.", \.result.counts.delivered),
    .items("deadLettered", "Messages the queue gave up.", \.result.counts.deadLettered),
    .items("payloadRows", "Raw payloads the Console wrote.", \.result.counts.payloadRows),
    .items(
      "captureDuplicates", "Captures dropped as duplicates.", \.result.counts.captureDuplicates),
    .items(
      "captureFiltered", "Captures that were not allowed, not significant or without a workspace.",
      \.result.counts.captureFiltered),
    .items("captureLost", "Captures that failed or timed out.", \.result.counts.captureLost),
    .items("stored", "Observations written.", \.result.counts.stored),
    .items("missing", "Expected items without an observation.", \.result.counts.missing),
    .items("undelivered", "Expected items never delivered.", \.result.counts.undelivered),
    .items(
      "duplicateDeliveries", "Deliveries beyond the first of each item.",
      \.result.counts.duplicateDeliveries),
    .items(
      "duplicateStored", "Observations beyond the first of each item.",
      \.result.counts.duplicateStored),
  ]

  private static let functions: [SweepColumn] =
    outcomes("orchestrators", \.result.orchestrators)
    + [
      .count(
        "orchestrators.successful", "runs", "Orchestrator runs that returned success.",
        \.result.successes)
    ] + outcomes("workers", \.result.workers)

  private static func outcomes(
    _ name: String, _ path: SweepColumn.Path<[Int]>
  ) -> [SweepColumn] {
    RunOutcome.allCases.map { outcome in
      let place = Int(outcome.rawValue)
      return .count(
        "\(name).\(outcome.name)", "runs", "Runs of the \(name) that ended so.",
        path.appending(path: \.[place]))
    }
  }

  private static let cost: [SweepColumn] = [
    .count("executions", "executions", "Executions the engine metered.", \.result.executions),
    .optional(
      "monthSharePerMillion", "per million",
      "Share of the month's executions; nothing when the month has no limit.",
      \.result.monthSharePerMillion),
    .time(
      "quotaReachedAtMicroseconds", "When the month's executions were used up, if they were.",
      \.result.quotaReachedAt),
    .count(
      "providerRequests", "requests", "Requests the provider answered.", \.result.providerRequests),
    .count("events", "events", "Kernel events handled.", \.result.events),
  ]

  private static let proof: [SweepColumn] = [
    .digest("fingerprint", "Digest of everything that happened, in order.", \.result.fingerprint),
    .count("violations", "number", "Broken invariants of the model.", \.result.violations),
  ]

  /// The three columns of a limit; all are absent where the profile has no such limit.
  private static func limit(_ name: String, at place: Int) -> [SweepColumn] {
    func column(
      _ title: String, _ unit: String, _ meaning: String,
      _ read: @escaping @Sendable (SweepResult.LimitUse) -> Int,
      _ write: @escaping @Sendable (Int, inout SweepResult.LimitUse) -> Void
    ) -> SweepColumn {
      SweepColumn(
        "limit.\(name).\(title)", unit, meaning,
        read: { $0.result.limits[place].map { .integer(read($0)) } ?? .absent }
      ) { cell, row in
        if cell == .absent { return row.result.limits[place] == nil }
        guard case .integer(let value) = cell else { return false }
        var use = row.result.limits[place] ?? SweepResult.LimitUse()
        write(value, &use)
        row.result.limits[place] = use
        return true
      }
    }
    return [
      column("maximum", "number", "Most ever in use at once, of the busiest key.", { $0.maximum })
      { $1.maximum = $0 },
      column("cap", "number", "What the limit allows.", { $0.cap }) { $1.cap = $0 },
      column(
        "waitedMicroseconds", "µs", "Time that requests and starts waited for it, summed over all.",
        { Int($0.waited.microseconds) }
      ) { $1.waited = SimDuration(microseconds: Int64($0)) },
    ]
  }
}
