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
  let counts: Amounts
  /// A run that was given up proves nothing.
  let isGivenUp: Bool

  /// O(items) once.
  init(_ names: [ItemName], in replay: Replay) {
    let histories = names.map { name in
      replay.outcome.items.item(name.number, of: name.unit).flatMap {
        replay.evidence.ledger.histories[$0]
      }
    }
    delivered = histories.map { $0?.delivered.count ?? 0 }
    stored = histories.map { $0?.stored.count ?? 0 }
    counts = Amounts(replay.outcome)
    isGivenUp = replay.outcome.stop == .eventLimit || replay.outcome.outgrown != nil
  }

  /// Whether the item at this place is as it should be.
  func heals(_ place: Int, _ trouble: Trouble) -> Bool {
    guard !isGivenUp else { return false }
    return switch trouble {
    case .missing: stored[place] > 0
    case .twice: stored[place] == 1 && delivered[place] == 1
    }
  }
}
