import PipelineModel
import SimKernel

/// One run to be made: a scenario under a profile, with a seed and levers set over both.
public struct ReplayPlan: Sendable {
  public let scenario: Scenario
  public let profile: NamedProfile
  public let seed: UInt64
  public let overrides: [LeverSetting]

  public init(
    _ scenario: Scenario, profile: NamedProfile, seed: UInt64? = nil,
    overrides: [LeverSetting] = []
  ) {
    self.scenario = scenario
    self.profile = profile
    self.seed = seed ?? scenario.seeds[0]
    self.overrides = overrides
  }

  /// Levers that count with a value that does not exist in the pipeline today, whoever sets it.
  var proposals: [LeverSetting] {
    (profile.settings + scenario.levers + overrides).lastOfEach.filter(\.isProposal)
  }

  /// What has to be recorded for its tables and verdicts: the runs of captures only where a sentence asks
  /// for milestones.
  public var leastRecording: Experiment.Recording {
    let sentences = scenario.expectations + scenario.sometimes
    return sentences.contains(where: \.asksMilestones) ? .items : .hops
  }

  /// Runs it and judges what happened.
  public func run(recording: Experiment.Recording = .items) -> Replay {
    let experiment = experiment(recording)
    return replay(of: experiment, experiment.run())
  }

  /// Runs it and keeps only the counts, and what became of each item.
  func tally() -> Outcome {
    var experiment = experiment(.counts)
    experiment.keepsRows = true
    return experiment.run()
  }

  /// Runs it and judges it, with how what the rooms hold changed.
  func watched() -> (replay: Replay, rooms: RoomHistory) {
    let experiment = experiment(.items)
    let (outcome, rooms) = experiment.watched()
    return (replay(of: experiment, outcome), rooms)
  }

  /// What every room holds at a moment, and the run up to it.
  func roomState(at time: SimTime) -> (replay: Replay, state: RoomState) {
    var experiment = experiment(.items)
    experiment.horizon = min(experiment.horizon, time)
    var simulation = experiment.simulation()
    let state = simulation.roomState(at: time, of: experiment)
    return (replay(of: experiment, simulation.finish(experiment)), state)
  }

  func experiment(_ recording: Experiment.Recording) -> Experiment {
    scenario.experiment(
      profile: profile, seed: seed, overrides: overrides, recording: recording)
  }

  private func replay(of experiment: Experiment, _ outcome: Outcome) -> Replay {
    let evidence = Evidence(
      world: experiment.world, story: experiment.story, rules: scenario.rules,
      levers: experiment.profile, outcome: outcome)
    return Replay(
      plan: self, evidence: evidence,
      verdict: scenario.verdict(on: outcome, of: experiment, profile: profile),
      claims: evidence.verdicts(on: scenario.claims))
  }

  /// The plans of several scenarios: each under every wanted profile it plays in.
  public static func all(
    _ scenarios: [Scenario], profiles: [NamedProfile], seed: UInt64? = nil, everySeed: Bool = false,
    overrides: [LeverSetting] = []
  ) -> [ReplayPlan] {
    scenarios.flatMap { scenario in
      profiles.filter(scenario.plays(in:)).flatMap { profile in
        let seeds = seed.map { [$0] } ?? (everySeed ? scenario.seeds : [scenario.seeds[0]])
        return seeds.map {
          ReplayPlan(scenario, profile: profile, seed: $0, overrides: overrides)
        }
      }
    }
  }
}

/// A run that was made, with its verdicts.
public struct Replay: Sendable {
  public let plan: ReplayPlan
  public let evidence: Evidence
  public let verdict: ScenarioVerdict
  public let claims: [ClaimVerdict]

  public var outcome: Outcome { evidence.outcome }
}
