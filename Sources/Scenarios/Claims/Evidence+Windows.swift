import PipelineModel
import SimKernel

extension Evidence {
  /// The oldest update that an orchestrator run asks for: what its workers were told, or what its
  /// trigger comes to; nil where that is no number of days.
  func windowStart(of run: RunRecord) -> SimTime? {
    workers(of: run).first?.since ?? run.depth.map { run.startedAt - $0 }
  }

  /// Expected items that were there when a run started, updated since then, of the entity types it
  /// asked for; of all types where it asked for no worker.
  ///
  /// Repositories that the story adds to the connection after the run are none of its business.
  func items(of run: RunRecord, since: SimTime) -> [Int32] {
    let types = Set(workers(of: run).map(\.unit.entityType))
    let later = repositories(linkedAfter: run)
    return expectedItems(of: Int(run.installation)).filter { item in
      let unit = outcome.items.unit(of: item)
      return (types.isEmpty || types.contains(unit.entityType))
        && !later.contains(Int(unit.repository))
        && lastUpdate(of: item, in: unit, by: run.startedAt).map { $0 >= since } ?? false
    }
  }

  /// The days that a backfill triggered at a time must look back for the oldest of some items, as the
  /// runbook offers them where it does; nil where it does so by itself, or is refused them.
  func deeperDepth(for items: [Int32], at time: SimTime) -> Int? {
    let oldest = items.compactMap { item in
      lastUpdate(of: item, in: outcome.items.unit(of: item), by: time)
    }.min()
    guard let oldest else { return nil }
    // The window begins when the run starts, a moment after the call.
    let day = SimDuration.days(1).microseconds
    let days = Int(((time - oldest + .minutes(1)).microseconds + day - 1) / day)
    guard days > levers.backfill.defaultDepth else { return nil }
    return Self.offeredDepths.first { $0 >= days }
      ?? (levers.backfill.validatesParameters ? nil : days)
  }

  /// Runbook scenario 7.
  private static let offeredDepths = [7, 30, 90]

  /// When an item had last been updated at a time; nil when it was not there yet.
  private func lastUpdate(of item: Int32, in unit: UnitOfWork, by time: SimTime) -> SimTime? {
    let history = ledger.histories[item]
    if let made = history?.madeAt, made > time { return nil }
    return history?.touched.last { $0 <= time } ?? history?.madeAt
      ?? fates.ages.updatedAt(item, in: unit)
  }

  private func repositories(linkedAfter run: RunRecord) -> Set<Int> {
    Set(
      told.links.suffix(from: told.links.firstPlace { $0.at > run.startedAt }).map(\.repository))
  }

  /// The items that a page brought to a worker, in the order they are dispatched.
  func items(onPage page: Int, of worker: RunRecord) -> [Int32] {
    for milestone in milestones(of: worker) {
      guard
        case .pageFetched(Int32(page), let count, _, let first, let isScattered) = milestone.event
      else { continue }
      return isScattered
        ? Array(outcome.scattered[Int(first)..<Int(first + count)]) : Array(first..<first + count)
    }
    return []
  }
}
