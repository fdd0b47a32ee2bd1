import PipelineModel
import SimKernel

/// What came of one point of a sweep under one profile, over all seeds.
public struct PointAnswer: Codable, Sendable, Equatable {
  /// Values of the axes, as the sweep file writes them, in its order.
  public var values: [String]
  /// `runbook` or `as-built`.
  public var profile: String
  /// Runs, one for each seed.
  public var runs: Int
  /// Runs that did what the backfill is for.
  public var completed: Int
  /// Why the others did not, causes first; a run may have several reasons.
  public var reasons: [Reason]
  /// From the first trigger or connection to the last first delivery of an expected item.
  public var delivered: Percentiles
  /// From the first trigger or connection to the last observation stored.
  public var stored: Percentiles
  /// Items the story asks for.
  public var expected: MeanAnswer
  /// Expected items never delivered.
  public var undelivered: MeanAnswer
  /// Expected items without an observation, those filtered on purpose among them.
  public var missing: MeanAnswer
  /// Deliveries that the Console's captures lost to a timeout or a failure.
  public var captureLost: MeanAnswer
  /// Deliveries that the Console took for duplicates.
  public var captureDuplicates: MeanAnswer
  /// Deliveries that the Console filtered on purpose.
  public var captureFiltered: MeanAnswer
  /// Deliveries beyond the first of each item.
  public var duplicateDeliveries: MeanAnswer
  /// Observations beyond the first of each item.
  public var duplicateStored: MeanAnswer
  /// Executions the engine metered.
  public var executions: MeanAnswer
  /// Mean share of the month's executions; nil when the month has no limit.
  public var monthSharePerMillion: Int?
  /// Requests the provider answered.
  public var providerRequests: MeanAnswer
  /// Mean open time of all workers together, in microseconds.
  public var workerMicroseconds: Int64
  /// Every limit of the profile, in the order of the rows.
  public var limits: [LimitAnswer]
  /// What a tenth more of each bottleneck changes, the best for delivery first.
  public var effects: [EffectAnswer]

  /// A reason, and in how many runs it is one.
  public struct Reason: Codable, Sendable, Equatable {
    public var reason: String
    public var runs: Int
  }

  /// The use of one limit.
  public struct LimitAnswer: Codable, Sendable, Equatable {
    public var name: String
    /// The lever that sets it.
    public var lever: String
    /// High-water mark of the busiest key in any run; nil where it is not counted.
    public var used: Int?
    /// What it allows.
    public var cap: Int
    /// Mean time that requests and starts waited for it, summed over all, in microseconds.
    public var waitedMicroseconds: Int64
    /// Its share of all waiting at the point.
    public var waitingPerMillion: Int
  }

  init(
    values: [String], profile: Profile.Name, runs: [RunAnswer], effects: [EffectAnswer]
  ) {
    func mean(_ value: (SweepResult) -> Int) -> MeanAnswer {
      MeanAnswer(runs.map { Double(value($0.result)) })
    }
    self.values = values
    self.profile = profile.rawValue
    self.runs = runs.count
    completed = runs.count(where: \.result.isCompleted)
    reasons = Self.reasons(runs)
    delivered = Percentiles(runs.map(\.delivered))
    stored = Percentiles(runs.map(\.stored))
    expected = mean(\.counts.expected)
    undelivered = mean(\.counts.undelivered)
    missing = mean(\.counts.missing)
    captureLost = mean(\.counts.captureLost)
    captureDuplicates = mean(\.counts.captureDuplicates)
    captureFiltered = mean(\.counts.captureFiltered)
    duplicateDeliveries = mean(\.counts.duplicateDeliveries)
    duplicateStored = mean(\.counts.duplicateStored)
    executions = mean(\.executions)
    let shares = runs.compactMap(\.result.monthSharePerMillion)
    monthSharePerMillion = shares.isEmpty ? nil : shares.reduce(0, +) / shares.count
    providerRequests = mean(\.providerRequests)
    workerMicroseconds =
      runs.reduce(0) { $0 + $1.workerTime.microseconds } / Int64(runs.count)
    limits = Self.limits(runs)
    self.effects = effects.sorted {
      $0.rank(.delivery).lexicographicallyPrecedes($1.rank(.delivery))
    }
  }

  private static func reasons(_ runs: [RunAnswer]) -> [Reason] {
    var reasons: [Reason] = []
    for reason in runs.flatMap(\.reasons) {
      if let place = reasons.firstIndex(where: { $0.reason == reason }) {
        reasons[place].runs += 1
      } else {
        reasons.append(Reason(reason: reason, runs: 1))
      }
    }
    return reasons
  }

  private static func limits(_ runs: [RunAnswer]) -> [LimitAnswer] {
    let uses = SweepResult.limitNames.indices.map { place in
      runs.compactMap { $0.result.limits[place] }
    }
    let waits = uses.map { $0.reduce(Int64(0)) { $0 + $1.waited.microseconds } }
    let all = waits.reduce(0, +)
    return SweepResult.limitNames.indices.compactMap { place in
      guard let first = uses[place].first else { return nil }
      let name = SweepResult.limitNames[place]
      let share = all > 0 ? Int(Int128(waits[place]) * 1_000_000 / Int128(all)) : 0
      return LimitAnswer(
        name: name, lever: Lever.ofLimit(name)?.name ?? name,
        used: name.hasSuffix(".throttle") ? nil : uses[place].map(\.maximum).max(),
        cap: first.cap, waitedMicroseconds: waits[place] / Int64(runs.count),
        waitingPerMillion: share)
    }
  }
}

extension PointAnswer {
  /// The limit that caused most of the waiting; nil when nothing waited.
  public var bindingByWaiting: LimitAnswer? {
    limits.filter { $0.waitedMicroseconds > 0 }
      .max { $0.waitedMicroseconds < $1.waitedMicroseconds }
  }

  /// The lever of which a tenth more helps delivery most; nil when none helps.
  public var bindingForDelivery: EffectAnswer? {
    effects.first.flatMap { $0.helps(.delivery) ? $0 : nil }
  }

  /// The lever of which a tenth more helps storage most; nil when none helps.
  public var bindingForStorage: EffectAnswer? {
    let best = effects.min { $0.rank(.storage).lexicographicallyPrecedes($1.rank(.storage)) }
    return best.flatMap { $0.helps(.storage) ? $0 : nil }
  }

  /// Whether what is waited for most is not what helps delivery most.
  public var rankingsDiffer: Bool { bindingByWaiting?.lever != bindingForDelivery?.lever }
}
