import PipelineModel

/// What changes do to the classes that hunts have found: each is played in each file of a class.
public struct ClassCheck: Sendable {
  private let plans: [ReplayPlan]
  private let changes: [[LeverSetting]]
  private let threads: Int
  /// What each class is without a change.
  private let today: [Amounts]

  /// Plays the classes as they are, each under the profile that its file names; those that lose and
  /// double nothing are left out.
  public init(_ changes: [[LeverSetting]], in classes: [Scenario], threads: Int) {
    let all = classes.filter { !$0.isAbstract && $0.fleet == nil }.map { scenario in
      ReplayPlan(scenario, profile: scenario.profile ?? .asBuilt)
    }
    let replays = Campaign.map(changes.isEmpty ? [] : all, threads: threads) { plan in
      let replay = plan.run(recording: .counts)
      return (plan.bounded(by: replay.outcome.events), RunSummary(replay.outcome).amounts)
    }
    let lossy = replays.filter { ParetoFront.loss($0.1) > 0 }
    (plans, today) = (lossy.map(\.0), lossy.map(\.1))
    (self.changes, self.threads) = (changes, threads)
  }

  /// What `found` counts to.
  public var total: Int { plans.count * changes.count }

  /// What each change does, in their order; `advance` is called with the number of runs done.
  public func found(advance: (Int) -> Void = { _ in }) -> [MendReport.Classes] {
    let attempts = changes.indices.flatMap { change in plans.indices.map { (change, $0) } }
    let runs = Campaign.map(attempts, threads: threads, advance: advance) { change, plan in
      RunSummary(Change(changes[change]).changed(plans[plan]).run(recording: .counts).outcome)
    }
    var classes = changes.map { _ in MendReport.Classes(played: plans.count) }
    for ((change, plan), run) in zip(attempts, runs) {
      let name = plans[plan].scenario.name
      if !run.isCutOff, ParetoFront.loss(run.amounts) == 0 {
        classes[change].ended.append(name)
      }
      let more = run.amounts - today[plan]
      let harm = MendReport.Break(
        scenario: name, claims: [], missing: max(0, more.missing),
        twice: max(0, more.duplicateDeliveries), expectations: 0, isCutOff: run.isCutOff)
      if harm.isHarm { classes[change].worse.append(harm) }
    }
    return classes
  }
}

extension MendReport {
  /// What a change does to the classes of a hunt.
  public struct Classes: Codable, Sendable, Equatable {
    /// Classes that lose or double an item today.
    public var played: Int
    /// Those of which nothing is lost or doubled with it, by their scenarios.
    public var ended: [String] = []
    /// Those that lose or double more with it.
    public var worse: [Break] = []

    /// "ends 9 of 25 classes of the hunt; 1 is worse: publish-reply-lost: 1 more delivered twice".
    var words: String {
      let ends = "ends \(grouped(ended.count)) of \(counted(played, "class", "classes"))"
      let rest =
        worse.first.map { first in
          let others = worse.count > 1 ? " and \(counted(worse.count - 1, "other"))" : ""
          let name = VisibleText.of(ScenarioRoot.short(first.scenario))
          return "; worse: \(name) (\(first.words))\(others)"
        } ?? ""
      return "\(ends) of the hunt\(rest)"
    }
  }
}
