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
  /// Change of the number of completed runs.
  public var completed: Int
  /// Change of the time to deliver in microseconds, over the seeds that complete both ways.
  public var delivered: PairedDifference?
  /// Change of the time to store in microseconds, over the seeds that complete both ways.
  public var stored: PairedDifference?
  /// Change of the expected items that are never delivered.
  public var undelivered: PairedDifference
  /// Change of the expected items without an observation.
  public var missing: PairedDifference

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
    completed = after.count(where: \.result.isCompleted) - before.count(where: \.result.isCompleted)
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
  }

  /// What the answers look for first.
  enum Goal {
    case delivery
    case storage
  }

  /// How much it helps, the smaller the better: runs that are not completed any more, items still
  /// missing, time. All 0 when it changes nothing.
  func rank(_ goal: Goal) -> [Double] {
    switch goal {
    case .delivery: [-Double(completed), undelivered.mean, delivered?.mean ?? 0]
    case .storage: [-Double(completed), missing.mean, stored?.mean ?? 0]
    }
  }

  func helps(_ goal: Goal) -> Bool { rank(goal).lexicographicallyPrecedes([0, 0, 0]) }

  /// Whether what decides its rank is beyond chance: more completed runs, or a paired interval
  /// that leaves zero out.
  func isCertain(_ goal: Goal) -> Bool {
    if completed != 0 { return completed > 0 }
    let items = goal == .delivery ? undelivered : missing
    if items.mean != 0 { return items.isSignificant }
    return (goal == .delivery ? delivered : stored)?.isSignificant ?? false
  }
}
