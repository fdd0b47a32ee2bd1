import PipelineModel
import Testing

@testable import Scenarios

@Suite("Fates of items")
struct FateTests {
  /// A scenario, and what becomes of its items as built.
  ///
  /// It is written for pull requests and told of issues and of Vercel's deployments, too, by putting
  /// their name in the place of `TYPE`.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// More keys of a file with `acme/app` and a trigger of its items.
    var more = ""
    var organisations = #""acme": {}"#
    var items = #""TYPE": { "count": 20 }"#
    /// More keys of the repository.
    var repository = ""
    /// More repositories.
    var others = ""
    var story = trigger()
    var types: [EntityType] = [.pullRequest, .issue, .deployment]
    var fates: [Fate: Int]

    var testDescription: String { name }

    func text(_ type: EntityType) -> String {
      """
      { "title": "A fate", "profile": "as-built",
        "world": {
          "organisations": { \(organisations) },
          "installations": { "hub": { "organisation": "acme",
            "provider": "\(type == .deployment ? "vercel" : "github")" } },
          "repositories": { "app": { "installation": "hub", "items": { \(items) } \(repository) }
            \(others) } },
        "story": [\(story)], \(more) }
      """.replacing("TYPE", with: type.name)
    }
  }

  static func trigger(_ more: String = "") -> String {
    """
    { "label": "first", "trigger": { "installation": "hub", "entityTypes": ["TYPE"]\(more) } }
    """
  }

  /// Nothing is lost by chance, and everything is significant.
  static func levers(_ more: String, closed: Int = 1000, threshold: Int = 0) -> String {
    """
    "levers": {
      "engine.response-loss": 0, "queue.redelivery": 0, "items.closed": \(closed),
      "capture.significance-threshold": \(threshold), \(more) },
    """
  }

  static let direct = levers(#""capture.model": "direct", "console.workflow": false"#)

  static let cases = [
    Case(name: "the customer sees them", more: levers(""), fates: [.stored: 20]),
    Case(
      name: "an outbox that gives up",
      more: levers(#""gateway.order": "outbox", "gateway.dedup-window": "1h""#)
        + #""faults": [{ "wire": "publish", "status": 500 }],"#, fates: [.unpublished: 20]),
    Case(
      name: "a repository that is linked and not synced", more: levers(""),
      repository: #", "synced": false"#, fates: [.notSynced: 20]),
    Case(
      name: "open issues without signals",
      more: levers("", closed: 0, threshold: 90),
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
      more: levers(#""engine.monthly-executions": 8, "engine.at-quota": "refuse""#),
      fates: [.stored: 1, .quota: 19]),
    Case(
      name: "two repositories with items of the same numbers", more: levers(""),
      others: #", "lib": { "installation": "hub", "items": { "TYPE": { "count": 20 } } }"#,
      types: [.pullRequest, .issue], fates: [.stored: 20, .takenForAnother: 20]),
    Case(
      name: "a capture that fails, beside a second delivery that it makes a duplicate",
      more: levers("")
        + """
        "faults": [
          { "wire": "ingress", "items": 1, "deliverTwice": true },
          { "wire": "capture", "items": 1, "attempts": [1, 9], "status": 500 },
        ],
        """, fates: [.captureFailed: 1, .stored: 19]),
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
      name: "marks before publishes that all fail, each attempt one item further",
      more: direct + #""faults": [{ "wire": "publish", "status": 429 }],"#,
      fates: [.behindMark: 4, .notPosted: 16]),
    Case(
      name: "posts that all fail",
      more: direct + #""faults": [{ "wire": "post", "items": 1, "status": 500 }],"#,
      fates: [.refusedByGateway: 1, .notPosted: 19]),
    Case(
      name: "posts that never reach the gateway",
      more: direct + #""faults": [{ "wire": "post", "lose": "request" }],"#,
      fates: [.notPosted: 20]),
    Case(
      name: "a page that never comes",
      more: direct + #""faults": [{ "wire": "fetch", "pages": 2, "status": 500 }],"#,
      items: #""TYPE": { "count": 120 }"#, fates: [.stored: 100, .notReached: 20]),
    Case(
      name: "a worker that never starts",
      more: levers(#""worker.start-timeout": "30s", "worker.per-organisation": 1"#)
        + #""faults": [{ "wire": "token", "entityType": "release", "nth": 1, "hang": true }],"#,
      items: #""release": { "count": 5 }, "TYPE": { "count": 7 }"#,
      story: #"{ "trigger": { "installation": "hub", "entityTypes": ["release", "TYPE"] } }"#,
      types: [.pullRequest, .issue], fates: [.stored: 5, .notStarted: 7]),
    Case(
      name: "a type that no orchestrator asked for",
      more: direct
        + #""faults": [{ "wire": "connection", "attempts": [1, 99], "status": 500 }],"#,
      fates: [.notAsked: 20]),
    Case(
      name: "a second run whose window is narrower than that of the first, which failed",
      more: direct + #""faults": [{ "wire": "fetch", "rounds": 1, "status": 500 }],"#,
      items: #""TYPE": { "count": 20, "spread": ["0d", "40d"] }"#,
      story: trigger(#", "depth": 30"#)
        + #", { "after": "first.ended", "trigger": { "installation": "hub", "entityTypes": ["TYPE"], "depth": 10 } }"#,
      fates: [.stored: 5, .outsideWindow: 10]),
    Case(
      name: "an item that moves to the front while pages are read", more: direct,
      items: #""TYPE": { "count": 250 }"#,
      story: trigger()
        + #", { "at": "5s", "update": { "repository": "app", "entityType": "TYPE", "first": 150, "count": 1 } }"#,
      types: [.pullRequest, .issue], fates: [.stored: 249, .movedBetweenPages: 1]),
    Case(
      name: "items made during the run, with webhooks that the queue refuses",
      more: levers(#""capture.model": "direct", "gateway.live-dedup-id": "colon""#),
      story: trigger()
        + #", { "after": "first.ended", "create": { "repository": "app", "entityType": "TYPE", "count": 2 } }"#,
      fates: [.stored: 20, .webhookLost: 2]),
    Case(
      name: "an item updated after its page, with a webhook that the queue refuses",
      more: levers(#""capture.model": "direct", "gateway.live-dedup-id": "colon""#),
      story: trigger()
        + #", { "after": "first.ended", "update": { "repository": "app", "entityType": "TYPE", "first": 3, "count": 1 } }"#,
      types: [.pullRequest, .issue], fates: [.stored: 19, .stale: 1]),
    Case(
      name: "an old item updated after its page, with a webhook that the queue refuses",
      more: levers(#""capture.model": "direct", "gateway.live-dedup-id": "colon""#),
      items: #""TYPE": { "count": 20, "spread": ["20d", "40d"] }"#,
      story: trigger()
        + #", { "after": "first.ended", "update": { "repository": "app", "entityType": "TYPE", "first": 15, "count": 1 } }"#,
      types: [.pullRequest, .issue], fates: [.stored: 10, .updatedDuringRun: 1]),
    Case(
      name: "items of one instant, behind the cursor of the page that ends with it", more: direct,
      items: #""TYPE": { "count": 250, "spread": ["1d", "1d"] }"#, types: [.deployment],
      fates: [.stored: 100, .sharedInstant: 150]),
    Case(
      name: "a run that goes on beyond the horizon",
      more: direct + #""limits": { "horizon": "1s" },"#,
      items: #""TYPE": { "count": 100 }"#, fates: [.inFlight: 100]),
    Case(
      name: "a backfill that waits for its turn at the horizon",
      more: direct + #""limits": { "horizon": "100ms" },"#, fates: [.inFlight: 20]),
    Case(
      name: "posts that are tried again beyond the horizon",
      more: direct
        + """
        "faults": [{ "wire": "post", "status": 500 }], "limits": { "horizon": "20s" },
        """, fates: [.inFlight: 20]),
    Case(
      name: "captures that go on beyond the horizon",
      more: levers("")
        + """
        "faults": [{ "wire": "capture", "slow": "3m", "nth": [1, 20] }],
        "limits": { "horizon": "30s" },
        """, fates: [.inConsole: 20]),
  ]

  private static func fates(_ text: String) throws -> [Fate: Int] {
    let scenario = try ScenarioFiles(["main.jsonc": text]).scenario()
    let evidence = ReplayPlan(scenario, profile: .asBuilt, seed: 1, overrides: []).run().evidence
    return Dictionary(
      uniqueKeysWithValues: evidence.fateCounts().map { ($0.fate, $0.count) })
  }

  @Test("follow from what happened, whatever the type", arguments: cases)
  func table(_ example: Case) throws {
    for type in example.types {
      do {
        let fates = try Self.fates(example.text(type))
        #expect(fates == example.fates, "\(type.name)")
      } catch let error as any ReportedError {
        Issue.record(Comment(rawValue: error.report(colours: false)))
      }
    }
  }

  @Test("can all happen", arguments: Fate.allCases)
  func reachable(_ fate: Fate) {
    #expect(Self.cases.contains { $0.fates[fate] != nil })
  }
}
