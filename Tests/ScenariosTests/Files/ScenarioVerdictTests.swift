import Testing

@testable import PipelineModel
@testable import Scenarios

/// What a run says about its scenario: the worst that can be said of it.
@Suite struct ScenarioVerdictTests {
  private func judgement(_ holds: Bool) -> Judgement {
    let expectation = Expectation(
      text: "0 == 0", place: Expectation.Place(path: "main.jsonc", line: 1, column: 1),
      profile: nil, left: .literal(.count(0)), comparison: .equal, right: .literal(.count(0)))
    return Judgement(expectation: expectation, holds: holds, left: "0", right: "0", absence: nil)
  }

  private func status(
    expect: [Bool] = [true], sometimes: [Bool] = [], violations: Int = 0, isCutOff: Bool = false
  ) -> ScenarioVerdict.Status {
    ScenarioVerdict(
      expectations: expect.map(judgement), sometimes: sometimes.map(judgement),
      violations: [Violation](
        repeating: Violation(message: "broken", seed: 1, event: 1), count: violations),
      isCutOff: isCutOff
    ).status
  }

  @Test func worstFirst() {
    #expect(status() == .pass)
    #expect(status(expect: [], sometimes: [true]) == .pass)
    #expect(status(expect: []) == .unjudged)
    #expect(status(expect: [], isCutOff: true) == .undecided)
    #expect(status(isCutOff: true) == .undecided)
    #expect(status(sometimes: [true, false]) == .undecided)
    #expect(status(expect: [true, false]) == .fail)
    #expect(status(violations: 1) == .fail)
    #expect(status(expect: [], violations: 1) == .fail)
    #expect(status(expect: [false], sometimes: [false], isCutOff: true) == .fail)
    #expect(status(sometimes: [false], violations: 1, isCutOff: true) == .fail)
  }
}
