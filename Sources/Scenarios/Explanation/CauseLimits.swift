import PipelineModel
import SimKernel

/// How much of a cause suffices, and since when it was too late, each by bisection over runs.
struct CauseLimits {
  /// Causes of each kind that are looked at.
  private static let shown = 4
  /// Events that the runs may take together.
  private var budget = 1_200_000
  private let replay: Replay
  private(set) var runs = 0

  init(_ replay: Replay) { self.replay = replay }

  mutating func fill(_ group: inout Explanation.Group) {
    var seen: [String: Int] = [:]
    for place in group.causes.indices {
      let cause = group.causes[place]
      seen[cause.kind, default: 0] += 1
      guard seen[cause.kind] ?? 0 <= Self.shown, cause.played.parts.count == 1 else { continue }
      switch cause.played.parts[0] {
      case .faults(let places) where places.count == 1:
        group.causes[place].since = since(places[0], group)
      case .lever(let setting):
        let limit = limit(setting, group)
        (group.causes[place].atLeast, group.causes[place].fails) = (limit?.suffices, limit?.fails)
      default: break
      }
    }
  }

  /// Strikes after each of which the fault is ended, from the last on; of more it is halved.
  private static let few = 64

  /// The first strike after which ending the fault does not heal the group any more.
  private mutating func since(_ rule: Int, _ group: Explanation.Group) -> Explanation.Since? {
    let fault = replay.evidence.rules[rule].fault
    let strikes = replay.evidence.milestones(.faultStruck).filter {
      if case .faultStruck(Int32(fault.rule ?? rule), _, _, _, _) = $0.event { true } else { false }
    }
    guard !strikes.isEmpty else { return nil }
    // Without any strike the group is healed, with all of them it is not.
    var (healed, lost) = (0, strikes.count)
    let isSure = strikes.count <= Self.few
    while lost - healed > 1 {
      let middle = isSure ? lost - 1 : (healed + lost) / 2
      let change = Change(.faultUntil(rule, strikes: middle), words: "")
      guard let heals = heals(change, group) else { return nil }
      if heals { healed = middle } else { lost = middle }
    }
    return Explanation.Since(
      atMicroseconds: strikes[lost - 1].time.microseconds, strike: lost, strikes: strikes.count,
      isSure: isSure)
  }

  /// A value that heals the group beside one nearer to today's that does not; nil where it is no
  /// amount, or the one tried.
  private mutating func limit(
    _ setting: LeverSetting, _ group: Explanation.Group
  ) -> (suffices: String, fails: String)? {
    guard let lever = Lever.named(setting.name), lever.kind != .rate,
      let now = lever.value(in: replay.evidence.levers).amount, let tried = setting.value.amount
    else { return nil }
    var (low, high) = (now, tried)
    // A value of 0 often means that there is no limit: nothing lies between.
    guard tried != 0, now != 0 else { return nil }
    while abs(high - low) > max(1, abs(high) / 1000) {
      let middle = low + (high - low) / 2
      guard let changed = LeverSetting(setting.name, setting.value, amount: middle),
        let heals = heals(Change([changed]), group)
      else { return nil }
      if heals { high = middle } else { low = middle }
    }
    guard high != tried, let suffices = setting.value.with(amount: high),
      let fails = setting.value.with(amount: low)
    else { return nil }
    return (suffices.text, fails.text)
  }

  /// Whether a change heals every item of a group; nil when there is no time left to play it.
  private mutating func heals(_ change: Change, _ group: Explanation.Group) -> Bool? {
    guard budget > 0 else { return nil }
    var bounded = change.plan(replay.plan)
    bounded = bounded.limited(to: 10_000 + 3 * replay.outcome.events)
    let look = ItemLook(group.names, in: bounded)
    budget -= look.summary.events
    runs += 1
    return group.names.indices.allSatisfy { look.heals($0, group.trouble) }
  }
}

extension ReplayPlan {
  /// The same with so many events at most.
  fileprivate func limited(to events: Int) -> ReplayPlan {
    var scenario = scenario
    scenario.limits.maxEvents = min(scenario.limits.maxEvents, events)
    return ReplayPlan(scenario, profile: profile, seed: seed, overrides: overrides)
  }
}
