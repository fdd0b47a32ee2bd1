import PipelineModel
import SimKernel

extension Evaluation {
  /// Items of the world whose age when the story starts is not above a depth.
  func items(_ selection: Expression.Selection, no deeper: SimDuration) -> Int {
    groups(selection).reduce(0) { $0 + $1.count(within: deeper) }
  }

  /// Pages of all units that match; a worker stops at the first page that is not full or that
  /// reaches beyond the window, so a full last page costs one more. Only deployments come with a
  /// word on whether there are more.
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
        let isEnd = type == .deployment && items == count(one)
        pages += isEnd ? max(1, (items + size - 1) / size) : items / size + 1
      }
    }
    return pages
  }

  /// Items of one unit on the first pages of its listing; where the provider lists pull requests
  /// among the issues, they take their places by age, and go first at equal ages.
  func items(_ selection: Expression.Selection, onFirst pages: Int) -> Int {
    let (product, isOver) =
      pages.multipliedReportingOverflow(by: experiment.profile.provider.pageSize)
    let places = isOver ? .max : product
    let own = groups(selection).first
    guard selection.entityType == .issue, experiment.profile.provider.issuesIncludePullRequests
    else { return min(places, own?.count ?? 0) }
    var others = selection
    others.entityType = .pullRequest
    let pullRequests = groups(others).first
    return (0..<min(places, own?.count ?? 0)).count { rank in
      let age = own?.age(of: rank) ?? .zero
      return rank + (pullRequests?.count(within: age) ?? 0) < places
    }
  }

  /// Units of work of the repositories that match, linked or not.
  func units(_ selection: Expression.Selection) -> Int {
    repositories(selection).reduce(0) { $0 + types(of: $1).count }
  }

  /// Items of the world, however old.
  private func count(_ selection: Expression.Selection) -> Int {
    groups(selection).reduce(0) { $0 + $1.count }
  }

  /// The default entity types of a repository's connector.
  private func types(of repository: Int) -> [EntityType] {
    let installation = experiment.world.repositories[repository].installation
    return experiment.world.installations[installation].provider.entityTypes
  }

  private func groups(_ selection: Expression.Selection) -> [World.ItemGroup] {
    repositories(selection).flatMap { experiment.world.repositories[$0].items }
      .filter { (selection.entityType ?? $0.entityType) == $0.entityType }
  }
}

extension World.ItemGroup {
  /// Age of the item at a rank, 0 the youngest, when the story starts.
  fileprivate func age(of rank: Int) -> SimDuration {
    switch ages {
    case .spread(let from, let to):
      return SimDuration(
        microseconds: Self.age(rank, of: count, from.microseconds, to.microseconds))
    case .perDay(let days):
      var rest = rank
      var day = 0
      while rest >= days[day] {
        rest -= days[day]
        day += 1
      }
      let length = SimDuration.days(1).microseconds
      let start = Int64(day) * length
      return SimDuration(microseconds: Self.age(rest, of: days[day], start, start + length))
    }
  }

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

  /// The evenly spread age `from + (to - from)·(2i + 1)/(2·count)`.
  private static func age(_ rank: Int, of count: Int, _ from: Int64, _ to: Int64) -> Int64 {
    let product = (to - from).multipliedFullWidth(by: Int64(2 * rank + 1))
    return from + Int64(2 * count).dividingFullWidth(product).quotient
  }

  /// How many of `count` evenly spread ages reach no further than `depth`. O(log count), because
  /// the ages rise with the rank.
  private static func spread(_ count: Int, _ from: Int64, _ to: Int64, within depth: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if age(middle, of: count, from, to) <= depth { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
