import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("When a remedy heals")
struct DeadlineTests {
  @Test("of what is there twice it is said that no trigger heals it")
  func doubledDeadline() throws {
    let fault = """
      "faults": [{ "wire": "ingress", "entityType": "issue", "items": 1, "attempts": 1,
        "lose": "reply" }]
      """
    let plan = ReplayPlan(try MenderTests.small(fault), profile: .asBuilt)
    let explanation = try Explainer(plan, troubles: [.twice]).explanation()
    let group = try #require(explanation.groups.first)
    #expect(!group.remedies.isEmpty && group.remedies.allSatisfy { $0.healed == 0 })
    #expect(group.causes.contains { $0.kind == "faults" })
  }

  /// Faults of which each hides the next, and one that has nothing to do with it.
  private static let masked = [
    """
    { "wire": "ingress", "entityType": "issue", "status": 500 },
    { "wire": "ingress", "entityType": "issue", "status": 503, "mayMiss": true },
    { "wire": "post", "entityType": "issue", "items": 3, "lose": "reply", "attempts": 1 }
    """,
    """
    { "wire": "fetch", "entityType": "issue", "status": 500, "window": ["0s", "10m"] },
    { "wire": "fetch", "entityType": "issue", "status": 503, "window": ["0s", "8m"],
      "mayMiss": true },
    { "wire": "fetch", "entityType": "issue", "status": 502, "window": ["0s", "9m"],
      "mayMiss": true }
    """,
  ]

  @Test(
    "faults that hide one another are named together, and none that can be spared",
    arguments: masked)
  func hidden(faults: String) throws {
    let plan = ReplayPlan(try MenderTests.small("\"faults\": [\(faults)]"), profile: .asBuilt)
    let count = faults.contains("502") ? 3 : 2
    let group = try #require(
      try Explainer(plan, troubles: [.missing]).explanation().groups.first { $0.items > 1 })
    let cause = try #require(group.causes.first { $0.kind == "faults" })
    #expect(cause.played.faults == Array(0..<count))
    for spared in 0..<count {
      let rest = (0..<count).filter { $0 != spared }
      let change = Change(.faults(rest), words: "")
      let look = ItemLook(group.names, in: change.plan(plan))
      #expect(!group.names.indices.allSatisfy { look.heals($0, .missing) }, "\(spared)")
    }
  }
}
