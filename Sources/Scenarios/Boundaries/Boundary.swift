import Foundation
import PipelineModel
import SimKernel

/// A claim that depends on a number: the experiment, the number, and what is asked of each run.
public struct BoundaryProbe: Sendable {
  /// Its name, such as "6.1-first-duplicate".
  public let id: String
  /// Numbers of the claims it speaks to.
  public let claims: [String]
  /// What is looked for, as a question.
  public let question: String
  /// What the experiment is, in a sentence.
  public let situation: String
  /// What the number counts.
  public let unit: Unit
  let range: ClosedRange<Int64>
  let resolution: Int64
  let recording: Experiment.Recording
  let profiles: [NamedProfile]
  let experiment: @Sendable (NamedProfile) -> Experiment
  let knob: Knob
  let holds: @Sendable (Evidence) -> Bool
  /// How far it got at the last number within the boundary.
  let reached: @Sendable (Evidence) -> String
  /// What stands in the way at the first number beyond the boundary.
  let obstacle: @Sendable (Evidence) -> String

  /// What a number counts.
  public enum Unit: Sendable, Equatable {
    /// Microseconds, written as a duration.
    case time
    /// Things of this name.
    case count(String)
  }

  /// Looks for the boundary under a profile; each number asked is one run.
  func found(under profile: NamedProfile) -> BoundaryReport.Boundary {
    let base = experiment(profile)
    var faults = FaultTally()
    let search = Bisection(
      range, resolution: resolution, geometric: unit != .time && range.lowerBound > 0
    ) {
      let evidence = evidence(base, $0)
      faults.add(ReplayReport.FaultSummary.all(evidence.rules, evidence.outcome))
      return holds(evidence)
    }
    let within = search.change.map { $0.before.holds ? $0.before.value : $0.after.value }
    let beyond = search.change.map { $0.before.holds ? $0.after.value : $0.before.value }
    return BoundaryReport.Boundary(
      id: id, claims: claims, question: question, situation: situation,
      profile: profile.label, unit: unit.word, search: search,
      reached: within.map { reached(evidence(base, $0)) } ?? "",
      obstacle: beyond.map { obstacle(evidence(base, $0)) } ?? "", faults: faults)
  }

  private func evidence(_ base: Experiment, _ value: Int64) -> Evidence {
    var experiment = base
    experiment.recording = recording
    knob.set(value, in: &experiment)
    return Evidence(
      world: experiment.world, story: experiment.story,
      rules: experiment.faults.map { FaultRule($0) }, levers: experiment.profile,
      outcome: experiment.run())
  }
}

extension BoundaryProbe.Unit {
  /// "µs", or what is counted.
  var word: String {
    switch self {
    case .time: "µs"
    case .count(let word): word
    }
  }
}

extension BoundaryProbe {
  /// The same question about other levers or another seed.
  public func changed(levers: [LeverSetting], seed: UInt64?) -> BoundaryProbe {
    guard !levers.isEmpty || seed != nil else { return self }
    let original = experiment
    return BoundaryProbe(
      id: id, claims: claims, question: question, situation: situation, unit: unit, range: range,
      resolution: resolution, recording: recording, profiles: profiles,
      experiment: { profile in
        var experiment = original(profile)
        for setting in levers { setting.apply(to: &experiment.profile) }
        if let seed { experiment.seed = seed }
        return experiment
      }, knob: knob, holds: holds, reached: reached, obstacle: obstacle)
  }

  /// Every probe, in the order of the claims.
  public static let all: [BoundaryProbe] =
    architecture + sizes + retriggers

  /// The boundaries under one or several profiles, on all cores.
  public static func report(
    _ probes: [BoundaryProbe] = all, profiles: [NamedProfile],
    threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    advance: (Int) -> Void = { _ in }
  ) -> BoundaryReport {
    let searches = probes.flatMap { probe in
      profiles.filter { $0.plays(in: probe.profiles) }.map { (probe: probe, profile: $0) }
    }
    return BoundaryReport(
      boundaries: Campaign.map(searches, threads: threads, advance: advance) {
        $0.probe.found(under: $0.profile)
      })
  }
}
