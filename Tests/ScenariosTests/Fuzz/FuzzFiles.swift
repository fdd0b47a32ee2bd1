import Foundation
import PipelineModel

@testable import Scenarios
@testable import simrun

/// Whole files of every kind that the program reads, small enough to be played in a moment.
struct FuzzFiles {
  enum Kind: CaseIterable {
    case scenario, extended, workload, fleet, sweep, observations, records, rows, resumed
  }

  static let limits = "{\"horizon\": \"10d\", \"maxEvents\": 3000}"

  static let scenario = """
    {"title": "Fuzz", "runbook": 6, "claims": ["6.1", "A1", "1.2"], "profile": "as-built",
     "seeds": [1, 2], "levers": {"engine.poll-tick": "150ms", "worker.finish-timeout": "2h"},
     "world": {"organisations": {"acme": {"workspaces": 1}},
      "installations": {"acme-github": {"organisation": "acme", "provider": "github"},
       "acme-vercel": {"organisation": "acme", "provider": "vercel", "connected": false}},
      "repositories": {
       "app": {"installation": "acme-github", "items": {
        "issue": {"count": 3, "spread": ["0d", "10d"]}, "pull_request": {"perDay": [2, 0, 1]}}},
       "api": {"installation": "acme-github", "linked": false, "firstNumber": 7,
        "items": {"release": {"count": 2}}},
       "web": {"installation": "acme-vercel", "items": {"deployment": {"count": 2}}}}},
     "story": [{"label": "first", "trigger": {"installation": "acme-github", "depth": 30}},
      {"at": "1m", "connect": "acme-vercel"}, {"after": "first", "at": "2m", "link": "api"},
      {"at": "3m", "create": {"repository": "app", "entityType": "issue", "count": 2}},
      {"at": "4m", "update": {"repository": "app", "entityType": "issue", "first": 0, "count": 1}},
      {"at": "5m", "cancel": {"key": "wrong", "installationId": 3}}, {"at": "6m", "flush": "store"},
      {"at": "1h", "label": "raw", "trigger": {"key": "valid", "body":
       {"installationId": "acme-github", "provider": "github", "orgId": "acme", "depth": "90",
        "entityTypes": ["issue"]}}},
      {"after": "first.ended", "at": "25h", "disconnect": "acme-vercel"},
      {"at": "3d", "delete": "acme-github"}],
     "faults": [{"wire": "fetch", "entityType": "issue", "pages": [1, 2], "rounds": 1, "status": 500},
      {"wire": "post", "items": 1, "nth": 2, "lose": "reply"},
      {"wire": "ingress", "window": ["1h", "2h"], "probability": "10%", "slow": "3s"},
      {"wire": "publish", "repository": "app", "deliverTwice": true}],
     "limits": \(limits),
     "expect": {"both": ["stored == 0", "items(app, issue, 30d) + 1 > 0"],
      "as-built": ["run(worker, issue, 2).duration < 2h - 1us", "answer(raw) == 202"]},
     "sometimes": ["count(pageFetched, issue, page=1) > 0", "limit(worker.global).max >= 1"]}
    """

  static let workload = """
    {"repository": "acme/app", "asOf": "2026-08-22", "source": "search", "perDayAge": [
     {"age": 0, "pullRequestsMerged": 2, "numbersIssued": 3, "releases": 1},
     {"age": 1, "pullRequestsMerged": 0, "numbersIssued": 1, "releases": 0}],
     "window": {"2": {"pullRequestsMerged": 2, "numbersIssued": 4, "releases": 1}},
     "allTime": {"pullRequestsMerged": 9, "numbersIssued": 20, "releases": 3}}
    """

  static let worked = """
    {"title": "Worked", "world": {"organisations": {"acme": {}},
     "installations": {"acme-github": {"organisation": "acme"}},
     "repositories": {"app": {"installation": "acme-github", "items": {"workload": "w.json"}}}},
     "story": [{"label": "first", "trigger": {"installation": "acme-github"}}],
     "limits": \(limits)}
    """

  static let extending = """
    {"extends": "base.jsonc", "title": "Extending", "story": {"first": {"at": "1m"}},
     "world": {"repositories": {"app": {"items": {"issue": {"perDay": [1]}}}}},
     "+faults": [{"wire": "token", "hang": true}], "+expect": ["missing >= 0"], "+claims": ["6.2"]}
    """

  static let fleet = """
    {"title": "Fleet", "limits": \(limits), "fleet": {"connections": 2, "over": "1h",
     "arrivals": "poisson", "mix": [{"share": 2, "repositories": [1, 2],
      "items": {"issue": {"count": 3}}}, {"share": 1, "repositories": 1, "provider": "vercel",
      "items": {"deployment": {"count": 2}}}], "retrigger": {"after": "1h", "atMost": 1}}}
    """

  static let sweep = """
    {"title": "Sweep", "world": {"organisations": {"acme": {}},
     "installations": {"acme-github": {"organisation": "acme"}},
     "repositories": {"app": {"installation": "acme-github", "items": {"issue": {"count": 3}}}}},
     "story": [{"label": "first", "trigger": {"installation": "acme-github"}},
      {"label": "again", "after": "first", "at": "1h", "trigger": {"installation": "acme-github"}}],
     "limits": \(limits), "until": "stored",
     "axes": {"size": {"items": {"repository": "app", "entityType": "issue"}, "values": [1, 2]},
      "wait": {"time": "again", "from": "1h", "to": "2h", "count": 2},
      "name": {"path": ["title"], "values": ["a", "=1+1"]}}, "where": ["size * 1h <= wait"]}
    """

  static let records = """
    {
      // Pull requests and releases are there, issues stop after the first 100.
      "now": "2026-02-25T11:40:00Z",
      "installation": "inst_8f2c",
      "provider": "github",
      "customer": { "misses": ["issue"] },
      "orchestrators": [
        {
          "id": "01JMY4", "status": "completed",
          "createdAt": "2026-02-25T10:30:00Z", "startedAt": "2026-02-25T10:30:01Z",
          "endedAt": "2026-02-25T10:34:12Z",
          "output": {
            "success": false, "workUnits": 3,
            "results": [
              { "resource": "acme/app", "entityType": "pull_request", "success": true },
              { "resource": "acme/app", "entityType": "issue", "success": false,
                "error": "GitHub API returned 502" },
              { "resource": "acme/app", "entityType": "release", "success": true }
            ]
          }
        }
      ],
      "workers": [
        {
          "id": "01JMY5", "parent": "01JMY4", "resource": "acme/app", "entityType": "pull_request",
          "status": "completed", "createdAt": "2026-02-25T10:30:02Z",
          "startedAt": "2026-02-25T10:30:02Z", "endedAt": "2026-02-25T10:31:10Z", "pages": 5
        },
        {
          "id": "01JMY6", "parent": "01JMY4", "resource": "acme/app", "entityType": "issue",
          "status": "failed", "error": "GitHub API returned 502", "step": "fetch-issue-p2", "pages": 1,
          "createdAt": "2026-02-25T10:30:02Z", "startedAt": "2026-02-25T10:30:02Z",
          "endedAt": "2026-02-25T10:34:10Z"
        },
        {
          "id": "01JMY7", "parent": "01JMY4", "resource": "acme/app", "entityType": "release",
          "status": "completed", "createdAt": "2026-02-25T10:30:02Z",
          "startedAt": "2026-02-25T10:30:02Z", "endedAt": "2026-02-25T10:30:09Z", "pages": 1
        }
      ]
    }
    """

  static let observations = """
    call,durationMilliseconds,status,attempt
    fetch,649.0,200,1
    fetch,422.8,200,1
    fetch,428.9,502,1
    post,12.5,202,1
    post,13.5,202,2
    """

  /// Files that the program itself has written: rows of the sweep above, and a replay's report.
  struct Written {
    let csv: String
    let ndjson: String
    let report: String

    init() throws {
      let files = try ScenarioFiles([
        "a.sweep.jsonc": FuzzFiles.sweep, "a.jsonc": FuzzFiles.worked, "w.json": FuzzFiles.workload,
      ])
      func output(_ words: String...) -> String {
        let recorded = RecordedTerminal()
        _ = Program.simrun.run(words, on: recorded.terminal())
        return recorded.output
      }
      let sweep = files.path + "/a.sweep.jsonc"
      csv = output("sweep", sweep, "-f", "csv", "--threads", "1")
      ndjson = output("sweep", sweep, "-f", "ndjson", "--threads", "1")
      report = output("replay", files.path + "/a.jsonc", "-f", "json", "--threads", "1")
    }
  }
}
