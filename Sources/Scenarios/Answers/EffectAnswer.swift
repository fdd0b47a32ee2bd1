import PipelineModel
import SimKernel

/// What a tenth more of a limit or time-out changes: runs with the same seeds, but for that lever.
public struct EffectAnswer: Codable, Sendable, Equatable {
  /// The lever that was raised.
  public var lever: String
  /// The limit that was waited for; nil for a lever that ended runs without a wait.
  public var limit: String?
  /// The value before and after, as scenario files write it.
  public var from: String
  public var to: String
  /// The step in per cent of the value before, to a tenth; more than 10 for small whole numbers.
  public var stepPerCent: Double
  /// Change of the number of runs of which every item is stored or filtered on purpose.
  public var storedRuns: Int
  /// Change of the number of runs of which every item is delivered.
  public var deliveredRuns: Int
  /// Change of the time to deliver in microseconds, over the seeds that are delivered both ways.
  public var delivered: PairedDifference?
  /// Change of the time to store in microseconds, over the seeds that are stored both ways.
  public var stored: PairedDifference?
  /// Change of the expected items that are never delivered.
  public var undelivered: PairedDifference
  /// Change of the expected items without an observation.
  public var missing: PairedDifference
  /// Change of those of them that nobody meant to leave out.
  public var lost: PairedDifference

  init(
    _ bottleneck: Bottleneck, _ setting: LeverSetting, in profile: Profile,
    before: [RunAnswer], after: [RunAnswer]
  ) {
    let old = bottleneck.lever.value(in: profile)
    lever = bottleneck.lever.name
    limit = bottleneck.limit
    from = old.text
    to = setting.value.text
    let (low, high) = (old.amount ?? 1, setting.value.amount ?? 1)
    stepPerCent = (Double(high - low) / Double(low) * 1000).rounded() / 10
    func runs(_ goal: Goal) -> Int {
      after.count { $0.result.isDone(goal) } - before.count { $0.result.isDone(goal) }
    }
    storedRuns = runs(.stored)
    deliveredRuns = runs(.delivered)
    func times(_ path: KeyPath<RunAnswer, TimeOrNever>) -> PairedDifference? {
      PairedDifference.of(
        zip(before, after).compactMap { before, after in
          guard let first = before[keyPath: path].duration,
            let second = after[keyPath: path].duration
          else { return nil }
          return (Double(first.microseconds), Double(second.microseconds))
        })
    }
    func counts(_ path: KeyPath<HopCounts, Int>) -> PairedDifference {
      PairedDifference(
        zip(before, after).map {
          (Double($0.result.counts[keyPath: path]), Double($1.result.counts[keyPath: path]))
        })
    }
    delivered = times(\.delivered)
    stored = times(\.stored)
    undelivered = counts(\.undelivered)
    missing = counts(\.missing)
    lost = counts(\.lost)
  }

  /// Change of the number of runs that are done.
  func runs(_ goal: Goal) -> Int { goal == .stored ? storedRuns : deliveredRuns }

  /// Change of the expected items that are left.
  func items(_ goal: Goal) -> PairedDifference { goal == .stored ? lost : undelivered }

  /// Change of the time, over the seeds that are done both ways.
  func time(_ goal: Goal) -> PairedDifference? { goal == .stored ? stored : delivered }

  /// How much it helps, the smaller the better: runs that are not done any more, items that are
  /// left, time. All 0 when it changes nothing.
  func rank(_ goal: Goal) -> [Double] {
    [-Double(runs(goal)), items(goal).mean, time(goal)?.mean ?? 0]
  }

  func helps(_ goal: Goal) -> Bool { rank(goal).lexicographicallyPrecedes([0, 0, 0]) }

  /// Whether what decides its rank is beyond chance: more runs that are done, or a paired interval
  /// that leaves zero out.
  func isCertain(_ goal: Goal) -> Bool {
    if runs(goal) != 0 { return runs(goal) > 0 }
    if items(goal).mean != 0 { return items(goal).isSignificant }
    return time(goal)?.isSignificant ?? false
  }
}
