import SimKernel

extension Pipeline {
  /// The OAuth callback of a new or returning connection (pipeline-facts 1.3–1.10).
  mutating func connect(_ installation: Int, step: Int, _ schedule: inout PipelineSchedule) {
    let now = schedule.now
    let callback = connections.connect(installation)
    guard callback != .refused else {
      schedule.plan(after: .zero, .answer(Int32(step), 502))
      return
    }
    provider.acceptTokens(of: Int32(installation))
    tell(
      .connected(reactivated: callback == .reactivated), at: now,
      installation: Int32(installation))
    guard callback == .created || profile.connections.notifiesReactivation else {
      schedule.plan(after: .zero, .answer(Int32(step), 200))
      return
    }
    if callback == .created { linkResources(of: installation, &schedule) }
    connectionTimes[installation] = now
    notifyStep[installation] = Int32(step)
    if !profile.connections.notifyAwaited { schedule.plan(after: .zero, .answer(Int32(step), 200)) }
    let wait = latencies.draw(
      profile.wires.publish, .notify, UInt64(installation), UInt64(step))
    schedule.plan(after: wait, .notify(Int32(installation)))
  }

  /// The repositories of a new connection become its resources, at once or some time later.
  private mutating func linkResources(
    of installation: Int, _ schedule: inout PipelineSchedule
  ) {
    for repository in owners.repositories(of: installation)
    where experiment.world.repositories[Int(repository)].linked {
      if profile.connections.linkAtConnect {
        _ = adopt(repository, at: schedule.now)
      } else {
        schedule.plan(after: profile.connections.linkDelay, .link(repository))
      }
    }
  }

  /// The callback notifies, and answers when it awaits that.
  mutating func notify(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    let step = notifyStep[Int(installation)] ?? -1
    let (reply, delay) = notifyBackfill(of: installation, step: step, &schedule)
    if profile.connections.notifyAwaited, step >= 0 {
      schedule.plan(after: delay, .answer(step, reply == .died ? 0 : 200))
    }
  }

  /// `notifyBackfillService`: best effort; what fails is logged (pipeline-facts 1.6, 1.8).
  private mutating func notifyBackfill(
    of installation: Int32, step: Int32, _ schedule: inout PipelineSchedule
  ) -> (reply: ClientReply<Bool>, delay: SimDuration) {
    var message = MessageQueue.Message(
      topic: .trigger, subject: installation, unit: .none, detail: step)
    message.edition = nextEdition(.trigger, of: installation)
    var delay = SimDuration.zero
    let context = FaultContext(installation: installation)
    let reply = publish(message, .notify, context, &delay, &schedule)
    if case .failed = reply {
      tell(.notifyFailed, at: schedule.now + delay, installation: installation)
    }
    if reply != .reply(true) { noteBackfillMissing(installation, &schedule) }
    return (reply, delay)
  }

  /// `POST /connections/:id/resources`: a repository becomes a resource of its installation; as the
  /// code stands nothing else happens (1.12).
  mutating func link(_ repository: Int32, _ schedule: inout PipelineSchedule) {
    guard adopt(repository, at: schedule.now), profile.connections.notifyOnLink else { return }
    let installation = experiment.world.repositories[Int(repository)].installation
    _ = notifyBackfill(of: Int32(installation), step: -1, &schedule)
  }

  /// Whether a repository is a resource of its installation from now on, and was none.
  private mutating func adopt(_ repository: Int32, at now: SimTime) -> Bool {
    let installation = experiment.world.repositories[Int(repository)].installation
    guard connections.link(repository, to: installation) else { return false }
    everLinked[Int(repository)] = true
    tell(.linked(repository: repository), at: now, installation: Int32(installation))
    return true
  }

  /// `DELETE /connections/:provider/:id`: the teardown workflow begins, if there is a row.
  mutating func delete(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    guard connections.status(installation) != .absent else { return }
    schedule.plan(after: .zero, .teardown(installation, 1))
  }

  /// The n-th step of the teardown workflow; as built the gate closes last (pipeline-facts §12).
  mutating func teardown(
    _ installation: Int32, _ step: Int32, _ schedule: inout PipelineSchedule
  ) {
    guard let action = connections.teardownStep(step) else { return }
    tell(
      .teardown(step: Int32(action.rawValue)), at: schedule.now, installation: installation)
    switch action {
    case .cancelBackfill: schedule.plan(after: .zero, .publishCancel(installation))
    case .revokeToken:
      if connections.revokesToken(of: installation) { provider.revokeToken(of: installation) }
    case .deregisterWebhook, .cleanUpCache: break
    case .softDelete: connections.softDelete(Int(installation))
    }
    schedule.plan(after: profile.connections.teardownStep, .teardown(installation, step + 1))
  }

  /// The teardown's cancel message; errors are swallowed.
  mutating func publishCancel(
    _ installation: Int32, _ schedule: inout PipelineSchedule
  ) {
    var message = MessageQueue.Message(
      topic: .cancel, subject: installation, unit: .none, detail: -1)
    message.edition = nextEdition(.cancel, of: installation)
    var delay = SimDuration.zero
    _ = publish(
      message, .cancelPublish, FaultContext(installation: installation), &delay, &schedule)
  }

  /// Which message to an installation on a topic the next one is, from 1.
  private mutating func nextEdition(_ topic: QueueTopic, of installation: Int32) -> UInt64 {
    let key = word(Int32(topic.rawValue), installation)
    editions[key, default: 0] += 1
    return editions[key, default: 1]
  }
}
