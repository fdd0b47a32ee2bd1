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
  /// Longer than this a browser's redirect is blocked.
  private static let redirect = SimDuration.seconds(1)

  fileprivate func failedNotifyIsHarmless() -> Finding {
    let findings = milestones(.notifyFailed).map { failure -> Finding in
      let index = Int(failure.installation)
      let step = story.steps.firstIndex { $0.action == .connect(installation: index) }
      guard let step, let started = time(ofStep: step) else {
        return .notExercised("the connection is not part of the story")
      }
      guard milestones(.connected).contains(where: { $0.installation == failure.installation })
      else {
        return .refuted(
          failure.time, "the notification failed and \(name(ofInstallation: index)) does not exist")
      }
      if let answer = answer(toStep: step) {
        if answer.status >= 400 {
          return .refuted(answer.at, "the callback was answered HTTP \(answer.status)")
        }
        let took = answer.at - started
        if took > Self.redirect, answer.at >= failure.time {
          return .refuted(
            started + Self.redirect,
            "the OAuth callback waited for the notification: \(took.rounded) to the redirect")
        }
      }
      return .holds(
        "\(name(ofInstallation: index)) was connected, the failure was logged at "
          + failure.time.clock)
    }
    return .combine(findings + givenUp(), otherwise: "every notification was published")
  }

  /// Trigger messages that the queue took and gave up: the connection exists, the failure is in the
  /// queue's list of failed deliveries.
  private func givenUp() -> [Finding] {
    milestones(.deadLetter).compactMap { letter in
      let index = Int(letter.installation)
      guard case .deadLetter(_, .trigger) = letter.event,
        milestones(.connected).contains(where: { Int($0.installation) == index })
      else { return nil }
      return .holds(
        "\(name(ofInstallation: index)) was connected, the queue lists the failed delivery")
    }
  }

  /// 2.2 and Q1: the first run of an installation, asked for by hand, delivers everything once.
  func manualTriggerRunsEverything() -> Finding {
    let findings = world.installations.indices.compactMap { index -> Finding? in
      guard let run = orchestrators(of: index).first,
        let request = request(before: run), request.isManual
      else { return nil }
      guard run.outcome == .completed, let result = result(of: run), result.success else {
        let how = run.outcome == .completed ? "success:false" : run.outcome.name
        return run.outcome == .running
          ? nil : .refuted(run.endedAt, "the run asked for by hand ended: \(how)")
      }
      let undelivered = undelivered(index)
      if undelivered > 0 {
        return .refuted(
          result.at,
          "\(counted(undelivered, "item")) of \(grouped(expected(index))) never reached the "
            + "Console\(gapReason(index))")
      }
      if let again = ledger.repeats.first(where: { installation(of: $0.unit) == index }),
        orchestrators(of: index).count == 1
      {
        return .refuted(again.time, "\(name(of: again)) was delivered twice")
      }
      let lost = lost(index)
      return .holds(
        "all \(counted(expected(index), "item")) delivered"
          + (lost == 0 ? "" : "; \(grouped(lost)) have no observation\(losses(of: index))"))
    }
    return .combine(findings, otherwise: "no first run was asked for by hand")
  }
}
