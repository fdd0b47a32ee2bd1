@testable import Scenarios

extension JudgedRun {
  /// The second page of one entity type fails in the first run; triggered again or not.
  private static func pageFails(
    _ type: String = "pull_request", wire: String = "fetch", again: String? = nil,
    levers: String = ""
  ) -> String {
    let story =
      again.map {
        "{ \"label\": \"again\", \"after\": \"first.started\", \"at\": \"\($0)\", "
          + "\"trigger\": { \"installation\": \"hub\" } }"
      } ?? ""
    return """
      "levers": { \(levers) },
      "+story": [\(story)],
      "faults": [{ "wire": "\(wire)", "entityType": "\(type)", "pages": 2,
        "rounds": 1, "status": 500\(wire == "post" ? ", \"items\": 3" : "") }]
      """
  }

  /// Scenarios 3, 4 and 9 of the runbook: types that fail, pages that fail, items that fail.
  static let failures: [JudgedRun] = [
    JudgedRun(
      "A page cannot be fetched",
      holds: ["1.3", "3.1", "4.1", "4.2", "4.3"], refutes: ["2.2"], silent: ["9.1", "3.2", "4.4"],
      pageFails()),
    JudgedRun(
      "A page cannot be fetched, triggered again within a day",
      holds: ["1.5", "3.2", "4.4", "6.1", "Q2", "Q3", "Q6"], silent: ["3.3", "6.2", "8.1"],
      pageFails(again: "1h")),
    JudgedRun(
      "Triggered again for the other types only", silent: ["1.5", "3.2", "4.4", "Q2", "Q3", "Q6"],
      """
      "+story": [{ "at": "1h", "trigger": { "installation": "hub", "entityTypes": ["release"] } }],
      "faults": [{ "wire": "fetch", "entityType": "pull_request", "pages": 2, "rounds": 1,
        "status": 500 }]
      """),
    JudgedRun(
      "Items come after the re-trigger, and their live webhooks are lost", .asBuilt,
      holds: ["1.5", "3.2", "4.4", "6.1", "Q2", "Q3", "Q6"], refutes: ["2.2"],
      """
      "levers": { "capture.significance-threshold": 0 },
      "+story": [
        { "label": "again", "at": "1h", "trigger": { "installation": "hub" } },
        { "label": "new", "at": "3h",
          "create": { "repository": "app", "entityType": "pull_request", "count": 4 } },
      ],
      "faults": [{ "wire": "fetch", "entityType": "pull_request", "pages": 2, "rounds": 1,
        "status": 500 }]
      """),
    JudgedRun(
      "The same with marks that live for ten minutes",
      refutes: ["3.2", "4.4", "6.1", "Q2", "Q3", "Q6"],
      pageFails(again: "1h", levers: "\"gateway.dedup-window\": \"10m\"")),
    JudgedRun(
      "A page cannot be fetched, triggered again after a day",
      holds: ["3.3", "6.2", "Q2", "Q3"], silent: ["3.2", "4.4", "6.1", "8.2"],
      pageFails(again: "25h")),
    JudgedRun(
      "The same with marks that live for two days", refutes: ["3.3", "6.2"], silent: ["8.2"],
      pageFails(again: "25h", levers: "\"gateway.dedup-window\": \"2d\"")),
    JudgedRun(
      "Triggered again after a day, a page came late and its marks outlive the day",
      refutes: ["6.2"], silent: ["6.1"], sizes: [],
      """
      "levers": { "gateway.dedup-window": "89995s" },
      "+story": [{ "label": "again", "after": "first.started", "at": "25h",
        "trigger": { "installation": "hub" } }],
      "faults": [{ "wire": "fetch", "entityType": "pull_request", "pages": 2, "rounds": 1,
        "attempts": 1, "status": 500 }]
      """),
    JudgedRun(
      "An item of a page cannot be posted", refutes: ["4.1", "9.1"], silent: ["3.1"],
      pageFails(wire: "post")),
    JudgedRun(
      "A step returns more than the engine takes", .asBuilt, refutes: ["4.2"], silent: ["3.1"],
      "\"levers\": { \"engine.step-output-limit\": \"32KiB\" }"),
    JudgedRun(
      "The failure handler cannot send its event", refutes: ["4.3"],
      """
      "faults": [
        { "wire": "fetch", "entityType": "pull_request", "pages": 2, "status": 500 },
        { "wire": "send-event", "entityType": "pull_request", "status": 500 },
      ]
      """),
    JudgedRun(
      "A sleeping worker keeps the others from starting", refutes: ["3.1"],
      """
      "levers": { "worker.global": 1, "worker.start-timeout": "30m", "worker.finish-timeout": "1h",
        "provider.rate-limit": "2/3h" },
      "world": { "repositories": { "app": { "items": { "pull_request": { "count": 40 } } } } }
      """),
    JudgedRun(
      "An item fails once in mid-page", holds: ["9.1"],
      """
      "faults": [{ "wire": "post", "entityType": "pull_request", "pages": 1, "items": 3,
        "attempts": 1, "status": 500 }]
      """),
    JudgedRun(
      "An item fails after its mark", refutes: ["9.1"],
      """
      "faults": [{ "wire": "publish", "entityType": "pull_request", "pages": 1, "items": 3,
        "attempts": 1, "status": 500 }]
      """),
    JudgedRun(
      "An item fails once, with a gateway that marks after publishing", refutes: ["9.1"],
      """
      "levers": { "gateway.order": "publish-then-mark" },
      "faults": [{ "wire": "post", "entityType": "pull_request", "pages": 1, "items": 3,
        "attempts": 1, "status": 500 }]
      """),
    JudgedRun(
      "Each attempt loses one more item behind its mark", refutes: ["9.1"],
      """
      "faults": [{ "wire": "publish", "entityType": "pull_request", "nth": [3, 6], "status": 429 }]
      """),
    JudgedRun(
      "The step is still retried when the simulation ends", silent: ["9.1"],
      """
      "faults": [{ "wire": "post", "entityType": "pull_request", "pages": 1, "items": 3,
        "status": 500 }],
      "limits": { "horizon": "20s" }
      """),
  ]
}
