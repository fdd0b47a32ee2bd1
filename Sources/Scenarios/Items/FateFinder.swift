import PipelineModel
import SimKernel

/// Finds the fate of every item of a run that was recorded item by item.
///
/// Everything follows from milestones and runs: what the item passed, which pages brought it, and how
/// the workers of its unit ended. O(milestones) once, then O(workers of the unit) an item.
struct FateFinder: Sendable {
  private let world: World
  private let outcome: Outcome
  private let ledger: ItemLedger
  let ages: ItemAges
  private let reaches: [UnitOfWork: [WorkerReach]]
  /// Installations with a backfill under way, or asked for and not begun.
  private let busy: Set<Int>
  /// How far each worker's pages reached into its listing, by its run's number.
  private let reachedTo: [Int32: Int32]
  /// When how many items of a unit were updated, in order.
  private let changes: [UnitOfWork: [(time: SimTime, count: Int32)]]
  /// Items whose observations are of earlier versions.
  private let stale: Set<Int32>
  /// Items that the gateway was busy with at the end, or holds a row of.
  private let atGateway: Set<Int32>

  init(_ world: World, _ outcome: Outcome, _ ledger: ItemLedger) {
    self.world = world
    self.outcome = outcome
    self.ledger = ledger
    ages = ItemAges(world, outcome.items)
    let reaches = WorkerReach.all(of: outcome)
    self.reaches = reaches
    reachedTo = reaches.values.joined().reduce(into: [:]) {
      $0[$1.run.number] = $1.last { ledger.histories[$0].map(\.isInPlace) ?? true }
    }
    busy = Self.busy(world, outcome)
    stale = Set(outcome.stale)
    atGateway = Set(outcome.atGateway)
    changes = outcome.milestones.reduce(into: [:]) {
      guard case .itemsUpdated(let count) = $1.event else { return }
      $0[$1.unit, default: []].append(($1.time, count))
    }
  }

  private static func busy(_ world: World, _ outcome: Outcome) -> Set<Int> {
    guard outcome.stop != .noMoreEvents else { return [] }
    let backfills = outcome.runs.filter { $0.function == .orchestrator && $0.installation >= 0 }
    let roots = world.firstInstallations
    let idle = Set(backfills.map { roots[Int($0.installation)] })
      .subtracting(backfills.filter { $0.outcome == .running }.map { roots[Int($0.installation)] })
    return Set(roots).subtracting(idle)
  }

  /// When pages brought an item, in order for each worker that fetched it.
  func fetches(of item: Int32, in unit: UnitOfWork) -> [SimTime] {
    (reaches[unit] ?? []).flatMap { $0.fetches(of: item) }
  }

  /// The fate of an item of a unit.
  func fate(of item: Int32, in unit: UnitOfWork) -> Fate {
    let history = ledger.histories[item] ?? ItemHistory(unit: unit)
    if !history.stored.isEmpty { return stale.contains(item) ? .stale : .stored }
    if !history.delivered.isEmpty { return fateInConsole(item, unit, history) }
    if atGateway.contains(item) { return isOver ? .unpublished : .inFlight }
    if let fate = fateBehindGateway(item, unit, history) { return fate }
    return fateBeforeGateway(item, unit, history)
  }

  private func fateInConsole(
    _ item: Int32, _ unit: UnitOfWork, _ history: ItemHistory
  ) -> Fate {
    if let meant = history.dropped.first(where: \.why.isOnPurpose) { return Fate(meant.why) }
    guard let cause = history.cause, isOver || !history.isUnderWay else { return .inConsole }
    // What is refused as a duplicate may be one of itself, whose capture goes on.
    if !isOver, cause.isRefusal, !hasTwin(item, unit) { return .inConsole }
    return Fate(cause)
  }

  /// Whether another repository of the organisation has an item of the same number, or of the same
  /// tag; deployments have ids of their own.
  private func hasTwin(_ item: Int32, _ unit: UnitOfWork) -> Bool {
    guard unit.entityType != .deployment else { return false }
    let tags = world.repositories[Int(unit.repository)].tags
    let number = outcome.items.number(of: item, in: unit)
    func organisation(_ repository: Int) -> Int {
      world.installations[world.repositories[repository].installation].organisation
    }
    return world.repositories.indices.contains { index in
      let other = UnitOfWork(repository: Int32(index), entityType: unit.entityType)
      return other != unit && organisation(index) == organisation(Int(unit.repository))
        && (unit.entityType != .release || !tags.isEmpty && world.repositories[index].tags == tags)
        && outcome.items.item(number, of: other) != nil
    }
  }

  /// Nil for an item that the gateway never had.
  private func fateBehindGateway(
    _ item: Int32, _ unit: UnitOfWork, _ history: ItemHistory
  ) -> Fate? {
    if history.published.count > history.deadLettered.count { return .inFlight }
    // Written to an outbox, or held, and not published.
    if history.published.isEmpty, !history.givenUp.isEmpty { return .unpublished }
    if !history.deadLettered.isEmpty { return .deadLettered }
    if !history.accepted.isEmpty, history.published.isEmpty {
      return isOver ? .unpublished : .inFlight
    }
    if !history.refused.isEmpty || history.isMarked { return .behindMark }
    guard !history.failed.isEmpty else { return nil }
    let isTriedStill = (reaches[unit] ?? []).contains { $0.isOpen && $0.brought(item) }
    return isTriedStill ? .inFlight : .refusedByGateway
  }

  private func fateBeforeGateway(
    _ item: Int32, _ unit: UnitOfWork, _ history: ItemHistory
  ) -> Fate {
    let workers = reaches[unit] ?? []
    let isFetched = workers.contains { $0.brought(item) }
    let lastUpdate = history.touched.last ?? history.madeAt ?? ages.updatedAt(item, in: unit)
    if workers.contains(where: { $0.isOpen && $0.since <= lastUpdate }) { return .inFlight }
    if isFetched { return .notPosted }
    // What is made during the run comes by its webhook; a backfill that finds it is a second way.
    if history.madeAt != nil { return .webhookLost }
    guard !workers.isEmpty else {
      return busy.contains(world.repositories[Int(unit.repository)].installation)
        ? .inFlight : .notAsked
    }
    let complete = workers.filter { $0.run.outcome == .completed }
    guard !complete.isEmpty else {
      if workers.contains(where: { isWithin(item, $0) }) { return .movedBetweenPages }
      return workers.contains(where: \.run.started) ? .notReached : .notStarted
    }
    let wasAt = ages.updatedAt(item, in: unit)
    guard complete.contains(where: { $0.since <= wasAt }) else {
      let lastComplete = complete.map(\.run.number).max() ?? 0
      // A later run that asked for it and failed is nearer to it than an earlier one that did not ask.
      let later = workers.filter { $0.run.number > lastComplete && $0.since <= wasAt }
      if !later.isEmpty { return later.contains(where: \.run.started) ? .notReached : .notStarted }
      return history.touched.isEmpty ? .outsideWindow : .updatedDuringRun
    }
    return fateAmongPages(item, unit, complete, wasAt, isTouched: !history.touched.isEmpty)
  }

  /// The fate of an item that workers asked for, that none got, and that ended well all the same.
  ///
  /// Deployments are listed by time and keep their places: what is missing within what was fetched
  /// shares the instant that a page ended with. The others are listed by page numbers, between which
  /// an item moves when it is touched, and when those before it leave. What else is missing is behind
  /// the last page that was fetched.
  private func fateAmongPages(
    _ item: Int32, _ unit: UnitOfWork, _ workers: [WorkerReach], _ wasAt: SimTime, isTouched: Bool
  ) -> Fate {
    guard unit.entityType == .deployment else {
      return isTouched || workers.contains { isPassed(item, by: $0) }
        ? .movedBetweenPages : .notReached
    }
    let isWithin = workers.contains { worker in
      worker.last.map { ages.updatedAt($0, in: unit) <= wasAt } ?? false
    }
    return isWithin ? .sharedInstant : .notReached
  }

  /// Whether a worker got what is listed behind an item, or would have but for what left its listing
  /// meanwhile.
  private func isPassed(_ item: Int32, by worker: WorkerReach) -> Bool {
    guard let began = worker.began else { return false }
    if isWithin(item, worker) { return true }
    let left = (changes[worker.run.unit] ?? []).reduce(0) {
      began < $1.time && $1.time <= worker.run.endedAt ? $0 + Int($1.count) : $0
    }
    return left > 0 && worker.isAtEnd
      && Int(item) - left <= Int(reachedTo[worker.run.number] ?? item)
  }

  /// Whether a worker got pages on both sides of an item that no cursor of time passes over.
  private func isWithin(_ item: Int32, _ worker: WorkerReach) -> Bool {
    worker.run.unit.entityType != .deployment
      && worker.since <= updatedAt(item, in: worker.run.unit)
      && reachedTo[worker.run.number].map { item < $0 } ?? false
  }

  /// When an item was last updated before the run.
  func updatedAt(_ item: Int32, in unit: UnitOfWork) -> SimTime { ages.updatedAt(item, in: unit) }

  /// Whether nothing can happen any more.
  private var isOver: Bool { outcome.stop == .noMoreEvents }
}
