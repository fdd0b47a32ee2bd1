import PipelineModel

/// An item of the world, named so that another run of the same world finds it.
struct ItemName: Sendable, Hashable {
  let unit: UnitOfWork
  let number: Int
}

/// What is wrong with an item.
public enum Trouble: String, Codable, Sendable, CaseIterable {
  case missing
  case twice
}

/// How often each of some items was delivered and stored in a run.
struct ItemLook: Sendable {
  let delivered: [Int]
  let stored: [Int]
  let summary: RunSummary
  /// Items that are stored in the run it is compared with, and not in this one.
  let lost: Int

  /// Plays a run and looks; `stored` are the items that are stored in the run it is compared with.
  init(_ names: [ItemName], in plan: ReplayPlan, against stored: [ItemName] = []) {
    self.init(names, in: plan.tally(), against: stored)
  }

  /// O(items); the outcome keeps the rows of its items.
  private init(_ names: [ItemName], in outcome: Outcome, against stored: [ItemName]) {
    func row(_ name: ItemName) -> ItemRow? {
      outcome.items.item(name.number, of: name.unit).map { outcome.rows[Int($0)] }
    }
    lost = stored.count { !(row($0)?.isStored ?? false) }
    let rows = names.map(row)
    delivered = rows.map { $0?.delivered ?? 0 }
    self.stored = rows.map { $0?.stored ?? 0 }
    summary = RunSummary(outcome)
  }

  /// Names of the items that are stored in a run; O(items).
  static func stored(in replay: Replay) -> [ItemName] {
    replay.evidence.ledger.ordered.filter { !$0.history.stored.isEmpty }.map { item, _ in
      let unit = replay.outcome.items.unit(of: item)
      return ItemName(unit: unit, number: replay.outcome.items.number(of: item, in: unit))
    }
  }

  /// Whether the item at this place is as it should be.
  func heals(_ place: Int, _ trouble: Trouble) -> Bool {
    guard !summary.isCutOff else { return false }
    return switch trouble {
    case .missing: stored[place] > 0
    case .twice: stored[place] == 1 && delivered[place] == 1
    }
  }
}
