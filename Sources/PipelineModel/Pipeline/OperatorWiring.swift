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
    schedule.after(wait, .operatorLooks(installation))
  }

  /// A backfill that an installation should have had does not start: its notification was lost,
  /// its message died, or the engine dropped its event.
  mutating func noteBackfillMissing(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    guard installation >= 0, let wait = people?.backfillMissing(installation) else { return }
    schedule.after(wait, .operatorLooks(installation))
  }

  /// The person behind a connection compares what the provider lists with what arrived.
  mutating func operatorLooks(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    let isWhole = isWhole(installation)
    guard people?.looks(at: installation, isWhole: isWhole) == true else { return }
    let call = UInt64(UInt32(bitPattern: installation))
    schedule.after(
      latencies.draw(profile.wires.operatorCall, .trigger, call, UInt64(backfillRequests.count))
        / 2,
      .triggerAgain(installation))
  }

  /// The person's request reaches the backfill service: what was asked for last, once more.
  mutating func triggerAgain(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    var body = directory.notification(of: installation, in: experiment.world)
    if let last = requestsByInstallation.last(of: installation) {
      let days = Double(backfillRequests[last].depth.microseconds) / 86_400_000_000
      body.depth = .number(days)
    }
    let (status, delay) = acceptTrigger(body, step: -1, &schedule)
    guard status != 200 else { return }
    if let wait = people?.backfillMissing(installation) {
      schedule.after(delay + wait, .operatorLooks(installation))
    }
  }

  /// Whether every item that an installation was asked for has reached the Console.
  private func isWhole(_ installation: Int32) -> Bool {
    let progress = progress(of: installation)
    return progress.delivered >= progress.expected
  }
}
