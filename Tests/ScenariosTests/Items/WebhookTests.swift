import PipelineModel
import Testing

@testable import Scenarios

@Suite("A live webhook that never reaches the queue")
struct WebhookTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let loss: WebhookLoss
    var levers = #""gateway.live-dedup-id": "plain""#
    var repository = ""
    /// A step before the items come.
    var before = ""
    var faults = ""

    var testDescription: String { "\(loss)" }
  }

  static let cases = [
    Case(loss: .notConnected, before: #"{ "at": "1h", "delete": "hub" },"#),
    Case(loss: .notLinked, repository: #""linked": false,"#),
    Case(
      loss: .duplicate,
      // The first try of each of the three; the next one, 50 ms later, finds its own mark.
      faults: #"{ "wire": "mark", "lose": "reply", "window": ["2h", "7200010ms"] }"#),
    Case(loss: .markFailed, faults: #"{ "wire": "mark", "status": 500, "window": ["2h", "3h"] }"#),
    Case(loss: .refusedID, levers: #""gateway.live-dedup-id": "colon""#),
    Case(
      loss: .swallowed,
      faults: #"{ "wire": "publish", "status": 400, "window": ["2h", "3h"] }"#),
    Case(
      loss: .publishFailed,
      faults: #"{ "wire": "publish", "status": 500, "window": ["2h", "3h"] }"#),
  ]

  private func play(_ example: Case) throws -> Replay {
    let files = try ScenarioFiles([
      "main.jsonc": """
      { "title": "Webhooks", "profile": "as-built",
        "levers": { "engine.response-loss": 0, "queue.redelivery": 0, "capture.model": "direct",
          \(example.levers) },
        "world": {
          "organisations": { "acme": {} }, "installations": { "hub": { "organisation": "acme" } },
          "repositories": { "app": { "installation": "hub", \(example.repository) "items": {
            "issue": { "count": 3, "spread": ["1d", "9d"] } } } } },
        "story": [{ "trigger": { "installation": "hub" } }, \(example.before)
          { "at": "2h", "create": { "repository": "app", "entityType": "issue", "count": 2 } },
          { "at": "2h", "update": {
            "repository": "app", "entityType": "issue", "first": 4, "count": 1 } }],
        "faults": [\(example.faults)] }
      """
    ])
    return ReplayPlan(try files.scenario(), profile: .asBuilt).run()
  }

  @Test("sets its mark before its repository is looked for, and counts the attempts of each step")
  func steps() throws {
    func play(_ repository: String, _ faults: String) throws -> Replay {
      let files = try ScenarioFiles([
        "main.jsonc": """
        { "title": "Webhooks", "profile": "as-built",
          "levers": { "engine.response-loss": 0, "queue.redelivery": 0,
            "gateway.live-dedup-id": "plain" },
          "world": {
            "organisations": { "acme": {} }, "installations": { "hub": { "organisation": "acme" } },
            "repositories": { "app": { "installation": "hub", \(repository)
              "items": { "issue": { "count": 0 } } } } },
          "story": [
            { "at": "2h", "create": { "repository": "app", "entityType": "issue", "count": 1 } },
            { "at": "7205s", "link": "app" } ],
          "faults": [\(faults)] }
        """
      ])
      return ReplayPlan(try files.scenario(), profile: .asBuilt).run()
    }
    let linked = try play(
      "\"linked\": false,", #"{ "wire": "mark", "attempts": 1, "status": 500 }"#)
    #expect(linked.outcome.faultStrikes == [1] && linked.outcome.counts.delivered == 1)
    let both = try play(
      "",
      #"{ "wire": "mark", "attempts": 1, "status": 500 }, { "wire": "publish", "attempts": 1, "status": 500 }"#
    )
    #expect(both.outcome.faultStrikes == [1, 1] && both.outcome.counts.delivered == 1)
  }

  @Test("has a line with the reason, and its items have a fate", arguments: cases)
  func told(_ example: Case) throws {
    let replay = try play(example)
    #expect(replay.outcome.milestones.count { $0.kind == .webhookLost } == 3)
    let lines = replay.timeline.entries.filter { $0.actor == "gateway" }.map(\.text)
    #expect(
      lines == [
        "app issue: 3 items came by a live webhook that was lost: \(example.loss.words)"
      ])
    let isLinked = example.repository.isEmpty
    let fates = replay.evidence.fateCounts().map(\.fate)
    #expect(fates == (isLinked ? [.stored, .webhookLost, .stale] : []))
    // Two that nothing happened to after the backfill, one that was updated, two that were made.
    let lost = replay.evidence.records.compactMap(\.webhookLost)
    #expect(lost == ["\(example.loss)", "\(example.loss)", "\(example.loss)"])
    #expect(replay.evidence.records.count == (isLinked ? 5 : 3))
  }
}
