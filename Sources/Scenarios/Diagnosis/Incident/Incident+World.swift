import PipelineModel
import SimKernel

/// What the records tell of the world.
extension Incident {
  /// Adds a unit of work with as many items as its pages hold.
  mutating func add(_ unit: (resource: String, entityType: String)) {
    let name = ErrorText.name(unit.resource, otherwise: "app")
    var place = world.repositories.firstIndex { $0.name == name }
    if place == nil {
      place = world.repositories.count
      world.repositories.append(World.Repository(name: name, installation: 0, items: []))
    }
    let type = EntityType.allCases.first { $0.name == unit.entityType } ?? .unknown
    guard let place, provider.entityTypes.contains(type),
      !world.repositories[place].items.contains(where: { $0.entityType == type })
    else { return }
    let pages = max(1, workers(of: name, type).map(\.reach).max() ?? 1)
    world.repositories[place].items.append(
      World.ItemGroup(
        entityType: type, count: pages * pageSize - pageSize / 2,
        ages: .spread(from: .zero, to: .days(20))))
  }

  private func workers(of repository: String, _ type: EntityType) -> [RunHistory.Run] {
    history.workers.filter {
      ErrorText.name($0.resource, otherwise: "app") == repository && $0.entityType == type.name
    }
  }

  /// Pull requests fill pages of issues, as built; where the records have fewer of those pages, the
  /// provider is taken to list them apart.
  mutating func mixIssues() {
    guard Profile(.asBuilt).provider.issuesIncludePullRequests else { return }
    var changed = world
    for place in world.repositories.indices {
      let repository = world.repositories[place]
      guard let requests = repository.items.first(where: { $0.entityType == .pullRequest }),
        let issue = repository.items.firstIndex(where: { $0.entityType == .issue })
      else { continue }
      let left = repository.items[issue].count - requests.count
      if left < 0,
        workers(of: repository.name, .issue).contains(where: { $0.outcome == .completed })
      {
        set("provider.issues-include-pull-requests", .flag(false))
        assumptions.append("the provider does not list pull requests among the issues")
        return
      }
      changed.repositories[place].items[issue].count = max(left, 0)
    }
    for place in changed.repositories.indices {
      changed.repositories[place].items.removeAll { $0.count == 0 }
    }
    world = changed
  }

  /// The types that an orchestrator run asked for: all where it tells of more units than are named.
  func types(of run: RunHistory.Run) -> [EntityType] {
    let asked = provider.entityTypes.filter { history.asked(run, for: $0.name) ?? true }
    let named =
      history.workers(of: run).map(\.resource) + (run.output?.results ?? []).map(\.resource)
    let units = asked.count * max(1, Set(named).count)
    return asked.isEmpty || run.output?.workUnits ?? 0 > units ? provider.entityTypes : asked
  }

  /// Adds repositories without items until there are as many units of work as the runs tell of.
  mutating func widen() {
    let most =
      history.orchestrators.map { run in
        (run.output?.workUnits ?? 0) / max(1, types(of: run).count)
      }.max() ?? 0
    let names = Set(world.repositories.map(\.name))
    let missing = max(0, most - world.repositories.count)
    for number in 1..<(missing + 1) where !names.contains("more-\(number)") {
      world.repositories.append(SmallWorld.repository("more-\(number)", [], days: 20))
    }
    if missing > 0 {
      assumptions.append("\(counted(missing, "repository", "repositories")) more without items")
    }
  }

  /// Runs before the first that had anything to do.
  var runsOfNothing: Int { history.orchestrators.prefix { $0.output?.workUnits == 0 }.count }

  /// Links what was not linked for the first runs, before the first that had anything to do.
  mutating func linkLate() {
    let runs = history.orchestrators
    guard 1..<max(1, runs.count) ~= runsOfNothing else { return }
    let time = max(.zero, runs[runsOfNothing].createdAt - history.start - .seconds(1))
    for place in world.repositories.indices where place != added {
      story.append(StoryStep(when: StoryTime(offset: time), action: .link(repository: place)))
    }
    assumptions.append("nothing was linked until a second before the run that had work")
  }
}
