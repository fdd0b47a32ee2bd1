import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("When a remedy heals")
struct DeadlineTests {
  @Test("the middle of two times lies between them, also before the end")
  func middle() {
    for (low, high) in [
      (-1_500_000, 0), (-90_000_001, -88_999_999), (0, 1_000_001), (-3, 7_000_000),
    ] {
      let (low, high) = (
        SimDuration(microseconds: Int64(low)), SimDuration(microseconds: Int64(high))
      )
      let middle = Deadline.middle(low, high)
      #expect(low < middle && middle < high)
    }
    #expect(Deadline.middle(.zero, .hours(1)) == .minutes(30))
  }

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
