import PipelineModel
import SimKernel
import Testing

/// A repository whose counts can be worked out on paper: items of each type evenly spread over a
/// number of days, and pages of a fixed size.
struct HandWorld: Sendable, CustomTestStringConvertible {
  var pullRequests: Int
  var issues: Int
  var releases: Int
  /// The items of a type are spread over so many days.
  var days = 60
  var pageSize = 100

  var testDescription: String {
    "\(pullRequests)+\(issues)+\(releases) over \(days) d, pages of \(pageSize)"
  }

  /// Worlds that divide evenly into pages within 30 days, that don't, with one item, with none.
  static let all = [
    HandWorld(pullRequests: 400, issues: 200, releases: 200),
    HandWorld(pullRequests: 500, issues: 260, releases: 24),
    HandWorld(pullRequests: 398, issues: 202, releases: 2),
    HandWorld(pullRequests: 120, issues: 70, releases: 10, days: 29, pageSize: 10),
    HandWorld(pullRequests: 1, issues: 1, releases: 1, days: 40),
    HandWorld(pullRequests: 0, issues: 0, releases: 0),
    HandWorld(pullRequests: 0, issues: 8, releases: 0, pageSize: 3),
  ]

  var counts: [Int] { [pullRequests, issues, releases] }

  /// How many of `count` items are at most so many hours old: item i of n is (2i+1)/(2n) of the
  /// days old.
  func young(_ count: Int, hours: Int) -> Int {
    (0..<count).count { (2 * $0 + 1) * days * 24 <= hours * 2 * count }
  }

  /// All items at most so old.
  func young(hours: Int) -> Int { counts.reduce(0) { $0 + young($1, hours: hours) } }

  func repository(_ name: String, linked: Bool = true) -> World.Repository {
    let spread = World.Ages.spread(from: .zero, to: .days(days))
    let groups = zip([EntityType.pullRequest, .issue, .release], counts).map {
      World.ItemGroup(entityType: $0, count: $1, ages: spread)
    }
    return World.Repository(name: name, installation: 0, linked: linked, items: groups)
  }
}

/// The experiment in which nothing goes wrong by chance.
func handExperiment(
  _ repositories: [World.Repository], pageSize: Int, _ profile: Profile.Name, steps: [StoryStep],
  faults: [Fault] = [], databaseDedup: Bool = false
) -> Experiment {
  var levers = Profile(profile)
  levers.engine.responseLossPerMillion = 0
  levers.queue.redeliveryPerMillion = 0
  levers.provider.pageSize = pageSize
  levers.console.databaseDedup = databaseDedup
  return Experiment(
    world: World(
      organisations: [World.Organisation(name: "acme")],
      installations: [World.Installation(name: "hub", organisation: 0, provider: .github)],
      repositories: repositories),
    story: Story(steps: steps), faults: faults, profile: levers)
}

/// A trigger by hand so many hours after the start.
func trigger(hours: Int, days: Int? = nil) -> StoryStep {
  StoryStep(
    when: StoryTime(offset: .hours(hours)),
    action: .trigger(
      TriggerRequest(
        installationID: .string("hub"), provider: .string("github"),
        organisationID: .string("acme"), depth: days.map { .number(Double($0)) } ?? .absent)))
}

/// A fault at the pull requests of the first run.
func pullRequestFault(
  _ wire: Wire, page: Int, item: Int? = nil, onlyFirstAttempt: Bool = false
) -> Fault {
  var target = Fault.Target()
  target.entityType = .pullRequest
  target.pages = page...page
  target.items = item.map { $0...$0 }
  target.rounds = 1...1
  if onlyFirstAttempt { target.attempts = 1...1 }
  return Fault(wire: wire, target: target, effect: .status(500))
}
