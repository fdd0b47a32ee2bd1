import PipelineModel
import SimKernel

/// What one run of the whole model cost.
public struct PipelineBench: Sendable {
  /// What the model plays.
  public let load: Load
  /// The profile it ran under.
  public let profile: NamedProfile
  /// Kernel events handled.
  public let events: Int
  /// Items that reached the gateway.
  public let items: Int
  /// Runs measured after the first.
  public let runs: Int
  /// Of a run like those before it: the median.
  public let nanosecondsPerEvent: Double
  /// Of the first of them, which also loads code and makes the runtime's type metadata.
  public let firstNanosecondsPerEvent: Double
  /// Fingerprint of the run.
  public let checksum: UInt64
  /// Where the time went, by a second run with a clock around every event.
  public let shares: [PipelineShare]
  /// What was kept per item at the end.
  public let memory: ItemMemory

  /// What the whole model is measured with.
  public enum Load: Sendable, Equatable {
    /// One worker that copies so many full pages of 100 releases.
    case pages(Int)
    /// So many customers who connect within a week, whose world leaves the cache.
    case fleet(Int)
  }

  /// What is measured unless it is said: workers of four sizes.
  public static let workers: [Load] = [.pages(10), .pages(50), .pages(100), .pages(499)]

  public var nanosecondsPerItem: Double { nanosecondsPerEvent * Double(events) / Double(items) }
  public var itemsPerSecond: Double { 1e9 / nanosecondsPerItem }

  /// Runs a load, again until `measured` events have happened in at least three runs; no fault is
  /// injected. `isPlain`: without the tables of captures.
  public static func run(
    _ load: Load, _ name: NamedProfile, measured: Int = 1, isPlain: Bool = false
  ) -> PipelineBench {
    var experiment = load.experiment(name)
    experiment.goesByTables = !isPlain
    let (first, outcome, memory) = timed(experiment)
    let runs = max(leastRuns, (measured - 1) / outcome.events + 1)
    let times = (0..<runs).map { _ in timed(experiment).0 }
    let events = Double(outcome.events)
    return PipelineBench(
      load: load, profile: name, events: outcome.events, items: outcome.counts.posted, runs: runs,
      nanosecondsPerEvent: times.sorted()[times.count / 2] / events,
      firstNanosecondsPerEvent: first / events, checksum: outcome.fingerprint,
      shares: PipelineProbe.shares(of: experiment), memory: memory)
  }

  /// Runs after the first, however many events they have.
  static let leastRuns = 3

  private static func timed(_ experiment: Experiment) -> (Double, Outcome, ItemMemory) {
    let start = ContinuousClock.now
    var simulation = experiment.simulation()
    let outcome = simulation.finish(experiment)
    let time = (ContinuousClock.now - start).nanoseconds
    return (time, outcome, simulation.model.itemMemory)
  }
}

extension PipelineBench.Load {
  /// Pages, or customers.
  public var size: Int {
    switch self {
    case .pages(let size), .fleet(let size): size
    }
  }

  /// The workload's name.
  public var name: String {
    switch self {
    case .pages: "pipeline"
    case .fleet: "fleet"
    }
  }

  /// How much of it, for somebody who waits.
  public var words: String {
    switch self {
    case .pages(let pages): counted(pages, "page")
    case .fleet(let customers): counted(customers, "customer")
    }
  }

  fileprivate func experiment(_ name: NamedProfile) -> Experiment {
    switch self {
    case .pages(let pages): worker(pages, name.levers)
    case .fleet(let customers): fleet(customers, name.levers)
    }
  }

  /// The limits that would end such a worker early (token, timeouts, steps, state) are lifted, so
  /// that every size does the same work per item.
  private func worker(_ pages: Int, _ levers: Profile) -> Experiment {
    var profile = levers
    profile.engine.stepLimit = 0
    profile.engine.stateLimit = 0
    profile.connections.tokenLifetime = .days(365)
    profile.worker.finishTimeout = .zero
    profile.orchestrator.finishTimeout = .zero
    profile.orchestrator.waitTimeout = .days(30)
    let world = World(
      organisations: [.init(name: "bench")],
      installations: [.init(name: "bench", organisation: 0, provider: .github)],
      repositories: [
        .init(name: "bench", installation: 0, items: [Self.items(.release, pages * 100 - 1)])
      ])
    let trigger = TriggerRequest(
      installationID: .string("bench"), provider: .string("github"),
      organisationID: .string("bench"), entityTypes: ["release"])
    return Experiment(
      world: world, story: Story(steps: [StoryStep(when: StoryTime(), action: .trigger(trigger))]),
      profile: profile, recording: .counts)
  }

  /// Customers with one to four repositories, who trigger again where something is missing.
  private func fleet(_ customers: Int, _ levers: Profile) -> Experiment {
    let kind = Fleet.Kind(
      share: 1, repositories: 1...4,
      items: [Self.items(.pullRequest, 300), Self.items(.issue, 300), Self.items(.release, 50)],
      firstNumber: 1...1000, provider: .github, workspaces: 1, depth: nil)
    let people = TriggerAgain(after: .hours(1), atMost: 3)
    let fleet = Fleet(
      connections: customers, over: .days(7), arrivals: .poisson, mix: [kind], retrigger: people)
    let world = World(organisations: [], installations: [], repositories: [])
    let played = FleetWorld(fleet, world: world, story: Story(steps: []), seed: 1)
    return Experiment(
      world: played.world, story: played.story, profile: levers, recording: .counts,
      retrigger: people)
  }

  private static func items(_ type: EntityType, _ count: Int) -> World.ItemGroup {
    World.ItemGroup(entityType: type, count: count, ages: .spread(from: .zero, to: .days(25)))
  }
}
