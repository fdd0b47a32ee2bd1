import SimKernel
import Testing

@testable import PipelineModel
@testable import Scenarios

/// Branches of the judges that few or no runs of the model take: the engine memoizes what it promises
/// to memoize, and as the code stands nothing starts a backfill but a request.
@Suite struct HandMadeTests {
  @Test func everyClaimHasItsNumberOnce() {
    let ids = Claim.all.map(\.id)
    #expect(ids.count == 43)
    #expect(Set(ids) == ClaimNumber.all)
  }

  @Test func nothingIsExercisedByNothing() {
    for claim in Claim.all {
      #expect(claim.verdict(on: HandMadeRun().evidence).verdict == .notExercised, "\(claim.id)")
    }
  }

  /// 11.1: a run that nobody asked for follows the addition of a repository.
  @Test func untriggeredRunRefutes() {
    var run = HandMadeRun()
    run.trigger(at: minute(0))
    _ = run.run(.orchestrator, created: minute(1), ended: minute(5))
    run.step(.link(repository: 1), at: hour(1), status: 200)
    #expect(run.verdict("11.1").verdict == .holds)
    _ = run.run(.orchestrator, created: minute(61), ended: minute(62))
    #expect(run.verdict("11.1").at == minute(61))
  }

  /// A worker whose second fetch runs out of retries.
  private func exhausted(after attempts: Int32) -> HandMadeRun {
    var run = HandMadeRun()
    let worker = run.run(
      .worker, HandMadeRun.issues, created: minute(1), ended: minute(9), .failed,
      failure: .status(500))
    run.note(minute(1), .stepDone(step: StepID(.fetch, 1)), run: worker, HandMadeRun.issues)
    run.note(
      minute(8), .stepExhausted(step: StepID(.fetch, 2), attempts: attempts, failure: .status(500)),
      run: worker)
    return run
  }

  /// 4.2: other than so many attempts, a step that runs again.
  @Test func onlyTheFailingStepRetries() {
    var run = exhausted(after: 4)
    #expect(run.verdict("4.2").verdict == .holds)
    #expect(exhausted(after: 1).verdict("4.2").at == minute(8))
    run.note(minute(5), .stepDone(step: StepID(.fetch, 1)), run: 1, HandMadeRun.issues)
    #expect(run.verdict("4.2").at == minute(5))
    var again = exhausted(after: 4)
    again.note(
      minute(4), .attemptFailed(step: StepID(.fetch, 1), attempt: 2, failure: .connection), run: 1)
    #expect(again.verdict("4.2").at == minute(4))
  }

  /// A2: fewer workers than resources times types.
  @Test func missingWorkerRefutes() {
    var run = HandMadeRun()
    let parent = run.run(.orchestrator, created: minute(0), ended: minute(10))
    for unit in [HandMadeRun.issues, HandMadeRun.pullRequests, HandMadeRun.newIssues] {
      _ = run.run(.worker, unit, parent: parent, created: minute(1), ended: minute(2))
    }
    #expect(run.verdict("A2").at == minute(10))
  }

  /// 2.1: the connection does not come into being, or its callback is not answered.
  @Test func failedNotifyThatTakesTheConnectionWithIt() {
    var run = HandMadeRun()
    run.step(.connect(installation: 0), at: minute(0), status: 200)
    run.note(minute(0) + .milliseconds(60), .notifyFailed)
    #expect(run.verdict("2.1").at == minute(0) + .milliseconds(60))
    run.note(minute(0), .connected(reactivated: false))
    #expect(run.verdict("2.1").verdict == .holds)
    run.outcome.answers[0].status = 502
    #expect(run.verdict("2.1").at == minute(0) + .milliseconds(100))
  }

  /// A3 and A4: what is reached is not exceeded, one more is.
  @Test func limitsAreExceededByOne() {
    func verdict(_ claim: String, _ limits: [(String, Int)]) -> ClaimVerdict.Verdict {
      var run = HandMadeRun()
      run.outcome.limits = limits.map { name, most in
        LimitRecord(name: name, maximum: most, cap: most, waited: .zero)
      }
      return run.verdict(claim).verdict
    }
    let (organisation, all) = ("worker.per-organisation", "worker.global")
    #expect(verdict("A3", [(organisation, 5), (all, 10)]) == .holds)
    #expect(verdict("A3", [(organisation, 6), (all, 10)]) == .refuted)
    #expect(verdict("A3", [(organisation, 5), (all, 11)]) == .refuted)
    #expect(verdict("A4", [("account.steps", 100)]) == .holds)
    #expect(verdict("A4", [("account.steps", 101)]) == .refuted)
  }

  /// 10.1: the throttle held up another backfill than the one whose worker slept too long.
  @Test func throttleAndSleepOfTwoBackfills() {
    for parent in [1, 2] as [Int32] {
      var run = HandMadeRun()
      for start in [0, 600] {
        _ = run.run(.orchestrator, created: minute(start), ended: minute(start + 125))
      }
      for (parent, start) in [(1, 1), (2, 601)] as [(Int32, Int)] {
        _ = run.run(
          .worker, HandMadeRun.issues, parent: parent, created: minute(start),
          ended: minute(start + 120), parent == 2 ? .finishTimeout : .completed,
          asleep: parent == 2 ? .minutes(70) : .zero)
      }
      let held = run.run(
        .worker, HandMadeRun.pullRequests, parent: parent, created: minute(2), ended: minute(9))
      run.outcome.runs[Int(held) - 1].waits.throttle = .minutes(3)
      #expect(run.verdict("10.1").verdict == (parent == 2 ? .holds : .notExercised))
    }
  }

  @Test func theEarliestRefutationWins() {
    let findings: [Finding] = [
      .holds("a"), .refuted(minute(2), "late"), .notExercised("b"), .refuted(minute(1), "early"),
    ]
    #expect(Finding.combine(findings, otherwise: "") == .refuted(minute(1), "early"))
    #expect(
      Finding.combine([.notExercised("b"), .holds("a"), .holds("c")], otherwise: "")
        == .holds("a (and 1 more like it)"))
    #expect(Finding.combine([.notExercised("b")], otherwise: "none") == .notExercised("b"))
    #expect(Finding.combine([], otherwise: "none") == .notExercised("none"))
  }
}
