import PipelineModel
import SimKernel

extension Evidence {
  /// A3, measured as the engine caps it, with how many worker runs were open meanwhile.
  func workersAtOnce() -> Finding {
    let most = Self.workersAtOnce
    let perOrganisation = limit(LimitName.workerPerOrganisation.rawValue)
    let global = limit(LimitName.workerGlobal.rawValue)
    let open = mostOpenWorkers()
    for (limit, most) in [(perOrganisation, most.ofOrganisation), (global, most.inAll)] {
      if let limit, limit.maximum > most {
        return .refuted(
          limit.maximumAt, "\(limit.maximum) at once under \(limit.name), not \(most)")
      }
    }
    guard let perOrganisation, let global, isReached(perOrganisation), isReached(global) else {
      let seen = [perOrganisation, global].compactMap { $0 }
        .map { "\($0.maximum) of \($0.cap) under \($0.name)" }
      if seen.isEmpty, open.count > most.inAll {
        return .refuted(
          open.at, "no limit holds, and \(counted(open.count, "worker run")) were open at once")
      }
      return .notExercised(
        seen.isEmpty
          ? "no limit holds, and at most \(counted(open.count, "worker run")) were open at once"
          : "a limit was never reached: " + seen.joined(separator: ", "))
    }
    return .holds(
      "at most \(perOrganisation.maximum) of an organisation and \(global.maximum) in all, not more "
        + "than \(most.ofOrganisation) and \(most.inAll), as the engine counts; "
        + "\(counted(open.count, "worker run")) were open at once")
  }

  /// A4, measured as the engine caps it.
  func stepsAtOnce() -> Finding {
    guard let limit = limit(LimitName.accountSteps.rawValue) else {
      return .notExercised("the engine counted no steps")
    }
    if limit.maximum > Self.stepsAtOnce {
      return .refuted(
        limit.maximumAt, "\(limit.maximum) steps executed at once, not \(Self.stepsAtOnce)")
    }
    guard isReached(limit) else {
      let most = "\(counted(limit.maximum, "step")) executed at once"
      return .notExercised(
        limit.cap > 0
          ? "at most \(most), of \(limit.cap)" : "the account has no limit, and at most \(most)")
    }
    return .holds(
      "\(limit.maximum) of \(limit.cap) steps at once; requests waited \(limit.waited.rounded) in "
        + "all for a slot")
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

// MARK: - The month's executions

extension Evidence {
  /// A5: what happens when the month's executions are used up.
  func executionsAMonth() -> Finding {
    let metered = "\(counted(outcome.executions, "execution")) metered"
    guard let reached = milestones(.quotaReached).first,
      case .quotaReached(let executions) = reached.event
    else {
      let month = levers.engine.monthlyExecutions
      guard month > 0 else { return .notExercised("\(metered); the month has no limit") }
      let before = levers.engine.executionsBefore
      guard before < month else { return usedUpBefore(metered, before) }
      let share = (before + outcome.executions) * 100 / month
      let months = levers.engine.months
      return .notExercised(
        months.number(of: outcome.endedAt) == months.number(of: .zero)
          ? "\(metered), about \(share) % of a month's \(grouped(month))"
          : "\(metered); no month's reached \(grouped(month))")
    }
    let limit = grouped(Int(executions))
    let beyond = grouped(outcome.executions - Int(executions))
    let months = levers.engine.months
    let isOneMonth =
      levers.engine.executionsBefore == 0
      && months.number(of: outcome.endedAt) == months.number(of: .zero)
    let excess =
      isOneMonth
      ? "\(metered), \(beyond) of them after the limit of \(limit) was reached at "
        + reached.time.clock
      : "\(metered); the month's \(limit) were used up at \(reached.time.clock)"
    for one in milestones(.quotaReached) {
      guard let first = begun(after: one.time) else { continue }
      return .refuted(first.at, "\(excess); \(first.what) all the same")
    }
    return refusals(excess)
  }

  /// What became of what was asked for once the month was used up.
  private func refusals(_ excess: String) -> Finding {
    let refused = milestones(.runDropped).count {
      if case .runDropped(.quota, _) = $0.event { true } else { false }
    }
    let dropped = ledger.drops.count { $0.drop == .quota }
    guard refused + dropped > 0 else {
      return .notExercised("\(excess); nothing new was asked for in that month")
    }
    return .holds(
      "\(excess); \(counted(refused, "run")) and "
        + "\(counted(dropped, "item")) were refused")
  }

  /// The month was used up before the story began.
  private func usedUpBefore(_ metered: String, _ before: Int) -> Finding {
    let excess = "\(metered); \(grouped(before)) of the month were used before the story"
    if let first = begun(after: .zero - .microseconds(1)) {
      return .refuted(first.at, "\(excess); \(first.what) all the same")
    }
    return refusals(excess)
  }

  /// What was begun after the month's executions were used up and before the next month, the first
  /// thing: a run of the backfill, or a capture that came to an end.
  private func begun(after limit: SimTime) -> (at: SimTime, what: String)? {
    let next = levers.engine.months.end(of: limit)
    let run = outcome.runs.first { $0.createdAt > limit && $0.createdAt < next }
    if let run { return (run.createdAt, "run \(run.number) was created") }
    guard outcome.executionsByFunction[Int(FunctionKind.capture.rawValue)] > 0 else { return nil }
    let captured = ledger.ordered.compactMap { item, history -> (at: SimTime, what: String)? in
      guard let delivered = history.delivered.first, delivered > limit, delivered < next,
        let stored = history.stored.first
      else { return nil }
      return (delivered, "\(name(ofItem: item, in: history.unit)) was captured at \(stored.clock)")
    }
    return captured.min { $0.at < $1.at }
  }
}

// MARK: - The way of an item

extension Evidence {
  /// A6: every item the gateway took reaches the Console once and is captured once.
  func onceThroughEveryHop() -> Finding {
    guard hasItems else { return .notExercised("no item reached the gateway") }
    var first: (at: SimTime, because: String)?
    var broken = 0
    var under = 0
    let posted = ledger.ordered.filter { $0.history.hasPassedGateway }
    for (item, history) in posted {
      guard let flaw = flaw(history, of: item) else {
        if isUnderWay(item) { under += 1 }
        continue
      }
      broken += 1
      if first.map({ flaw.at < $0.at }) ?? true { first = flaw }
    }
    if let first {
      return .refuted(
        first.at,
        "\(first.because) (\(counted(broken, "item")) of \(grouped(posted.count)) in all)")
    }
    guard under < posted.count else {
      return .notExercised("no item had come to its end when the simulation was cut off")
    }
    let rest = under == 0 ? "" : "; \(grouped(under)) more were under way"
    return .holds("\(counted(posted.count - under, "item")), each once at every hop\(rest)")
  }

  private func flaw(
    _ history: ItemHistory, of item: Int32
  ) -> (at: SimTime, because: String)? {
    let name = name(ofItem: item, in: history.unit)
    // An update is another event, with a live webhook of its own.
    if history.delivered.count > history.wantedDeliveries {
      return (history.delivered[1], "\(name) reached the Console twice")
    }
    if history.stored.count > history.wantedDeliveries {
      return (history.stored[1], "\(name) was stored twice")
    }
    if history.delivered.isEmpty {
      guard let taken = history.accepted.first ?? history.refused.first,
        !isUnderWay(item)
      else { return nil }
      return (
        (history.deadLettered + history.givenUp).min() ?? taken,
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
