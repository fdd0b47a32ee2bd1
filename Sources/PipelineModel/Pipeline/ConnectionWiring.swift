import SimKernel

extension Pipeline {
  /// The OAuth callback of a new or returning connection reads its row.
  mutating func connect(_ installation: Int, step: Int, _ schedule: inout PipelineSchedule) {
    let sawRow = connections.status(Int32(installation)) != .absent
    guard profile.connections.callbackTime > .zero else {
      callback(installation, step: step, sawRow: sawRow, &schedule)
      return
    }
    schedule.plan(
      after: profile.connections.callbackTime,
      .callback(Int32(installation), Int32(step), sawRow))
  }

  /// It writes the row, and what follows (pipeline-facts 1.3–1.10).
  mutating func callback(
    _ installation: Int, step: Int, sawRow: Bool, _ schedule: inout PipelineSchedule
  ) {
    let callback = connections.connect(installation, sawRow: sawRow)
    let notifies = connections.notifies(after: callback)
    if callback != .refused {
      provider.acceptTokens(of: Int32(installation))
      replaceIDs(by: Int32(installation))
      accounts.tell(
        .connected(reactivated: callback == .reactivated), at: schedule.now,
        installation: Int32(installation))
    }
    if callback == .created { linkResources(of: installation, &schedule) }
    if let status = connections.answer(after: callback) {
      schedule.plan(after: .zero, .answer(Int32(step), status))
    }
    guard notifies else { return }
    accounts.connectionTimes[installation] = schedule.now
    connections.notifyStep[installation] = Int32(step)
    let wait = latencies.notification(of: installation, step)
    schedule.plan(after: wait, .notify(Int32(installation)))
  }

  /// The provider's app is installed anew: what it knew by another id is gone there, while nobody
  /// tells that id's row.
  private mutating func replaceIDs(by installation: Int32) {
    let ids = owners.ids(of: installation)
    guard ids.count > 1 else { return }
    connections.replace(owners.root(of: installation), by: installation)
    for id in ids where id != installation {
      provider.revokeToken(of: id)
      connections.shutOut(Int(id))
    }
  }

  /// The installation that sees a repository now.
  mutating func holder(of repository: Int32) -> Int {
    Int(connections.present(of: owners.installation(of: repository)))
  }

  /// The repositories of a new connection become its resources, at once or some time later.
  private mutating func linkResources(
    of installation: Int, _ schedule: inout PipelineSchedule
  ) {
    for repository in owners.repositories(of: installation)
    where experiment.world.repositories[Int(repository)].linked {
      if profile.connections.linkAtConnect {
        if connections.link(repository, to: holder(of: repository)) {
          noteLinked(repository, at: schedule.now)
        }
      } else {
        schedule.plan(after: profile.connections.linkDelay, .link(repository))
      }
    }
  }

  /// The callback notifies, and answers when it awaits that.
  mutating func notify(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    let step = connections.notifyStep[Int(installation)] ?? -1
    send(
      .trigger, to: installation, of: step,
      awaitedBy: profile.connections.notifyAwaited ? step : -1, &schedule)
  }

  /// `POST /connections/:id/resources`: what it reads may be no longer true when it writes the row.
  mutating func link(_ repository: Int32, _ schedule: inout PipelineSchedule) {
    guard connections.mayLink(repository, to: holder(of: repository)) else { return }
    if profile.connections.linkTime > .zero {
      schedule.plan(after: profile.connections.linkTime, .insertResource(repository))
    } else {
      insertResource(repository, &schedule)
    }
  }

  /// The row of a resource is written; as the code stands nothing else happens then (1.12).
  mutating func insertResource(_ repository: Int32, _ schedule: inout PipelineSchedule) {
    let installation = holder(of: repository)
    connections.insertResource(repository, of: installation)
    noteLinked(repository, at: schedule.now)
    guard profile.connections.notifyOnLink else { return }
    send(.trigger, to: Int32(installation), &schedule)
  }

  private mutating func noteLinked(_ repository: Int32, at now: SimTime) {
    gateway.routingCache[Int(repository)] = true
    accounts.everLinked[Int(repository)] = true
    accounts.tell(
      .linked(repository: repository), at: now, installation: Int32(holder(of: repository)))
  }

  /// `DELETE /connections/:provider/:id`: the teardown workflow begins, if there is a row.
  mutating func delete(_ installation: Int32, _ schedule: inout PipelineSchedule) {
    guard connections.status(installation) != .absent else { return }
    schedule.plan(after: .zero, .teardown(installation, 1))
  }

  /// The n-th step of the teardown workflow, with retries of its own; as built the gate closes last
  /// (pipeline-facts §12).
  mutating func teardown(
    _ installation: Int32, _ step: Int32, _ schedule: inout PipelineSchedule
  ) {
    guard let action = connections.teardownStep(step) else { return }
    if let time = connections.teardownWaits(installation, step, at: schedule.now) {
      return schedule.plan(at: time, .teardown(installation, step))
    }
    accounts.tell(
      .teardown(step: Int32(action.rawValue)), at: schedule.now, installation: installation)
    let context = connections.context(of: action, installation)
    let effect = strike(.teardown, context, made: schedule.now, at: schedule.now)
    for _ in 0..<(effect?.meaning.works ?? 1) { tearDown(installation, action, &schedule) }
    let next = connections.endAttempt(of: installation, at: step, effect, profile.queue)
    if let next { schedule.plan(after: next.pause, .teardown(installation, next.step)) }
  }

  private mutating func tearDown(
    _ installation: Int32, _ action: Connections.TeardownStep, _ schedule: inout PipelineSchedule
  ) {
    switch action {
    case .cancelBackfill: schedule.plan(after: .zero, .publishCancel(installation))
    case .revokeToken:
      if connections.revokesToken(of: installation) { provider.revokeToken(of: installation) }
    case .deregisterWebhook: break
    case .cleanUpCache:
      for repository in owners.repositories(of: Int(installation))
      where connections.cleansUp(repository, of: installation) {
        gateway.routingCache[Int(repository)] = false
      }
    case .softDelete: connections.softDelete(Int(installation))
    }
  }

  /// Sends a message to an installation, of a step of the story or -1, and awaited by one.
  mutating func send(
    _ topic: QueueTopic, to installation: Int32, of step: Int32 = -1, awaitedBy: Int32 = -1,
    _ schedule: inout PipelineSchedule
  ) {
    let message = connections.message(topic, to: installation, step: step)
    goOn(with: Notice(message: message, awaitedBy: awaitedBy), &schedule)
  }

  /// A client publishes a message to the backfill service: best effort; what fails is logged
  /// (pipeline-facts 1.6, 1.8).
  mutating func goOn(with notice: Notice, _ schedule: inout PipelineSchedule) {
    var notice = notice
    let (message, context, now) = (notice.message, notice.context, schedule.now)
    guard let reply = publish(message, notice.wire, context, &notice.publish, &schedule) else {
      if message.topic == .cancel { connections.hold(message, until: now + notice.publish.wait) }
      return schedule.plan(after: notice.publish.wait, .notice(gateway.notices.add(notice)))
    }
    guard message.topic == .trigger else { return }
    if case .failed = reply {
      accounts.tell(.notifyFailed, at: now, installation: message.subject)
    }
    if reply != .reply(true) { noteBackfillMissing(message.subject, &schedule) }
    if notice.awaitedBy >= 0 {
      schedule.plan(after: .zero, .answer(notice.awaitedBy, reply == .died ? 0 : 200))
    }
  }
}
