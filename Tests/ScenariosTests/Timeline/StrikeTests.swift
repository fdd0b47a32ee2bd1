import PipelineModel
import Testing

@testable import Scenarios

@Suite("A fault that strikes")
struct StrikeTests {
  /// A wire and what happens on it.
  struct Strike: Sendable, CustomTestStringConvertible {
    let wire: Wire
    /// The effect as files write it, and in words.
    let effect: (key: String, words: String)

    var testDescription: String { "\(wire.name), \(effect.words)" }

    static let effects = [
      (#""status": 500"#, "HTTP 500"), (#""statusAfterWork": 503"#, "HTTP 503 after the work"),
      (#""lose": "request""#, "request lost"), (#""lose": "reply""#, "reply lost"),
      (#""hang": true"#, "hangs"), (#""slow": "2s""#, "2s slower"),
      (#""crash": "before""#, "caller dies before the call"),
      (#""crash": "after""#, "caller dies after the call"),
    ]

    static let all = Wire.allCases.flatMap { wire in
      let twice = [(#""deliverTwice": true"#, "delivered twice")]
      let isTwice = [.trigger, .cancelDelivery, .ingress, .teardown, .webhook].contains(wire)
      return (effects + (isTwice ? twice : [])).map { Strike(wire: wire, effect: $0) }
    }
  }

  /// A connection that is made, backfilled, triggered by hand and deleted, with an item that is
  /// opened meanwhile or without.
  static func replay(_ faults: String, isLive: Bool = false) throws -> Replay {
    let opened =
      #"{ "at": "3h", "create": { "repository": "app", "#
      + #""entityType": "pull_request", "count": 1 } },"#
    let files = try ScenarioFiles([
      "main.jsonc": """
      { "title": "Every wire", "profile": "as-built",
        "levers": { "engine.response-loss": 0, "queue.redelivery": 0, "items.closed": 1000 },
        "world": {
          "organisations": { "acme": {} },
          "installations": { "hub": { "organisation": "acme", "connected": false } },
          "repositories": { "app": { "installation": "hub", "items": {
            "pull_request": { "count": 2, "spread": ["0d", "9d"] } } } } },
        "story": [
          { "connect": "hub" },
          { "at": "1h", "trigger": { "installation": "hub", "entityTypes": ["pull_request"] } },
          \(isLive ? opened : "") { "at": "5h", "delete": "hub" }],
        "faults": [
          { "wire": "fetch", "pages": 99, "status": 500, "mayMiss": true },
          \(faults)] }
      """
    ])
    return ReplayPlan(try files.scenario(), profile: .asBuilt).run()
  }

  /// The line of the second fault in the file above.
  private static let line = 14

  @Test(
    "is told in the timeline, the trace and the JSON: the rule and its place, the call, the attempt",
    arguments: Strike.all)
  func told(_ strike: Strike) throws {
    let (wire, effect) = (strike.wire, strike.effect)
    let replay = try Self.replay(
      #"{ "wire": "\#(wire.name)", \#(effect.key) }"#, isLive: wire == .webhook)
    let report = ReplayReport(replay)
    #expect(report.strikes.count > 0 && report.strikes.count == report.faults[1].strikes)
    for strike in report.strikes {
      #expect(strike.rule == 1 && strike.line == Self.line && strike.path.hasSuffix("/main.jsonc"))
      #expect(strike.wire == wire.name && strike.effect == effect.words && strike.attempt > 0)
      let isOfItem = [.post, .mark, .publish, .ingress, .ingressStep, .capture].contains(wire)
      #expect(!isOfItem || strike.item.hasPrefix("app pull_request #"))
      let isOfRun = [
        .engineRequest, .connection, .token, .fetch, .post, .mark, .publish, .capture,
      ].contains(wire)
      #expect(!isOfRun || strike.run > 0 && !strike.call.isEmpty)
    }
    #expect(
      report.missedFaults == [
        "never struck, and may miss: main.jsonc:13: faults[0] (HTTP 500, fetch)"
      ])
    let start = "faults[1] (main.jsonc:\(Self.line)): \(effect.words), \(wire.name) of "
    let lines = replay.timeline.entries.filter { $0.actor == "fault" }
    #expect(!lines.isEmpty && lines.allSatisfy { $0.text.hasPrefix(start) })
    let moments = ChromeTrace(replay.evidence).events.filter {
      $0.name.hasPrefix("fault: \(start)")
    }
    #expect(moments.count == report.strikes.count)
    #expect(moments.map(\.time.microseconds) == report.strikes.map(\.atMicroseconds))
  }

  @Test("again and again is one line, and as many entries as it strikes")
  func folded() throws {
    let replay = try Self.replay(#"{ "wire": "post", "status": 500 }"#)
    let lines = replay.timeline.entries.filter { $0.actor == "fault" }
    #expect(ReplayReport(replay).strikes.map(\.attempt) == [1, 2, 3, 4])
    #expect(lines.map(\.text.count).max() ?? 0 < 160)
    let text = try #require(lines.first?.text)
    #expect(text.contains("HTTP 500, post of app pull_request #2, attempt 1"))
    #expect(lines.count < 4 && text.contains("more until"))
  }
}
