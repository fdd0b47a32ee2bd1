import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// What a client does again because its connection broke happens when it does it.
@Suite("Tries of a client")
struct ClientTriesTests {
  private func plan(
    story: String, faults: String, levers: String = ""
  ) throws -> ReplayPlan {
    let files = try ScenarioFiles([
      "main.jsonc": """
      { "title": "Tries",
        "levers": { "engine.response-loss": 0, "queue.redelivery": 0, \(levers) },
        "world": {
          "organisations": { "o": {} }, "installations": { "i": { "organisation": "o" } },
          "repositories": { "r": { "installation": "i", "items": { "issue": { "count": 7 } } } } },
        "story": [{ "label": "a", "trigger": { "installation": "i", "entityTypes": ["issue"] } }
          \(story)],
        "faults": [\(faults)] }
      """
    ])
    return ReplayPlan(try files.scenario(), profile: .asBuilt)
  }

  /// The first run's mark of #5 is lost on its way until 4.5 s, so that Redis sees it at 6.9 s.
  private static let lateMark =
    #"{ "wire": "mark", "items": 3, "rounds": 1, "window": ["2.5s", "4.5s"], "lose": "request" }"#

  @Test(
    "a mark that has not reached the store keeps nobody out")
  func race() throws {
    let second = #", { "at": "1s", "trigger": { "installation": "i", "entityTypes": ["issue"] } }"#
    let failing = #"{ "wire": "publish", "items": 3, "rounds": 1, "status": 500, "mayMiss": true }"#
    let plan = try plan(story: second, faults: Self.lateMark + "," + failing)
    let outcome = plan.run().outcome
    #expect(outcome.faultStrikes == [5, 0])
    #expect(outcome.counts.undelivered == 0)
  }

  @Test("a flush before the mark is set does not take it away, one after it does")
  func flush() throws {
    let failing = #"{ "wire": "publish", "items": 3, "attempts": 1, "status": 500 }"#
    for (at, undelivered) in [("4s", 1), ("10s", 0)] {
      let flush = ", { \"at\": \"\(at)\", \"flush\": \"store\" }"
      let counts = try plan(story: flush, faults: Self.lateMark + "," + failing).run().outcome
        .counts
      #expect(counts.undelivered == undelivered, "flushed at \(at)")
    }
  }

  @Test("the queue holds what was published by then, and a strike is told when it happens")
  func publishes() throws {
    let fault = #"{ "wire": "publish", "items": 3, "nth": [1, 5], "lose": "reply" }"#
    let plan = try plan(story: "", faults: fault)
    let struck = plan.run().outcome.milestones.filter { $0.kind == .faultStruck }.map(\.time)
    #expect(struck.count == 5 && struck == struck.sorted())
    // 50 ms·e^k
    let pauses = zip(struck.dropFirst(), struck).map { ($0 - $1).microseconds / 1000 }
    #expect(pauses == [50, 136, 369, 1004])
    for (index, time) in struck.enumerated() {
      let published = plan.roomState(at: time + .milliseconds(1)).state.messages.map(\.publishedAt)
      #expect(published.contains(time), "try \(index)")
      #expect(!published.contains { $0 > time }, "try \(index)")
    }
  }

  @Test("a request that its host ends meanwhile learns nothing, and the gateway goes on")
  func outlasted() throws {
    let slow = #"{ "wire": "publish", "items": 3, "nth": 1, "lose": "request" }"#
    let plan = try plan(
      story: "", faults: slow,
      levers: #""queue.publish-delays": ["10m"], "gateway.order": "publish-then-mark""#)
    let outcome = plan.run().outcome
    // The post of #5 ends at 300 s, and its step posts #7, #6 and #5 once more. The gateway that
    // was left alone publishes #5 at 10 min, after which its mark is a duplicate.
    #expect(outcome.counts.posted == 10 && outcome.counts.published == 10)
    #expect(outcome.counts.accepted == 7 && outcome.counts.duplicatePublished == 3)
    let failed = outcome.milestones.first { $0.kind == .attemptFailed }?.time
    #expect(try #require(failed) < .zero + .minutes(6))
    let last = outcome.milestones.last { $0.kind == .published }?.time
    #expect(try #require(last) > .zero + .minutes(10) && outcome.violations.isEmpty)
  }

  @Test("a teardown goes on when its cancel message is published, or given up", arguments: [3, 9])
  func teardown(_ losses: Int) throws {
    let outcome = try plan(
      story: #", { "at": "2s", "delete": "i" }"#,
      faults: "{ \"wire\": \"cancel-publish\", \"nth\": [1, \(losses)], \"lose\": \"request\" }"
    ).run().outcome
    let struck = outcome.milestones.filter { $0.kind == .faultStruck }.map(\.time)
    let steps = outcome.milestones.filter { $0.kind == .teardown }.map(\.time)
    #expect(struck.count == min(losses, 6) && steps.count == 5)
    // The fourth try comes 369 ms after the third; the step after it 500 ms after the last.
    let last = try #require(struck.last) + .milliseconds(losses == 3 ? 369 : 0)
    #expect(steps[1] - last == .milliseconds(500))
  }

  @Test("a notification that is lost six times is missed when the last is")
  func notified() throws {
    let files = try ScenarioFiles([
      "main.jsonc": """
      { "title": "Notified", "profile": "as-built",
        "levers": { "engine.response-loss": 0, "queue.redelivery": 0 },
        "world": {
          "organisations": { "o": {} },
          "installations": { "i": { "organisation": "o", "connected": false } },
          "repositories": { "r": { "installation": "i", "items": { "issue": { "count": 1 } } } } },
        "story": [{ "label": "c", "connect": "i" }],
        "faults": [{ "wire": "notify", "lose": "request" }] }
      """
    ])
    let outcome = ReplayPlan(try files.scenario(), profile: .asBuilt).run().outcome
    #expect(outcome.faultStrikes == [6])
    let struck = outcome.milestones.filter { $0.kind == .faultStruck }.map(\.time)
    let failed = outcome.milestones.filter { $0.kind == .notifyFailed }.map(\.time)
    #expect(failed == [try #require(struck.last)] && struck[0] < failed[0])
    #expect(outcome.answers.map(\.at) == failed)
  }
}
