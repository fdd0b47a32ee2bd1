import SimKernel

@testable import PipelineModel
@testable import Scenarios

/// A run made by hand: one organisation, one installation, two repositories of which the second is
/// not linked yet.
struct HandMadeRun {
  var world = World(
    organisations: [World.Organisation(name: "acme")],
    installations: [World.Installation(name: "acme", organisation: 0, provider: .github)],
    repositories: [
      World.Repository(name: "web", installation: 0, items: []),
      World.Repository(name: "api", installation: 0, linked: false, items: []),
    ])
  var story = Story()
  var outcome = Outcome(
    stop: .noMoreEvents, endedAt: .zero + .days(2), events: 0, executions: 0,
    executionsByFunction: [0, 0, 0, 0], quotaReachedAt: nil, fingerprint: 0, counts: HopCounts(),
    countsByEntityType: Array(repeating: HopCounts(), count: 5),
    countsByRepository: Array(repeating: HopCounts(), count: 2), lastDeliveryAt: [nil, nil],
    lastStoreAt: [nil, nil], runs: [], orchestratorResults: [],
    answers: [], milestones: [], items: HandMadeRun.items, limits: [], providerRequests: [0],
    storyTimes: [], violations: [])

  /// Every unit has a thousand items, so that any number a test writes is one.
  private static let items = ItemRegister(
    stocks: ContiguousArray(
      repeating: ItemRegister.Stock(first: 0, count: 1000),
      count: 2 * EntityType.allCases.count), firstNumbers: [1, 1])

  static let issues = UnitOfWork(repository: 0, entityType: .issue)
  static let pullRequests = UnitOfWork(repository: 0, entityType: .pullRequest)
  static let newIssues = UnitOfWork(repository: 1, entityType: .issue)

  /// The verdict on a claim, with its milestones put in order.
  func verdict(_ claim: String) -> ClaimVerdict {
    evidence.verdicts(on: [claim])[0]
  }

  var evidence: Evidence {
    var outcome = outcome
    outcome.milestones.sort { $0.time < $1.time }
    outcome.runs.sort { $0.number < $1.number }
    return Evidence(world: world, story: story, outcome: outcome)
  }

  // MARK: - What happens

  mutating func run(
    _ function: FunctionKind, _ unit: UnitOfWork = .none, parent: Int32 = 0, created: SimTime,
    started: SimTime? = nil, ended: SimTime, _ end: RunOutcome = .completed,
    failure: Failure = .none, pages: Int32 = 0, asleep: SimDuration = .zero, installation: Int32 = 0
  ) -> Int32 {
    let number = Int32(outcome.runs.count + 1)
    let round = outcome.runs.count {
      $0.function == function && $0.unit == unit && $0.installation == installation
    }
    let neverStarted = end == .startTimeout
    outcome.runs.append(
      RunRecord(
        function: function, number: number, installation: installation, unit: unit,
        round: Int32(round + 1), parent: parent, outcome: end, failure: failure,
        createdAt: created, startedAt: started ?? created, started: !neverStarted, endedAt: ended,
        attempts: 0, steps: 0, pages: pages, asleep: asleep))
    note(created, .runCreated(round: Int32(round + 1)), run: number, unit)
    note(started ?? created, .runStarted, run: number, unit)
    note(ended, .runEnded(outcome: end, failure: failure), run: number, unit)
    return number
  }

  mutating func note(
    _ time: SimTime, _ event: Milestone.Event, run: Int32 = 0, _ unit: UnitOfWork = .none,
    installation: Int32 = 0
  ) {
    outcome.milestones.append(
      Milestone(time: time, event: event, run: run, installation: installation, unit: unit))
  }

  mutating func step(_ action: StoryAction, at time: SimTime, status: Int16? = nil) {
    story.steps.append(StoryStep(when: StoryTime(offset: time - .zero), action: action))
    outcome.storyTimes.append(time)
    guard let status else { return }
    outcome.answers.append(
      StoryAnswer(
        step: Int32(story.steps.count - 1), at: time + .milliseconds(100), status: status))
  }

  /// A trigger by hand, answered 200.
  mutating func trigger(at time: SimTime) {
    let request = TriggerRequest(
      installationID: .string("acme"), provider: .string("github"), organisationID: .string("acme"))
    step(.trigger(request), at: time, status: 200)
  }
}

/// A moment so many minutes after the start.
func minute(_ count: Int) -> SimTime { .zero + .minutes(count) }

/// A moment so many hours after the start.
func hour(_ count: Int) -> SimTime { .zero + .hours(count) }

extension Milestone.Event {
  /// The arrival of a page of which nobody asks which items it brought.
  static func page(_ page: Int32, items: Int32) -> Milestone.Event {
    .pageFetched(page: page, items: items, listed: items, first: 0, isScattered: false)
  }
}
