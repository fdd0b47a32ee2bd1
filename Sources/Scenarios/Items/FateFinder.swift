import PipelineModel
import SimKernel

/// Finds the fate of every item of a run that was recorded item by item.
///
/// Everything follows from milestones and runs: what the item passed, which pages brought it, and how
/// the workers of its unit ended. O(milestones) once, then O(workers of the unit) an item.
struct FateFinder: Sendable {
  private let outcome: Outcome
  private let ledger: ItemLedger
  let ages: ItemAges
  private let reaches: [UnitOfWork: [WorkerReach]]

  init(_ world: World, _ outcome: Outcome, _ ledger: ItemLedger) {
    self.outcome = outcome
    self.ledger = ledger
    ages = ItemAges(world, outcome.items)
    reaches = WorkerReach.all(of: outcome)
  }

  /// When pages brought an item, one time for each worker that fetched it.
  func fetches(of item: Int32, in unit: UnitOfWork) -> [SimTime] {
    (reaches[unit] ?? []).compactMap { $0.fetchedAt(item) }
  }

  /// The fate of an item of a unit.
  func fate(of item: Int32, in unit: UnitOfWork) -> Fate {
    let history = ledger.histories[item] ?? ItemHistory(unit: unit)
    if !history.stored.isEmpty { return .stored }
    if !history.delivered.isEmpty { return fateInConsole(history) }
    if history.hasPassedGateway { return fateBehindGateway(history) }
    return fateBeforeGateway(item, unit, history)
  }

  private func fateInConsole(_ history: ItemHistory) -> Fate {
    if let meant = history.dropped.first(where: { $0.why.isOnPurpose }) {
      return meant.why == .insignificant ? .insignificant : .unsynced
    }
    // What befell it first is the cause; refusals as a duplicate follow from it.
    guard let first = history.dropped.first else { return .inFlight }
    if history.dropped.count < history.delivered.count, !isOver { return .inFlight }
    switch first.why {
    case .foreignWorkspace: return .foreignWorkspace
    case .noWorkspace: return .noWorkspace
    case .idempotency, .sourceID: return .takenForAnother
    case .deliveryID: return .databaseRefused
    case .startTimeout: return .captureStartTimeout
    case .finishTimeout: return .captureFinishTimeout
    case .captureFailed: return .captureFailed
    case .ingressFailed: return .ingressFailed
    case .quota: return .quota
    case .notAllowed: return .unsynced
    case .insignificant: return .insignificant
    }
  }

  private func fateBehindGateway(_ history: ItemHistory) -> Fate {
    let open = history.published.count - history.deadLettered.count
    if open > 0 { return .inFlight }
    if !history.deadLettered.isEmpty { return .deadLettered }
    return history.refused.isEmpty ? .refusedByGateway : .behindMark
  }

  private func fateBeforeGateway(
    _ item: Int32, _ unit: UnitOfWork, _ history: ItemHistory
  ) -> Fate {
    let workers = reaches[unit] ?? []
    let isMade = history.madeAt != nil
    guard !workers.isEmpty else {
      return isMade ? (history.webhookLoss == nil ? .madeDuringRun : .webhookLost) : .notAsked
    }
    if let bringer = workers.last(where: { $0.fetchedAt(item) != nil }) {
      return bringer.run.outcome == .running ? .inFlight : .notPosted
    }
    if let open = workers.last, open.run.outcome == .running { return .inFlight }
    let complete = workers.filter { $0.run.outcome == .completed }
    guard !complete.isEmpty else {
      return workers.contains(where: \.run.started) ? .notReached : .notStarted
    }
    if isMade { return history.webhookLoss == nil ? .madeDuringRun : .webhookLost }
    let wasAt = ages.updatedAt(item, in: unit)
    guard complete.allSatisfy({ wasAt < $0.run.since ?? .zero }) else { return .movedBetweenPages }
    return history.touched.isEmpty ? .outsideWindow : .updatedDuringRun
  }

  /// Whether nothing can happen any more.
  private var isOver: Bool { outcome.stop == .noMoreEvents }
}
