import PipelineModel
import SimKernel

extension Dice {
  /// A profile with some levers set at random.
  mutating func profile(_ base: Profile) -> Profile {
    var profile = base
    _ = Lever.named("provider.page-size")?.set(.count(number(1...100)), in: &profile)
    if chance(50) { profile.gateway.liveDedupID = .plain }
    if chance(40) { squeeze(&profile) }
    for _ in 0..<pick([0, 0, 1, 3, 6]) {
      let lever = pick(Lever.all)
      let value = value(of: lever)
      precondition(lever.set(value, in: &profile), "A lever refuses the value drawn for it.")
    }
    // Below two seconds a blocked function is looked at on every tick, for days if need be.
    if profile.engine.blockedRequeue > .zero {
      profile.engine.blockedRequeue = max(profile.engine.blockedRequeue, .seconds(2))
    }
    return profile
  }

  /// Limits so small that requests wait for them.
  private mutating func squeeze(_ profile: inout Profile) {
    profile.orchestrator.global = number(0...2)
    profile.worker.perOrganisation = number(0...2)
    profile.worker.global = number(0...3)
    profile.worker.throttle = PipelineModel.Rate(count: number(1...5), period: duration())
    profile.worker.startTimeout = pick([.zero, .minutes(1), .minutes(5)])
    profile.engine.accountSteps = number(0...4)
    profile.orchestrator.singleton = pick([.none, .none, .skip, .cancel])
    if chance(30) {
      profile.engine.monthlyExecutions = number(1...100)
      profile.engine.atQuota = .refuse
    }
    profile.console.perWorkspace = number(0...2)
    profile.console.databaseDedup = chance(30)
    profile.provider.rateLimit = PipelineModel.Rate(count: number(1...50), period: duration())
  }

  private mutating func value(of lever: Lever) -> LeverValue {
    switch lever.kind {
    case .count(let range): .count(count(in: range))
    case .duration: .duration(pick([.zero, duration(), duration(), duration()]))
    case .durations: .durations((0..<number(1...4)).map { _ in duration() })
    case .flag: .flag(chance(50))
    case .choice(let words): .choice(pick(words))
    case .bytes: .bytes(pick([0, 1, 5000, 100_000, 1 << 20]))
    case .rate: .rate(PipelineModel.Rate(count: number(1...200), period: duration()))
    case .distribution: .distribution(distribution())
    }
  }

  private mutating func count(in range: ClosedRange<Int>) -> Int {
    let drawn = pick([0, 1, 2, 3, number(0...20), number(0...1000), 1_000_000])
    return min(max(drawn, range.lowerBound), range.upperBound)
  }

  private mutating func distribution() -> Distribution {
    switch number(1...4) {
    case 1: return .constant(pick([.zero, duration()]))
    case 2:
      let low = SimDuration.milliseconds(number(0...1000))
      return .uniform(low, low + .milliseconds(number(0...1000)))
    case 3: return .exponential(mean: .milliseconds(number(1...2000)))
    default:
      return .lognormal(median: .milliseconds(number(1...1000)), sigma: Double(number(0...3)))
    }
  }
}
