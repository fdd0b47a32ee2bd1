import PipelineModel
import SimKernel

/// Counts per day of age of a real repository, derived from its public history.
struct Workload: Sendable, Equatable {
  /// One day of age: what was merged, issued and released on it.
  struct Day: Sendable, Equatable {
    var age: Int
    var pullRequestsMerged: Int
    /// Numbers given to pull requests and issues together.
    var numbersIssued: Int
    var releases: Int
  }

  /// Everything the repository ever had.
  struct Totals: Sendable, Equatable {
    var pullRequestsMerged: Int
    var numbersIssued: Int
    var releases: Int
  }

  /// As its host calls it, such as `astral-sh/ruff`; empty when the file does not say.
  var repository: String
  /// The day the counts are of, such as `2026-08-22`; empty when the file does not say.
  var asOf: String
  /// The days in order of age, from 0.
  let days: [Day]
  /// Nil when the file does not say.
  var allTime: Totals?

  /// Its items, which repositories share: an issue is a number that became no pull request.
  private(set) var items: [World.ItemGroup]

  init(repository: String, asOf: String, days: [Day], allTime: Totals? = nil) {
    self.repository = repository
    self.asOf = asOf
    self.days = days
    self.allTime = allTime
    func group(_ type: EntityType, _ count: (Day) -> Int) -> World.ItemGroup {
      let counts = days.map(count)
      return World.ItemGroup(
        entityType: type, count: counts.reduce(0, +), ages: .perDay(counts))
    }
    items = [
      group(.pullRequest) { $0.pullRequestsMerged },
      group(.issue) { max(0, $0.numbersIssued - $0.pullRequestsMerged) },
      group(.release) { $0.releases },
    ]
  }

  /// The first number of its days; nil when the file does not tell the whole history.
  var firstNumber: Int? {
    allTime.map { max(1, $0.numbersIssued - days.reduce(0) { $0 + $1.numbersIssued } + 1) }
  }

  /// The whole history, spread evenly over so many days; nil when the file does not tell it.
  func wholeHistory(over days: Int) -> [World.ItemGroup]? {
    guard let allTime else { return nil }
    let counts: [(EntityType, Int)] = [
      (.pullRequest, allTime.pullRequestsMerged),
      (.issue, max(0, allTime.numbersIssued - allTime.pullRequestsMerged)),
      (.release, allTime.releases),
    ]
    return counts.map { type, count in
      World.ItemGroup(
        entityType: type, count: count, ages: .spread(from: .zero, to: .days(days)))
    }
  }
}
