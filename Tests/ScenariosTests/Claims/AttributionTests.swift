import Foundation
import PipelineModel
import Testing

@testable import Scenarios

/// What was charged to a run, a re-trigger or a cause that had no part in it: found by playing
/// files of chance against their timelines, 2026-11.
@Suite("A verdict is about what its claim is about")
struct AttributionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var claim: String
    var verdict: ClaimVerdict.Verdict
    var says: String
    var profiles: [NamedProfile] = [.runbook, .asBuilt]
    /// Members of the file, over the runbook's base world.
    var members: String
    var testDescription: String { "\(claim): \(name)" }
  }

  static let again = #""+story": [{ "at": "1h", "trigger": { "installation": "acme-github" } }]"#
  static let nextDay = #""+story": [{ "at": "25h", "trigger": { "installation": "acme-github" } }]"#

  static let rows: [Row] = [
    Row(
      name: "what the queue delivers later by itself is not the remedy's", claim: "1.5",
      verdict: .notExercised, says: "came by themselves", profiles: [.runbook],
      members: """
        "faults": [{ "wire": "ingress", "window": ["0s", "3h"], "status": 500 }],
        "+story": [{ "at": "4h", "trigger": { "installation": "acme-github" } }]
        """),
    Row(
      name: "a gateway that publishes what it has a mark of brings it", claim: "1.5",
      verdict: .holds, says: "none after the remedy", profiles: [.runbook],
      members: """
        "levers": { "gateway.order": "publish-then-mark", "queue.ingress-retries": 0 },
        "faults": [{ "wire": "ingress", "window": ["0s", "1h"], "status": 500 }],
        "+story": [{ "at": "4h", "trigger": { "installation": "acme-github" } }]
        """),
    Row(
      name: "a second trigger while the first run is open takes nothing from it", claim: "2.2",
      verdict: .holds, says: "all 392 items delivered", profiles: [.runbook],
      members: #""+story": [{ "at": "1s", "trigger": { "installation": "acme-github" } }]"#),
    Row(
      name: "an update whose webhook was lost is no second event", claim: "A6",
      verdict: .refuted, says: "reached the Console twice", profiles: [.asBuilt],
      members: """
        "world": { "repositories": { "app": { "items": {
          "pull_request": { "count": 20 }, "issue": { "count": 0 }, "release": { "count": 0 } } } } },
        "+story": [
          { "at": "1h", "update": {
            "repository": "app", "entityType": "pull_request", "first": 0, "count": 20 } },
          { "at": "25h", "trigger": { "installation": "acme-github" } }]
        """),
    Row(
      name: "the re-trigger's own retry meets its own marks", claim: "6.2", verdict: .holds,
      says: "delivered again", profiles: [.runbook],
      members: nextDay + """
        , "faults": [{ "wire": "post", "entityType": "pull_request", "pages": 1, "items": 10,
          "attempts": 1, "rounds": 2, "status": 503 }]
        """),
    Row(
      name: "what the queue delivers again by itself is not the re-trigger's", claim: "6.1",
      verdict: .holds, says: "posts answered duplicate, 130 missing items",
      profiles: [.runbook],
      members: """
        "+story": [{ "at": "5s", "trigger": { "installation": "acme-github" } }],
        "faults": [
          { "wire": "fetch", "entityType": "issue", "rounds": 1, "status": 500 },
          { "wire": "ingress", "entityType": "release", "items": 2, "statusAfterWork": 500,
            "attempts": 1 }]
        """),
    Row(
      name: "what the queue's retries brought the re-trigger did not", claim: "6.1",
      verdict: .holds, says: "0 missing items delivered", profiles: [.runbook],
      members: """
        "+story": [{ "at": "20m", "trigger": { "installation": "acme-github" } }],
        "faults": [{ "wire": "ingress", "window": ["0s", "40m"], "status": 503 }]
        """),
    Row(
      name: "data that come by themselves are not filled in by anybody", claim: "Q6",
      verdict: .notExercised, says: "came by themselves", profiles: [.runbook],
      members: #""+story": [{ "at": "2s", "trigger": { "installation": "acme-github" } }]"#),
    Row(
      name: "no overlap, nothing of it delivered again", claim: "8.2", verdict: .notExercised,
      says: "no item of the overlap", profiles: [.runbook],
      members: """
        "+story": [{ "at": "25h", "trigger": { "installation": "acme-github", "depth": 90 } }],
        "faults": [
          { "wire": "fetch", "rounds": 1, "status": 500 },
          { "wire": "ingress", "entityType": "release", "items": 1, "attempts": 1,
            "deliverTwice": true }]
        """),
    Row(
      name: "what had failed before is not older", claim: "8.1", verdict: .notExercised,
      says: "nothing older", profiles: [.runbook],
      members: """
        "+story": [{ "at": "1h", "trigger": { "installation": "acme-github", "depth": 90 } }],
        "faults": [{ "wire": "fetch", "entityType": "issue", "rounds": 1, "status": 500 }]
        """),
    Row(
      name: "a first delivery refused by the database is a loss", claim: "6.3",
      verdict: .refuted, says: "never stored (12 items in all)", profiles: [.asBuilt],
      members: """
        "levers": { "console.database-dedup": true },
        "faults": [{ "wire": "ingress-step", "entityType": "release", "attempts": 1,
          "statusAfterWork": 500 }]
        """),
    Row(
      name: "a post whose reply was lost has brought its item", claim: "4.1", verdict: .refuted,
      says: "1 item of failing page 2 reached the Console",
      members: """
        "faults": [
          { "wire": "publish", "entityType": "pull_request", "pages": 2, "items": 1,
            "lose": "reply" },
          { "wire": "post", "entityType": "pull_request", "pages": 2, "items": 2, "status": 500 }]
        """),
    Row(
      name: "a worker that could not tell its end failed on no page", claim: "4.1",
      verdict: .notExercised, says: "no worker failed on a page",
      members: """
        "faults": [{ "wire": "send-event", "entityType": "pull_request", "rounds": 1,
          "status": 500 }]
        """),
    Row(
      name: "a run that has ended does not still run", claim: "1.4", verdict: .holds,
      says: "run 1 ended at", profiles: [.asBuilt],
      members: """
        "levers": { "orchestrator.wait-timeout": "1m", "provider.rate-limit": "5/1h" },
        "limits": { "horizon": "30m" }
        """),
    Row(
      name: "before its last worker is not after it", claim: "1.4", verdict: .holds,
      says: "before its last worker",
      members: #""levers": { "orchestrator.finish-timeout": "10s" }"#),
    Row(
      name: "an item refused twice is one item", claim: "9.1", verdict: .holds,
      says: "50 items answered duplicate", profiles: [.runbook],
      members: """
        "faults": [{ "wire": "post", "entityType": "pull_request", "pages": 1, "items": 51,
          "attempts": [1, 2], "status": 500 }]
        """),
    Row(
      name: "the answer is the one that came", claim: "9.1", verdict: .refuted,
      says: "was answered \"duplicate\"", profiles: [.asBuilt],
      members: """
        "faults": [
          { "wire": "post", "entityType": "pull_request", "pages": 1, "items": 51, "attempts": 1,
            "status": 500 },
          { "wire": "publish", "entityType": "pull_request", "pages": 1, "items": 51,
            "attempts": 2, "status": 500 }]
        """),
    Row(
      name: "a worker that fails on the provider did not fail on its token", claim: "5.2",
      verdict: .notExercised, says: "no worker failed on its token", profiles: [.runbook],
      members: """
        "world": { "repositories": { "app": { "items": {
          "pull_request": { "count": 0 }, "issue": { "count": 30 }, "release": { "count": 0 } } } } },
        "faults": [
          { "wire": "fetch", "entityType": "issue", "pages": 1, "status": 500 },
          { "wire": "cancel-publish", "status": 500 }],
        "story": [
          { "trigger": { "installation": "acme-github", "entityTypes": ["issue"] } },
          { "at": "3s", "delete": "acme-github" }]
        """),
    Row(
      name: "a trigger that failed inside the service was not taken", claim: "1.1",
      verdict: .holds, says: "the service had taken no trigger",
      members: """
        "world": { "installations": { "acme-github": {
          "organisation": "acme", "connected": false } } },
        "story": [{ "connect": "acme-github" }],
        "faults": [{ "wire": "send-event", "status": 500 }]
        """),
    Row(
      name: "a run asked for before is named", claim: "11.1", verdict: .holds,
      says: "had been asked for before it", profiles: [.runbook],
      members: """
        "world": {
          "installations": { "acme-github": { "organisation": "acme", "connected": false } },
          "repositories": { "lib": { "installation": "acme-github", "linked": false,
            "items": { "issue": { "count": 5 } } } } },
        "story": [{ "connect": "acme-github" }, { "at": "5s", "link": "lib" }],
        "faults": [{ "wire": "trigger", "attempts": 1, "statusAfterWork": 500 }]
        """),
    Row(
      name: "nothing asked for, nothing shown", claim: "11.2", verdict: .notExercised,
      says: "asked for nothing that lib has",
      members: """
        "world": { "repositories": { "lib": { "installation": "acme-github", "linked": false,
          "items": { "issue": { "count": 5 } } } } },
        "+story": [
          { "at": "1h", "link": "lib" },
          { "at": "2h", "trigger": {
            "installation": "acme-github", "entityTypes": ["pull_request"] } }]
        """),
    Row(
      name: "a run that ended before a late cancel was not cancelled", claim: "5.1",
      verdict: .holds,
      says: "1 more had ended by itself", profiles: [.runbook],
      members: """
        "faults": [
          { "wire": "fetch", "entityType": "issue", "attempts": [1, 3], "status": 500 },
          { "wire": "cancel", "attempts": [1, 2], "status": 500 }],
        "+story": [{ "at": "20s", "delete": "acme-github" }]
        """),
    Row(
      name: "cut off with deliveries in the Console is nothing shown", claim: "1.5",
      verdict: .notExercised, says: "cut off", profiles: [.asBuilt],
      members: again + """
        , "limits": { "horizon": "1h40s" },
        "faults": [{ "wire": "fetch", "rounds": 1, "status": 500 }]
        """),
  ]

  @Test("whoever acted, the queue, a webhook or nobody", arguments: rows)
  func attribution(row: Row) throws {
    let base = "\(repositoryFolder)/scenarios/runbook/base.jsonc"
    let files = try ScenarioFiles([
      "main.jsonc": """
      { "extends": "\(base)", "title": "\(row.name)", "abstract": false,
        "claims": ["\(row.claim)"], "expect": [], "sometimes": [], \(row.members) }
      """
    ])
    for profile in row.profiles {
      let run = ReplayPlan(try files.scenario(), profile: profile).run()
      let verdict = try #require(run.claims.first)
      #expect(verdict.verdict == row.verdict, "\(profile): \(verdict.because)")
      #expect(verdict.because.contains(row.says), "\(profile): \(verdict.because)")
    }
  }
}
