import SimKernel

extension Pipeline {
  /// A backfill of an installation was created.
  mutating func noteBackfillCreated(_ installation: Int32) {
    guard installation >= 0 else { return }
    people?.backfillCreated(installation)
  }

  /// A backfill of an installation ended.
  mutating func noteBackfillEnded(
    _ installation: Int32, _ outcome: RunOutcome, _ schedule: inout PipelineSchedule
  ) {
    guard installation >= 0,
      let wait = people?.backfillEnded(installation, completed: outcome == .completed)
    else { return }
    schedule.plan(after: wait, .operatorLooks(installation))
  }

  /// A backfill that an installation should have had does not start: its notification was lost,
  /// its message died, or the engine dropped its event.
  mutating func noteBackfillMissing(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    guard installation >= 0, let wait = people?.backfillMissing(installation) else { return }
    schedule.plan(after: wait, .operatorLooks(installation))
  }

  /// The person behind a connection compares what the provider lists with what arrived: whether a
  /// backfill like the last one would bring anything if it were asked for now.
  mutating func operatorLooks(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    guard let last = accounts.lastRequest(of: installation) else {
      askAgain(installation, isWhole: false, &schedule)
      return
    }
    let missing = accounts.missing(
      of: installation, last.types, since: schedule.now - last.depth, owners, provider)
    askAgain(installation, isWhole: missing == 0, &schedule)
  }

  private mutating func askAgain(
    _ installation: Int32, isWhole: Bool, _ schedule: inout PipelineSchedule
  ) {
    guard people?.looks(at: installation, isWhole: isWhole) == true else { return }
    let call = latencies.callAgain(
      installation, nth: people?.retriggers(of: installation) ?? 0)
    schedule.plan(after: call / 2, .triggerAgain(installation))
  }

  /// The person's request reaches the backfill service: what was asked for last, once more.
  mutating func triggerAgain(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    var body = experiment.world.notification(of: installation)
    if let last = accounts.lastRequest(of: installation) {
      let days = Double(last.depth.microseconds) / 86_400_000_000
      body.depth = .number(days)
    }
    let nth = Int32(people?.retriggers(of: installation) ?? 0)
    let (status, delay) = acceptTrigger(
      body, step: -1, .person(installation, nth: nth), &schedule)
    guard status != 200 else { return }
    if let wait = people?.backfillMissing(installation) {
      schedule.plan(after: delay + wait, .operatorLooks(installation))
    }
  }
}
