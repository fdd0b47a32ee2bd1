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
    }
    return plays
  }

  /// Plays all sites of a job, each in a copy of the run at the moment of the call; without
  /// `forking` each from the beginning, which gives the same.
  func play(_ job: Job, forking: Bool = true) -> [HuntPlay] {
    var base: Simulation<Pipeline>?
    if forking, let moment = moment(of: job) {
      var simulation = experiment.simulation()
      simulation.advance(before: moment, of: experiment)
      base = consume simulation
    }
    return plays(of: job) { site in
      if case .act(let action, let time) = site.change { return finding(action, time, site) }
      guard let fault = site.fault else { preconditionFailure("A site is a fault or an act.") }
      return finding(fault, in: base?.fork(), met: site.call.map(calls.met(before:)) ?? 0)
    }
  }

  private func moment(of job: Job) -> SimTime? {
    switch job {
    case .call(let call): calls.records[call].at
    // A call that left before may arrive while it lasts.
    case .outages(let wire, _): calls.records.first { $0.wire == wire }?.at
    case .acts: nil
    }
  }

  private func finding(
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
    played.recording = .items
    played.story.steps.append(StoryStep(when: StoryTime(offset: time), action: action))
    return judge.finding(played.run(), of: played, strikes: 1, isOwnAct: site.isOwnAct)
  }

  /// What people can do at any time.
  private var actions: [StoryAction] {
    let world = experiment.world
    return world.installations.indices.flatMap { index -> [StoryAction] in
      let row = world.installations[index]
      let request = TriggerRequest(
        installationID: .string(row.name), provider: .string(row.provider.name),
        organisationID: .string(world.organisations[row.organisation].name))
      return [
        .trigger(request), .cancel(CancelRequest(installationID: .string(row.name))),
        .delete(installation: index),
      ]
    } + [.flushStore]
  }
}
