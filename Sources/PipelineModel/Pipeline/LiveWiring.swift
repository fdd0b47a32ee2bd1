import SimKernel

extension Pipeline {
  /// The provider sends the webhook of an item: GitHub sends it once (pipeline-facts §9).
  mutating func sendWebhook(
    _ item: Int32, _ unit: UnitOfWork, _ schedule: inout PipelineSchedule
  ) {
    let run = LiveRun(
      item: item, unit: unit, nth: provider.nextWebhook(of: item),
      version: provider.lives.version(of: item),
      installation: Int32(holder(of: unit.repository)))
    let effect = strike(.webhook, run.context, made: schedule.now, at: schedule.now)
    guard effect?.doesWork ?? true else {
      accounts.lost(run, .notSent, at: schedule.now)
      return
    }
    if case .slow(let extra)? = effect {
      schedule.plan(after: extra, .liveStep(gateway.liveRuns.add(run)))
      return
    }
    // Delivered twice it is the same delivery once more, under the same id.
    for _ in 0..<(effect?.works ?? 1) { play(run, &schedule) }
  }

  /// A waiting workflow goes on.
  mutating func liveStep(_ slot: Int32, _ schedule: inout PipelineSchedule) {
    play(gateway.liveRuns.take(slot), &schedule)
  }

  /// The workflow's steps: dedup, connection, publish; as built the queue refuses the id, and that
  /// is swallowed (2.4, §9). A step that fails is tried again after the others are memoized.
  private mutating func play(_ run: LiveRun, _ schedule: inout PipelineSchedule) {
    var run = run
    if let loss = loss(of: &run, &schedule) {
      guard gateway.triesAgain(after: loss),
        let pause = profile.queue.workflowPause(after: run.attempt)
      else {
        accounts.lost(run, loss, at: schedule.now)
        return
      }
      run.attempt += 1
      schedule.plan(after: pause, .liveStep(gateway.liveRuns.add(run)))
    }
  }

  /// Does what is left of a workflow; why it got no further.
  private mutating func loss(
    of run: inout LiveRun, _ schedule: inout PipelineSchedule
  ) -> WebhookLoss? {
    let context = run.context
    var delay = SimDuration.zero
    if !run.isMarked {
      if let loss = routingLoss(run.unit.repository) { return loss }
      let set = gateway.mark(of: run)
      switch ask(set, context, &delay, at: schedule.now) {
      case .failed, .died: return .markFailed
      case .reply(.null), .reply(.pending): return .duplicate
      case .reply(.ok): (run.isMarked, run.attempt) = (true, 1)
      }
    }
    guard let message = gateway.message(of: run, owners.generation(of: run.installation)) else {
      return .refusedID
    }
    return publish(message, .publish, context, &delay, &schedule) == .reply(true)
      ? nil : .publishFailed
  }

  /// Why a repository's connection is not found.
  private mutating func routingLoss(_ repository: Int32) -> WebhookLoss? {
    if gateway.knowsRoute(of: repository) { return nil }
    // Rows are found by the repository, whatever installation they belong to.
    let rows = owners.ids(of: owners.installation(of: repository))
    if let loss = connections.loss(
      of: repository, among: rows, looksAtStatus: !profile.gateway.routingCache)
    {
      return loss
    }
    gateway.routingCache[Int(repository)] = true
    return nil
  }
}
