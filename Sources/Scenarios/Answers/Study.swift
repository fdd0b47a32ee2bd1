import Foundation
import PipelineModel
import SimKernel

/// A configuration under one profile, to be run with every seed.
struct Study: Sendable {
  /// Values of the axes, for the answer.
  let values: [String]
  let scenario: Scenario
  let profile: NamedProfile

  func run(_ seed: UInt64, _ overrides: [LeverSetting] = []) -> RunAnswer {
    answer(seed, overrides, recording: .counts, judge: nil)
  }

  /// The same, judged by what is expected of the scenario.
  func judged(_ seed: UInt64) -> RunAnswer {
    let asksMilestones = scenario.expectations.contains(where: \.asksMilestones)
    return answer(seed, [], recording: asksMilestones ? .items : .counts) {
      scenario.verdict(on: $0, of: $1, profile: profile)
    }
  }

  private func answer(
    _ seed: UInt64, _ overrides: [LeverSetting], recording: Experiment.Recording,
    judge: ((Outcome, Experiment) -> ScenarioVerdict)?
  ) -> RunAnswer {
    RunAnswer(
      scenario.experiment(
        profile: profile, seed: seed, overrides: overrides, recording: recording),
      rules: scenario.rules, judge: judge)
  }

  /// The profile with the scenario's levers in it.
  var levers: Profile { scenario.experiment(profile: profile).profile }
}

/// Runs studies with the same seeds, and each again with a tenth more of whatever held it up.
///
/// Answers are in the order of the studies, whatever the number of threads.
struct StudyRunner: Sendable {
  let seeds: [UInt64]
  /// When a run is done.
  let until: Goal
  let threads: Int
  /// Whether the effect of a tenth more is measured.
  let measuresEffects: Bool

  struct Answers {
    let points: [PointAnswer]
    /// Times until each study's runs are done, in the order of the seeds.
    let times: [[TimeOrNever]]
    let tally: RunTally
  }

  func answers(_ studies: [Study]) -> Answers {
    let seeds = seeds
    let plain = studies.indices.flatMap { study in seeds.map { (study: study, seed: $0) } }
    let runs = Campaign.map(plain, threads: threads) { studies[$0.study].run($0.seed) }
    let before = studies.indices.map { Array(runs[$0 * seeds.count..<($0 + 1) * seeds.count]) }
    let attempts = measuresEffects ? attempts(studies, before) : []
    let raised = attempts.indices.flatMap { attempt in seeds.map { (attempt: attempt, seed: $0) } }
    let outcomes = Campaign.map(raised, threads: threads) {
      let attempt = attempts[$0.attempt]
      return studies[attempt.study].run($0.seed, [attempt.setting])
    }
    var effects = [[EffectAnswer]](repeating: [], count: studies.count)
    for (place, attempt) in attempts.enumerated() {
      let after = Array(outcomes[place * seeds.count..<(place + 1) * seeds.count])
      effects[attempt.study].append(
        EffectAnswer(
          attempt.bottleneck, attempt.setting, in: studies[attempt.study].levers,
          before: before[attempt.study], after: after))
    }
    let points = studies.indices.map { place in
      PointAnswer(
        values: studies[place].values, profile: studies[place].profile, until: until,
        runs: before[place], effects: effects[place])
    }
    return Answers(
      points: points, times: before.map { $0.map { $0.time(until) } },
      tally: RunTally(runs + outcomes))
  }

  /// A bottleneck of a study, raised.
  private struct Attempt: Sendable {
    let study: Int
    let bottleneck: Bottleneck
    let setting: LeverSetting
  }

  private func attempts(_ studies: [Study], _ runs: [[RunAnswer]]) -> [Attempt] {
    studies.indices.flatMap { study in
      let levers = studies[study].levers
      return Bottleneck.all(in: runs[study]).compactMap { bottleneck in
        bottleneck.raised(in: levers).map {
          Attempt(study: study, bottleneck: bottleneck, setting: $0)
        }
      }
    }
  }
}
