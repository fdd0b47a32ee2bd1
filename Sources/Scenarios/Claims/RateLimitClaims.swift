import PipelineModel
import SimKernel

extension Claim {
  static let rateLimit: [Claim] = [
    Claim(
      "10.1",
      "Sleeping until the provider's reset, together with the 4000/h throttle, can pass the 2 h "
        + "limit of a worker."
    ) { $0.sleepingPassesTheLimit() },
    Claim(
      "10.2",
      "Re-trigger: what was dispatched is deduplicated and the worker gets further."
    ) { $0.retriggersConverge() },
    Claim("10.3", "Reducing the depth brings a large repo inside the 2 h.") {
      $0.lessDepthFits()
    },
  ]
}

extension RunRecord {
  /// Did not get through because it waited for a rate limit: its time was over, or its token.
  fileprivate var isHeldUp: Bool {
    (timedOut || outcome == .failed)
      && (asleep > .zero || throttled > .zero || failure == .status(429))
  }

  /// How long its requests waited for the throttle while its finish timeout ran: what it waited
  /// before its first request is not part of that.
  fileprivate var throttled: SimDuration { max(.zero, waits.throttle - (startedAt - createdAt)) }
}

// MARK: - 10.1

extension Evidence {
  fileprivate func sleepingPassesTheLimit() -> Finding {
    .combine(
      world.installations.indices.compactMap { installation in
        let mine = runs(of: installation).filter { $0.function == .worker && $0.started }
        return mine.isEmpty ? nil : holdUp(of: mine, installation)
      }, otherwise: "no worker ran")
  }

  /// What held the workers of an installation up: the provider's limit, the throttle, or both.
  private func holdUp(of workers: [RunRecord], _ installation: Int) -> Finding {
    let waited = SimDuration.sum(workers.map(\.throttled))
    guard waited > .zero else { return unthrottled(workers, installation) }
    let slept = workers.filter { $0.timedOut && $0.asleep > .zero }
    let throttled = Set(workers.filter { $0.throttled > .zero }.map(\.parent))
    guard let worker = slept.first(where: { throttled.contains($0.parent) }) else {
      let longest = workers.map(\.life).max() ?? .zero
      return .notExercised(
        "the throttle held requests up for \(waited.rounded), and no worker that slept reached its "
          + "limit of \(levers.worker.finishTimeout), the longest ended after \(longest.rounded)")
    }
    return .holds(
      "\(name(of: worker.unit)) slept \(min(worker.asleep, worker.life).rounded) of "
        + "\(worker.life.rounded) and was ended on page \(worker.pages); the throttle added "
        + "\(worker.throttled.rounded) to it, \(waited.rounded) over all workers")
  }

  /// Nobody waited for the throttle: for too few requests, or because it does not count them.
  private func unthrottled(_ workers: [RunRecord], _ installation: Int) -> Finding {
    let rate = levers.worker.throttle
    let requests = workers.flatMap(milestones(of:)).filter(isProviderRequest).map(\.time).sorted()
    let allowed = "\(grouped(rate.count)) in \(rate.period)"
    if let excess = firstBeyond(rate, requests) {
      let inPeriod = requests.between(excess - rate.period, excess).count + 1
      return .refuted(
        excess,
        "\(name(ofInstallation: installation)) had made \(grouped(inPeriod)) provider requests in "
          + "\(rate.period), the throttle allows \(allowed), and none of them waited for it")
    }
    return .notExercised(
      "\(counted(requests.count, "provider request")) of \(name(ofInstallation: installation)) "
        + "stayed below the throttle's \(allowed): it never came to bear")
  }

  private func isProviderRequest(_ milestone: Milestone) -> Bool {
    milestone.kind == .pageFetched
      || (milestone.kind == .attemptFailed && milestone.step.name == .fetch)
  }

  /// The first request that a throttle would have held up: it admits so many at once and then one
  /// per interval; an interval of grace is for the way from the throttle to the provider.
  private func firstBeyond(_ rate: PipelineModel.Rate, _ requests: [SimTime]) -> SimTime? {
    let interval = rate.period / rate.count
    var next = SimTime.zero
    for time in requests {
      next = max(next, time) + interval
      if next - time > rate.period + interval { return time }
    }
    return nil
  }
}

// MARK: - 10.2 and 10.3

extension Evidence {
  fileprivate func retriggersConverge() -> Finding {
    let deepest = orchestrators().compactMap(\.depth).max()
    let units = index.workersOfUnit.sorted {
      ($0.key.repository, $0.key.entityType.rawValue)
        < ($1.key.repository, $1.key.entityType.rawValue)
    }
    return .combine(
      units.compactMap { unit, runs in
        let alike = runs.filter { run($0.parent)?.depth == deepest }
        guard let first = alike.firstIndex(where: \.isHeldUp), first + 1 < alike.count else {
          return nil
        }
        return rounds(of: unit, alike[first...].filter { isWithinADay($0, of: alike[first]) })
      },
      otherwise: "no worker held up by the rate limit was triggered again within \(Self.dayInWords)"
    )
  }

  private func isWithinADay(_ later: RunRecord, of first: RunRecord) -> Bool {
    later.createdAt - first.startedAt < Self.day
  }

  private func rounds(of unit: UnitOfWork, _ tries: [RunRecord]) -> Finding {
    let pages = tries.map { "\($0.pages)" }.joined(separator: ", ")
    if let again = firstRepeat(of: unit, tries) {
      return .refuted(again.time, "\(name(of: again)) reached the Console again")
    }
    for later in tries.dropFirst() {
      guard later.outcome != .running, later.outcome != .cancelled else {
        return .notExercised("round \(later.round) did not come to its end")
      }
      if later.outcome == .completed {
        return .holds(
          "\(name(of: unit)) completed in \(counted(tries.count, "round")) (pages \(pages))")
      }
      if !hasNewItems(later) {
        return .refuted(
          later.endedAt,
          "\(name(of: unit)) got no further: \(pages) pages in \(tries.count) rounds")
      }
    }
    guard tries.count > 1 else {
      return .notExercised("not triggered again within \(Self.dayInWords)")
    }
    return .holds("\(name(of: unit)) got further each round: \(pages) pages")
  }

  /// The first item of a unit that came a second time because of these runs.
  private func firstRepeat(of unit: UnitOfWork, _ tries: [RunRecord]) -> Milestone? {
    let until = index.workersOfUnit[unit]?.first { $0.number > tries[tries.count - 1].number }
    return repeats(of: installation(of: unit))
      .between(tries[0].createdAt, until?.createdAt ?? .distantFuture)
      .first { $0.unit == unit }
  }

  /// Whether the gateway took anything from a worker that it had not seen.
  private func hasNewItems(_ worker: RunRecord) -> Bool {
    ledger.posts[worker.number].contains { $0.kind == .itemAccepted }
  }

  fileprivate func lessDepthFits() -> Finding {
    let findings = retriggers.compactMap { retrigger -> Finding? in
      guard let depth = retrigger.run.depth, let before = retrigger.depthBefore, depth < before
      else { return nil }
      let late = Set(retrigger.latest.filter { $0.value.isHeldUp }.keys)
      let again = workers(of: retrigger.run).filter { late.contains($0.unit) }
      guard let first = again.first else { return nil }
      if let failed = again.first(where: { $0.wentWrong && $0.outcome != .cancelled }) {
        return .refuted(
          failed.endedAt,
          "\(name(of: failed.unit)) at \(depth.days) ended: \(failed.outcome.name), after "
            + "\(failed.life.rounded) of \(levers.worker.finishTimeout)")
      }
      guard again.allSatisfy({ $0.outcome == .completed }) else {
        return .notExercised("the run with less depth did not come to its end")
      }
      return .holds(
        "\(name(of: first.unit)) completed at \(depth.days) in \(first.life.rounded) of "
          + "\(levers.worker.finishTimeout), not at \(before.days)")
    }
    return .combine(
      findings, otherwise: "no worker held up by the rate limit was triggered again with less depth"
    )
  }
}
