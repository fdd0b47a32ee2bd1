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
}
