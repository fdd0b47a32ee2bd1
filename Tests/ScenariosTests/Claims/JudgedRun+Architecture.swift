@testable import Scenarios

extension JudgedRun {
  static let all: [JudgedRun] =
    architecture + limits + missingData + failures + deletions + retriggers + rateLimits
    + manualTriggers

  private static let secondTrigger = """
    "+story": [{ "at": "2s", "trigger": { "installation": "hub" } }]
    """

  /// One run at a time, its workers, and the way of an item.
  static let architecture: [JudgedRun] = [
    JudgedRun(
      "Nothing goes wrong",
      holds: ["A2", "A6", "1.2", "1.4", "1.5", "2.2", "7.1", "Q1"],
      silent: [
        "A1", "A3", "A4", "A5", "1.1", "1.3", "2.1", "3.1", "3.2", "3.3", "4.1", "4.2", "4.3",
        "4.4", "5.1", "5.2", "5.3", "6.1", "6.2", "6.3", "7.2", "7.3", "8.1", "8.2", "9.1", "10.1",
        "10.2", "10.3", "11.1", "11.2", "Q2", "Q3", "Q4", "Q5", "Q6",
      ], ""),
    JudgedRun(
      "Nobody asks for anything",
      silent: Claim.all.map(\.id), "\"story\": []"),
    JudgedRun(
      "A second trigger waits", holds: ["A1", "7.3", "6.1"], secondTrigger),
    JudgedRun(
      "A second trigger runs beside the first", .asBuilt, refutes: ["A1", "7.3"], secondTrigger),
    JudgedRun(
      "A second trigger is dropped", refutes: ["A1", "7.3"],
      """
      "levers": { "orchestrator.singleton": "skip" }, \(secondTrigger)
      """),
    JudgedRun(
      "A second trigger replaces the open run", refutes: ["A1", "7.3"],
      """
      "levers": { "orchestrator.singleton": "cancel" }, \(secondTrigger)
      """),
    JudgedRun(
      "A second trigger after a cancel by hand", silent: ["A1", "7.3"],
      """
      "+story": [
        { "label": "stop", "at": "2s", "cancel": { "installationId": "hub" } },
        { "at": "10s", "trigger": { "installation": "hub" } },
      ]
      """),
    JudgedRun(
      "The answer of the fan-out is lost", refutes: ["A2"],
      """
      "faults": [{ "wire": "request", "installation": "hub", "nth": 2, "lose": "reply" }]
      """),
    JudgedRun(
      "Workers wait beyond their start timeout", .asBuilt, refutes: ["A2"],
      """
      "levers": { "worker.per-organisation": 1, "worker.start-timeout": "200ms" }
      """),
    JudgedRun(
      "The Console refuses the issues for good",
      holds: ["1.2"], refutes: ["A6", "1.5", "2.2", "Q1"],
      """
      "faults": [{ "wire": "ingress", "entityType": "issue", "status": 500 }]
      """),
    JudgedRun(
      "A repository that is no resource", silent: ["A2", "A6", "1.2", "1.4", "2.2", "Q1"],
      """
      "world": { "repositories": { "app": { "linked": false } } }
      """),
  ]

  /// What runs at once, and how much in a month.
  static let limits: [JudgedRun] = [
    JudgedRun(
      "Both limits of the workers are reached", holds: ["A3"],
      """
      "levers": { "worker.per-organisation": 1, "worker.global": 2 },
      "world": {
        "organisations": { "bolt": {}, "corp": {} },
        "installations": { "bolt-hub": { "organisation": "bolt" },
          "corp-hub": { "organisation": "corp" } },
        "repositories": {
          "bolt-app": { "installation": "bolt-hub",
            "items": { "issue": { "count": 8, "spread": ["0d", "28d"] } } },
          "corp-app": { "installation": "corp-hub",
            "items": { "issue": { "count": 8, "spread": ["0d", "28d"] } } } },
      },
      "+story": [{ "trigger": { "installation": "bolt-hub" } },
        { "trigger": { "installation": "corp-hub" } }]
      """),
    JudgedRun(
      "A limit above the runbook's five", refutes: ["A3"],
      """
      "levers": { "worker.per-organisation": 20, "worker.global": 20 },
      "world": { "repositories": {
        "app-2": { "installation": "hub", "items": { "issue": { "count": 8, "spread": ["0d", "9d"] } } },
        "app-3": { "installation": "hub", "items": { "issue": { "count": 8, "spread": ["0d", "9d"] } } },
      } }
      """),
    JudgedRun(
      "An account of two steps", holds: ["A4"], "\"levers\": { \"engine.account-steps\": 2 }"),
    JudgedRun(
      "An account above the runbook's hundred", refutes: ["A4"], manyRepositories),
    JudgedRun(
      "An account without a limit", refutes: ["A4"],
      manyRepositories.replacing(
        "\"engine.account-steps\": 200", with: "\"engine.account-steps\": 0")),
    JudgedRun(
      "An account without a limit, and too little to do", silent: ["A4"],
      "\"levers\": { \"engine.account-steps\": 0 }"),
    JudgedRun(
      "The month's executions end, new runs are refused", holds: ["A5"], toleratesOthers: false,
      """
      "levers": { "engine.monthly-executions": 5 },
      "+story": [{ "at": "1h", "trigger": { "installation": "hub" } }]
      """),
    JudgedRun(
      "The month's executions end, runs go on", refutes: ["A5"],
      """
      "levers": { "engine.monthly-executions": 5, "engine.at-quota": "continue" },
      "+story": [{ "at": "1h", "trigger": { "installation": "hub" } }]
      """),
    JudgedRun(
      "The month's executions end, captures go on", .asBuilt, refutes: ["A5"],
      "\"levers\": { \"engine.monthly-executions\": 30 }"),
    JudgedRun(
      "The month's executions end with the last run", silent: ["A5"],
      "\"levers\": { \"engine.monthly-executions\": 20 }"),
  ]

  /// Forty repositories whose workers ask for their tokens at once.
  private static let manyRepositories = """
    "levers": { "engine.account-steps": 200, "worker.per-organisation": 0, "worker.global": 0 },
    "world": { "repositories": { \(
      (1...40).map {
        """
        "many-\($0)": { "installation": "hub",
          "items": { "issue": { "count": 1, "spread": ["0d", "9d"] } } },
        """
      }.joined(separator: "\n")) } }
    """
}
