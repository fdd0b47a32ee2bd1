import PipelineModel
import SimKernel

extension BoundaryProbe {
  /// How many repositories one connection may have.
  static let architecture: [BoundaryProbe] = [
    repositories(
      "A3-start-timeout", ["A3", "3.1"],
      "How many repositories start all their workers in time?",
      "one connection, 1,000 pull requests, 500 issues and 20 releases in each",
      [(.pullRequest, 1000), (.issue, 500), (.release, 20)], 1...200,
      holds: { !$0.workers.contains { $0.outcome == .startTimeout } },
      obstacle: { evidence in
        let late = evidence.workers.count { $0.outcome == .startTimeout }
        return "\(counted(late, "worker")) of \(evidence.workers.count) dropped by the start timeout"
      }),
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
  ]

  private static func repositories(
    _ id: String, _ claims: [String], _ question: String, _ situation: String,
    _ items: [(type: EntityType, count: Int)], _ range: ClosedRange<Int64>,
    types: [EntityType]? = nil, holds: @escaping @Sendable (Evidence) -> Bool,
    obstacle: @escaping @Sendable (Evidence) -> String
  ) -> BoundaryProbe {
    let world = SmallWorld.world(items)
    let story = Story(
      steps: [StoryStep(when: StoryTime(), action: SmallWorld.trigger(types: types))])
    return BoundaryProbe(
      id: id, claims: claims, question: question, situation: situation,
      unit: .count("repositories"), range: range, resolution: 1, recording: .counts,
      profiles: Profile.Name.allCases,
      experiment: { Experiment(world: world, story: story, profile: SmallWorld.profile($0)) },
      knob: .copies(repository: 0), holds: holds, obstacle: obstacle)
  }
}
