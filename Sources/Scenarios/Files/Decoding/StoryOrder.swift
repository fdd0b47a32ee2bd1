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
  /// Installations that are there, and workspaces that each organisation has had.
  private var connected: [Bool]
  private var workspaces: [Int]

  init(_ world: World) {
    self.world = world
    connected = world.installations.map(\.connected)
    workspaces = world.organisations.map(\.workspaces)
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
      return problem(ofWorkspace: workspace, of: organisation, "removeWorkspace")
    case .move(let repository, let workspace):
      guard world.repositories.indices.contains(repository),
        case let installation = world.repositories[repository].installation,
        world.installations.indices.contains(installation)
      else { return nil }
      let owner = world.installations[installation].organisation
      return problem(ofWorkspace: workspace, of: owner, "move")
    default: return nil
    }
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
    ofWorkspace workspace: Int, of organisation: Int, _ key: String
  ) -> Problem? {
    guard workspaces.indices.contains(organisation), workspace > max(1, workspaces[organisation])
    else { return nil }
    return Problem(
      keys: [key, "workspace"], message: "the organisation has no workspace \(workspace)",
      help: "it has \(workspaces[organisation]); an earlier step with addWorkspace makes one more")
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
