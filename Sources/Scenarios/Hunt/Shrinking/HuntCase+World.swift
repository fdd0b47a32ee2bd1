import PipelineModel

extension HuntCase {
  /// The cases without one repository that nothing names.
  var withoutRepositories: [HuntCase] {
    guard world.repositories.count > 1 else { return [] }
    return world.repositories.indices.filter { !names(repository: $0) }.map { gone in
      var copy = self
      copy.world.repositories.remove(at: gone)
      func moved(_ place: Int) -> Int { place > gone ? place - 1 : place }
      for place in copy.faults.indices {
        copy.faults[place].target.repository = copy.faults[place].target.repository.map(moved)
      }
      copy.renumber(repository: moved, installation: { $0 })
      return copy
    }
  }

  /// The cases without one installation that nothing names.
  var withoutInstallations: [HuntCase] {
    world.installations.indices.filter { !names(installation: $0) }.map { gone in
      var copy = self
      copy.world.installations.remove(at: gone)
      func moved(_ place: Int) -> Int { place > gone ? place - 1 : place }
      for place in copy.world.repositories.indices {
        copy.world.repositories[place].installation = moved(
          copy.world.repositories[place].installation)
      }
      for place in copy.world.installations.indices {
        copy.world.installations[place].replaces = copy.world.installations[place].replaces.map(
          moved)
      }
      for place in copy.faults.indices {
        copy.faults[place].target.installation = copy.faults[place].target.installation.map(moved)
      }
      copy.renumber(repository: { $0 }, installation: moved)
      return copy
    }
  }

  /// The cases without one organisation that nothing names.
  var withoutOrganisations: [HuntCase] {
    world.organisations.indices.filter { place in
      !world.installations.contains { $0.organisation == place }
        && !story.steps.contains {
          $0.action.names(world.organisations[place].name) || $0.action.organisation == place
        }
    }.map { gone in
      var copy = self
      copy.world.organisations.remove(at: gone)
      for place in copy.world.installations.indices
      where copy.world.installations[place].organisation > gone {
        copy.world.installations[place].organisation -= 1
      }
      for place in copy.story.steps.indices {
        copy.story.steps[place].action.organisation = copy.story.steps[place].action.organisation
          .map { $0 > gone ? $0 - 1 : $0 }
      }
      return copy
    }
  }

  private func names(repository: Int) -> Bool {
    faults.contains { $0.target.repository == repository }
      || story.steps.contains { step in
        switch step.action {
        case .link(let place), .createItems(let place, _, _, _), .updateItems(let place, _, _, _),
          .alter(_, let place), .move(let place, _):
          place == repository
        case .changeItems(_, let place, _, _, _, let into):
          place == repository || into == repository
        default: false
        }
      }
  }

  private func names(installation: Int) -> Bool {
    world.repositories.contains { $0.installation == installation }
      || world.installations.contains { $0.replaces == installation }
      || faults.contains { $0.target.installation == installation }
      || story.steps.contains { step in
        switch step.action {
        case .connect(let place), .delete(let place), .disconnect(let place), .turn(_, let place):
          place == installation
        default: step.action.names(world.installations[installation].name)
        }
      }
  }

  private mutating func renumber(repository: (Int) -> Int, installation: (Int) -> Int) {
    for place in story.steps.indices {
      switch story.steps[place].action {
      case .link(let old): story.steps[place].action = .link(repository: repository(old))
      case .createItems(let old, let type, let count, let isUnfinished):
        story.steps[place].action = .createItems(
          repository: repository(old), entityType: type, count: count, isUnfinished: isUnfinished)
      case .changeItems(let change, let old, let type, let first, let count, let into):
        story.steps[place].action = .changeItems(
          change, repository: repository(old), entityType: type, first: first, count: count,
          into: into.map(repository))
      case .updateItems(let old, let type, let first, let count):
        story.steps[place].action = .updateItems(
          repository: repository(old), entityType: type, first: first, count: count)
      case .connect(let old):
        story.steps[place].action = .connect(installation: installation(old))
      case .delete(let old): story.steps[place].action = .delete(installation: installation(old))
      case .disconnect(let old):
        story.steps[place].action = .disconnect(installation: installation(old))
      case .alter(let act, let old):
        story.steps[place].action = .alter(act, repository: repository(old))
      case .move(let old, let workspace):
        story.steps[place].action = .move(repository: repository(old), workspace: workspace)
      case .turn(let act, let old):
        story.steps[place].action = .turn(act, installation: installation(old))
      case .trigger, .cancel, .flushStore, .replayDeadLetters, .deploy, .addWorkspace,
        .removeWorkspace:
        break
      }
    }
  }
}

extension StoryAction {
  /// The organisation whose workspaces it changes.
  fileprivate var organisation: Int? {
    get {
      switch self {
      case .addWorkspace(let place), .removeWorkspace(let place, _): place
      default: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .addWorkspace: self = .addWorkspace(organisation: newValue)
      case .removeWorkspace(_, let workspace):
        self = .removeWorkspace(organisation: newValue, workspace: workspace)
      default: break
      }
    }
  }

  /// Whether the body of a call names an installation or an organisation so.
  fileprivate func names(_ name: String) -> Bool {
    switch self {
    case .trigger(let request):
      request.installationID == .string(name) || request.organisationID == .string(name)
    case .cancel(let request): request.installationID == .string(name)
    default: false
    }
  }
}
