import PipelineModel
import SimKernel

/// Something that held runs up or ended them, with the lever that sets it.
struct Bottleneck: Sendable, Equatable {
  let lever: Lever
  /// The limit that was waited for; nil for what ends runs.
  let limit: String?

  static func == (left: Bottleneck, right: Bottleneck) -> Bool {
    left.lever.name == right.lever.name
  }

  /// Every limit that any of the runs waited for, in the order of the rows, then everything else
  /// that ended runs, in the order of the levers.
  static func all(in runs: [RunAnswer]) -> [Bottleneck] {
    var found: [Bottleneck] = []
    for (place, name) in SweepResult.limitNames.enumerated() {
      let isWaitedFor = runs.contains { ($0.result.limits[place]?.waited ?? .zero) > .zero }
      if isWaitedFor, let lever = Lever.ofLimit(name) {
        found.append(Bottleneck(lever: lever, limit: name))
      }
    }
    for lever in Lever.all where runs.contains(where: { $0.ended[lever.name] != nil }) {
      let ending = Bottleneck(lever: lever, limit: nil)
      if !found.contains(ending) { found.append(ending) }
    }
    return found
  }

  /// The lever with a tenth more than a profile has, at least one unit; nil where the profile has
  /// no such limit or no more is possible.
  func raised(in profile: Profile) -> LeverSetting? {
    let old = lever.value(in: profile)
    guard let amount = old.amount, amount > 0 else { return nil }
    // Large sizes stay whole KiB, so that they can be read.
    let unit: Int64 = if case .bytes = old, amount >= 10_240 { 1_024 } else { 1 }
    let tenth = (amount + 5 * unit) / (10 * unit) * unit
    let more = amount + max(unit, tenth)
    return LeverSetting(lever.name, old, amount: more)
  }
}
