import PipelineModel
import SimKernel

/// One run of a fleet, with the backlog at fixed moments.
public struct FleetRun: Sendable {
  public let scenario: Scenario
  public let profile: NamedProfile
  public let seed: UInt64
  public let overrides: [LeverSetting]
  /// What was run.
  public let experiment: Experiment
  public let outcome: Outcome
  /// The installation and the story step of each connection, in order of arrival.
  public let connections: [FleetWorld.Connection]
  /// Items that the last backfill of each installation asked for and that did not get there; nil
  /// where no backfill was asked for.
  public let left: [ItemsLeft?]
  /// The backlog every so often, from one period after the start to the end; the period doubles
  /// whenever there are `mostLooks` of them.
  public let backlog: [Backlog]

  /// So many looks are kept at the most.
  static let mostLooks = 2000

  /// How far the fleet's time is, in moments looked at.
  public typealias Progress = (_ moment: Int) -> Void

  /// Runs a fleet to its end and looks at it between two of its events, which changes nothing.
  ///
  /// The scenario has a fleet. `advance` is told the number of every moment.
  public init(
    _ scenario: Scenario, profile: NamedProfile, seed: UInt64? = nil,
    overrides: [LeverSetting] = [], every period: SimDuration, advance: Progress = { _ in }
  ) {
    guard let fleet = scenario.fleet else { preconditionFailure("The scenario has a fleet.") }
    precondition(period > .zero, "The moments to look at lie apart.")
    self.scenario = scenario
    self.profile = profile
    self.seed = seed ?? scenario.seeds[0]
    self.overrides = overrides
    let experiment = scenario.experiment(profile: profile, seed: seed, overrides: overrides)
    self.experiment = experiment
    connections = FleetWorld.connections(of: fleet, after: scenario.world, scenario.story)
    var simulation = experiment.simulation()
    var backlog: [Backlog] = []
    var (time, period, looks) = (SimTime.zero, period, 0)
    while time < experiment.horizon {
      if backlog.count == Self.mostLooks {
        // Every second look is one of the doubled period.
        backlog = backlog.indices.filter { $0 % 2 == 1 }.map { backlog[$0] }
        period = period * 2
      }
      time = min(time + period, experiment.horizon)
      let (stop, moment) = simulation.backlog(at: time, of: experiment)
      backlog.append(moment)
      looks += 1
      advance(looks)
      guard stop == .horizon else { break }
    }
    self.backlog = backlog
    outcome = simulation.finish(experiment)
    left = simulation.leftOfLastBackfill
  }

  /// How often a fleet is looked at: about a hundred times while it connects.
  public static func period(of fleet: Fleet) -> SimDuration {
    switch fleet.over {
    case ...SimDuration.hours(2): .minutes(1)
    case ...SimDuration.days(1): .minutes(15)
    case ...SimDuration.days(10): .hours(2)
    default: .hours(6)
    }
  }
}
