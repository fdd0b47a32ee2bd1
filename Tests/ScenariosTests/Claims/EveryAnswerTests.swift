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

  /// Adding a repository (11.1) schedules nothing in the model, and each run carries the story step
  /// that asked for it: none can follow an addition by itself. `HandMadeTests` shows that branch.
  static let outOfReach: Set<String> = ["11.1 refuted"]

  @Test func noAnswerIsOutOfReach() {
    let shown = Set(
      JudgedRun.all.flatMap { run in
        run.verdicts.map { "\($0.key) \($0.value.name)" }
      })
    let wanted = Set(
      Claim.all.flatMap { claim in
        ClaimVerdict.Verdict.allCases.map { "\(claim.id) \($0.name)" }
      })
    #expect(wanted.subtracting(shown) == Self.outOfReach)
    #expect(shown.isSubset(of: wanted))
  }
}
