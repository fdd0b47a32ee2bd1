import PipelineModel
import SimKernel

extension BoundaryProbe {
  /// How many repositories connections may have.
  static let architecture: [BoundaryProbe] = [
    repositories(
      "A2-units", ["A2"],
      "How many units of work can one orchestrator wait for?",
      "one connection, one release in each repository, only releases asked for", [(.release, 1)],
      100...1500, types: [.release],
      holds: { !$0.orchestrators().contains { $0.outcome == .failed } },
      obstacle: { evidence in
        let failed = evidence.orchestrators().first { $0.outcome == .failed }
        return failed.map { "the orchestrator failed: \($0.failure.words)" } ?? ""
      }),
    repositories(
      "A3-fan-out", ["A3", "3.1"],
      "How many repositories of one connection start all their workers in time?",
      "one connection, 1,000 pull requests, 500 issues and 20 releases in each repository",
      [(.pullRequest, 1000), (.issue, 500), (.release, 20)], 1...100, holds: allStarted,
      obstacle: dropped),
    repositories(
      "A3-second-connection", ["A3", "3.1"],
      "How many repositories may a customer's first connection have when the second is triggered "
        + "10 s later?",
      "1,000 pull requests, 500 issues and 20 releases in each repository; the second connection "
        + "has one repository", [(.pullRequest, 1000), (.issue, 500), (.release, 20)], 1...100,
      second: true, holds: allStarted, obstacle: dropped),
  ]

  private static func allStarted(_ evidence: Evidence) -> Bool {
    !evidence.workers.contains { $0.outcome == .startTimeout }
  }

  private static func dropped(_ evidence: Evidence) -> String {
    let late = evidence.workers.filter { $0.outcome == .startTimeout }
    let names = late.prefix(3).map { evidence.name(of: $0.unit) }.joined(separator: ", ")
    return "\(counted(late.count, "worker")) of \(evidence.workers.count) dropped by the start "
      + "timeout: \(names)" + (late.count > 3 ? ", …" : "")
  }

  private static func repositories(
    _ id: String, _ claims: [String], _ question: String, _ situation: String,
    _ items: [(type: EntityType, count: Int)], _ range: ClosedRange<Int64>,
    types: [EntityType]? = nil, second: Bool = false,
    holds: @escaping @Sendable (Evidence) -> Bool,
    obstacle: @escaping @Sendable (Evidence) -> String
  ) -> BoundaryProbe {
    var world = SmallWorld.world(items)
    var steps = [StoryStep(when: StoryTime(), action: SmallWorld.trigger(types: types))]
    if second {
      let other = "acme-other"
      world.installations.append(
        World.Installation(name: other, organisation: 0, provider: .github))
      var repository = SmallWorld.repository("other", items)
      repository.installation = 1
      world.repositories.append(repository)
      steps.append(
        StoryStep(
          when: StoryTime(offset: .seconds(10)), action: SmallWorld.trigger(installation: other)))
    }
    let (finalWorld, story) = (world, Story(steps: steps))
    return BoundaryProbe(
      id: id, claims: claims, question: question, situation: situation,
      unit: .count("repositories"), range: range, resolution: 1, recording: .counts,
      profiles: NamedProfile.builtIn,
      experiment: {
        Experiment(world: finalWorld, story: story, profile: SmallWorld.profile($0))
      }, knob: .copies(repository: 0), holds: holds,
      reached: { counted($0.workers.count, "worker") }, obstacle: obstacle)
  }
}
