import PipelineModel

/// Pairs of changes for an item that only meets another end when one thing is changed, or comes once
/// and is not stored: the change that leads it there, and one that decides about that end.
struct SecondCause {
  /// First changes that are played, and those that lead to one fate that are kept.
  private static let most = 12
  private static let ofOneFate = 2

  /// Pairs in the order of their first changes, and how many runs were made to find them.
  let pairs: [Change]
  let runs: Int

  /// Plays each of the likeliest of `changes` and sees where it leads the item; at most `limit` runs.
  init(
    of name: ItemName, _ trouble: Trouble, in replay: Replay, among changes: [Change],
    _ plan: ReplayPlan, runs limit: Int, threads: Int
  ) {
    let now = Self.end(of: name, in: replay)?.fate
    let firsts = changes.filter { $0.parts.count == 1 && $0.parts != [.horizon] }
    let played = (firsts.filter(\.isOfCase) + firsts.filter { !$0.isOfCase }).prefix(
      min(limit, Self.most))
    let ends = Campaign.map(played.map { $0.plan(plan) }, threads: threads) {
      Self.end(of: name, in: $0.run(recording: .hops))
    }
    var kept: [Fate: Int] = [:]
    pairs = zip(played, ends).flatMap { first, next -> [Change] in
      guard let next, next.fate != .stored, kept[next.fate, default: 0] < Self.ofOneFate,
        trouble == .missing ? next.fate != now : next.deliveries == 1
      else { return [] }
      kept[next.fate, default: 0] += 1
      return changes.filter { $0 != first && $0.decides(about: next.fate) }.map {
        Change([first, $0])
      }
    }
    runs = played.count
  }

  private static func end(
    of name: ItemName, in replay: Replay
  ) -> (fate: Fate, deliveries: Int)? {
    replay.outcome.items.item(name.number, of: name.unit).map {
      (
        replay.evidence.fates.fate(of: $0, in: name.unit),
        replay.evidence.ledger.histories[$0]?.delivered.count ?? 0
      )
    }
  }
}

extension Change {
  /// Whether it is about the case, or a lever of the rooms in which items meet this fate.
  fileprivate func decides(about fate: Fate) -> Bool {
    guard case .lever(let setting) = parts.first else { return isOfCase }
    return setting.name == fate.lever || fate.rooms.contains { setting.name.hasPrefix($0) }
  }
}
