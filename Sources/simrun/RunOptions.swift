import Foundation
import PipelineModel
import Scenarios

/// What a command line says about the runs to be made; what the command does not declare is absent.
struct RunOptions {
  /// Nil leaves those that are usual.
  let wanted: [NamedProfile]?
  /// Nil leaves the file's own.
  let seeds: [UInt64]?
  let levers: [LeverSetting]
  let threads: Int

  /// `threads` is how many runs go on at the same time when nobody says it.
  init(
    _ parsed: ParsedArguments, threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws {
    func has(_ name: String) -> Bool { parsed.declares(name) }
    wanted = has("profile") ? try Option.profiles(parsed) : nil
    let seed = has("seed") ? try parsed.integer("seed", in: 0...Int.max) : nil
    let count = has("seeds") ? try parsed.integer("seeds", in: 1...10_000) : nil
    if seed != nil, count != nil {
      throw UsageError("'--seed <n>' names one seed and '--seeds <n>' several: give one of them.")
    }
    seeds = seed.map { [UInt64($0)] } ?? count.map { Array(1...UInt64($0)) }
    let pairs = has("set") ? try parsed.pairs("set") : []
    levers = try pairs.map { try LeverSetting.parse($0.key, $0.value) }
    let wanted = has("threads") ? try parsed.integer("threads", in: 1...1024) : nil
    self.threads = wanted ?? threads
  }

  /// What it changes of a sweep file.
  var changes: SweepChanges {
    SweepChanges(profiles: wanted, seeds: seeds, levers: levers)
  }

  /// The profiles to run of those that something plays in: the ones asked for, or else the usual
  /// ones, or else its own; none when it plays in none of those asked for.
  func profiles(
    of playable: [NamedProfile], usual: Option.ProfileChoice = .both
  ) -> [NamedProfile] {
    let found = (wanted ?? usual.profiles).filter { $0.plays(in: playable) }
    return wanted == nil && found.isEmpty ? playable : found
  }

  /// The same of a file that is alone; throws `UsageError` instead of none.
  func profiles(
    of playable: [NamedProfile], usual: Option.ProfileChoice = .both, in path: String
  ) throws(UsageError) -> [NamedProfile] {
    let found = profiles(of: playable, usual: usual)
    guard found.isEmpty, let wanted else { return found }
    throw UsageError(
      "'\(VisibleText.of(path))' does not play under the profile '\(Self.words(wanted))'.")
  }

  /// The runs of a scenario with its first seed.
  func plans(of scenario: Scenario, usual: Option.ProfileChoice) -> [ReplayPlan] {
    plans(of: scenario, profiles(of: scenario.profiles, usual: usual), [scenario.seeds[0]])
  }

  /// The runs that judge a scenario: every seed of its file, under the profiles in which it expects
  /// something; under all when it expects nothing.
  func judgedPlans(of scenario: Scenario) -> [ReplayPlan] {
    let judged = scenario.judgedProfiles
    let playable = wanted == nil && !judged.isEmpty ? judged : scenario.profiles
    return plans(of: scenario, profiles(of: playable), scenario.seeds)
  }

  private func plans(
    of scenario: Scenario, _ profiles: [NamedProfile], _ usualSeeds: [UInt64]
  ) -> [ReplayPlan] {
    profiles.flatMap { profile in
      (seeds ?? usualSeeds).map {
        ReplayPlan(scenario, profile: profile, seed: $0, overrides: levers)
      }
    }
  }

  /// Says which files that were named do not play under the profile asked for.
  ///
  /// Throws `UsageError` when there is nothing left to play.
  func check(
    _ selection: ScenarioSelection, playing count: Int, _ terminal: Terminal
  ) throws(UsageError) {
    guard let wanted else { return }
    if count == 0 {
      throw UsageError(
        "None of these scenarios plays under the profile '\(Self.words(wanted))'.")
    }
    for scenario in selection.named where profiles(of: scenario.profiles).isEmpty {
      terminal.note(
        "left out: \(VisibleText.of(scenario.path)) does not play under the profile"
          + " '\(Self.words(wanted))'")
    }
  }

  private static func words(_ profiles: [NamedProfile]) -> String {
    VisibleText.of(profiles.map(\.word).joined(separator: ", "))
  }

  /// A scenario with the levers set in it, for what takes no levers beside a scenario.
  func changed(_ scenario: Scenario) -> Scenario {
    var changed = scenario
    changed.levers += levers
    return changed
  }
}
