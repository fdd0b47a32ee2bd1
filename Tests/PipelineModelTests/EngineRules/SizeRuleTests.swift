import SimKernel
import Testing

@testable import PipelineModel

/// Source: engine-facts 10.
@Suite("Rule: sizes")
struct SizeRuleTests {
  private func end(outputs: [Int]) -> String? {
    let function = LabFunction("f") {
      for (step, bytes) in outputs.enumerated() { LabStep.run("\(step)", bytes: bytes) }
    }
    var lab = EngineLab([function], .exact)
    lab.trigger("f")
    return lab.play().end(of: "run0")?.how
  }

  @Test("A step returns 4 MiB at the most")
  func output() {
    #expect(end(outputs: [4 << 20]) == "function.finished Completed")
    #expect(end(outputs: [4 << 20 + 1]) == "function.failed Failed")
  }

  @Test("A run's outputs are 32 MiB at the most, together")
  func state() {
    let full = [Int](repeating: 4 << 20, count: 8)
    #expect(end(outputs: full) == "function.finished Completed")
    #expect(end(outputs: full + [1]) == "function.failed Failed")
  }
}
