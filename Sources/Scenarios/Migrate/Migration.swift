import Foundation
import PipelineModel
import SimKernel

/// What changes when the pipeline goes over from one profile to another: every scenario is played
/// under the old one, under the new one, and under the old one up to a moment in mid-run.
public struct Migration: Sendable {
  /// Something that is played under both profiles.
  private enum Subject: Sendable {
    case scenario(Scenario)
    /// A world, a story and faults drawn from a seed.
    case random(UInt64)
  }

  private let old: NamedProfile
  private let new: NamedProfile
  private let subjects: [Subject]
  private let leftOut: Int
  private let switchAt: SimTime?
  private let threads: Int

  /// More events than the old run's, so many times, are a run that does not end.
  private static let events = (factor: 10, least: 200_000)

  /// `random` worlds are drawn from `seed` on; `switchAt` is the moment of the switch, without it
  /// the middle of the first orchestrator run.
  public init(
    from old: NamedProfile, to new: NamedProfile, scenarios: [Scenario], random: Int = 0,
    seed: UInt64 = 1, switchAt: SimTime? = nil,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) {
    let playable = scenarios.filter { !$0.isAbstract && $0.fleet == nil }
    let common = playable.filter { $0.plays(in: old) && $0.plays(in: new) }
    (self.old, self.new, self.switchAt, self.threads) = (old, new, switchAt, threads)
    leftOut = scenarios.count { !$0.isAbstract } - common.count
    subjects =
      common.map { .scenario($0) } + (0..<random).map { .random(seed &+ UInt64($0)) }
  }

  /// What `advance` counts to.
  public var total: Int { subjects.count }

  /// Plays everything; the report is the same on any number of threads.
  public func report(advance: (Int) -> Void = { _ in }) -> MigrationReport {
    let cases = Campaign.map(subjects, threads: threads, advance: advance) { played($0) }
    let (before, after) = (old.levers, new.levers)
    return MigrationReport(
      old: old.label, new: new.label, cases: cases, leftOut: leftOut,
      fixed: Lever.fixed(from: before, to: after).map {
        MigrationReport.FixedLever(
          lever: $0.name, old: $0.value(in: before).text, new: $0.value(in: after).text,
          because: $0.fixedBecause ?? "")
      })
  }

  private func played(_ subject: Subject) -> MigrationReport.Case {
    let before = experiment(of: subject, under: old)
    let outcome = before.run()
    var after = experiment(of: subject, under: new)
    after.eventLimit = min(
      after.eventLimit,
      max(Self.events.least, outcome.events.multipliedReportingOverflow(by: Self.events.factor).0))
    var changed = before
    changed.eventLimit = after.eventLimit
    let moment = switchAt ?? Self.middle(of: outcome)
    let switched = moment.flatMap { Self.switched(changed, to: after.profile, at: $0, outcome) }
    return MigrationReport.Case(
      scenario: name(of: subject), seed: before.seed,
      old: run(outcome, of: before, subject), new: run(after.run(), of: after, subject),
      switched: switched)
  }

  private func experiment(of subject: Subject, under profile: NamedProfile) -> Experiment {
    switch subject {
    case .scenario(let scenario): return scenario.experiment(profile: profile)
    case .random(let seed):
      var dice = Dice(seed: seed)
      let world = dice.world()
      let story = dice.story(in: world)
      let faults = dice.faults(in: world)
      return Experiment(
        world: world, story: story, faults: faults, profile: profile.levers, seed: seed,
        eventLimit: 3_000_000, recording: .items)
    }
  }

  private func name(of subject: Subject) -> String {
    switch subject {
    case .scenario(let scenario): scenario.name
    case .random(let seed): "random world \(seed)"
    }
  }

  private func run(
    _ outcome: Outcome, of experiment: Experiment, _ subject: Subject
  ) -> MigrationReport.Run {
    var run = MigrationReport.Run(outcome)
    guard case .scenario(let scenario) = subject else { return run }
    let evidence = Evidence(
      world: experiment.world, story: experiment.story, rules: scenario.rules,
      levers: experiment.profile, outcome: outcome)
    run.claims = evidence.verdicts(on: scenario.claims)
    return run
  }

  /// The middle of the first orchestrator run, which is in flight then; nil when there is none.
  private static func middle(of outcome: Outcome) -> SimTime? {
    outcome.runs.first { $0.function == .orchestrator && $0.endedAt > $0.createdAt }
      .map { $0.createdAt + ($0.endedAt - $0.createdAt) / 2 }
  }

  /// The run that begins under the old levers and goes on under the new ones from a moment on; nil
  /// where it is over before.
  private static func switched(
    _ experiment: Experiment, to levers: Profile, at moment: SimTime, _ outcome: Outcome
  ) -> MigrationReport.Switched? {
    guard moment > .zero, moment <= outcome.endedAt else { return nil }
    var simulation = experiment.simulation()
    simulation.advance(before: moment, of: experiment)
    _ = simulation.adopt(levers)
    return MigrationReport.Switched(
      atMicroseconds: moment.microseconds, run: .init(simulation.finish(experiment)))
  }
}
