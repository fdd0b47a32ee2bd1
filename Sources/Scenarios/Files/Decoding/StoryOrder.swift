import PipelineModel
import SimKernel

/// What a step of a story needs that earlier steps have made.
struct StoryOrder {
  /// What is wrong with a step, and under which of its keys.
  struct Problem {
    let keys: [String]
    let message: String
    let help: String
  }

  private let world: World
  /// Installations that are there.
  private var connected: [Bool]
  /// Workspaces that each organisation has had, and the numbers of those that are gone.
  private var workspaces: [Int]
  private var removed: [Set<Int>]

  init(_ world: World) {
    self.world = world
    connected = world.installations.map(\.connected)
    workspaces = world.organisations.map(\.workspaces)
    removed = world.organisations.map { _ in [] }
  }

  /// Whether every step finds what it needs.
  static func holds(_ story: Story, in world: World) -> Bool {
    var order = StoryOrder(world)
    return story.steps.allSatisfy { order.problem(of: $0.action) == nil }
  }

  /// What is wrong with the next step, in the order in which they are written.
  mutating func problem(of action: StoryAction) -> Problem? {
    switch action {
    case .connect(let installation): return connect(installation)
    case .addWorkspace(let organisation) where workspaces.indices.contains(organisation):
      workspaces[organisation] += 1
      return nil
    case .removeWorkspace(let organisation, let workspace):
      let found = problem(
        ofWorkspace: workspace, of: organisation, ["removeWorkspace", "workspace"])
      if found == nil, removed.indices.contains(organisation) {
        removed[organisation].insert(workspace)
      }
      return found
    case .move(let repository, let workspace):
      guard let owner = owner(of: repository) else { return nil }
      return problem(ofWorkspace: workspace, of: owner, ["move", "workspace"])
    case .alter(.sync, let repository):
      guard let owner = owner(of: repository), workspaces.indices.contains(owner),
        removed[owner].count == workspaces[owner]
      else { return nil }
      return Problem(
        keys: ["sync"], message: "its organisation has no workspace that could sync it",
        help: "an earlier step with addWorkspace makes one")
    default: return nil
    }
  }

  /// Nil in a world with mistakes.
  private func owner(of repository: Int) -> Int? {
    guard world.repositories.indices.contains(repository),
      case let installation = world.repositories[repository].installation,
      world.installations.indices.contains(installation)
    else { return nil }
    return world.installations[installation].organisation
  }

  /// What replaces an installation comes when that one is there.
  private mutating func connect(_ installation: Int) -> Problem? {
    guard connected.indices.contains(installation) else { return nil }
    connected[installation] = true
    guard let other = world.installations[installation].replaces,
      connected.indices.contains(other), !connected[other]
    else { return nil }
    let names = world.installations.map { VisibleText.quoted($0.name) }
    return Problem(
      keys: ["connect"],
      message: "\(names[installation]) replaces \(names[other]), which is not connected yet",
      help: "connect \(names[other]) in an earlier step, or let it be connected from the start")
  }

  private func problem(
    ofWorkspace workspace: Int, of organisation: Int, _ keys: [String]
  ) -> Problem? {
    guard workspaces.indices.contains(organisation) else { return nil }
    let count = workspaces[organisation]
    if workspace > count {
      return Problem(
        keys: keys, message: "the organisation has no workspace \(workspace)",
        help: "it has \(count == 0 ? "none" : "\(count)"); an earlier step with addWorkspace makes "
          + "one more")
    }
    guard removed[organisation].contains(workspace) else { return nil }
    return Problem(
      keys: keys, message: "workspace \(workspace) is removed in an earlier step",
      help: "numbers are not used again: addWorkspace makes number \(count + 1)")
  }
}

extension Field {
  /// Refuses the steps of a story that do not find what they need; those with mistakes are nil.
  func checkOrder(of steps: [StoryStep?], in world: World) {
    guard case .array(let nodes) = node.value else { return }
    var order = StoryOrder(world)
    for (index, step) in steps.enumerated() {
      guard let step, let problem = order.problem(of: step.action) else { continue }
      var field = Field(node: nodes[index], path: .index(index, of: path), findings: findings)
      for key in problem.keys {
        guard let inner = field.node[key] else { break }
        field = Field(node: inner, path: .key(key, of: field.path), findings: findings)
      }
      field.refuse(problem.message, help: problem.help)
    }
  }
}

extension Shape where Value == StoryAction {
  /// Another workspace of the same organisation.
  static func move(in names: WorldNames) -> Shape {
    .object { fields in
      .move(
        repository: fields.required("repository", .repository(in: names)),
        workspace: fields.required("workspace", .integer(in: 1...1000)))
    }
  }

  static func removeWorkspace(in names: WorldNames) -> Shape {
    .object { fields in
      .removeWorkspace(
        organisation: fields.required(
          "organisation", .name(of: "organisation", in: names.organisations)),
        workspace: fields.required("workspace", .integer(in: 1...1000)))
    }
  }
}
