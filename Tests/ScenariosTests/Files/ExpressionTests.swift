import PipelineModel
import Scenarios
import SimKernel
import Testing

/// A run whose numbers are easy: pages of ten, 25 pull requests, 12 issues in the window of 30 days
/// and 12 beyond it, no releases; page 2 of the issues fails, an hour later it is triggered again.
private func scenario(_ expectations: [String]) throws -> Scenario {
  let list = expectations.map { "\"\($0)\"" }.joined(separator: ",\n")
  return try ScenarioFiles([
    "main.jsonc": """
    {
      "title": "Expressions",
      "levers": {
        "provider.page-size": 10, "engine.response-loss": 0, "queue.redelivery": 0,
        "provider.issues-include-pull-requests": false,
      },
      "world": {
        "organisations": { "acme": {} },
        "installations": { "hub": { "organisation": "acme" } },
        "repositories": { "app": { "installation": "hub", "items": {
          "pull_request": { "count": 25, "spread": ["0d", "25d"] },
          "issue": { "count": 24, "spread": ["0d", "60d"] },
        } } },
      },
      "story": [
        { "label": "first", "trigger": { "installation": "hub" } },
        { "label": "again", "at": "1h", "trigger": { "installation": "hub" } },
        { "label": "refused", "at": "2h", "trigger": { "installation": "hub", "key": "wrong" } },
        { "label": "never", "after": "refused.started", "flush": "store" },
      ],
      "faults": [{ "wire": "fetch", "entityType": "issue", "pages": 2, "rounds": 1, "status": 500 }],
      "expect": [\(list)],
    }
    """
  ]).scenario()
}

private func judgements(_ expectations: [String]) throws -> [Judgement] {
  let scenario = try scenario(expectations)
  let experiment = scenario.experiment(profile: .runbook, recording: .items)
  let verdict = scenario.verdict(on: experiment.run(), of: experiment, profile: .runbook)
  return verdict.expectations
}

/// What is true of that run.
private let sentences = [
  "1 + 2 * 3 == 7", "(1 + 2) * 3 == 9", "7 / 2 == 3", "-3 + 3 == 0", "10 - 2 - 3 == 5",
  "1h - 30m == 30m", "2 * 30m == 1h", "1h / 4 == 15m", "1h / 15m == 4", "-5m < 0s",
  "1 < 2", "2 <= 2", "3 > 2", "3 >= 3", "3 != 4", "1_000 == 1000", "true", "true != false",
  "ceil(25, 10) == 3", "ceil(20, 10) == 2", "ceil(0, 10) == 0", "min(3, 5) == 3",
  "max(3, 5) == 5", "[issue, pull_request] == [pull_request, issue]", "[] != [issue]",
  "expected == 25 + 12", "delivered == expected", "missing == 0", "stored(app) == stored",
  "accepted(issue) == 12", "duplicateRefused(pull_request) == 25", "posted(hub) == posted",
  "items(app, 30d) == 37", "items(app, issue, 30d) == 12", "items(hub, issue, 60d) == 24",
  "items(app, issue, 0d) == 0", "items(app, pull_request, 30d - at(again)) == 25",
  "pages(app, pull_request, 30d) == 3", "pages(app, release, 30d) == 1",
  "pages(app, 30d) == 3 + 2 + 1", "onPages(app, issue, 1) == 10", "units(hub) == 3",
  "units(app) == 3", "lever(provider.page-size) == 10", "lever(worker.finish-timeout) == 2h",
  "lever(worker.throttle) == 4000", "lever(worker.resume) == start",
  "lever(console.database-dedup) == false", "lever(items.issue) == 7000",
  "runs(orchestrator) == 2", "runs(worker) == 6", "runs(worker, failed) == 1",
  "runs(failed, issue, worker) == 1", "runs(worker, round=2) == 3",
  "runs(failure-handler) == 1",
  "run(worker, issue, 1).outcome == failed", "run(worker, issue, 1).failure == status",
  "run(worker, issue, 1).status == 500", "run(worker, issue, 2).pages == 2",
  "run(worker, issue, 2).round == 2", "run(orchestrator, 2).createdAt > at(again)",
  "run(worker, issue, 1).endedAt - run(worker, issue, 1).startedAt"
    + " == run(worker, issue, 1).duration",
  "open(worker, round=1) == 3", "overlap(orchestrator) == 0", "pagesFetched(worker) == 11",
  "asleep(worker) == 0s", "steps(worker, issue, round=2) == 2 + 2 * 2",
  "results == 2", "results(hub) == 2", "result(1).success == false", "result(2).success",
  "result(1).failed == [issue]", "result(1).succeeded == [pull_request, release]",
  "result(1).timedOut == []", "result(1).workUnits == 3", "result(1).units == 3",
  "result(1).listed", "result(hub, 2).eventsProduced == 25 + 12", "result(1).at < at(again)",
  "limit(worker.global).max == 3", "limit(worker.global).cap == 10",
  "limit(worker.global).waited == 0s",
  "answer(first) == 200", "answer(refused) == 401", "at(again) == 1h",
  "answeredAt(again) > 1h",
  "count(answered, status=401) == 1", "count(pageFetched, issue) == 3",
  "count(pageFetched, issue, round=1) == 1", "count(pageFetched, worker, page=2) == 3",
  "count(pageFetched, since=at(again)) == 6", "count(pageFetched, until=at(again)) == 5",
  "count(stepDone, step=dispatch, pull_request, round=1) == 3",
  "count(attemptFailed, step=fetch) == 4", "count(stepExhausted, attempts=4) == 1",
  "first(returned) == result(1).at", "last(returned) == result(2).at",
  "count(published, topic=ingress) == 37", "count(deadLetter, topic=cancel) == 0",
  "executions > executions(worker)", "providerRequests == 15", "providerRequests(hub) == 15",
  "events > 100", "endedAt > 2h", "quotaReached == false",
]

@Suite("Expectations")
struct ExpressionTests {
  @Test("hold where the numbers of the run say so")
  func hold() throws {
    let judgements = try judgements(sentences)
    for judgement in judgements { #expect(judgement.holds, "\(judgement.summary)") }
    #expect(judgements.count > 100)
  }

  @Test("that do not hold give both numbers, or why there is none")
  func doNotHold() throws {
    let summaries = try judgements([
      "stored == items(app, issue, 30d)", "at(again) < 5m", "result(1).failed == []",
      "run(worker, issue, 3).pages == 1", "run(worker, 0).pages == 1", "result(3).success",
      "at(never) == 0s", "answer(never) == 200", "quotaReachedAt == 0s",
      "1 / (stored - stored) == 1",
      "first(rateLimited) == 0s", "run(worker, issue, 2).status == 500",
      "9223372036854775807 + stored == 0", "limit(provider.rate-limit).max == 0", "ceil(1, 0) == 1",
    ]).map(\.summary)
    #expect(
      summaries == [
        "stored == items(app, issue, 30d): 37 == 12", "at(again) < 5m: 1h < 5m",
        "result(1).failed == []: [issue] == []",
        "run(worker, issue, 3).pages == 1: there is no run 3, 2 match",
        "run(worker, 0).pages == 1: there is no run 0, 6 match",
        "result(3).success: there is no result 3, 2 were returned",
        "at(never) == 0s: \"never\" did not happen",
        "answer(never) == 200: \"never\" was not answered",
        "quotaReachedAt == 0s: the month's executions were not used up",
        "1 / (stored - stored) == 1: a division by zero",
        "first(rateLimited) == 0s: no rateLimited happened",
        "run(worker, issue, 2).status == 500: the run failed with none, not with a status",
        "9223372036854775807 + stored == 0: "
          + "9223372036854775807 + 37 is too large",
        "limit(provider.rate-limit).max == 0: 7 == 0", "ceil(1, 0) == 1: ceil divides by 0",
      ])
  }

  @Test("about milestones need a run recorded with its items")
  func recording() throws {
    let scenario = try scenario(["count(pageFetched) == 11", "providerRequests == 15"])
    let experiment = scenario.experiment(recording: .milestones)
    let verdict = scenario.verdict(on: experiment.run(), of: experiment)
    #expect(
      verdict.broken.map(\.summary) == [
        "count(pageFetched) == 11: the run was not recorded with its items"
      ])
  }

  @Test("know where they are written")
  func place() throws {
    let scenario = try scenario(["true", "stored == 1"])
    let place = scenario.expectations[1].place
    #expect((place.line, place.column) == (23, 1))
    #expect(place.path == scenario.path)
  }

  @Test("make a verdict")
  func verdict() throws {
    let files = try ScenarioFiles([
      "main.jsonc": smallScenario(
        """
        "limits": { "maxEvents": 1000000 },
        "expect": { "both": ["true"], "runbook": ["1 == 2"], "as-built": ["2 == 2"] },
        "sometimes": { "runbook": ["true"], "as-built": ["stored > 1000"] },
        """)
    ])
    var scenario = try files.scenario()
    func verdict(_ profile: NamedProfile) -> ScenarioVerdict {
      let experiment = scenario.experiment(profile: profile)
      return scenario.verdict(on: experiment.run(), of: experiment, profile: profile)
    }
    #expect(verdict(.runbook).status == .fail)
    #expect(verdict(.runbook).broken.map(\.expectation.text) == ["1 == 2"])
    #expect(verdict(.asBuilt).status == .undecided)
    #expect(verdict(.asBuilt).neverHappened.map(\.expectation.text) == ["stored > 1000"])
    scenario.sometimes = []
    #expect(verdict(.asBuilt).status == .pass)
    scenario.limits.maxEvents = 10
    #expect(verdict(.asBuilt).isCutOff)
    #expect(verdict(.asBuilt).status == .undecided)
  }
}
