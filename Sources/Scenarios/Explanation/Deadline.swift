import PipelineModel
import SimKernel

/// The backfill triggered again, at several times after the end of a run.
struct Deadline {
  private static let after: [SimDuration] = [
    .zero, .hours(1), .hours(23), .hours(25), .hours(48),
  ]

  /// Events of a run that is not played so often.
  private static let large = 500_000

  private let replay: Replay
  private let threads: Int

  init(_ replay: Replay, _ threads: Int) {
    self.replay = replay
    self.threads = threads
  }

  /// Tells of each group of missing items how many the remedy heals when.
  ///
  /// Returns the runs, and how many of them did not come to their end and say nothing.
  func fill(_ groups: inout [Explanation.Group]) -> (runs: Int, givenUp: Int) {
    let places = groups.indices.filter {
      groups[$0].trouble == .missing && !groups[$0].fate.isMeant
    }
    let installations = Set(
      places.flatMap { groups[$0].names.map { replay.evidence.installation(of: $0.unit) } }
    ).sorted()
    let base = Amounts(replay.outcome)
    var (runs, givenUp) = (0, 0)
    for installation in installations where installation >= 0 {
      let mine = places.filter { place in
        groups[place].names.contains {
          replay.evidence.installation(of: $0.unit) == installation
        }
      }
      let names = mine.flatMap { groups[$0].names }
      let tries = remedies.flatMap { depth in
        branches.flatMap { over in Self.after.map { (depth: depth, time: $0, over: over) } }
      }
      let looks = Campaign.run(
        tries.map { plan(installation, $0.depth, after: $0.time, $0.over) }, threads: threads
      ) { ItemLook(names, in: $0) }
      runs += looks.count
      for ((depth, time, over), look) in zip(tries, looks) {
        guard !look.isGivenUp else {
          givenUp += 1
          continue
        }
        var first = 0
        for place in mine {
          let count = groups[place].names.count
          groups[place].remedies.append(
            Explanation.Remedy(
              words: "trigger \(replay.evidence.name(ofInstallation: installation)) again"
                + (depth.map { " with depth \($0)" } ?? ""),
              afterMicroseconds: time.microseconds, faultsAreOver: over,
              healed: (first..<first + count).count { look.heals($0, .missing) },
              change: look.counts - base))
          first += count
        }
      }
    }
    return (runs, givenUp)
  }

  /// Depths of the re-triggers that the runbook offers: the usual one, and after a timeout a smaller
  /// one; of a large run the usual one only.
  private var remedies: [Int?] {
    let timedOut = replay.outcome.runs.contains { $0.function == .worker && $0.timedOut }
    return timedOut && replay.outcome.events < Self.large ? [nil, 7] : [nil]
  }

  /// Whether a fault goes on is not known: both are played where there is one.
  private var branches: [Bool] {
    replay.plan.scenario.faults.contains { $0.trigger == .always } ? [false, true] : [false]
  }

  private func plan(
    _ installation: Int, _ depth: Int?, after time: SimDuration, _ isOver: Bool
  ) -> ReplayPlan {
    let plan = replay.plan
    let request = TriggerRequest(plan.scenario.world, installation: installation, depth: depth)
    var scenario = plan.scenario
    scenario.limits.horizon = .distantFuture
    (scenario.expectations, scenario.sometimes, scenario.claims) = ([], [], [])
    for place in scenario.rules.indices
    where isOver && scenario.rules[place].fault.trigger == .always {
      scenario.rules[place].fault.trigger = .window(from: .zero, to: replay.outcome.endedAt)
    }
    scenario.story.steps.append(
      StoryStep(
        when: StoryTime(offset: replay.outcome.endedAt - .zero + time), action: .trigger(request)))
    return ReplayPlan(
      scenario, profile: plan.profile, seed: plan.seed, overrides: plan.overrides)
  }
}
