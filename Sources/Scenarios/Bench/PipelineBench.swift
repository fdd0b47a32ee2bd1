import PipelineModel
import SimKernel

/// What one run of the whole model cost.
public struct PipelineBench: Sendable {
  /// The profile it ran under.
  public let profile: NamedProfile
  /// Full pages of 100 releases that the one worker copies.
  public let pages: Int
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

  /// So many pages of a worker are measured.
  public static let sizes = [10, 50, 100, 499]

  public var nanosecondsPerItem: Double { nanosecondsPerEvent * Double(events) / Double(items) }
  public var itemsPerSecond: Double { 1e9 / nanosecondsPerItem }

  /// Runs one worker over so many full pages, again until `measured` events have happened in at
  /// least three runs; no fault is injected.
  ///
  /// The limits that would end such a worker early (token, timeouts, steps, state) are lifted, so
  /// that every size does the same work per item. `isPlain`: without the tables of captures.
  public static func run(
    _ name: NamedProfile, pages: Int, measured: Int = 1, isPlain: Bool = false
  ) -> PipelineBench {
    var experiment = experiment(name, pages: pages)
    experiment.goesByTables = !isPlain
    let (first, outcome, memory) = timed(experiment)
    let runs = max(leastRuns, (measured - 1) / outcome.events + 1)
    let times = (0..<runs).map { _ in timed(experiment).0 }
    let events = Double(outcome.events)
    return PipelineBench(
      profile: name, pages: pages, events: outcome.events, items: outcome.counts.posted, runs: runs,
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

  private static func experiment(_ name: NamedProfile, pages: Int) -> Experiment {
    var profile = name.levers
    profile.engine.stepLimit = 0
    profile.engine.stateLimit = 0
    profile.connections.tokenLifetime = .days(365)
    profile.worker.finishTimeout = .zero
    profile.orchestrator.finishTimeout = .zero
    profile.orchestrator.waitTimeout = .days(30)
    let releases = World.ItemGroup(
      entityType: .release, count: pages * 100 - 1, ages: .spread(from: .zero, to: .days(25)))
    let world = World(
      organisations: [.init(name: "bench")],
      installations: [.init(name: "bench", organisation: 0, provider: .github)],
      repositories: [.init(name: "bench", installation: 0, items: [releases])])
    let trigger = TriggerRequest(
      installationID: .string("bench"), provider: .string("github"),
      organisationID: .string("bench"), entityTypes: ["release"])
    return Experiment(
      world: world, story: Story(steps: [StoryStep(when: StoryTime(), action: .trigger(trigger))]),
      profile: profile, recording: .counts)
  }
}
