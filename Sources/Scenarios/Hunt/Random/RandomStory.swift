import PipelineModel
import SimKernel

extension Dice {
  /// A story of one to nine steps in a world.
  public mutating func story(in world: World) -> Story {
    var steps: [StoryStep] = []
    var order = StoryOrder(world)
    for index in 0..<number(1...9) {
      var step = StoryStep(when: storyTime(before: index), action: action(in: world))
      // No file could say it.
      if order.problem(of: step.action) != nil { step.action = .flushStore }
      steps.append(step)
    }
    return Story(steps: steps)
  }

  private mutating func storyTime(before index: Int) -> StoryTime {
    guard index > 0, chance(50) else { return StoryTime(offset: duration()) }
    let earlier = number(0...index - 1)
    let anchor = pick([.step(earlier), .runStarted(earlier), .runEnded(earlier)] as [Anchor])
    return StoryTime(anchor: anchor, offset: duration())
  }
  private typealias Anchor = StoryTime.Anchor

  private mutating func action(in world: World) -> StoryAction {
    let installation = number(0...world.installations.count - 1)
    let repository = number(0...world.repositories.count - 1)
    let type = pick([.pullRequest, .issue, .release, .deployment] as [EntityType])
    switch number(1...28) {
    case 1...3: return .connect(installation: installation)
    case 4: return .link(repository: repository)
    case 5: return .delete(installation: installation)
    case 6: return .disconnect(installation: installation)
    case 7...14: return .trigger(triggerRequest(in: world, for: installation))
    case 15: return .cancel(cancelRequest(in: world, for: installation))
    case 16, 17:
      return .createItems(repository: repository, entityType: type, count: number(0...5))
    case 18, 19:
      return .updateItems(
        repository: repository, entityType: type, first: number(0...10), count: number(0...8))
    case 20: return .alter(pick(RepositoryAct.allCases), repository: repository)
    case 25: return .replayDeadLetters
    case 26: return .deploy(deploy())
    case 27:
      let owner = world.installations[world.repositories[repository].installation].organisation
      let count = max(1, world.organisations[owner].workspaces)
      if chance(20) { return .addWorkspace(organisation: owner) }
      if chance(20), world.organisations[owner].workspaces > 0 {
        return .removeWorkspace(organisation: owner, workspace: number(1...count))
      }
      return .move(repository: repository, workspace: number(1...count))
    case 22...24: return change(in: world, repository)
    case 21: return .turn(pick(InstallationAct.allCases), installation: installation)
    default: return .flushStore
    }
  }

  private mutating func deploy() -> Deploy {
    var deploy = Deploy()
    if chance(50) { deploy.steps = [pick(Deploy.steps)] }
    if chance(30) { deploy.functions = [pick(Deploy.functions)] }
    deploy.rotatesKey = chance(30)
    return deploy
  }

  /// Something happens to items, or to unfinished ones that appear.
  private mutating func change(in world: World, _ repository: Int) -> StoryAction {
    let provider = world.installations[world.repositories[repository].installation].provider
    let type = pick(provider.entityTypes + [.release])
    if type == .release || type == .deployment, chance(30) {
      return .createItems(
        repository: repository, entityType: type, count: number(1...3), isUnfinished: true)
    }
    let change = pick(ItemChange.allCases.filter { $0 != .opened && $0.happens(to: type) })
    let into = change == .transferred ? number(0...world.repositories.count - 1) : nil
    return .changeItems(
      change, repository: repository, entityType: type, first: number(0...10),
      count: number(1...5), into: into)
  }

  private mutating func triggerRequest(in world: World, for installation: Int) -> TriggerRequest {
    let row = world.installations[installation]
    var request = TriggerRequest(
      installationID: .string(row.name), provider: .string("\(row.provider)"),
      organisationID: .string(world.organisations[row.organisation].name),
      depth: pick([.absent, .number(7), .number(30), .number(90), .null]))
    guard chance(35) else { return request }
    switch number(1...8) {
    case 1: request.key = pick([.wrong, .missing])
    case 2: request.malformed = true
    case 3: request.installationID = rawValue()
    case 4: request.provider = pick([rawValue(), .string("vercel"), .string("linear")])
    case 5: request.organisationID = pick([rawValue(), .string("org0"), .string("org1")])
    case 6: request.depth = rawValue()
    case 7: request.entityTypes = pick([[], ["issue"], ["release", "issue"], ["issue", "issue"]])
    default: request.entityTypes = ["pull_request", "nonsense"]
    }
    return request
  }

  private mutating func cancelRequest(in world: World, for installation: Int) -> CancelRequest {
    CancelRequest(
      key: pick([.valid, .valid, .valid, .wrong, .missing]),
      installationID: pick([.string(world.installations[installation].name), rawValue()]))
  }

  private mutating func rawValue() -> RawValue {
    pick([
      .absent, .null, .string(""), .string("nobody"), .string("45"), .number(0), .number(-5),
      .number(0.5), .number(1e12), .bool(true), .bool(false), .number(.nan),
    ])
  }
}
