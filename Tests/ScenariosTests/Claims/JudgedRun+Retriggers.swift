@testable import Scenarios

extension JudgedRun {
  private static func again(_ time: String, levers: String = "", _ more: String = "") -> String {
    """
    "levers": { \(levers) },
    "+story": [{ "label": "again", "after": "first.started", "at": "\(time)",
      "trigger": { "installation": "hub" } }],
    \(more)
    """
  }

  /// Seven days first, then thirty.
  private static func deeper(_ time: String, levers: String = "", depth: String = "30") -> String {
    """
    "levers": { \(levers) },
    "story": [
      { "label": "first", "trigger": { "installation": "hub", "depth": 7 } },
      { "label": "again", "after": "first.started", "at": "\(time)",
        "trigger": { "body": { "installationId": "hub", "provider": "github", "orgId": "acme",
          "depth": \(depth) } } },
    ]
    """
  }

  /// A second repository, linked after the first backfill and triggered by hand.
  private static func added(_ levers: String = "") -> String {
    """
    "levers": { \(levers) },
    "world": { "repositories": { "app-2": { "installation": "hub", "linked": false, "items": {
      "pull_request": { "count": 7, "spread": ["0d", "28d"] } } } } },
    "+story": [
      { "label": "add", "at": "50m", "link": "app-2" },
      { "label": "again", "at": "1h", "trigger": { "installation": "hub" } },
    ]
    """
  }

  /// Scenarios 6, 8 and 11 of the runbook, and its quick reference.
  static let retriggers: [JudgedRun] = [
    JudgedRun(
      "Triggered again within a day", holds: ["6.1"],
      silent: ["6.2", "6.3", "8.1", "8.2", "11.1", "11.2", "Q2", "Q3", "Q4", "Q5", "Q6"],
      again("23h")),
    JudgedRun(
      "Triggered again after a day", holds: ["6.2"], silent: ["6.1"], again("25h")),
    JudgedRun(
      "Triggered again after a day, as built", .asBuilt, refutes: ["6.2"], again("25h")),
    JudgedRun(
      "Triggered again within a day, an item lost behind its mark", refutes: ["6.1", "Q6"],
      again(
        "1h",
        """
        "faults": [{ "wire": "publish", "entityType": "issue", "items": 1, "pages": 1,
          "rounds": 1, "attempts": 1, "status": 500 }]
        """)),
    JudgedRun(
      "Triggered again after a day, the database refuses", holds: ["6.3"],
      again("25h", levers: "\"console.database-dedup\": true")),
    JudgedRun(
      "The same with a capture that is asked for twice", .asBuilt, refutes: ["6.3"],
      again(
        "25h",
        levers: """
          "console.database-dedup": true, "capture.idempotency": "0s",
          "capture.checks-duplicate": false
          """,
        // Of the three steps of the item's ingress the one that asks for the capture.
        """
        "faults": [{ "wire": "ingress-step", "entityType": "issue", "pages": 1, "items": 1,
          "rounds": 1, "nth": 3, "lose": "reply" }]
        """)),
    JudgedRun("More days within a day", holds: ["8.1", "Q4"], silent: ["8.2"], deeper("23h")),
    JudgedRun(
      "More days, written as text with blanks", .asBuilt, holds: ["8.1", "Q4"],
      deeper("2h", depth: "\" 30 \"")),
    JudgedRun(
      "More days within a day, marks of ten minutes", refutes: ["8.1", "Q4"],
      deeper("23h", levers: "\"gateway.dedup-window\": \"10m\"")),
    JudgedRun(
      "More days after a day", holds: ["8.2", "Q4"], silent: ["8.1"], deeper("25h")),
    JudgedRun(
      "More days after a day, marks of two days", refutes: ["8.2"],
      deeper("25h", levers: "\"gateway.dedup-window\": \"2d\"")),
    JudgedRun(
      "More days than there is history", silent: ["8.1"],
      """
      "story": [
        { "label": "first", "trigger": { "installation": "hub", "depth": 30 } },
        { "label": "again", "at": "2h", "trigger": { "installation": "hub", "depth": 90 } },
      ]
      """),
    JudgedRun(
      "A repository is added", holds: ["11.1", "11.2", "Q5"], added()),
    JudgedRun(
      "Adding a repository asks for a backfill", refutes: ["11.1"],
      added("\"connections.notify-on-link\": true")),
    JudgedRun(
      "A repository is added, marks of ten minutes", refutes: ["11.2", "Q5"],
      added("\"gateway.dedup-window\": \"10m\"")),
    JudgedRun(
      "The items of a new repository look like those of the old", .asBuilt, refutes: ["11.2"],
      added("\"items.closed\": 1000")),
  ]

  /// Two windows of six requests in a worker's two hours, for thirteen pages.
  private static func limited(
    _ more: String = "", rate: String = "6/70m", levers: String = ""
  ) -> String {
    """
    "levers": { "provider.rate-limit": "\(rate)", \(levers) },
    "world": { "repositories": { "app": { "items": {
      "pull_request": { "count": 60 }, "issue": { "count": 0 }, "release": { "count": 0 } } } } },
    "story": [
      { "label": "first",
        "trigger": { "installation": "hub", "entityTypes": ["pull_request"] } },
      \(more)
    ]
    """
  }

  private static func limitedAgain(_ depth: Int, levers: String = "") -> String {
    limited(
      """
      { "label": "again", "at": "10h", "trigger": { "installation": "hub", "depth": \(depth),
        "entityTypes": ["pull_request"] } }
      """, levers: levers)
  }

  /// Scenario 10 of the runbook.
  static let rateLimits: [JudgedRun] = [
    JudgedRun(
      "The provider's limit and the throttle", holds: ["10.1", "3.1"],
      limited(levers: "\"worker.throttle\": \"3/1h\"")),
    JudgedRun(
      "The same with a throttle that counts starts", .asBuilt, refutes: ["10.1"],
      limited(levers: "\"worker.throttle\": \"3/1h\"")),
    JudgedRun(
      "The provider's limit alone", silent: ["10.1", "10.2", "10.3"], limited()),
    JudgedRun(
      "The throttle alone", silent: ["10.1"],
      limited(rate: "5000/1h", levers: "\"worker.throttle\": \"3/1h\"")),
    JudgedRun(
      "Triggered again at the same depth", refutes: ["10.2"], silent: ["10.3"], limitedAgain(30)),
    JudgedRun(
      "Triggered again, with a cursor that is kept", holds: ["10.2"],
      limitedAgain(30, levers: "\"worker.resume\": \"cursor\"")),
    JudgedRun(
      "Triggered again with less depth", holds: ["10.3"], silent: ["10.2"], limitedAgain(7)),
    JudgedRun(
      "Triggered again with hardly less depth", refutes: ["10.3"],
      limitedAgain(29, levers: "\"backfill.validates-parameters\": false")),
  ]

  /// Scenario 7 of the runbook.
  static let manualTriggers: [JudgedRun] = [
    JudgedRun(
      "A depth that is not documented is refused", holds: ["7.1"],
      "\"+story\": [{ \"at\": \"1h\", \"trigger\": { \"installation\": \"hub\", \"depth\": 45 } }]"),
    JudgedRun(
      "A depth that is not documented is taken", .asBuilt, refutes: ["7.1"],
      "\"+story\": [{ \"at\": \"1h\", \"trigger\": { \"installation\": \"hub\", \"depth\": 45 } }]"),
    JudgedRun(
      "A wrong key", holds: ["7.2"],
      "\"+story\": [{ \"trigger\": { \"installation\": \"hub\", \"key\": \"wrong\" } }]"),
    JudgedRun(
      "An unknown provider is taken", .asBuilt, refutes: ["7.2"],
      """
      "+story": [{ "at": "1h", "trigger": { "installation": "hub", "provider": "gitlab" } }]
      """),
    JudgedRun(
      "A provider without connector", .asBuilt, silent: ["7.1", "7.2"],
      """
      "story": [{ "trigger": { "installation": "hub", "provider": "linear" } }]
      """),
  ]
}
