import PipelineModel
import SimKernel

/// The backfill triggered again, when its run was over and at several times after the end of everything.
struct Deadline {
  private static let after: [SimDuration] = [
    .zero, .hours(1), .hours(23), .hours(25), .hours(48),
  ]
  /// The same of a large run.
  private static let fewAfter: [SimDuration] = [.zero, .hours(23), .hours(25)]

  /// Events of a run that is not played so often, and of one of which the turns are looked for.
  private static let large = 100_000
  private static let small = 20_000

  let replay: Replay
  let stored: [ItemName]
  let threads: Int

  /// Tells of each group how many of its items the remedy heals when.
  ///
  /// Returns the runs, and how many of them did not come to their end and say nothing.
  func fill(
    _ groups: inout [Explanation.Group], findsTurns: Bool
  ) -> (runs: Int, givenUp: Int) {
    let places = groups.indices.filter {
      groups[$0].trouble == .twice || !groups[$0].fate.isMeant
    }
    let installations = Set(
      places.flatMap { groups[$0].names.map { heir(of: $0) } }
    ).sorted()
    let base = RunSummary(replay.outcome).amounts
    var (runs, givenUp) = (0, 0)
    for installation in installations where installation >= 0 {
      let mine = places.filter { place in
        groups[place].names.contains {
          heir(of: $0) == installation
        }
      }
      let names = mine.flatMap { groups[$0].names }
      let times =
        early(installation) + (replay.outcome.events < Self.large ? Self.after : Self.fewAfter)
      let asked = remedies(
        for: mine.filter { groups[$0].trouble == .missing }.flatMap { groups[$0].names }
      ).flatMap { depth in
        branches.flatMap { over in
          times.map { Try(installation: installation, depth: depth, time: $0, isOver: over) }
        }
      }
      let stored = stored
      let played = Campaign.map(asked.map(plan), threads: threads) {
        ItemLook(names, in: $0, against: stored)
      }
      let kinds = mine.map { (groups[$0].names.count, groups[$0].trouble) }
      let (tries, looks, more) =
        findsTurns && replay.outcome.events < Self.small
        ? withTurns(asked, played, names, kinds) : (asked, played, played.count)
      runs += more
      for (one, look) in zip(tries, looks) {
        guard !look.summary.isCutOff else {
          givenUp += 1
          continue
        }
        var first = 0
        for place in mine {
          let count = groups[place].names.count
          groups[place].remedies.append(
            Explanation.Remedy(
              words: "trigger \(replay.evidence.name(ofInstallation: installation)) again"
                + (one.depth.map { " with depth \($0)" } ?? ""),
              afterMicroseconds: one.time.microseconds, faultsAreOver: one.isOver,
              healed: (first..<first + count).count { look.heals($0, groups[place].trouble) },
              change: look.summary.amounts - base, lost: look.lost))
          first += count
        }
      }
    }
    return (runs, givenUp)
  }

  /// Whom to trigger for an item.
  private func heir(of item: ItemName) -> Int {
    replay.evidence.heir(of: replay.evidence.installation(of: item.unit))
  }

  /// A second after the last orchestrator ended, where much goes on behind it.
  private func early(_ installation: Int) -> [SimDuration] {
    let runs = replay.evidence.orchestrators(of: installation).filter { $0.outcome != .running }
    guard let ended = runs.map(\.endedAt).max() else { return [] }
    let time = ended + .seconds(1) - replay.outcome.endedAt
    return time <= .zero - .minutes(1) ? [time] : []
  }

  /// A connection triggered again.
  private struct Try {
    let installation: Int
    let depth: Int?
    /// After the end of everything; negative before it.
    var time: SimDuration
    let isOver: Bool
  }

  /// With the two seconds between which the effect turns, where it differs at two times of a small run.
  private func withTurns(
    _ asked: [Try], _ played: [ItemLook], _ names: [ItemName], _ kinds: [(Int, Trouble)]
  ) -> (tries: [Try], looks: [ItemLook], runs: Int) {
    var (tries, looks, runs) = ([asked[0]], [played[0]], played.count)
    let doubled = replay.outcome.counts.duplicateDeliveries
    for place in asked.indices.dropFirst() {
      let (low, high) = (asked[place - 1].time.microseconds, asked[place].time.microseconds)
      let effects = (played[place - 1].effect(kinds, doubled), played[place].effect(kinds, doubled))
      let isEitherGivenUp = played[place - 1].summary.isCutOff || played[place].summary.isCutOff
      if low < high, !isEitherGivenUp, effects.0 != effects.1 {
        func attempt(_ time: Int64) -> Try {
          var attempt = asked[place - 1]
          attempt.time = SimDuration(microseconds: time)
          return attempt
        }
        var search = TurnSearch(known: [low: played[place - 1], high: played[place]]) {
          ItemLook(names, in: plan(attempt($0)), against: stored)
        }
        let turn = search.halved(low, high, step: SimDuration.seconds(1).microseconds) {
          $0.effect(kinds, doubled) == effects.0
        }
        runs += search.answers.count - 2
        for time in [turn.last, turn.next] where low < time && time < high {
          tries.append(attempt(time))
          looks.append(search.answer(time))
        }
      }
      tries.append(asked[place])
      looks.append(played[place])
    }
    return (tries, looks, runs)
  }

  /// Depths of the re-triggers that the runbook offers: the usual one, after a timeout a smaller one,
  /// and for what is too old a larger one; of a large run the usual one only.
  private func remedies(for missing: [ItemName]) -> [Int?] {
    guard replay.outcome.events < Self.large else { return [nil] }
    let timedOut = replay.outcome.runs.contains { $0.function == .worker && $0.timedOut }
    let items = missing.compactMap { replay.outcome.items.item($0.number, of: $0.unit) }
    let deeper = replay.evidence.deeperDepth(for: items, at: replay.outcome.endedAt)
    return [nil] + (timedOut ? [7] : []) + (deeper.map { [$0] } ?? [])
  }

  /// Whether a fault goes on is not known: both are played where there is one.
  private var branches: [Bool] {
    let faults = replay.plan.scenario.faults
    let goesOn = faults.indices.contains { place in
      switch faults[place].trigger {
      case .always, .probability: true
      case .window(_, let to): to > replay.outcome.endedAt
      case .nth(let range): strikes(of: place, until: .distantFuture) < range.count
      }
    }
    return goesOn ? [false, true] : [false]
  }

  private func strikes(of rule: Int, until time: SimTime) -> Int {
    replay.evidence.milestones(.faultStruck).count {
      guard case .faultStruck(Int32(rule), _, _, _, _) = $0.event else { return false }
      return $0.time <= time
    }
  }

  private func plan(_ one: Try) -> ReplayPlan {
    let plan = replay.plan
    let request = TriggerRequest(
      plan.scenario.world, installation: one.installation, depth: one.depth)
    var scenario = plan.scenario
    scenario.limits.horizon = .distantFuture
    (scenario.expectations, scenario.sometimes, scenario.claims) = ([], [], [])
    for place in scenario.rules.indices where one.isOver {
      scenario.rules[place].fault.most = strikes(
        of: place, until: replay.outcome.endedAt + one.time)
    }
    scenario.story.steps.append(
      StoryStep(
        when: StoryTime(offset: replay.outcome.endedAt - .zero + one.time),
        action: .trigger(request)))
    return ReplayPlan(
      scenario, profile: plan.profile, seed: plan.seed, overrides: plan.overrides)
  }
}

extension ItemLook {
  /// Of each group whether none, some or all are healed; and whether more is delivered again than
  /// was before.
  fileprivate func effect(_ kinds: [(size: Int, trouble: Trouble)], _ doubled: Int) -> [Int] {
    var first = 0
    return kinds.map { size, trouble in
      defer { first += size }
      let healed = (first..<first + size).count { heals($0, trouble) }
      return healed == 0 ? 0 : healed < size ? 1 : 2
    } + [summary.counts.duplicateDeliveries > doubled ? 1 : 0]
  }
}
