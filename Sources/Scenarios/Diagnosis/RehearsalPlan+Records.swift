import PipelineModel
import SimKernel

/// What the records tell of the world.
extension RehearsalPlan {
  /// Rehearsals of a situation that records show: one for each remedy, and where the answer hangs
  /// on whether the cause is gone, one for each case, the likelier first.
  static func rehearsals(
    of situation: Situation, _ history: RunHistory
  ) -> [DiagnosisReport.Rehearsal] {
    if situation == .startsDropped {
      return [(true, "if the quota is used up"), (false, "if the engine takes starts again")]
        .flatMap { stays, words in
          RehearsalPlan(situation, history, stays: stays)?.played(assuming: words) ?? []
        }
    }
    guard let cause = situation.cause ?? history.orchestratorCause(in: situation) else {
      return RehearsalPlan(situation, history)?.played() ?? []
    }
    let repeats = history.identicalFailures
    let isLikelyToStay = cause.isLasting || repeats > 1 || history.outlivedItsToken(cause)
    let orders = cause.isStructural ? [true] : isLikelyToStay ? [true, false] : [false, true]
    return orders.flatMap { stays in
      var words = stays ? "if the cause stays" : "if \(cause.relief)"
      if stays, repeats > 1 { words += " (the same failure \(repeats) times speaks for it)" }
      if stays, cause.isStructural { words = "" }
      return RehearsalPlan(situation, history, stays: stays)?.played(assuming: words) ?? []
    }
  }

  /// The repositories of the records with as many items as their pages hold; nil where no worker
  /// tells its pages.
  static func world(
    of history: RunHistory, _ types: [EntityType], _ provider: ProviderName, pageSize: Int
  ) -> World? {
    guard history.workers.contains(where: { $0.pages != nil || $0.failingPage ?? 1 > 1 }) else {
      return nil
    }
    var world = SmallWorld.world([], days: days, provider: provider)
    world.repositories = []
    for resource in history.workers.map(\.resource).reduce(into: [String](), appendOnce) {
      let items = types.compactMap { type -> (type: EntityType, count: Int)? in
        let pages = history.workers.filter {
          $0.resource == resource && $0.entityType == type.name
        }.map { max($0.pages ?? 0, $0.outcome == .failed ? $0.failingPage ?? 1 : 1) }.max()
        let isMissed = history.customer.misses.contains(type.name)
        return pages.map { (type, $0 * pageSize) } ?? (isMissed ? (type, pageSize) : nil)
      }
      world.repositories.append(
        SmallWorld.repository(resource.isEmpty ? "app" : resource, items, days: days))
    }
    return world
  }

  private static func appendOnce(_ list: inout [String], _ text: String) {
    if !list.contains(text) { list.append(text) }
  }
}

extension RunHistory {
  /// How many orchestrator runs in a row, the last included, had a worker that failed alike.
  var identicalFailures: Int {
    let failures = orchestrators.map { run in
      let wrong = workers(of: run).filter { $0.outcome == .failed }
      return Set(wrong.map { "\($0.unit) \($0.step) \($0.error)" })
    }
    guard let last = failures.last, !last.isEmpty else { return 0 }
    return failures.reversed().prefix { !$0.isDisjoint(with: last) }.count
  }

  /// A 401 after most of an hour is the token's age, and the next run's gets as old.
  func outlivedItsToken(_ cause: Situation.Cause) -> Bool {
    cause == .token
      && workers.contains { worker in
        guard worker.outcome == .failed, let start = worker.startedAt, let end = worker.endedAt
        else { return false }
        return end - start >= .minutes(55)
      }
  }

  /// Why the orchestrator failed, where it did.
  func orchestratorCause(in situation: Situation) -> Situation.Cause? {
    guard situation == .orchestratorFailed else { return nil }
    return orchestrators.last { $0.outcome == .failed }?.cause ?? .other
  }
}
