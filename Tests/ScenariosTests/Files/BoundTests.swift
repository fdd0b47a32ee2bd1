import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("What a scenario outgrows")
struct BoundTests {
  private func mistakes(_ text: String) throws -> [String] {
    try ScenarioFiles(["main.jsonc": text]).mistakes()
      .map { String($0.split(separator: ": ", maxSplits: 1)[1]) }
  }

  private func world(_ repositories: String) -> String {
    """
    { "title": "x", "world": { "organisations": { "o": {} },
      "installations": { "i": { "organisation": "o" } },
      "repositories": { \(repositories) } } }
    """
  }

  @Test(
    "in time is refused at its place",
    arguments: [
      (
        "\"levers\": { \"queue.retry-delays\": [\"36500d1us\"] }",
        "levers.\"queue.retry-delays\"[0]: 36500d1us is longer than the longest"
          + " duration"
      ),
      (
        "\"levers\": { \"wire.fetch\": { \"uniform\": [\"1s\", \"9223372036854775807us\"] } }",
        "levers.\"wire.fetch\".uniform[1]: 106751991d4h54.775807s is longer than the"
          + " longest duration"
      ),
      (
        "\"levers\": { \"provider.rate-limit\": \"1000000001/1us\" }",
        "levers.\"provider.rate-limit\": the lever does not take 1000000001/1us"
      ),
      (
        "\"levers\": { \"worker.throttle\": \"1/40000d\" }",
        "levers.\"worker.throttle\": the lever does not take 1/40000d"
      ),
      (
        "\"levers\": { \"engine.state-limit\": \"2GiB\" }",
        "levers.\"engine.state-limit\": expected a size from 0B to 1GiB, found the string \"2GiB\""
      ),
      (
        "\"faults\": [{ \"wire\": \"fetch\", \"slow\": \"9000000000s\" }]",
        "faults[0].slow: 104166d16h is longer than the longest duration"
      ),
      (
        "\"limits\": { \"horizon\": \"36501d\" }",
        "limits.horizon: expected a duration from 1us to 36500d, found the string \"36501d\""
      ),
    ])
  func durations(section: String, message: String) throws {
    #expect(try mistakes(smallScenario(section)) == [message])
  }

  @Test("in the story is refused at its place")
  func story() throws {
    let late = smallScenario().replacing(
      "\"label\": \"first\"", with: "\"label\": \"first\", \"at\": \"9223372036854775807us\"")
    #expect(
      try mistakes(late) == [
        "story[0].at: 106751991d4h54.775807s is longer than the longest duration"
      ])
    let create = """
      { "create": { "repository": "app", "entityType": "issue", "count": 1000000 } },
      """
    let many = smallScenario().replacing(
      "\"story\": [", with: "\"story\": [" + String(repeating: create, count: 11))
    #expect(
      try mistakes(many) == ["story: 11000000 items made and updated are more than 10000000"])
  }

  @Test("in expressions is refused with the part that is too large")
  func expressions() throws {
    let found = try mistakes(
      smallScenario(
        """
        "expect": [
          "onPages(app, issue, -1) == 0",
          "stored == 9223372036854775807 + 1",
          "stored == 2 * (0 - 9223372036854775807 - 1)",
          "stored == 1 / 0",
          "endedAt < 9223372036854775807us * 2"
        ]
        """))
    #expect(
      found == [
        "expect[0]: there are no -1 pages",
        "expect[1]: 9223372036854775807 + 1 is too large",
        "expect[2]: 2 * -9223372036854775808 is too large",
        "expect[3]: a division by zero",
        "expect[4]: 9223372036854775807 * 2 is too large",
      ])
  }

  @Test("in expressions over a run breaks the expectation and says why")
  func expressionsOverARun() throws {
    let scenario = try ScenarioFiles([
      "main.jsonc": smallScenario(
        """
        "expect": [
          "onPages(app, issue, 0 - stored) == 0",
          "onPages(app, issue, stored * 500000000000000000) == items(app, issue, 30d)",
          "stored * 9223372036854775807 > 0",
          "endedAt * 9223372036854775807 > 0s"
        ]
        """)
    ]).scenario()
    let report = ReplayReport(ReplayPlan(scenario, profile: .runbook).run())
    #expect(report.brokenExpectations.count == 3)
    #expect(report.brokenExpectations[0].summary.contains("there are no -15 pages"))
    #expect(report.brokenExpectations[1].summary.contains("is too large"))
    #expect(report.brokenExpectations[2].summary.contains("is too large"))
  }

  @Test("in items is refused before anything runs")
  func items() throws {
    let three = """
      "items": { "issue": { "count": 10000000 }, "release": { "count": 10000000 },
        "pull_request": { "count": 10000000 } }
      """
    let large = (0..<72).map { "\"r\($0)\": { \"installation\": \"i\", \(three) }" }
    #expect(
      try mistakes(world(large.joined(separator: ", "))) == [
        "world: 2160000000 items are more than 2147483647"
      ])
    let days =
      "\"r\": { \"installation\": \"i\", \"items\": { \"issue\": { \"perDay\":"
      + " [10000000, 1] } } }"
    #expect(
      try mistakes(world(days)) == [
        "world: r has 10000001 items of the type issue, more than 10000000"
      ])
  }

  @Test("in repositories of a fleet is refused before anything runs")
  func repositories() throws {
    let fleet = """
      { "title": "x", "fleet": { "connections": 101, "over": "1d",
        "mix": [{ "items": {} }, { "repositories": 10000, "items": {} }] } }
      """
    #expect(
      try mistakes(fleet) == [
        "fleet.connections: 101 connections of up to 10000 repositories are more than 1000000"
          + " repositories"
      ])
  }

  @Test("in memory is said with what it would take")
  func memory() throws {
    let scenario = try ScenarioFiles([
      "main.jsonc": smallScenario().replacing("\"count\": 10,", with: "\"count\": 1000000,")
    ]).scenario()
    #expect(MemoryShortage(of: scenario, recording: .items, available: 1 << 30) == nil)
    let shortage = try #require(
      MemoryShortage(of: scenario, recording: .items, available: 500 << 20))
    #expect(shortage.items == 1_000_005)
    #expect(
      shortage.message
        == "a run of 1,000,005 items takes about 675 MiB of memory, and there are 500 MiB")
    #expect(shortage.exitCode == .badData)
    #expect(MemoryShortage(of: scenario, recording: .counts, available: 500 << 20) == nil)
  }

  @Test("in old items that nobody asks for takes little memory")
  func oldItems() throws {
    let scenario = try ScenarioFiles([
      "main.jsonc": smallScenario().replacing(
        "\"count\": 10, \"spread\": [\"0d\", \"10d\"]",
        with: "\"count\": 1000000, \"spread\": [\"40d\", \"90d\"]")
    ]).scenario()
    #expect(MemoryShortage(of: scenario, recording: .items, available: 16 << 20) == nil)
  }

  @Test("at the last instant ends undecided and names the bound")
  func time() throws {
    let steps = (1...11).map { step in
      """
      { "label": "s\(step)", "after": "\(step == 1 ? "first" : "s\(step - 1)")",
        "at": "36500d", "flush": "store" }
      """
    }
    let scenario = try ScenarioFiles([
      "main.jsonc": smallScenario("\"expect\": [\"stored >= 0\"]").replacing(
        "}],", with: "}, \(steps.joined(separator: ", "))],")
    ]).scenario()
    let report = ReplayReport(ReplayPlan(scenario, profile: .asBuilt).run())
    #expect(report.verdict == "undecided")
    #expect(report.stop == "stopped")
    #expect(report.problems.contains { $0.hasPrefix("the run outgrew its time: ") })
    #expect(report.problems.allSatisfy { !$0.contains("invariant") })
  }

  @Test("does not stop what is just within: a century, a rate of 10^9 in 1 µs, 16 types")
  func within() throws {
    let scenario = try ScenarioFiles([
      "main.jsonc": smallScenario(
        """
        "levers": { "queue.retry-delays": ["36500d"], "provider.rate-limit": "1000000000/1us" },
        "faults": [{ "wire": "ingress", "status": 500 }]
        """
      ).replacing(
        "\"trigger\": { \"installation\": \"acme-github\" }",
        with: "\"trigger\": { \"installation\": \"acme-github\", \"entityTypes\": ["
          + String(repeating: "\"issue\", ", count: 15) + "\"pull_request\"] }")
    ]).scenario()
    for profile in NamedProfile.builtIn {
      let report = ReplayReport(ReplayPlan(scenario, profile: profile).run())
      #expect(report.violations.isEmpty)
      #expect(report.counts.expected == 15)
      #expect(report.runs.count { $0.function == FunctionKind.worker.name } == 16)
    }
  }
}
