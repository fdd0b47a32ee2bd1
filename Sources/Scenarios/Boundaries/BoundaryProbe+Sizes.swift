import PipelineModel
import SimKernel

extension BoundaryProbe {
  /// How large a repository may be.
  static let sizes: [BoundaryProbe] =
    [
      size(
        "1.2-captures", ["1.2", "1.5"],
        "How many issues can be backfilled before captures time out?",
        "one repository, one workspace, nothing goes wrong", .issue, 10...2000,
        holds: { $0.outcome.counts.captureLost == 0 },
        obstacle: { "\(counted($0.outcome.counts.captureLost, "capture")) lost" }),
      size(
        "4.4-step-limit", ["4.4", "1.2"],
        "How many pages fit into a worker's steps?",
        "pages of ten releases, so that neither state nor time ends first", .release, 100...50_000,
        levers: [("provider.page-size", .count(10))]),
    ]
    + [7, 30, 90].map { depth in
      size(
        "10.3-\(depth)-days", ["10.1", "10.3", "4.4"],
        "How many pull requests in 90 days, evenly spread, does a worker get through at a depth of "
          + "\(depth) days?",
        "one worker, every limit at its default", .pullRequest, 100...1_000_000,
        depth: depth, days: 90)
    }
    + EntityType.allCases.filter { $0 == .issue || $0 == .release }.map { type in
      size(
        "10.3-\(type.name)s", ["10.1", "4.4"],
        "How many \(type.name)s in 30 days does a worker get through?",
        "one worker, every limit at its default", type, 100...200_000)
    }
    + walls + [
      size(
        "10.2-four-rounds", ["10.2"],
        "How many pull requests in 30 days are delivered after four re-triggers, 5 h apart?",
        "one worker, every limit at its default", .pullRequest, 100...100_000, rounds: 5,
        holds: { $0.outcome.counts.undelivered == 0 },
        obstacle: { evidence in
          let pages = evidence.workers.map { "\($0.pages)" }.joined(separator: ", ")
          return "\(grouped(evidence.outcome.counts.undelivered)) never delivered, pages "
            + "\(pages)"
        })
    ]

  /// As built the state ends first; with that and then the token out of the way, what is next?
  private static let walls: [BoundaryProbe] = [
    size(
      "3.1-token", ["3.1", "10.1"],
      "How many issues in 30 days does a worker get through before the token expires?",
      "as built, but the fetch step returns a reference (a proposal), so that the state does not "
        + "end first", .issue, 100...200_000,
      levers: [("worker.step-output", .choice("reference"))], profiles: [.asBuilt]),
    size(
      "10.1-time", ["10.1"],
      "How many issues in 30 days does a worker get through before the next limit?",
      "as built, but with references and with a refreshed token that is kept (proposals)", .issue,
      100...200_000,
      levers: [
        ("worker.step-output", .choice("reference")), ("worker.refresh-on-401", .flag(true)),
        ("worker.refreshed-token-persisted", .flag(true)),
      ], profiles: [.asBuilt]),
  ]

  /// The first worker that did not complete, and why.
  static func whatEndedAWorker(_ evidence: Evidence) -> String {
    guard let worker = evidence.workers.first(where: \.wentWrong) else { return "" }
    let why = worker.failure == .none ? "" : " (\(worker.failure.words))"
    return
      "a worker ended: \(worker.outcome.name)\(why), \(counted(Int(worker.pages), "page")) and "
      + "\(counted(Int(worker.steps), "step")) after "
      + (worker.endedAt - worker.startedAt).rounded
  }

  /// Pages, steps and time of the worker that fetched most.
  static func longestWorker(_ evidence: Evidence) -> String {
    guard let worker = evidence.workers.max(by: { $0.pages < $1.pages }) else { return "" }
    return "\(counted(Int(worker.pages), "page")), \(counted(Int(worker.steps), "step")), "
      + (worker.endedAt - worker.startedAt).rounded
  }

  private static func size(
    _ id: String, _ claims: [String], _ question: String, _ situation: String, _ type: EntityType,
    _ range: ClosedRange<Int64>, levers: [(name: String, value: LeverValue)] = [],
    depth: Int = 30, days: Int = 30, rounds: Int = 1,
    profiles: [NamedProfile] = NamedProfile.builtIn,
    holds: @escaping @Sendable (Evidence) -> Bool = { !$0.workers.contains(where: \.wentWrong) },
    obstacle: @escaping @Sendable (Evidence) -> String = whatEndedAWorker
  ) -> BoundaryProbe {
    let world = SmallWorld.world([(type, 0)], days: days)
    let action = SmallWorld.trigger(depth: depth, types: [type])
    let story = Story(
      steps: (0..<rounds).map {
        StoryStep(
          label: "trigger-\($0 + 1)", when: StoryTime(offset: .hours(5 * $0)), action: action)
      })
    return BoundaryProbe(
      id: id, claims: claims, question: question, situation: situation,
      unit: .count("\(type.name)s"), range: range, resolution: 1, recording: .counts,
      profiles: profiles,
      experiment: {
        Experiment(world: world, story: story, profile: SmallWorld.profile($0, levers))
      }, knob: .items(repository: 0, type), holds: holds, reached: longestWorker, obstacle: obstacle
    )
  }
}
