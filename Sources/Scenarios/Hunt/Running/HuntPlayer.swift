import PipelineModel
import SimKernel

/// A site with what it led to.
struct HuntPlay: Sendable {
  var site: HuntSite
  var finding: HuntFinding
}

extension HuntPlan {
  /// Goes through the sites of a job in order; `find` says what each led to.
  ///
  /// Whether a call is struck in all but its last attempt depends on how often it is struck in all.
  func plays(of job: Job, _ find: (HuntSite) -> HuntFinding) -> [HuntPlay] {
    var plays: [HuntPlay] = []
    func play(_ change: HuntSite.Change, _ call: Int? = nil) -> HuntFinding {
      let site = HuntSite(change: change, call: call)
      let finding = find(site)
      plays.append(HuntPlay(site: site, finding: finding))
      return finding
    }
    switch job {
    case .call(let call):
      for effect in calls.records[call].wire.effects {
        _ = play(.fault(calls.fault(call, effect, .first), .first), call)
        let every = play(.fault(calls.fault(call, effect, .every), .every), call)
        guard every.strikes > 2 else { continue }
        let rest = calls.fault(call, effect, .allButLast, of: every.strikes)
        _ = play(.fault(rest, .allButLast), call)
      }
    case .outages(let wire, let from):
      for length in lengths {
        for effect in [Fault.Effect.status(503), .lostRequest] {
          let trigger = Fault.Trigger.window(from: from, to: from + length)
          _ = play(.outage(Fault(wire: wire, trigger: trigger, effect: effect)))
        }
      }
    case .acts(let time):
      for action in actions { _ = play(.act(action, at: time)) }
    case .again(let call):
      for effect in calls.records[call].wire.effects {
        for span in [HuntSite.Span.first, .every] {
          _ = play(.again(calls.fault(call, effect, span), span), call)
        }
      }
    }
    return plays
  }

  /// Plays all sites of a job; see `play(_:forking:)` of several.
  func play(_ job: Job, forking: Bool = true) -> [HuntPlay] { play([job], forking: forking)[0] }

  /// Plays all sites of some jobs, each in a copy of the run at the moment of the call; without
  /// `forking` each from the beginning, which gives the same.
  func play(
    _ jobs: [Job], forking: Bool = true, pauses: StrikePauses = StrikePauses()
  ) -> [[HuntPlay]] {
    var all: [[HuntPlay]] = []
    var base: Simulation<Pipeline>?
    var reached = SimTime.zero
    for job in jobs {
      if forking, let moment = moment(of: job) {
        if base == nil || moment < reached { base = experiment.simulation() }
        base?.advance(before: moment, of: experiment)
        reached = moment
      }
      var (struck, outages) = (StruckCall(self, pauses), OutagesOfWire(self))
      all.append(
        plays(of: job) { site in
          switch site.change {
          case .act(let action, let time): return finding(action, time, site)
          case .again(let fault, let span):
            guard forking, let call = site.call else { return finding(again: fault, site).finding }
            return struck.finding(call, fault, span) { finding(again: $0, site) }
          case .outage(let fault):
            guard forking, base != nil else { return finding(fault, in: nil, met: 0) }
            return outages.finding(fault) { base?.fork() }
          case .fault(let fault, let span):
            guard forking, let call = site.call, base != nil else {
              return finding(fault, in: nil, met: 0)
            }
            return struck.finding(call, fault, span) { base?.fork() }
          }
        })
    }
    return all
  }

  private func moment(of job: Job) -> SimTime? {
    switch job {
    case .call(let call): calls.records[call].at
    // A call that left before may arrive while it lasts.
    case .outages(let wire, _): calls.records.first { $0.wire == wire }?.at
    case .acts, .again: nil
    }
  }

  /// What a fault leads to in a copy of the run, or in one of its own.
  func finding(
    _ fault: Fault, in fork: consuming Simulation<Pipeline>?, met: Int
  ) -> HuntFinding {
    let outcome: Outcome
    switch consume fork {
    case .some(var run):
      run.add(fault, met: met)
      outcome = run.finish(experiment)
    case .none:
      var whole = experiment
      whole.faults.append(fault)
      outcome = whole.run()
    }
    return judge.finding(outcome, of: experiment, strikes: outcome.faultStrikes.last ?? 0)
  }

  private func finding(
    _ action: StoryAction, _ time: SimDuration, _ site: HuntSite
  ) -> HuntFinding {
    var played = experiment
    played.story.steps.append(StoryStep(when: StoryTime(offset: time), action: action))
    if played.story.ends { played.recording = .items }
    return judge.finding(played.run(), of: played, strikes: 1, isOwnAct: site.isOwnAct)
  }

  /// What triggering again after a run with a fault does that the fault alone does not, and how
  /// often the fault struck in both.
  private func finding(
    again fault: Fault, _ site: HuntSite
  ) -> (finding: HuntFinding, strikes: Int) {
    var alone = experiment
    alone.faults.append(fault)
    let before = alone.run()
    var again = alone
    again.story.steps.append(secondTrigger(after: before, site))
    let outcome = again.run()
    let finding = HuntJudge(before, of: alone, properties: judge.properties)
      .finding(outcome, of: again, strikes: before.faultStrikes.last ?? 0)
    return (finding, outcome.faultStrikes.last ?? 0)
  }

  /// The installation of a call triggered once more, an hour after the last orchestrator said how it
  /// ended.
  func secondTrigger(after outcome: Outcome, _ site: HuntSite) -> StoryStep {
    let world = experiment.world
    let installation = site.call.map { Int(calls.records[$0].installation) } ?? 0
    let ended = outcome.runs.filter { $0.function == .orchestrator && $0.outcome != .running }
    let end = ended.map(\.endedAt).max() ?? outcome.endedAt
    return StoryStep(
      when: StoryTime(offset: end - .zero + .hours(1)),
      action: .trigger(TriggerRequest(world, installation: max(0, installation), depth: nil)))
  }

  /// What people can do at any time.
  private var actions: [StoryAction] {
    let world = experiment.world
    return world.installations.indices.flatMap { index -> [StoryAction] in
      let row = world.installations[index]
      return [
        .trigger(TriggerRequest(world, installation: index, depth: nil)),
        .cancel(CancelRequest(installationID: .string(row.name))),
        .delete(installation: index),
      ]
    } + [.flushStore]
  }
}
