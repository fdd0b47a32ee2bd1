import PipelineModel
import SimKernel

extension Claim {
  static let neverStarted: [Claim] = [
    Claim(
      "2.1",
      "A failed notify neither blocks nor fails the connection's creation; it is logged."
    ) { $0.failedNotifyIsHarmless() },
    Claim(
      "2.2",
      "A manual POST /trigger runs the whole backfill, with the same outcome as the automatic one."
    ) { $0.manualTriggerRunsEverything() },
  ]
}

extension Evidence {
  fileprivate func failedNotifyIsHarmless() -> Finding {
    let findings = milestones(.notifyFailed).map { failure -> Finding in
      let index = Int(failure.installation)
      guard let step = told.connectionOf[index], let started = time(ofStep: step) else {
        return .notExercised("the connection is not part of the story")
      }
      guard !milestones(.connected, of: index).isEmpty else {
        return .refuted(
          failure.time, "the notification failed and \(name(ofInstallation: index)) does not exist")
      }
      let limit = "\(Self.redirect) at the most"
      if let answer = answer(toStep: step) {
        if !answer.isSuccess {
          let how = answer.status == 0 ? "not answered" : "answered HTTP \(answer.status)"
          return .refuted(answer.at, "the callback was \(how)")
        }
        let took = answer.at - started
        if took > Self.redirect, answer.at >= failure.time {
          return .refuted(
            started + Self.redirect,
            "the OAuth callback waited for the notification: \(took.rounded) to the redirect "
              + "(\(limit))")
        }
      }
      return .holds(
        "\(name(ofInstallation: index)) was connected, the failure was logged at "
          + "\(failure.time.clock) and did not hold up the redirect (\(limit))")
    }
    return .combine(findings + givenUp(), otherwise: "every notification was published")
  }

  /// Trigger messages that the queue took and gave up: the connection exists, the failure is in the
  /// queue's list of failed deliveries.
  private func givenUp() -> [Finding] {
    milestones(.deadLetter).compactMap { letter in
      let index = Int(letter.installation)
      guard case .deadLetter(_, .trigger) = letter.event,
        !milestones(.connected, of: index).isEmpty
      else { return nil }
      return .holds(
        "\(name(ofInstallation: index)) was connected, the queue lists the failed delivery")
    }
  }

  /// 2.2 and Q1: the first run of an installation, asked for by hand, delivers everything once.
  func manualTriggerRunsEverything() -> Finding {
    let findings = world.installations.indices.compactMap { index -> Finding? in
      let runs = orchestrators(of: index)
      guard let run = runs.first, isManual(run) else { return nil }
      guard run.outcome == .completed, let result = result(of: run), result.success else {
        let how = run.outcome == .completed ? "success:false" : run.outcome.name
        return run.outcome == .running
          ? .notExercised("the run asked for by hand still ran")
          : .refuted(run.endedAt, "the run asked for by hand ended: \(how)")
      }
      return deliveryFinding(
        of: run, at: result.at, until: runs.dropFirst().first(where: \.started)?.startedAt)
    }
    return .combine(findings, otherwise: "no first run was asked for by hand")
  }

  /// What became of the items that a first run, or the connection before it, was to bring.
  private func deliveryFinding(
    of run: RunRecord, at returned: SimTime, until next: SimTime?
  ) -> Finding {
    let index = Int(run.installation)
    let wanted = items(of: run, since: wholeWindow(of: run))
    guard !wanted.isEmpty else { return .notExercised("there was nothing to bring") }
    let posted = Set(workers(of: run).flatMap { ledger.posts[$0.number] }.compactMap(\.item))
    let missed = wanted.filter { item in
      isUndelivered(item)
        || !(posted.contains(item) || wasDispatched(item, by: next ?? .distantFuture))
    }
    if missed.contains(where: isUnderWay) {
      return .notExercised("items were under way when the simulation was cut off")
    }
    guard missed.isEmpty else {
      return .refuted(
        returned,
        "\(counted(missed.count, "item")) of \(grouped(wanted.count)) never reached the Console"
          + (next == nil ? "" : " before the next run") + gapReason(missed, index))
    }
    if let again = repeats(of: index).between(run.createdAt, next ?? .distantFuture)
      .first
    {
      return .refuted(again.time, "\(name(of: again)) was delivered twice")
    }
    let lost = wanted.filter { isLost($0) }
    return .holds(
      "all \(counted(wanted.count, "item")) delivered"
        + (lost.isEmpty
          ? "" : "; \(grouped(lost.count)) have no observation\(reasons(why: lost))"))
  }

  /// The window that the automatic run of a new connection would have had, or that of the run.
  private func wholeWindow(of run: RunRecord) -> SimTime {
    let connected = milestones(.connected, of: Int(run.installation)).first?.time
    let start = windowStart(of: run) ?? run.startedAt
    return connected.map { min($0 - Self.defaultDepth, start) } ?? start
  }
}
