import PipelineModel
import Scenarios
import SimKernel
import Testing

@Suite("A scenario that extends another")
struct ExtendsTests {
  private func load(_ child: String, base: String? = nil) throws -> Scenario {
    let base =
      base
      ?? smallScenario(
        """
        "claims": ["3.1"], "levers": { "worker.retries": 5, "worker.global": 7 },
        "faults": [{ "wire": "fetch", "pages": 2, "status": 500 }],
        "expect": { "both": ["stored == 1"], "as-built": ["stored == 2"] },
        "sometimes": ["stored > 0"],
        """)
    return try ScenarioFiles(["base.jsonc": base, "sub/main.jsonc": child])
      .scenario("sub/main.jsonc")
  }

  @Test("inherits everything but its own keys")
  func inherits() throws {
    let scenario = try load(
      "{ extends: '../base.jsonc' }", base: "{ title: 'B', abstract: true, runbook: 4 }")
    #expect(scenario.title == "B")
    #expect(scenario.runbook == 4)
    #expect(!scenario.isAbstract)
  }

  @Test("merges objects, replaces arrays and plain values")
  func merges() throws {
    let scenario = try load(
      """
      { extends: "../base.jsonc", title: "Child", claims: ["4.1"],
        levers: { "worker.retries": 1 },
        world: { repositories: { app: { items: { issue: { count: 99 } } } } } }
      """)
    #expect(scenario.title == "Child")
    #expect(scenario.claims == ["4.1"])
    let profile = scenario.experiment().profile
    #expect(profile.worker.retries == 1)
    #expect(profile.worker.global == 7)
    let issues = scenario.world.repositories[0].items.first { $0.entityType == .issue }
    #expect(issues?.count == 99)
    #expect(issues?.ages == .spread(from: .zero, to: .days(10)))
  }

  @Test("appends to lists")
  func appends() throws {
    let scenario = try load(
      """
      { extends: "../base.jsonc", "+claims": ["4.1"],
        "+story": [{ at: "1h", cancel: "acme-github" }],
        "+faults": [{ wire: "post", slow: "1s" }],
        "+expect": ["stored == 3"], "+sometimes": ["missing > 0"] }
      """)
    #expect(scenario.claims == ["3.1", "4.1"])
    #expect(scenario.story.steps.count == 2)
    #expect(scenario.faults.map(\.wire) == [.fetch, .post])
    #expect(scenario.expectations.map(\.text) == ["stored == 1", "stored == 3", "stored == 2"])
    #expect(scenario.expectations.map(\.profile) == [nil, nil, .asBuilt])
    #expect(scenario.sometimes.map(\.text) == ["stored > 0", "missing > 0"])
  }

  @Test("changes steps by their labels")
  func changesSteps() throws {
    let scenario = try load(
      """
      { extends: "../base.jsonc",
        story: { first: { at: "2h", trigger: { depth: 90 } } } }
      """)
    #expect(scenario.story.steps[0].when == StoryTime(offset: .hours(2)))
    #expect(
      scenario.story.steps[0].action
        == .trigger(
          TriggerRequest(
            installationID: .string("acme-github"), provider: .string("github"),
            organisationID: .string("acme"), depth: .number(90))))
  }

  @Test("drops the keys of the base that its own exclude")
  func excludes() throws {
    let scenario = try load(
      """
      { extends: "../base.jsonc",
        story: { first: { cancel: "acme-github" } },
        world: { repositories: { app: { items: {
          issue: { perDay: [4] }, pull_request: { count: 6, spread: ["1d", "2d"] } } } } } }
      """)
    #expect(
      scenario.story.steps[0].action
        == .cancel(CancelRequest(installationID: .string("acme-github"))))
    #expect(
      scenario.world.repositories[0].items == [
        .init(
          entityType: .pullRequest, count: 6, ages: .spread(from: .days(1), to: .days(2))),
        .init(entityType: .issue, count: 4, ages: .perDay([4])),
      ])
  }

  @Test("lists for both profiles and for one replace each other separately")
  func expectationLists() throws {
    let both = try load("{ extends: '../base.jsonc', expect: ['missing == 0'] }")
    #expect(both.expectations.map(\.text) == ["missing == 0", "stored == 2"])
    let one = try load("{ extends: '../base.jsonc', expect: { runbook: ['missing == 0'] } }")
    #expect(one.expectations.map(\.text) == ["stored == 1", "missing == 0", "stored == 2"])
  }

  @Test("can extend one that extends another")
  func chain() throws {
    let folder = try ScenarioFiles([
      "a.jsonc": "{ title: 'A', runbook: 1, seeds: 2 }",
      "x/b.jsonc": "{ extends: '../a.jsonc', runbook: 2 }",
      "main.jsonc": "{ extends: './x/b.jsonc', title: 'C' }",
    ])
    let scenario = try folder.scenario()
    #expect(scenario.title == "C")
    #expect(scenario.runbook == 2)
    #expect(scenario.seeds == [1, 2])
  }

  @Test("reports a mistake where it is written")
  func places() throws {
    let folder = try ScenarioFiles([
      "base.jsonc": smallScenario("\n\"runbook\": 12"),
      "main.jsonc": "{ extends: 'base.jsonc',\n  seeds: 0 }",
    ])
    #expect(
      try folder.mistakes() == [
        "main.jsonc:2:10: seeds: expected an integer from 1 to 10000, found the number 0",
        "base.jsonc:12:12: runbook: expected an integer from 1 to 11, found the number 12",
      ])
  }
}
