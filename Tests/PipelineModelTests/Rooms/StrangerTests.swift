import SimKernel
import Testing

@testable import PipelineModel

/// Requests of names that the world does not have, and of a provider that is not the connection's.
@Suite("A stranger's request")
struct StrangerTests {
  private func run(_ steps: [(SimDuration, StoryAction)]) -> Outcome {
    var bench = Bench([.release: 3], .asBuilt)
    bench.story.steps = steps.map { StoryStep(when: StoryTime(offset: $0.0), action: $0.1) }
    return bench.run()
  }

  private func trigger(_ installation: RawValue, _ organisation: String = "acme") -> StoryAction {
    .trigger(
      TriggerRequest(
        installationID: installation, provider: .string("github"),
        organisationID: .string(organisation)))
  }

  @Test("is cancelled by its own name only")
  func cancel() {
    func cancelled(_ asked: RawValue, _ other: RawValue) -> Int {
      run([
        (.zero, trigger(asked)),
        (.seconds(20), .cancel(CancelRequest(installationID: other))),
      ]).runs(of: .orchestrator).count { $0.outcome == .cancelled }
    }
    #expect(cancelled(.string("a"), .string("b")) == 0)
    #expect(cancelled(.number(4711), .bool(true)) == 0)
    #expect(cancelled(.string("a"), .string("a")) == 1)
    #expect(cancelled(.number(4711), .number(4711)) == 1)
  }

  @Test("does not wait for another's")
  func limit() {
    let alike = run([(.zero, trigger(.string("a"))), (.zero, trigger(.string("a")))])
    let apart = run([(.zero, trigger(.string("a"))), (.zero, trigger(.string("b")))])
    func waited(_ outcome: Outcome) -> SimDuration {
      outcome.limits.first { $0.name == "orchestrator.per-installation" }?.waited ?? .zero
    }
    #expect(waited(alike) > .zero && waited(apart) == .zero)
  }

  @Test("for another provider's items fails with this one's token", arguments: [1, 7])
  func provider(items: Int) {
    var bench = Bench([.deployment: items], .asBuilt)
    bench.at(
      .zero,
      .trigger(
        TriggerRequest(
          installationID: .string("main"), provider: .string("vercel"),
          organisationID: .string("acme"))))
    let workers = bench.run().runs(of: .worker)
    #expect(workers.map(\.outcome) == [.failed] && workers.first?.failure == .status(401))
  }
}

/// What a route's attempts to send an event meet.
@Suite("A route that sends an event")
struct RouteSendTests {
  private func run(_ trigger: Fault.Trigger) -> Outcome {
    var bench = Bench([.release: 3], .asBuilt)
    bench.trigger(types: ["release"])
    bench.fail(.sendEvent, .status(500), trigger) { $0.caller = .route }
    return bench.run()
  }

  @Test(
    "tries again after an outage that is shorter than its retries", arguments: [200, 500, 1200])
  func outage(milliseconds: Int) {
    let outcome = run(.window(from: .zero, to: SimTime.zero + .milliseconds(milliseconds)))
    #expect(outcome.answers.map(\.status) == [200] && outcome.counts.accepted == 3)
    #expect(outcome.faultStrikes[0] < 5)
  }

  @Test("answers when the last attempt has failed, without another pause")
  func failure() {
    let outcome = run(.always)
    #expect(outcome.answers.map(\.status) == [500] && outcome.faultStrikes == [5])
    let at = outcome.answers[0].at - SimTime.zero
    #expect(at > .milliseconds(1500) && at < .milliseconds(2500))
  }
}
