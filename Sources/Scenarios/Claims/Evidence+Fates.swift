import PipelineModel
import SimKernel

/// How many items came to one end.
public struct FateCount: Sendable, Equatable {
  public let fate: Fate
  public let count: Int
}

extension Evidence {
  /// The fates of the expected items of an installation (or of all) that are wanted, the commonest
  /// first.
  func fateCounts(
    of installation: Int? = nil, where isWanted: (Int32, UnitOfWork) -> Bool = { _, _ in true }
  ) -> [FateCount] {
    var counts: [Fate: Int] = [:]
    let root = installation.map(root)
    for item in outcome.expected {
      let unit = outcome.items.unit(of: item)
      guard root == nil || self.installation(of: unit) == root,
        isWanted(item, unit)
      else { continue }
      counts[fates.fate(of: item, in: unit), default: 0] += 1
    }
    return FateCount.sorted(counts)
  }

  /// How many of the expected items came to each fate, by their unit of work.
  var fateCountsByUnit: [UnitOfWork: [Fate: Int]] {
    outcome.expected.reduce(into: [:]) { counts, item in
      let unit = outcome.items.unit(of: item)
      counts[unit, default: [:]][fates.fate(of: item, in: unit), default: 0] += 1
    }
  }

  /// The fates of the expected items of an installation that are not as meant, as clauses: `; 5 too
  /// old for every window that was read to its end`. With `undelivered` those that never reached the Console.
  func losses(of installation: Int, undelivered isUndelivered: Bool = false) -> String {
    fateCounts(of: installation) { item, _ in
      !isUndelivered || ledger.histories[item]?.delivered.isEmpty ?? true
    }
    .filter { !$0.fate.isMeant }
    .map { "; \(grouped($0.count)) \($0.fate.words)" }.joined()
  }
}

extension FateCount {
  /// The commonest first; among equals in the order of the vocabulary.
  static func sorted(_ counts: [Fate: Int]) -> [FateCount] {
    Fate.allCases.enumerated().compactMap { place, fate in
      counts[fate].map { (place, FateCount(fate: fate, count: $0)) }
    }
    .sorted { ($1.1.count, $0.0) < ($0.1.count, $1.0) }
    .map(\.1)
  }
}
