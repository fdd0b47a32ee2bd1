import PipelineModel
import SimKernel

/// One scenario file with everything it extends: a world, a story, what goes wrong, and what is
/// expected of it.
public struct Scenario: Sendable, Equatable {
  /// Path below the `scenarios` folder without its extension, such as `runbook/03/token-expired`.
  public var name: String
  /// The file it was read from.
  public var path: String
  /// One line for tables.
  public var title: String
  /// The runbook's scenario it plays, 1...11; nil for the others.
  public var runbook: Int?
  /// Numbers of the claims it speaks to, such as "4.2" or "Q3".
  public var claims: [String]
  /// Whether it only serves others to extend and is not played itself.
  public var isAbstract: Bool
  /// The only profile it plays in; nil for those built in.
  public var profile: NamedProfile?
  /// Levers it sets over the profile.
  public var levers: [LeverSetting]
  /// Seeds it is played with; at least one.
  public var seeds: [UInt64]
  /// Who and what exists.
  public var world: World
  /// What happens.
  public var story: Story
  /// Customers who connect one after the other, beside those of the world.
  public var fleet: Fleet?
  /// What goes wrong, with the places where it is written.
  public var rules: [FaultRule]
  /// When a run is cut off.
  public var limits: Limits
  /// What must be true of every run.
  public var expectations: [Expectation]
  /// What must have happened for a run to say anything at all.
  public var sometimes: [Expectation]
  /// Digest of the file and of everything it extends or takes its items from.
  public var digest: UInt64

  /// When a run is cut off.
  public struct Limits: Sendable, Equatable {
    /// Virtual time; `distantFuture` when the run ends by itself.
    public var horizon = SimTime.distantFuture
    /// Number of kernel events, at least 1; a run that reaches it is undecided.
    public var maxEvents = 200_000_000

    /// No horizon and the default number of events.
    public init() {}
  }

  /// What goes wrong.
  public var faults: [Fault] { rules.map(\.fault) }

  /// The profiles it plays in by itself.
  public var profiles: [NamedProfile] { profile.map { [$0] } ?? NamedProfile.builtIn }

  /// Whether it plays in a profile: one of its own, or one that a file bases on one of them.
  public func plays(in profile: NamedProfile) -> Bool { profile.plays(in: profiles) }

  /// The experiment to run.
  ///
  /// Without a profile it is the scenario's own, or the runbook's; without a seed its first one.
  /// Settings given here win over those of the file. Expectations about milestones have a value
  /// only in a run recorded with its items; a fleet is never recorded beyond its counts.
  public func experiment(
    profile name: NamedProfile? = nil, seed: UInt64? = nil, overrides: [LeverSetting] = [],
    recording: Experiment.Recording = .items
  ) -> Experiment {
    var profile = (name ?? self.profile ?? .runbook).levers
    for setting in levers + overrides { setting.apply(to: &profile) }
    if let fleet {
      let whole = FleetWorld(fleet, world: world, story: story, seed: seed ?? seeds[0])
      return Experiment(
        world: whole.world, story: whole.story, faults: faults, profile: profile,
        seed: seed ?? seeds[0], horizon: limits.horizon, eventLimit: limits.maxEvents,
        recording: .counts, retrigger: fleet.retrigger)
    }
    return Experiment(
      world: world, story: story, faults: faults, profile: profile, seed: seed ?? seeds[0],
      horizon: limits.horizon, eventLimit: limits.maxEvents, recording: recording)
  }

  /// The profiles it plays in under which something is expected of it.
  public var judgedProfiles: [NamedProfile] {
    profiles.filter { profile in
      (expectations + sometimes).contains { ($0.profile ?? profile.base) == profile.base }
    }
  }

  /// What an outcome of one of its experiments says about it.
  ///
  /// `profile`, or what it is based on, chooses the expectations; nil is the scenario's own, or the
  /// runbook's.
  public func verdict(
    on outcome: Outcome, of experiment: Experiment, profile name: NamedProfile? = nil
  ) -> ScenarioVerdict {
    let profile = name ?? self.profile ?? .runbook
    let evaluation = Evaluation(outcome, of: experiment)
    func judged(_ expectations: [Expectation]) -> [Judgement] {
      expectations.filter { ($0.profile ?? profile.base) == profile.base }
        .map { $0.judged(by: evaluation) }
    }
    return ScenarioVerdict(
      expectations: judged(expectations), sometimes: judged(sometimes),
      violations: outcome.violations,
      isCutOff: outcome.stop.isCutOff)
  }
}

/// One lever set to one value that it accepts.
public struct LeverSetting: Sendable, Equatable {
  /// The lever's dotted name.
  public let name: String
  /// A value of the lever's kind and range.
  public let value: LeverValue

  /// Nil when there is no such lever or it does not accept the value.
  public init?(_ name: String, _ value: LeverValue) {
    guard let lever = Lever.named(name), lever.accepts(value) else { return nil }
    self.name = name
    self.value = value
  }

  func apply(to profile: inout Profile) {
    guard let lever = Lever.named(name), lever.set(value, in: &profile) else {
      preconditionFailure("A lever setting is checked when it is made.")
    }
  }
}
