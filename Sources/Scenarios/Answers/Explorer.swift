import Foundation
import PipelineModel

/// Answers a sweep file: every point under every profile with the same seeds.
public struct Explorer: Sendable {
  private let plan: SweepPlan
  private let profiles: [NamedProfile]
  private let runner: StudyRunner

  /// Studies whose runs are made together; more keep more numbers in memory at once.
  private static let batch = 256

  /// Without `profiles`, `seeds` and `until` those of the file.
  public init(
    _ plan: SweepPlan, profiles: [NamedProfile]? = nil, seeds: [UInt64]? = nil,
    until: Goal? = nil, measuresEffects: Bool = true,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) {
    self.plan = plan
    self.profiles = plan.profiles.filter { profiles?.contains($0) ?? true }
    runner = StudyRunner(
      seeds: seeds ?? plan.seeds, until: until ?? plan.until, threads: threads,
      measuresEffects: measuresEffects)
  }

  /// Points times profiles: what `advance` counts to.
  public var studies: Int { plan.points * profiles.count }

  /// Runs of all points; those with a tenth more of what binds come on top.
  public var plainRuns: Int { studies * runner.seeds.count }

  /// Makes the runs; `advance` is called with the number of studies done.
  ///
  /// Throws `DiagnosticList` for a point whose values do not go together.
  public func exploration(advance: (Int) -> Void = { _ in }) throws -> Exploration {
    var points: [PointAnswer] = []
    var tally = RunTally()
    var studies: [Study] = []
    func flush() {
      let answers = runner.answers(studies)
      points += answers.points
      tally += answers.tally
      studies.removeAll(keepingCapacity: true)
      advance(points.count)
    }
    for place in 0..<plan.points {
      let scenario = try SweepPoint(place, of: plan).scenario
      let values = zip(plan.axes, plan.places(ofPoint: place)).map { $0.values[$1].text }
      for profile in profiles {
        studies.append(Study(values: values, scenario: scenario, profile: profile))
      }
      if studies.count * runner.seeds.count >= Self.batch { flush() }
    }
    flush()
    return Exploration(
      title: plan.title, path: plan.path, sweep: plan.digestText, until: runner.until,
      axes: plan.axes.map { AxisAnswer($0) }, seeds: runner.seeds, points: points, runs: tally.runs,
      broken: tally.broken, undecided: tally.undecided, faults: tally.faults)
  }
}
