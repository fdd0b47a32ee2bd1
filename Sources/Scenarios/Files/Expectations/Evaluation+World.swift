import PipelineModel
import SimKernel

extension Evaluation {
  /// Items of the world whose age when the story starts is not above a depth.
  func items(_ selection: Expression.Selection, no deeper: SimDuration) -> Int {
    groups(selection).reduce(0) { $0 + $1.count(within: deeper) }
  }

  /// Pages of all units that match; a worker stops at the first page that is not full or that
  /// reaches beyond the window, so a full last page costs one more.
  func pages(_ selection: Expression.Selection, to depth: SimDuration) -> Int {
    let size = experiment.profile.provider.pageSize
    let mixes = experiment.profile.provider.issuesIncludePullRequests
    var pages = 0
    for repository in repositories(selection) {
      var one = selection
      one.repository = repository
      for type in types(of: repository) where (selection.entityType ?? type) == type {
        one.entityType = type
        var items = items(one, no: depth)
        if type == .issue, mixes {
          one.entityType = .pullRequest
          items += self.items(one, no: depth)
        }
        pages += items / size + 1
      }
    }
    return pages
  }

  /// Units of work of the repositories that match, linked or not.
  func units(_ selection: Expression.Selection) -> Int {
    repositories(selection).reduce(0) { $0 + types(of: $1).count }
  }

  /// The default entity types of a repository's connector.
  private func types(of repository: Int) -> [EntityType] {
    let installation = experiment.world.repositories[repository].installation
    switch experiment.world.installations[installation].provider {
    case .github: return [.pullRequest, .issue, .release]
    case .vercel: return [.deployment]
    case .linear, .sentry, .unknown: return []
    }
  }

  private func groups(_ selection: Expression.Selection) -> [World.ItemGroup] {
    repositories(selection).flatMap { experiment.world.repositories[$0].items }
      .filter { (selection.entityType ?? $0.entityType) == $0.entityType }
  }
}

extension World.ItemGroup {
  /// How many of the items are at most so old when the story starts.
  func count(within depth: SimDuration) -> Int {
    switch ages {
    case .spread(let from, let to):
      return Self.spread(count, from.microseconds, to.microseconds, within: depth.microseconds)
    case .perDay(let days):
      let day = SimDuration.days(1).microseconds
      return days.enumerated().reduce(0) { sum, entry in
        let start = Int64(entry.offset) * day
        return sum + Self.spread(entry.element, start, start + day, within: depth.microseconds)
      }
    }
  }

  /// How many of `count` evenly spread ages, `from + (to - from)·(2i + 1)/(2·count)`, reach no
  /// further than `depth`. O(log count), because the ages rise with i.
  private static func spread(_ count: Int, _ from: Int64, _ to: Int64, within depth: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let product = (to - from).multipliedFullWidth(by: Int64(2 * middle + 1))
      let age = from + Int64(2 * count).dividingFullWidth(product).quotient
      if age <= depth { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
