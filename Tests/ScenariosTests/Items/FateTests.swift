import PipelineModel
import Testing

@testable import Scenarios

@Suite("Fates of items")
struct FateTests {
  /// A scenario, and what becomes of its items as built.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// More keys of a file with `acme/app` and a trigger of its pull requests.
    var more = ""
    var organisations = #""acme": {}"#
    var items = #""pull_request": { "count": 20 }"#
    var story = trigger()
    var fates: [Fate: Int]

    var testDescription: String { name }

    var text: String {
      """
      { "title": "A fate", "profile": "as-built",
        "world": {
          "organisations": { \(organisations) },
          "installations": { "gh": { "organisation": "acme" } },
          "repositories": { "app": { "installation": "gh", "items": { \(items) } } } },
        "story": [\(story)], \(more) }
      """
    }
  }

  static func trigger(_ more: String = "") -> String {
    """
    { "label": "first", "trigger": { "installation": "gh", "entityTypes": ["pull_request"]\(more) } }
    """
  }

  /// Nothing is lost by chance, and everything is significant.
  static func levers(_ more: String, closed: Int = 1000) -> String {
    """
    "levers": {
      "engine.response-loss": 0, "queue.redelivery": 0, "items.closed": \(closed), \(more) },
    """
  }

  static let direct = levers(#""capture.model": "direct", "console.workflow": false"#)

  static let cases = [
    Case(name: "the customer sees them", more: levers(""), fates: [.stored: 20]),
    Case(
      name: "open issues without signals",
      more: levers(#""capture.significance-threshold": 90"#, closed: 0),
      fates: [.insignificant: 20]),
    Case(
      name: "an organisation without workspace", more: direct,
      organisations: #""acme": { "workspaces": 0 }"#, fates: [.noWorkspace: 20]),
    Case(
      name: "a trigger that names another organisation", more: levers(""),
      organisations: #""acme": {}, "bolt": {}"#,
      story: trigger(#", "organisation": "bolt""#), fates: [.foreignWorkspace: 20]),
    Case(
      name: "the second of two answers of the database",
      more: levers(#""console.database-dedup": true"#)
        + #""faults": [{ "wire": "ingress-step", "items": 1, "lose": "reply", "nth": 2 }],"#,
      fates: [.databaseRefused: 1, .stored: 19]),
    Case(
      name: "a capture that fails for good",
      more: levers("")
        + #""faults": [{ "wire": "capture", "items": 1, "attempts": [1, 9], "status": 500 }],"#,
      fates: [.captureFailed: 1, .stored: 19]),
    Case(
      name: "a capture whose steps take too long",
      more: levers("")
        + #""faults": [{ "wire": "capture", "items": 1, "attempts": [1, 9], "slow": "2m" }],"#,
      fates: [.captureFinishTimeout: 1, .stored: 19]),
    Case(
      name: "captures that wait too long",
      more: levers(#""capture.per-workspace": 1, "capture.start-timeout": "1ms""#),
      fates: [.captureStartTimeout: 19, .stored: 1]),
    Case(
      name: "a workflow step that fails for good",
      more: levers("")
        + #""faults": [{ "wire": "ingress-step", "items": 1, "attempts": [1, 9], "status": 500 }],"#,
      fates: [.ingressFailed: 1, .stored: 19]),
    Case(
      name: "a month that is used up",
      more: levers(#""engine.monthly-executions": 10, "engine.at-quota": "refuse""#),
      fates: [.stored: 1, .quota: 19]),
    Case(
      name: "a message that the queue gives up",
      more: direct
        + #""faults": [{ "wire": "ingress", "items": 1, "attempts": [1, 99], "status": 500 }],"#,
      fates: [.deadLettered: 1, .stored: 19]),
    Case(
      name: "a mark before a publish that never succeeds",
      more: direct + #""faults": [{ "wire": "publish", "items": 3, "status": 429 }],"#,
      fates: [.behindMark: 1, .stored: 19]),
    Case(
      name: "posts that all fail",
      more: direct + #""faults": [{ "wire": "post", "items": 1, "status": 500 }],"#,
      fates: [.refusedByGateway: 1, .notPosted: 19]),
    Case(
      name: "a page that never comes",
      more: direct + #""faults": [{ "wire": "fetch", "pages": 2, "status": 500 }],"#,
      items: #""pull_request": { "count": 120 }"#, fates: [.stored: 100, .notReached: 20]),
    Case(
      name: "a worker that never starts",
      more: levers(#""worker.start-timeout": "30s", "worker.per-organisation": 1"#)
        + #""faults": [{ "wire": "token", "entityType": "pull_request", "nth": 1, "hang": true }],"#,
      items: #""pull_request": { "count": 5 }, "issue": { "count": 7 }"#,
      story: #"{ "trigger": { "installation": "gh", "entityTypes": ["pull_request", "issue"] } }"#,
      fates: [.stored: 5, .notStarted: 7]),
    Case(
      name: "a type that no orchestrator asked for",
      more: direct
        + #""faults": [{ "wire": "connection", "attempts": [1, 99], "status": 500 }],"#,
      fates: [.notAsked: 20]),
    Case(
      name: "a second run whose window is narrower than that of the first, which failed",
      more: direct + #""faults": [{ "wire": "fetch", "rounds": 1, "status": 500 }],"#,
      items: #""pull_request": { "count": 20, "spread": ["0d", "40d"] }"#,
      story: trigger(#", "depth": 30"#)
        + #", { "after": "first.ended", "trigger": { "installation": "gh", "entityTypes": ["pull_request"], "depth": 10 } }"#,
      fates: [.stored: 5, .outsideWindow: 10]),
    Case(
      name: "an item that moves to the front while pages are read", more: direct,
      items: #""pull_request": { "count": 250 }"#,
      story: trigger()
        + #", { "at": "5s", "update": { "repository": "app", "entityType": "pull_request", "first": 150, "count": 1 } }"#,
      fates: [.stored: 249, .movedBetweenPages: 1]),
    Case(
      name: "items made during the run, with webhooks that the queue refuses",
      more: levers(#""capture.model": "direct", "gateway.live-dedup-id": "colon""#),
      story: trigger()
        + #", { "after": "first.ended", "create": { "repository": "app", "entityType": "pull_request", "count": 2 } }"#,
      fates: [.stored: 20, .webhookLost: 2]),
    Case(
      name: "an old item updated after its page, with a webhook that the queue refuses",
      more: levers(#""capture.model": "direct", "gateway.live-dedup-id": "colon""#),
      items: #""pull_request": { "count": 20, "spread": ["20d", "40d"] }"#,
      story: trigger()
        + #", { "after": "first.ended", "update": { "repository": "app", "entityType": "pull_request", "first": 15, "count": 1 } }"#,
      fates: [.stored: 10, .updatedDuringRun: 1]),
    Case(
      name: "a run that goes on beyond the horizon",
      more: direct + #""limits": { "horizon": "1s" },"#,
      items: #""pull_request": { "count": 100 }"#, fates: [.inFlight: 100]),
  ]

  private static func fates(_ text: String) throws -> [Fate: Int] {
    let scenario = try ScenarioFiles(["main.jsonc": text]).scenario()
    let evidence = ReplayPlan(scenario, profile: .asBuilt, seed: 1, overrides: []).run().evidence
    return Dictionary(
      uniqueKeysWithValues: evidence.fateCounts().map { ($0.fate, $0.count) })
  }

  @Test("follow from what happened", arguments: cases)
  func table(_ example: Case) throws {
    do {
      let fates = try Self.fates(example.text)
      #expect(fates == example.fates)
    } catch let error as any ReportedError {
      Issue.record(Comment(rawValue: error.report(colours: false)))
    }
  }
}
