import SimKernel
import Testing

@testable import PipelineModel

/// Source: engine-facts 7.5, 10, 11, 13.6.
@Suite("Rule: what counts as a step")
struct StepCountRuleTests {
  enum Kind: CaseIterable, Sendable { case steps, waits, sleeps, invocations }

  private static func body(_ kind: Kind, _ count: Int) -> [LabStep] {
    switch kind {
    case .steps: (0..<count).map { .run("\($0)") }
    case .waits:
      [.parallel((0..<Int32(count)).map { .wait(LabEvent.done, index: $0, timeout: .seconds(1)) })]
    case .sleeps: (0..<count).map { _ in .sleep(.seconds(1)) }
    case .invocations: (0..<count).map { _ in .invoke("child") }
    }
  }

  @Test("A run of 999 steps, waits, sleeps or invocations ends well", arguments: Kind.allCases)
  func allowed(_ kind: Kind) {
    #expect(end(of: Self.body(kind, 999)) == "function.finished Completed")
  }

  @Test("A run of 1000 of them fails", arguments: Kind.allCases)
  func tooMany(_ kind: Kind) {
    #expect(end(of: Self.body(kind, 1000)) == "function.failed Failed")
  }

  @Test("They count together", arguments: Kind.allCases)
  func together(_ kind: Kind) {
    let steps = (0..<500).map { LabStep.run("\($0)") }
    #expect(end(of: steps + Self.body(kind, 499)) == "function.finished Completed")
    #expect(end(of: steps + Self.body(kind, 500)) == "function.failed Failed")
  }

  private func end(of steps: [LabStep]) -> String? {
    let parent = LabFunction("parent") {
      for step in steps { step }
    }
    var lab = EngineLab([parent, LabFunction("child") {}], .exact)
    lab.trigger("parent")
    return lab.play().end(of: "run0")?.how
  }
}
