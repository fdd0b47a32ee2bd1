import SimKernel
import Testing

@testable import Scenarios

@Suite("Every claim has its three answers, each from a run")
struct EveryAnswerTests {
  @Test(arguments: JudgedRun.all) func theRunSaysSo(run: JudgedRun) throws {
    for answer in try run.answers() {
      #expect(answer.verdict == run.verdicts[answer.id], "\(answer.id): \(answer.because)")
      #expect((answer.at != nil) == (answer.verdict == .refuted))
    }
  }

  @Test("What a claim is not about does not change its verdict", arguments: JudgedRun.all)
  func nothingElseMatters(run: JudgedRun) throws {
    for change in run.changes {
      for answer in try run.answers(change) where run.mustStay(answer.id, under: change) {
        #expect(
          answer.verdict == run.verdicts[answer.id],
          "\(answer.id) with \(change.testDescription): \(answer.because)")
      }
    }
  }

  @Test func noAnswerIsOutOfReach() {
    let shown = Set(
      JudgedRun.all.flatMap { run in
        run.verdicts.map { "\($0.key) \($0.value.name)" }
      })
    let wanted = Set(
      Claim.all.flatMap { claim in
        ClaimVerdict.Verdict.allCases.map { "\(claim.id) \($0.name)" }
      })
    #expect(wanted.subtracting(shown).isEmpty)
    #expect(shown.isSubset(of: wanted))
  }
}
