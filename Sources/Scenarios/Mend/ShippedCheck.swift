import Foundation
import PipelineModel

/// What changes do to other scenarios: each is played in each of them that it changes.
public struct ShippedCheck: Sendable {
  /// Events that all runs together may take; of the scenarios the largest are left out.
  private static let events = 20_000_000

  private let profile: NamedProfile
  private let threads: Int
  private let scenarios: Int
  /// What is played, in the order of the files, and what came of it without a change.
  private let plans: [ReplayPlan]
  private let today: [Trial]
  private let attempts: [Attempt]
  private let changes: [[LeverSetting]]

  private struct Attempt: Sendable {
    let plan: Int
    let change: Int
  }

  /// What was found, change by change.
  public struct Found: Sendable {
    let breaks: [[MendReport.Break]]
    /// Scenarios that were played, of so many.
    let played: Int
    let scenarios: Int
    let runs: Int

    /// Where nothing is played.
    public static let none = Found(breaks: [], played: 0, scenarios: 0, runs: 0)
  }

  /// Plays the scenarios as they are; `most` bounds how many of them.
  public init(
    _ changes: [[LeverSetting]], in scenarios: [Scenario], profile: NamedProfile, most: Int? = nil,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) {
    let playable = scenarios.filter {
      !$0.isAbstract && $0.fleet == nil && $0.plays(in: profile)
    }
    let all = playable.map { ReplayPlan($0, profile: profile) }
    let trials = Campaign.run(
      changes.isEmpty ? [] : Array(all.prefix(most ?? .max)), threads: threads
    ) { Trial($0) }
    var left = Self.events
    var chosen: [Int] = []
    for place in trials.indices.sorted(by: {
      (trials[$0].summary.events, $0) < (trials[$1].summary.events, $1)
    }) {
      let runs = changes.count { Candidate($0).changes(all[place].levers) }
      left -= min(
        left + 1, trials[place].summary.events.multipliedReportingOverflow(by: runs).partialValue)
      guard left >= 0 else { break }
      chosen.append(place)
    }
    chosen.sort()
    let plans = chosen.map { all[$0].bounded(by: trials[$0].summary.events) }
    self.profile = profile
    self.threads = threads
    self.scenarios = all.count
    self.plans = plans
    self.changes = changes
    today = chosen.map { trials[$0] }
    attempts = plans.indices.flatMap { plan in
      let levers = plans[plan].levers
      return changes.indices.filter { Candidate(changes[$0]).changes(levers) }
        .map { Attempt(plan: plan, change: $0) }
    }
  }

  /// What `found` counts to.
  public var total: Int { attempts.count }

  /// Plays every change in every scenario; `advance` is called with the number of runs done.
  public func found(advance: (Int) -> Void = { _ in }) -> Found {
    let trials = Campaign.run(
      attempts.map { Change(changes[$0.change]).changed(plans[$0.plan]) }, threads: threads,
      advance: advance
    ) { Trial($0) }
    var breaks = [[MendReport.Break]](repeating: [], count: changes.count)
    for (attempt, trial) in zip(attempts, trials) {
      if let harm = harm(of: trial, in: attempt.plan) { breaks[attempt.change].append(harm) }
    }
    return Found(
      breaks: breaks, played: plans.count, scenarios: scenarios, runs: plans.count + trials.count)
  }

  private func harm(of trial: Trial, in place: Int) -> MendReport.Break? {
    let (before, scenario) = (today[place], plans[place].scenario)
    let change = trial.summary.amounts - before.summary.amounts
    let harm = MendReport.Break(
      scenario: scenario.name,
      claims: scenario.claims.filter {
        before.says($0) == .holds && trial.says($0) == .refuted
      },
      missing: max(0, change.missing), twice: max(0, change.duplicateDeliveries),
      expectations: Set(trial.broken).subtracting(before.broken).count,
      isCutOff: trial.summary.isCutOff)
    return harm.isNone ? nil : harm
  }
}

extension ReplayPlan {
  /// The levers it is played with.
  var levers: Profile { scenario.experiment(profile: profile, overrides: overrides).profile }
}
