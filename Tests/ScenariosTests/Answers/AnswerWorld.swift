import PipelineModel
import SimKernel

@testable import Scenarios

/// A sweep whose times can be worked out on paper: nothing takes time but a fetch and a post, and
/// nothing limits anybody but what a test sets.
enum AnswerWorld {
  /// A fetch of a page of 10 takes 6 s, a post 0.5 s.
  private static let levers = [
    "engine.request-overhead": "\"0s\"", "engine.poll-tick": "\"0s\"",
    "engine.event-latency": "\"0s\"", "engine.scan-per-item": "\"0s\"",
    "engine.blocked-requeue": "\"0s\"", "engine.timeout-latency": "\"0s\"",
    "engine.response-loss": "0", "engine.account-steps": "0", "orchestrator.global": "0",
    "worker.per-organisation": "0", "worker.global": "0", "queue.redelivery": "0",
    "capture.model": "\"direct\"", "console.workflow": "false", "provider.page-size": "10",
    "wire.connections": "\"0s\"", "wire.fetch": "\"6s\"", "wire.post": "\"500ms\"",
    "wire.send-event": "\"0s\"", "wire.queue-delivery": "\"0s\"", "wire.publish": "\"0s\"",
    "wire.ingress-step": "\"0s\"", "wire.operator": "\"0s\"",
  ]

  /// Gives the plan of a sweep file to the body: a repository with pull requests and one trigger
  /// for them.
  static func with(
    _ sections: String, levers more: [String: String] = [:], pullRequests: Int = 1,
    _ body: (SweepPlan) throws -> Void
  ) throws {
    let levers = levers.merging(more) { $1 }.sorted { $0.key < $1.key }
      .map { "\"\($0.key)\": \($0.value)," }.joined(separator: " ")
    try SweepFolder.with { folder in
      try folder.write(
        """
        {
          title: "On paper",
          levers: { \(levers) },
          world: {
            organisations: { acme: {} },
            installations: { hub: { organisation: "acme" } },
            repositories: {
              app: { installation: "hub", items: { pull_request: { count: \(pullRequests) } } },
            },
          },
          story: [
            { label: "first", trigger: { installation: "hub", entityTypes: ["pull_request"] } },
          ],
          \(sections)
        }
        """, "paper.sweep.jsonc")
      try body(SweepPlan.load(path: folder.path("paper.sweep.jsonc"), version: "1"))
    }
  }

  /// How long a worker takes for so many pull requests whose last page is not full.
  static func work(_ items: Int) -> SimDuration {
    .seconds(6) * ((items + 9) / 10) + .milliseconds(500) * items
  }

  /// When the last of so many is delivered: the way to the gateway is half of a post.
  static func delivered(_ items: Int) -> SimDuration { work(items) - .milliseconds(250) }
}
