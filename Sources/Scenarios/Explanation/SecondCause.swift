import PipelineModel

/// Pairs of changes for an item that only meets another end when one thing is changed: the change that
/// leads it there, and one that decides about that end.
struct SecondCause {
  /// First changes that are played, and those that lead to one fate that are kept.
  private static let most = 12
  private static let ofOneFate = 2

  /// Pairs in the order of their first changes, and how many runs were made to find them.
  let pairs: [Change]
  let runs: Int

  /// Plays each of the likeliest of `changes` and sees where it leads the item; at most `limit` runs.
  init(
    of name: ItemName, in replay: Replay, among changes: [Change], _ plan: ReplayPlan,
    runs limit: Int, threads: Int
  ) {
    let now = Self.fate(of: name, in: replay)
    let firsts = changes.filter { $0.parts.count == 1 && $0.parts != [.horizon] }
    let played = (firsts.filter(\.isOfCase) + firsts.filter { !$0.isOfCase }).prefix(
      min(limit, Self.most))
    let ends = Campaign.map(played.map { $0.plan(plan) }, threads: threads) {
      Self.fate(of: name, in: $0.run(recording: .hops))
    }
    var kept: [Fate: Int] = [:]
    pairs = zip(played, ends).flatMap { first, next -> [Change] in
      guard let next, next != now, next != .stored, kept[next, default: 0] < Self.ofOneFate
      else { return [] }
      kept[next, default: 0] += 1
      return changes.filter { $0 != first && $0.decides(about: next) }.map { Change([first, $0]) }
    }
    runs = played.count
  }

  private static func fate(of name: ItemName, in replay: Replay) -> Fate? {
    replay.outcome.items.item(name.number, of: name.unit).map {
      replay.evidence.fates.fate(of: $0, in: name.unit)
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
