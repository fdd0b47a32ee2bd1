@testable import Scenarios

extension JudgedRun {
  /// A connection made by the story, whose notification goes one way or the other.
  private static func connection(_ more: String, levers: String = "") -> String {
    """
    "levers": { \(levers) },
    "world": { "installations": { "hub": { "connected": false } } },
    "story": [{ "label": "connect", "connect": "hub" }],
    \(more)
    """
  }

  /// Scenarios 1 and 2 of the runbook: what a customer's missing data tell.
  static let missingData: [JudgedRun] = [
    JudgedRun(
      "The notification is refused", holds: ["1.1", "2.1"], silent: ["1.5", "2.2", "Q1"],
      connection("\"faults\": [{ \"wire\": \"notify\", \"status\": 500 }]")),
    JudgedRun(
      "The queue gives the trigger's message up", holds: ["1.1", "2.1"],
      connection("\"faults\": [{ \"wire\": \"trigger\", \"status\": 500 }]")),
    JudgedRun(
      "The callback waits while the notification fails", .asBuilt, refutes: ["2.1"],
      connection("\"faults\": [{ \"wire\": \"notify\", \"lose\": \"request\" }]")),
    JudgedRun(
      "The automatic backfill of a new connection",
      holds: ["1.2"], silent: ["1.1", "1.5", "2.1", "2.2", "7.1", "7.3", "Q1"], connection("")),
    JudgedRun(
      "The automatic backfill looks before the repositories are linked", .asBuilt,
      refutes: ["1.2"], silent: ["1.1", "1.4", "A2"], connection("")),
    JudgedRun(
      "A trigger is taken and its run refused", refutes: ["1.1"],
      """
      "levers": { "engine.monthly-executions": 1 },
      "world": {
        "installations": { "late": { "organisation": "acme", "connected": false } },
        "repositories": { "late-app": { "installation": "late",
          "items": { "issue": { "count": 4, "spread": ["0d", "20d"] } } } },
      },
      "+story": [{ "at": "1h", "connect": "late" }]
      """),
    JudgedRun(
      "Triggered by hand a day late, when the window has moved",
      holds: ["1.1", "2.1"], refutes: ["2.2", "Q1"],
      """
      "world": {
        "installations": { "hub": { "connected": false } },
        "repositories": { "app": { "items": {
          "pull_request": { "count": 120, "spread": ["0d", "60d"] } } } },
      },
      "story": [
        { "label": "connect", "connect": "hub" },
        { "label": "first", "at": "25h", "trigger": { "installation": "hub" } },
      ],
      "faults": [{ "wire": "notify", "status": 500 }]
      """),
    JudgedRun(
      "The orchestrator's waits are shorter than its workers", refutes: ["1.3", "3.1"],
      """
      "levers": { "orchestrator.wait-timeout": "5s", "wire.post": "2s" },
      "faults": [{ "wire": "fetch", "entityType": "release", "status": 500 }]
      """),
    JudgedRun(
      "Workers reach their finish timeout and nobody is told", .asBuilt, refutes: ["1.4"],
      "\"levers\": { \"worker.finish-timeout\": \"3s\", \"wire.post\": \"1s\" }"),
    JudgedRun(
      "Somebody looks while the workers work", holds: ["1.4"], silent: ["1.2", "1.5", "2.2"],
      "\"levers\": { \"wire.post\": \"5s\" }, \"limits\": { \"horizon\": \"20s\" }"),
  ]
}
