import SimKernel

extension Pipeline {
  /// Schedules the steps whose instant is known.
  mutating func begin(_ schedule: inout PipelineSchedule) {
    plan(story.initial, &schedule)
    for (repository, row) in experiment.world.repositories.enumerated() {
      for (index, activity) in row.activity.enumerated() {
        planChange(Int32(repository), Int32(index), after: activity.from, &schedule)
      }
    }
  }

  mutating func plan(_ steps: [(step: Int, at: SimTime)], _ schedule: inout PipelineSchedule) {
    for (step, time) in steps { schedule.plan(at: time, .story(Int32(step))) }
  }

  /// A step of the story happens.
  mutating func play(_ step: Int, _ schedule: inout PipelineSchedule) {
    let now = schedule.now
    accounts.tell(.story(step: Int32(step)), at: now)
    plan(story.happened(step, at: now), &schedule)
    switch story.steps[step].action {
    case .connect(let installation): connect(installation, step: step, &schedule)
    case .link(let repository): link(Int32(repository), &schedule)
    case .delete(let installation): delete(Int32(installation), &schedule)
    case .disconnect(let installation):
      if profile.connections.disconnect == .teardown { delete(Int32(installation), &schedule) }
    case .trigger, .cancel:
      schedule.plan(after: latencies.callByHand(Int32(step)) / 2, .callByHand(Int32(step)))
    case .createItems(let repository, let type, let count, let isUnfinished):
      create(count, in: UnitOfWork(repository, type), isUnfinished: isUnfinished, &schedule)
    case .changeItems(let change, let repository, let type, let first, let count, let into):
      self.change(
        first..<first + count, in: UnitOfWork(repository, type), change, into: into, &schedule)
    case .updateItems(let repository, let type, let first, let count):
      update(first..<first + count, in: UnitOfWork(repository, type), &schedule)
    case .flushStore:
      accounts.tell(.storeFlushed(keys: Int64(store.count)), at: now)
      _ = store.execute(.flush, at: now)
    case .replayDeadLetters: replayDeadLetters(&schedule)
    case .deploy(let deploy): host.deploy(deploy, &engine, &profile, at: now)
    case .alter(let act, let repository):
      console.alter(repository, act, of: owners.organisation(of: repository))
      provider.alter(Int32(repository), act)
    case .move(let repository, let workspace):
      console.move(repository, of: owners.organisation(of: repository), to: workspace)
    case .addWorkspace(let organisation): console.addWorkspace(of: organisation)
    case .removeWorkspace(let organisation, let workspace):
      console.removeWorkspace(workspace, of: organisation)
    case .turn(.revoke, let installation):
      provider.revokeToken(of: Int32(installation))
      connections.shutOut(installation)
    }
  }

  /// A call by hand reaches the backfill service.
  mutating func callByHand(_ step: Int32, _ schedule: inout PipelineSchedule) {
    let (status, delay) = accept(story.request(of: step), of: step, .hand(step), &schedule)
    schedule.plan(after: latencies.callByHand(step) / 2 + delay, .answer(step, status))
  }

  /// A route of the backfill service is called, by a step of the story or -1: the answer, and how
  /// long sending the event took.
  mutating func accept(
    _ request: RouteRequest, of step: Int32, _ caller: RouteCaller,
    _ schedule: inout PipelineSchedule
  ) -> (status: Int16, delay: SimDuration) {
    let number = Int32(accounts.backfillRequests.count)
    switch triggerRoute.decide(request, number: number) {
    case .refused(let status): return (status, .zero)
    case .accepted(let event):
      let sent = send(event, caller, &schedule)
      if sent.isTaken, case .trigger(let data) = event.payload {
        accounts.ask(BackfillRequest(data, step: step, at: schedule.now))
      }
      return (sent.status ?? 0, sent.delay)
    }
  }

  /// A route sends an event to the engine.
  private mutating func send(
    _ event: PipelineEngineEvent, _ caller: RouteCaller, _ schedule: inout PipelineSchedule
  ) -> RouteSend {
    var send = RouteSend()
    while send.status == nil {
      send.delay += latencies.send(by: caller, send.attempt)
      let (context, now) = (send.context(of: event.key.a), schedule.now)
      let effect = strike(.sendEvent, context, made: now + send.delay, at: now)
      if send.takes(effect) { publish(event, after: send.delay, &schedule) }
      send.end(effect, longest: profile.backfill.longestRequest)
    }
    return send
  }

  /// A backfill that an installation should have had does not start: its notification was lost,
  /// its message died, the engine dropped its event, or it was refused, which is known after a
  /// delay.
  mutating func noteBackfillMissing(
    _ installation: Int32, after delay: SimDuration = .zero, _ schedule: inout PipelineSchedule
  ) {
    guard let wait = people.backfillMissing(installation) else { return }
    schedule.plan(after: delay + wait, .operatorLooks(installation))
  }

  /// The person behind a connection compares what the provider lists with what arrived: whether a
  /// backfill like the last one would bring anything if it were asked for now.
  mutating func operatorLooks(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    let isWhole = accounts.isWhole(installation, owners, provider, at: schedule.now)
    guard people.looks(at: installation, isWhole: isWhole) else { return }
    let call = latencies.callAgain(installation, nth: people.retriggers(of: installation))
    schedule.plan(after: call / 2, .triggerAgain(installation))
  }

  /// The person's request reaches the backfill service: what was asked for last, once more.
  mutating func triggerAgain(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    let days = accounts.lastRequest(of: installation)?.days
    let request = experiment.world.request(again: installation, days: days)
    let person = RouteCaller.person(installation, nth: people.retriggers(of: installation))
    let (status, delay) = accept(request, of: -1, person, &schedule)
    if status != 200 { noteBackfillMissing(installation, after: delay, &schedule) }
  }
}
