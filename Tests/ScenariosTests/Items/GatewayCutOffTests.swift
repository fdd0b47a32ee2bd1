import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// What the gateway is busy with when a run is cut off is on its way, however a post was answered.
@Suite("Items at the gateway when a run ends")
struct GatewayCutOffTests {
  private func fates(
    _ levers: String, _ faults: String, story: String = "", until horizon: String?
  ) throws -> [Fate: Int] {
    let limits = horizon.map { ", \"limits\": { \"horizon\": \"\($0)\" }" } ?? ""
    let files = try ScenarioFiles([
      "main.jsonc": """
      { "title": "Cut off", "levers": { "engine.response-loss": 0, "queue.redelivery": 0, \(levers) },
        "world": {
          "organisations": { "o": {} }, "installations": { "i": { "organisation": "o" } },
          "repositories": { "r": { "installation": "i", "items": { "issue": { "count": 3 } } } } },
        "story": [{ "trigger": { "installation": "i", "entityTypes": ["issue"] } } \(story)],
        "faults": [\(faults)] \(limits) }
      """
    ])
    let replay = ReplayPlan(try files.scenario(), profile: .runbook).run()
    return Dictionary(
      replay.evidence.fateCounts().map { ($0.fate, $0.count) }, uniquingKeysWith: +)
  }

  @Test("a live webhook whose client waits is not lost", arguments: ["mark", "publish"])
  func webhook(_ wire: String) throws {
    let levers = #""queue.publish-delays": ["6m"], "gateway.live-dedup-id": "plain""#
    let fault = #"{ "wire": "\#(wire)", "lose": "request", "window": ["10s", "20s"] }"#
    let made =
      #", { "at": "10s", "create": { "repository": "r", "entityType": "issue", "count": 1 } }"#
    #expect(try fates(levers, fault, story: made, until: "1m") == [.stored: 3, .inFlight: 1])
    #expect(try fates(levers, fault, story: made, until: nil) == [.stored: 4])
  }

  @Test("a row whose relay is to come is not behind its mark, nor refused")
  func rows() throws {
    let levers = #""gateway.order": "outbox", "gateway.outbox-interval": "1h""#
    for effect in [#""lose": "reply""#, #""crash": "after""#] {
      let fault = #"{ "wire": "mark", "items": 1, "nth": 1, \#(effect) }"#
      #expect(try fates(levers, fault, until: "5m") == [.inFlight: 3])
      #expect(try fates(levers, fault, until: nil) == [.stored: 3])
    }
  }

  @Test("a row that is held for good was never published")
  func held() throws {
    let levers = #""gateway.order": "hold-then-replay""#
    let faults = """
      { "wire": "mark", "items": 1, "nth": 1, "lose": "reply" },
      { "wire": "connection", "step": "replay-held", "status": 500 }
      """
    #expect(try fates(levers, faults, until: nil) == [.unpublished: 3])
  }
}
