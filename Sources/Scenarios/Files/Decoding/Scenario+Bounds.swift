import PipelineModel
import SimKernel

extension Scenario {
  /// Refuses a world, with its fleet and what its story makes, that is larger than the model takes.
  func checkBounds(_ fields: Fields) {
    let most: (items: Int, repositories: Int) = fleet?.mostItemsAndRepositories ?? (0, 0)
    guard most.items <= ModelBound.items, most.repositories <= ModelBound.repositories else {
      return
    }
    checkGroups(fields)
    let items = mostItems + most.items
    if items > ModelBound.items {
      fields.refuse(
        fleet == nil ? "world" : "fleet",
        "\(items) items are more than \(ModelBound.items)",
        help: "write smaller counts, fewer repositories or fewer connections")
    } else if let shortage = MemoryShortage(of: self, recording: .counts) {
      fields.refuse(fleet == nil ? "world" : "fleet", shortage.message, help: shortage.help)
    }
    let repositories = world.repositories.count + most.repositories
    if repositories > ModelBound.repositories {
      fields.refuse(
        fleet == nil ? "world" : "fleet",
        "\(repositories) repositories are more than \(ModelBound.repositories)",
        help: "write fewer repositories or fewer connections")
    }
    let touched = story.touchedItems + world.mostChanges
    if touched > ModelBound.group {
      fields.refuse(
        "story", "\(touched) items made and updated are more than \(ModelBound.group)",
        help: "let the items exist in the world from the start, or write smaller counts")
    }
  }

  /// Refuses more items of one type than one worker has pages for.
  private func checkGroups(_ fields: Fields) {
    for repository in world.repositories {
      for group in repository.items where group.count > ModelBound.group {
        fields.refuse(
          "world",
          "\(repository.name) has \(group.count) items of the type \(group.entityType.name),"
            + " more than \(ModelBound.group)",
          help: "write smaller counts, or spread them over several repositories")
      }
    }
    for group in (fleet?.mix ?? []).flatMap(\.items) where group.count > ModelBound.group {
      fields.refuse(
        "fleet",
        "\(group.count) items of the type \(group.entityType.name) in one repository are more than"
          + " \(ModelBound.group)", help: "write smaller counts, or more repositories")
    }
  }

  /// Items of the world and of the story.
  var mostItems: Int {
    world.repositories.reduce(story.touchedItems + world.mostChanges) { sum, repository in
      sum + repository.items.reduce(0) { $0 + $1.count }
    }
  }

  /// Items of the world that a backfill may ask for: those within the longest window, and those of
  /// the story.
  var mostItemsInWindow: Int {
    let depth = story.steps.map(\.action.depth).max() ?? .zero
    return world.repositories.reduce(story.touchedItems) { sum, repository in
      sum + repository.items.reduce(0) { $0 + $1.count(within: depth) }
    }
  }
}

extension World {
  /// Changes that its activities make on average, and half as many again.
  fileprivate var mostChanges: Int {
    let changes = repositories.flatMap(\.activity).reduce(0.0) { sum, activity in
      let periods =
        Double((activity.until - activity.from).microseconds)
        / Double(activity.rate.period.microseconds)
      return sum + 1.5 * Double(activity.rate.count) * max(0, periods)
    }
    return changes < 0x1p60 ? Int(changes.rounded(.up)) : 1 << 60
  }
}

extension Story {
  /// Items that the steps make or update.
  fileprivate var touchedItems: Int {
    steps.reduce(0) { sum, step in
      switch step.action {
      case .createItems(_, _, let count, _), .updateItems(_, _, _, let count),
        .changeItems(_, _, _, _, let count, _):
        sum + count
      default: sum
      }
    }
  }
}

extension Fleet {
  /// Items and repositories of all connections, were each the largest that the mix has.
  var mostItemsAndRepositories: (items: Int, repositories: Int) {
    let largest = mix.map(\.mostItems).max() ?? 0
    let (items, isOver) = largest.multipliedReportingOverflow(by: connections)
    let repositories = mix.map(\.repositories.upperBound).max() ?? 0
    return (isOver ? .max : items, repositories * connections)
  }

  /// Items and repositories that all connections have on average, rounded up.
  var meanItemsAndRepositories: (items: Int, repositories: Int) {
    let shares = Double(max(1, mix.reduce(0) { $0 + $1.share }))
    func mean(_ amount: (Kind) -> Int) -> Int {
      let sum = mix.reduce(0) { $0 + Double($1.share) * Double(amount($1)) }
      let mean = sum / shares * Double(connections)
      return mean < 0x1p60 ? Int(mean.rounded(.up)) : 1 << 60
    }
    return (
      mean { kind in
        let items = kind.items.reduce(0) { $0 + $1.count }
        return (kind.repositories.lowerBound + kind.repositories.upperBound) * items / 2
      },
      mean { ($0.repositories.lowerBound + $0.repositories.upperBound) / 2 }
    )
  }
}
