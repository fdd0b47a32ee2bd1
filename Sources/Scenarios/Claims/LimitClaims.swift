import PipelineModel
import SimKernel

extension Evidence {
  /// A3, measured as the engine caps it, with how many worker runs were open meanwhile.
  func workersAtOnce() -> Finding {
    let perOrganisation = limit("worker.per-organisation")
    let global = limit("worker.global")
    let open = mostOpenWorkers()
    for (limit, most) in [(perOrganisation, 5), (global, 10)] {
      if let limit, limit.maximum > most {
        return .refuted(open.at, "\(limit.maximum) at once under \(limit.name), not \(most)")
      }
    }
    guard let perOrganisation, let global, isReached(perOrganisation), isReached(global) else {
      let seen = [perOrganisation, global].compactMap { $0 }
        .map { "\($0.maximum) of \($0.cap) under \($0.name)" }
      return .notExercised(
        seen.isEmpty
          ? "no worker ran under a limit"
          : "a limit was never reached: " + seen.joined(separator: ", "))
    }
    return .holds(
      "at most \(perOrganisation.maximum) of an organisation and \(global.maximum) in all, as the "
        + "engine counts; \(counted(open.count, "worker run")) were open at once")
  }

  /// A4, measured as the engine caps it.
  func stepsAtOnce() -> Finding {
    guard let limit = limit("account.steps") else {
      return .notExercised("the account's limit was not recorded")
    }
    if limit.maximum > 100 || (limit.cap > 0 && limit.maximum > limit.cap) {
      return .refuted(outcome.endedAt, "\(limit.maximum) steps executed at once")
    }
    guard isReached(limit) else {
      return .notExercised("at most \(limit.maximum) of 100 steps executed at once")
    }
    return .holds(
      "\(limit.maximum) of \(limit.cap) steps at once; requests waited \(limit.waited.rounded) in "
        + "all for a slot")
  }

  /// A5: what happens when the month's executions are used up.
  func executionsAMonth() -> Finding {
    let metered = "\(counted(outcome.executions, "execution")) metered"
    guard let reached = milestones(.quotaReached).first,
      case .quotaReached(let executions) = reached.event
    else {
      let share = outcome.executions / 10_000
      return .notExercised("\(metered), about \(share) % of a month's 1,000,000")
    }
    let limit = Int(executions)
    let refused = milestones(.runDropped).count {
      if case .runDropped(.quota, _) = $0.event { true } else { false }
    }
    let dropped = ledger.drops.count { $0.drop == .quota }
    let later = outcome.runs.filter { $0.createdAt > reached.time }
    let excess =
      "\(metered), \(grouped(outcome.executions - limit)) of them after the limit"
    if let first = later.first, outcome.endedAt < .zero + .days(30) {
      return .refuted(first.createdAt, "\(excess); run \(first.number) was created all the same")
    }
    guard refused + dropped > 0 else {
      return outcome.executions > limit
        ? .refuted(reached.time, "\(excess); nothing was refused")
        : .holds("\(metered), none after the limit")
    }
    return .holds(
      "\(excess), by runs under way; \(counted(refused, "run")) and "
        + "\(counted(dropped, "item")) were refused")
  }

  private func isReached(_ limit: LimitRecord) -> Bool {
    limit.cap > 0 && (limit.maximum >= limit.cap || limit.waited > .zero)
  }

  /// The largest number of worker runs that had started and not ended, and when it was first so.
  private func mostOpenWorkers() -> (count: Int, at: SimTime) {
    let changes = workers.filter(\.started).flatMap {
      [($0.startedAt, 1), ($0.endedAt, -1)]
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    var (now, most, at) = (0, 0, SimTime.zero)
    for (time, change) in changes {
      now += change
      if now > most { (most, at) = (now, time) }
    }
    return (most, at)
  }
}

extension Evidence {
  /// A6: every item the gateway took reaches the Console once and is captured once.
  func onceThroughEveryHop() -> Finding {
    guard hasItems else { return .notExercised("no item reached the gateway") }
    var first: (at: SimTime, because: String)?
    var broken = 0
    let posted = ledger.ordered.filter { $0.history.hasPassedGateway }
    for (item, history) in posted {
      guard let flaw = flaw(history, of: name(ofItem: item, in: history.unit)) else { continue }
      broken += 1
      if first.map({ flaw.at < $0.at }) ?? true { first = flaw }
    }
    guard let first else {
      return .holds("\(counted(posted.count, "item")), each once at every hop")
    }
    return .refuted(
      first.at,
      "\(first.because) (\(counted(broken, "item")) of \(grouped(posted.count)) in all)")
  }

  private func flaw(
    _ history: ItemHistory, of name: String
  ) -> (at: SimTime, because: String)? {
    if history.delivered.count > 1 {
      return (history.delivered[1], "\(name) reached the Console twice")
    }
    if history.stored.count > 1 { return (history.stored[1], "\(name) was stored twice") }
    if history.delivered.isEmpty {
      guard let taken = history.accepted.first ?? history.refused.first else { return nil }
      return (
        history.deadLettered.first ?? taken,
        "\(name), which the gateway took, never reached the Console"
      )
    }
    if history.stored.isEmpty, !history.isFiltered {
      guard let drop = history.dropped.first else { return nil }
      return (drop.at, "\(name) was delivered and not captured: \(drop.why.words)")
    }
    return nil
  }
}
