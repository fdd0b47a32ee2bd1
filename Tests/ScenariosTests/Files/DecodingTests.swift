import PipelineModel
import Scenarios
import SimKernel
import Testing

@Suite("A scenario file")
struct DecodingTests {
  @Test("gives every top-level key")
  func topLevel() throws {
    let folder = try ScenarioFiles([
      "scenarios/runbook/one.jsonc": """
      {
        "$schema": "../schema.json",
        "title": "One",
        "runbook": 3,
        "claims": ["3.1", "A6", "Q2"],
        "profile": "as-built",
        "seeds": [7, 9],
        "limits": { "horizon": "3d", "maxEvents": 1e6 },
      }
      """
    ])
    let scenario = try folder.scenario("scenarios/runbook/one.jsonc")
    #expect(scenario.name == "runbook/one")
    #expect(scenario.title == "One")
    #expect(scenario.runbook == 3)
    #expect(scenario.claims == ["3.1", "A6", "Q2"])
    #expect(scenario.profile == .asBuilt)
    #expect(scenario.profiles == [.asBuilt])
    #expect(scenario.seeds == [7, 9])
    #expect(scenario.limits.horizon == .zero + .days(3))
    #expect(scenario.limits.maxEvents == 1_000_000)
    #expect(!scenario.isAbstract)
  }

  @Test("has defaults for what it does not say")
  func defaults() throws {
    let scenario = try ScenarioFiles(["main.jsonc": "{ title: 'Bare', seeds: 3 }"]).scenario()
    #expect(scenario.seeds == [1, 2, 3])
    #expect(scenario.profiles == [.runbook, .asBuilt])
    #expect(scenario.limits == Scenario.Limits())
    #expect(scenario.world == World())
    let experiment = scenario.experiment()
    #expect(experiment.seed == 1)
    #expect(experiment.profile == Profile(.runbook))
    #expect(experiment.horizon == .distantFuture)
    #expect(scenario.experiment(profile: .asBuilt, seed: 5).seed == 5)
  }

  @Test("gives the world by names")
  func world() throws {
    let text = """
      {
        "title": "World",
        "world": {
          "organisations": { "acme": {}, "bolt": { "workspaces": 0 } },
          "installations": {
            "a": { "organisation": "bolt", "provider": "vercel", "connected": false },
            "b": { "organisation": "acme" },
          },
          "repositories": {
            "x/y": { "installation": "a", "linked": false, "items": {
              "deployment": { "count": 5 }, "issue": { "perDay": [1, 2] } } },
            "empty": { "installation": "b" },
          },
        },
      }
      """
    let world = try ScenarioFiles(["main.jsonc": text]).scenario().world
    #expect(
      world
        == World(
          organisations: [.init(name: "acme"), .init(name: "bolt", workspaces: 0)],
          installations: [
            .init(name: "a", organisation: 1, provider: .vercel, connected: false),
            .init(name: "b", organisation: 0, provider: .github),
          ],
          repositories: [
            .init(
              name: "x/y", installation: 0, linked: false,
              items: [
                .init(entityType: .issue, count: 3, ages: .perDay([1, 2])),
                .init(
                  entityType: .deployment, count: 5,
                  ages: .spread(from: .zero, to: .days(30))),
              ]),
            .init(name: "empty", installation: 1, items: []),
          ]))
  }

  @Test("takes the items of a real repository")
  func workload() throws {
    let day = { (age: Int, merged: Int, issued: Int, releases: Int) in
      """
      {"age": \(age), "pullRequestsMerged": \(merged), "numbersIssued": \(issued), \
      "releases": \(releases)}
      """
    }
    let folder = try ScenarioFiles([
      "workloads/repo.json": """
      {"repository": "o/r", "asOf": "2026-08-21", "source": "made up",
       "allTime": {"numbersIssued": 100, "pullRequestsMerged": 40, "releases": 1},
       "window": {}, "perDayAge": [\(day(0, 3, 7, 0)), \(day(1, 5, 4, 1)), \(day(2, 0, 2, 0))]}
      """,
      "deep/main.jsonc": """
      {"title": "W", "world": {"organisations": {"o": {}},
       "installations": {"i": {"organisation": "o"}},
       "repositories": {"r": {"installation": "i",
         "items": {"workload": "../workloads/repo.json"}}}}}
      """,
    ])
    let repository = try folder.scenario("deep/main.jsonc").world.repositories[0]
    #expect(repository.firstNumber == 100 - (7 + 4 + 2) + 1)
    #expect(
      repository.items == [
        .init(entityType: .pullRequest, count: 8, ages: .perDay([3, 5, 0])),
        .init(entityType: .issue, count: 6, ages: .perDay([4, 0, 2])),
        .init(entityType: .release, count: 1, ages: .perDay([0, 1, 0])),
      ])
  }

  @Test("gives faults with target, time and effect")
  func faults() throws {
    let more = """
      "faults": [
        { "wire": "fetch", "installation": "acme-github", "repository": "app",
          "entityType": "issue", "pages": 2, "items": [3, 4], "attempts": [1, 2], "rounds": 1,
          "status": 500, "mayMiss": true },
        { "wire": "post", "nth": [5, 9], "statusAfterWork": 503 },
        { "wire": "mark", "window": ["1h", "2h"], "lose": "request" },
        { "wire": "publish", "probability": 0.25, "lose": "reply" },
        { "wire": "connection", "nth": 3, "hang": true },
        { "wire": "token", "slow": "3m" },
        { "wire": "request", "crash": "before" },
        { "wire": "request", "crash": "after" },
        { "wire": "ingress", "probability": "0.1%", "deliverTwice": true },
      ]
      """
    let faults = try ScenarioFiles(["main.jsonc": smallScenario(more)]).scenario().faults
    var target = Fault.Target()
    target.installation = 0
    target.repository = 0
    target.entityType = .issue
    target.pages = 2...2
    target.items = 3...4
    target.attempts = 1...2
    target.rounds = 1...1
    #expect(faults.map(\.rule) == Array(0..<9))
    let plain = faults.map { fault in
      var fault = fault
      fault.rule = nil
      return fault
    }
    #expect(
      plain == [
        Fault(wire: .fetch, target: target, effect: .status(500), mayMiss: true),
        Fault(wire: .post, trigger: .nth(5...9), effect: .statusAfterWork(503)),
        Fault(
          wire: .mark, trigger: .window(from: .zero + .hours(1), to: .zero + .hours(2)),
          effect: .lostRequest),
        Fault(wire: .publish, trigger: .probability(perMillion: 250_000), effect: .lostReply),
        Fault(wire: .connection, trigger: .nth(3...3), effect: .hang),
        Fault(wire: .token, effect: .slow(.minutes(3))),
        Fault(wire: .engineRequest, effect: .crashBefore),
        Fault(wire: .engineRequest, effect: .crashAfter),
        Fault(wire: .ingress, trigger: .probability(perMillion: 1000), effect: .deliveredTwice),
      ])
  }

  @Test("takes a lever of every kind")
  func levers() throws {
    let more = """
      "levers": {
        "worker.retries": 5,
        "worker.finish-timeout": "30m",
        "queue.retry-delays": ["1s", "2s"],
        "console.database-dedup": true,
        "worker.resume": "cursor",
        "items.issue": "9KiB",
        "worker.throttle": "60/1m",
        "wire.post": "1s",
        "wire.fetch": { "uniform": ["1s", "2s"] },
        "wire.publish": { "exponential": "50ms" },
        "wire.operator": { "lognormal": { "median": "1s", "sigma": 0.5 } },
        "wire.connections": { "empirical": [
          { "share": 0, "value": "1ms" }, { "share": 1, "value": "3ms" }] },
      }
      """
    let scenario = try ScenarioFiles(["main.jsonc": smallScenario(more)]).scenario()
    var profile = Profile(.asBuilt)
    profile.worker.retries = 5
    profile.worker.finishTimeout = .minutes(30)
    profile.queue.retryDelays = [.seconds(1), .seconds(2)]
    profile.console.databaseDedup = true
    profile.worker.resume = .cursor
    profile.items.issueBytes = 9 << 10
    profile.worker.throttle = PipelineModel.Rate(count: 60, period: .minutes(1))
    profile.wires.post = .constant(.seconds(1))
    profile.wires.fetch = .uniform(.seconds(1), .seconds(2))
    profile.wires.publish = .exponential(mean: .milliseconds(50))
    profile.wires.operatorCall = .lognormal(median: .seconds(1), sigma: 0.5)
    profile.wires.connections = .empirical([
      Quantile(0, .milliseconds(1)), Quantile(1, .milliseconds(3)),
    ])
    #expect(scenario.experiment(profile: .asBuilt).profile == profile)
  }

  @Test("lets the caller override its levers")
  func overrides() throws {
    let more = "\"levers\": { \"worker.retries\": 5 }"
    let scenario = try ScenarioFiles(["main.jsonc": smallScenario(more)]).scenario()
    let setting = try #require(LeverSetting("worker.retries", .count(1)))
    #expect(scenario.experiment(overrides: [setting]).profile.worker.retries == 1)
    #expect(LeverSetting("worker.retries", .count(99)) == nil)
    #expect(LeverSetting("worker.retry", .count(1)) == nil)
  }

  @Test("is known by its digest")
  func digest() throws {
    let text = smallScenario()
    let same = try ScenarioFiles(["main.jsonc": text]).scenario().digest
    #expect(try ScenarioFiles(["main.jsonc": text]).scenario().digest == same)
    #expect(try ScenarioFiles(["main.jsonc": text + " "]).scenario().digest != same)
  }

  @Test("is found below its folder, in order")
  func discovery() throws {
    let folder = try ScenarioFiles([
      "b.jsonc": "{title: 'B'}", "a/z.jsonc": "{title: 'Z'}",
      "a/base.jsonc": "{title: 'Base', abstract: true}", "workloads/w.json": "{}",
    ])
    let paths = try ScenarioFolder.paths(in: folder.path)
    #expect(
      paths.map { $0.replacing(folder.path + "/", with: "") }
        == ["a/base.jsonc", "a/z.jsonc", "b.jsonc"])
    #expect(try ScenarioFolder.scenarios(in: folder.path).map(\.title) == ["Z", "B"])
    #expect(throws: SourceFailure.self) { try ScenarioFolder.paths(in: folder.path + "/none") }
  }
}
