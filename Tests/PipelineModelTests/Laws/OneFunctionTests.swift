import SimKernel
import Testing

@testable import PipelineModel

/// Ingress and capture as one durable function, counted by hand beside what is built.
///
/// Source: pipeline-facts §10, §11.
@Suite("One function instead of a workflow and a function")
struct OneFunctionTests {
  private func run(
    _ items: Int, _ name: Profile.Name, isOne: Bool = true,
    _ change: (inout Bench) -> Void = { _ in }
  ) -> Outcome {
    var bench = Bench([.release: items], name)
    bench.profile.console.capture = .durable
    bench.profile.console.workflow = true
    bench.profile.console.oneFunction = isOne
    change(&bench)
    bench.trigger(types: ["release"])
    let outcome = bench.run()
    #expect(outcome.isSound)
    return outcome
  }

  @Test("stores the same, in two steps more and without the queue's", arguments: [1, 4, 30])
  func steps(_ items: Int) {
    for name in Profile.Name.allCases {
      let (one, two) = (run(items, name), run(items, name, isOne: false))
      for outcome in [one, two] {
        #expect(outcome.counts.stored == items && outcome.counts.missing == 0)
        #expect(outcome.counts.payloadRows == items && outcome.counts.delivered == items)
      }
      let capture = Int(FunctionKind.capture.rawValue)
      #expect(
        one.executionsByFunction[capture] == two.executionsByFunction[capture] + 2 * items)
      func count(_ outcome: Outcome, _ step: StepName) -> Int {
        outcome.milestones(.stepDone).count { $0.step.name == step }
      }
      #expect(count(one, .resolveWorkspace) == items && count(two, .resolveWorkspace) == 0)
      #expect(count(one, .storePayload) == items && count(one, .storeObservation) == items)
    }
  }

  @Test("begins a hundred milliseconds after the delivery, not three hundred")
  func begins() {
    for name in Profile.Name.allCases {
      func wait(_ isOne: Bool) -> SimDuration? {
        let outcome = run(1, name, isOne: isOne)
        guard let delivered = outcome.milestones(.itemDelivered).first,
          let created = outcome.milestones(.runCreated).last
        else { return nil }
        return created.time - delivered.time
      }
      let bus = Bench([:], name).profile.engine.eventLatency
      #expect(wait(true) == .milliseconds(100) + bus)
      #expect(wait(false) == .milliseconds(300) + bus)
    }
  }

  @Test("writes one payload row for two deliveries, where the idempotency key holds")
  func repeated() {
    for items in [1, 5] {
      func counts(_ isOne: Bool) -> HopCounts {
        run(items, .asBuilt, isOne: isOne) { $0.fail(.ingress, .deliveredTwice) }.counts
      }
      #expect(counts(true).payloadRows == items && counts(false).payloadRows == 2 * items)
      for isOne in [true, false] {
        #expect(counts(isOne).stored == items && counts(isOne).captureDuplicates == items)
      }
    }
  }

  @Test("drops what nobody's workspace takes, before any row")
  func noWorkspace() {
    for name in Profile.Name.allCases {
      let outcome = run(4, name) { $0.world.organisations[0].workspaces = 0 }
      #expect(outcome.counts.payloadRows == 0 && outcome.counts.stored == 0)
      #expect(
        outcome.milestones(.itemDropped).compactMap(\.drop)
          == [ItemDrop](
            repeating: .noWorkspace, count: 4))
    }
  }

  @Test("tries an ingress step again as a step of the engine", arguments: 1...4)
  func retries(_ failures: Int) {
    for name in Profile.Name.allCases {
      let outcome = run(3, name) {
        $0.fail(.ingressStep, .status(500)) {
          $0.step = .storePayload
          $0.items = 2...2
          $0.attempts = 1...failures
        }
      }
      let isLost = failures > 3
      #expect(outcome.counts.stored == (isLost ? 2 : 3))
      #expect(outcome.counts.captureLost == (isLost ? 1 : 0))
      #expect(outcome.counts.payloadRows == (isLost ? 2 : 3))
      #expect(outcome.milestones(.attemptFailed).count == failures)
    }
  }

  @Test("takes its own row for another's when the database refuses delivery ids")
  func refused() {
    for isOne in [true, false] {
      let outcome = run(3, .asBuilt, isOne: isOne) {
        $0.profile.console.databaseDedup = true
        $0.fail(.ingressStep, .statusAfterWork(500)) {
          $0.step = .storePayload
          $0.items = 2...2
          $0.attempts = 1...1
        }
      }
      #expect(outcome.counts.stored == 2 && outcome.counts.captureDuplicates == 1)
      #expect(outcome.counts.payloadRows == 3)
    }
  }

  @Test("sends to the workspace of the organisation that a trigger names")
  func foreign() {
    var bench = Bench([.release: 4])
    bench.profile.console.oneFunction = true
    bench.world.organisations.append(World.Organisation(name: "other"))
    bench.trigger(types: ["release"], organisation: "other")
    let counts = bench.run().counts
    #expect(counts.foreignRows == 4 && counts.payloadRows == 4)
    #expect(counts.stored == 0 && counts.captureFiltered == 4)
  }
}
