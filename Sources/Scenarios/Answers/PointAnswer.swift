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
  /// When a run is done.
  public var until: Goal
  /// Runs of which every item is stored or filtered on purpose.
  public var storedRuns: Int
  /// Runs of which every item is delivered.
  public var deliveredRuns: Int
  /// Why the others are not done, causes first; a run may have several reasons.
  public var reasons: [Reason]
  /// From the first trigger or connection to the last first delivery of an item.
  public var delivered: Percentiles
  /// From the first trigger or connection to the last first observation of an item.
  public var stored: Percentiles
  /// Items the story asks for.
  public var expected: MeanAnswer
  /// Expected items never delivered.
  public var undelivered: MeanAnswer
  /// Expected items without an observation, those filtered on purpose among them.
  public var missing: MeanAnswer
  /// Expected items without an observation that the Console meant to leave out.
  public var filteredOnPurpose: MeanAnswer
  /// The other expected items without an observation, undelivered ones among them.
  public var lost: MeanAnswer
  /// What those of them that were delivered were lost to, the most frequent first.
  public var losses: [Loss]
  /// Expected items with an observation.
  public var observed: MeanAnswer
  /// Their share, and that of the delivered ones, of all expected items of all runs.
  public var observedPerMillion: Int
  public var deliveredPerMillion: Int
  /// Deliveries that the Console's captures lost to a timeout or a failure.
  public var captureLost: MeanAnswer
  /// Deliveries that the Console took for duplicates.
  public var captureDuplicates: MeanAnswer
  /// Deliveries that the Console filtered on purpose or had no workspace for.
  public var captureFiltered: MeanAnswer
  /// Deliveries beyond the first of each item.
  public var duplicateDeliveries: MeanAnswer
  /// Observations beyond the first of each item.
  public var duplicateStored: MeanAnswer
  /// Messages, captures and observations beyond the one that belongs to each.
  public var repeatedDeliveries: MeanAnswer
  public var repeatedCaptures: MeanAnswer
  public var repeatedStores: MeanAnswer
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
  /// What a tenth more of each bottleneck changes, the best first.
  public var effects: [EffectAnswer]

  /// A reason, and in how many runs it is one.
  public struct Reason: Codable, Sendable, Equatable {
    public var reason: String
    public var runs: Int
  }

  /// Items that the Console lost for one reason.
  public struct Loss: Codable, Sendable, Equatable {
    public var because: String
    public var items: MeanAnswer
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
    values: [String], profile: NamedProfile, until: Goal, runs: [RunAnswer],
    effects: [EffectAnswer]
  ) {
    func mean(_ value: (SweepResult) -> Int) -> MeanAnswer {
      MeanAnswer(runs.map { Double(value($0.result)) })
    }
    self.values = values
    self.profile = profile.label
    self.runs = runs.count
    self.until = until
    storedRuns = runs.count(where: \.result.isStored)
    deliveredRuns = runs.count(where: \.result.isDelivered)
    reasons = Self.reasons(runs.flatMap { $0.reasons(until) })
    delivered = Percentiles(runs.map(\.delivered))
    stored = Percentiles(runs.map(\.stored))
    expected = mean(\.counts.expected)
    undelivered = mean(\.counts.undelivered)
    missing = mean(\.counts.missing)
    filteredOnPurpose = mean(\.counts.filteredOnPurpose)
    lost = mean(\.counts.lost)
    losses = Self.losses(runs)
    observed = mean { $0.counts.observed }
    observedPerMillion = Self.share(of: runs) { $0.observed }
    deliveredPerMillion = Self.share(of: runs) { $0.expected - $0.undelivered }
    captureLost = mean(\.counts.captureLost)
    captureDuplicates = mean(\.counts.captureDuplicates)
    captureFiltered = mean(\.counts.captureFiltered)
    duplicateDeliveries = mean(\.counts.duplicateDeliveries)
    duplicateStored = mean(\.counts.duplicateStored)
    repeatedDeliveries = mean(\.counts.repeatedDeliveries)
    repeatedCaptures = mean(\.counts.repeatedCaptures)
    repeatedStores = mean(\.counts.repeatedStores)
    executions = mean(\.executions)
    let shares = runs.compactMap(\.result.monthSharePerMillion)
    monthSharePerMillion = shares.isEmpty ? nil : shares.reduce(0, +) / shares.count
    providerRequests = mean(\.providerRequests)
    let workerTime = runs.reduce(Int128(0)) { $0 + Int128($1.workerTime.microseconds) }
    workerMicroseconds = Int64(workerTime / Int128(runs.count))
    limits = Self.limits(runs)
    self.effects = effects.sorted {
      $0.rank(until).lexicographicallyPrecedes($1.rank(until))
    }
  }

  private static func reasons(_ all: [String]) -> [Reason] {
    var reasons: [Reason] = []
    for reason in all {
      if let place = reasons.firstIndex(where: { $0.reason == reason }) {
        reasons[place].runs += 1
      } else {
        reasons.append(Reason(reason: reason, runs: 1))
      }
    }
    return reasons
  }

  private static func losses(_ runs: [RunAnswer]) -> [Loss] {
    let losses = ItemDrop.allCases.map { drop in
      Loss(
        because: drop.words,
        items: MeanAnswer(runs.map { Double($0.lostTo[Int(drop.rawValue)]) }))
    }
    return losses.filter { $0.items.maximum > 0 }.sorted { $0.items.mean > $1.items.mean }
  }

  private static func share(of runs: [RunAnswer], _ count: (HopCounts) -> Int) -> Int {
    perMillion(
      runs.reduce(0) { $0 + count($1.result.counts) },
      of: runs.reduce(0) { $0 + $1.result.counts.expected })
  }

  private static func limits(_ runs: [RunAnswer]) -> [LimitAnswer] {
    let uses = SweepResult.limitNames.indices.map { place in
      runs.compactMap { $0.result.limits[place] }
    }
    let waits = uses.map { $0.reduce(Int128(0)) { $0 + Int128($1.waited.microseconds) } }
    let all = waits.reduce(0, +)
    return SweepResult.limitNames.indices.compactMap { place in
      guard let first = uses[place].first else { return nil }
      let name = SweepResult.limitNames[place]
      let share = all > 0 ? Int(waits[place] * 1_000_000 / all) : 0
      return LimitAnswer(
        name: name, lever: Lever.ofLimit(name)?.name ?? name,
        used: name.hasSuffix(".throttle") ? nil : uses[place].map(\.maximum).max(),
        cap: first.cap, waitedMicroseconds: Int64(waits[place] / Int128(runs.count)),
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

  /// The lever of which a tenth more helps most; nil when none helps.
  public func binding(for goal: Goal) -> EffectAnswer? {
    let best = effects.min { $0.rank(goal).lexicographicallyPrecedes($1.rank(goal)) }
    return best.flatMap { $0.helps(goal) ? $0 : nil }
  }

  /// The lever that helps most, if not with what is asked then with the other.
  public var helpsMost: EffectAnswer? { binding(for: until) ?? binding(for: until.other) }

  /// Whether what is waited for most is not what helps most.
  public var rankingsDiffer: Bool { bindingByWaiting?.lever != binding(for: until)?.lever }

  /// Runs that are done.
  public func runs(_ goal: Goal) -> Int { goal == .stored ? storedRuns : deliveredRuns }

  /// The time until they are.
  public func time(_ goal: Goal) -> Percentiles { goal == .stored ? stored : delivered }
}
