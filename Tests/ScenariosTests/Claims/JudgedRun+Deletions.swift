@testable import Scenarios

extension JudgedRun {
  /// Deleted in mid-backfill, with posts that take a second.
  private static func deleted(
    _ more: String = "", action: String = "delete", then: String = ""
  ) -> String {
    """
    "levers": { "wire.post": "1s" },
    "world": { "repositories": { "app": { "items": { "pull_request": { "count": 60 } } } } },
    "+story": [{ "label": "end", "at": "8s", "\(action)": "hub" }, \(then)],
    \(more)
    """
  }

  /// A cancel by hand, seven seconds after the deletion.
  private static let stop = """
    { "label": "stop", "at": "15s", "cancel": { "installationId": "hub" } }
    """

  /// A connection deleted while its only worker waits to ask for its token again.
  private static func withoutToken(_ more: String) -> String {
    """
    "story": [
      { "label": "first", "trigger": { "installation": "hub", "entityTypes": ["issue"] } },
      { "label": "end", "at": "6s", "delete": "hub" },
    ],
    "faults": [
      { "wire": "token", "installation": "hub", "attempts": 1, "status": 500 },
      \(more)
    ]
    """
  }

  /// Scenario 5 of the runbook.
  static let deletions: [JudgedRun] = [
    JudgedRun(
      "The cancel comes at once", holds: ["5.1"], silent: ["5.2"], deleted()),
    JudgedRun(
      "The cancel comes at the second attempt", holds: ["5.1"],
      deleted("\"faults\": [{ \"wire\": \"cancel\", \"attempts\": 1, \"status\": 503 }]")),
    JudgedRun(
      "The cancel cannot be published", refutes: ["5.1", "5.2", "5.3"],
      deleted("\"faults\": [{ \"wire\": \"cancel-publish\", \"status\": 500 }]")),
    JudgedRun(
      "The cancel is never delivered", refutes: ["5.1", "5.2", "5.3"],
      deleted("\"faults\": [{ \"wire\": \"cancel\", \"status\": 503 }]")),
    JudgedRun(
      "The cancel cannot be published, and all is over by itself soon", refutes: ["5.1"],
      """
      "+story": [{ "label": "end", "at": "2s", "delete": "hub" }],
      "faults": [{ "wire": "cancel-publish", "status": 500 }]
      """),
    JudgedRun(
      "The cancel comes when nothing is open any more", silent: ["5.1"],
      """
      "+story": [{ "label": "end", "at": "2s", "delete": "hub" }],
      "faults": [{ "wire": "cancel", "attempts": [1, 2], "status": 503 }]
      """),
    JudgedRun(
      "The cancel cannot be published, somebody cancels by hand", refutes: ["5.1"],
      deleted("\"faults\": [{ \"wire\": \"cancel-publish\", \"status\": 500 }]", then: stop)),
    JudgedRun(
      "The cancel is refused, somebody cancels by hand", refutes: ["5.1"],
      deleted("\"faults\": [{ \"wire\": \"cancel\", \"status\": 503 }]", then: stop)),
    JudgedRun(
      "Somebody cancels by hand what is cancelled already", holds: ["5.1"], deleted(then: stop)),
    JudgedRun(
      "Disconnected in the user interface", .asBuilt, refutes: ["5.1", "5.2"],
      deleted(action: "disconnect")),
    JudgedRun(
      "Workers are asked for after the cancel", refutes: ["5.1"],
      """
      "levers": { "wire.post": "1s", "engine.event-latency": "5s" },
      "+story": [{ "label": "end", "after": "first.started", "at": "2s", "delete": "hub" }]
      """),
    JudgedRun(
      "Deleted when nothing is open", silent: ["5.1", "5.2", "5.3"],
      "\"+story\": [{ \"label\": \"end\", \"at\": \"2h\", \"delete\": \"hub\" }]"),
    JudgedRun(
      "A worker without token fails", holds: ["5.2", "5.3"], refutes: ["5.1"],
      withoutToken("{ \"wire\": \"cancel-publish\", \"status\": 500 }")),
    JudgedRun(
      "A worker without token is cancelled", holds: ["5.1", "5.3"], silent: ["5.2"],
      withoutToken("")),
  ]
}
