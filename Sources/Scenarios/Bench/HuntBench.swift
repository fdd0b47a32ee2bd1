import PipelineModel
import SimKernel

/// What every single fault of a small world costs, played in copies of the run at the moment of the
/// call and played from the beginning.
public struct HuntBench: Sendable {
  public let profile: NamedProfile
  public let items: Int
  /// Faults played.
  public let sites: Int
  public let nanosecondsPerSite: Double
  /// Of every run, in order; equal in copies and from the beginning.
  public let digest: String
  public let isInCopies: Bool

  /// Plays all on one thread: in copies, then from the beginning.
  public static func run(_ profile: NamedProfile, items: Int) -> [HuntBench] {
    let plan = plan(profile, items: items)
    return [true, false].map { inCopies in
      var tally = HuntTally(plan)
      let pauses = StrikePauses()
      let time = Bench.nanoseconds {
        // As many in one go as a hunt plays.
        for start in stride(from: 0, to: plan.jobs.count, by: Hunt.piece) {
          let jobs = Array(plan.jobs[start..<min(plan.jobs.count, start + Hunt.piece)])
          let played = plan.play(jobs, forking: inCopies, pauses: pauses)
          for plays in played { tally.add(plays) }
        }
      }
      let sites = tally.counts[.fault]?.sites ?? 0
      return HuntBench(
        profile: profile, items: items, sites: sites,
        nanosecondsPerSite: time / Double(max(1, sites)), digest: tally.digestText,
        isInCopies: inCopies)
    }
  }

  private static func plan(_ profile: NamedProfile, items: Int) -> HuntPlan {
    let group = World.ItemGroup(
      entityType: .pullRequest, count: items, ages: .spread(from: .zero, to: .days(28)))
    let world = World(
      organisations: [.init(name: "bench")],
      installations: [.init(name: "bench", organisation: 0, provider: .github)],
      repositories: [.init(name: "bench", installation: 0, items: [group])])
    let trigger = StoryStep(
      when: StoryTime(), action: .trigger(TriggerRequest(world, installation: 0)))
    let scenario = Scenario(
      name: "bench", path: "bench.jsonc", title: "bench", runbook: nil, claims: [],
      isAbstract: false, profile: profile, levers: [], seeds: [1], world: world,
      story: Story(steps: [trigger]), fleet: nil, rules: [], limits: Scenario.Limits(),
      expectations: [], sometimes: [], digest: 0)
    guard var plan = try? HuntPlan(scenario, profile: profile) else {
      preconditionFailure("Only a sentence that is asked for can be wrong.")
    }
    plan.jobs = plan.calls.records.indices.map { .call($0) }
    return plan
  }
}
