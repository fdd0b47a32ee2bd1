import Foundation
import Testing

@testable import Scenarios

@Suite("A workload file")
struct WorkloadTests {
  /// Scenario files around one workload file.
  private func files(_ workload: String, as name: String = "w.json") throws -> ScenarioFiles {
    try ScenarioFiles([
      "data/\(name)": workload,
      "main.jsonc": """
      {"title": "W", "world": {"organisations": {"o": {}},
       "installations": {"i": {"organisation": "o"}},
       "repositories": {"r": {"installation": "i",
        "items": {"workload": "data/\(name)"}}}}}
      """,
    ])
  }

  private func mistakes(_ workload: String, as name: String = "w.json") throws -> [String] {
    try files(workload, as: name).mistakes()
  }

  /// A day of this age with pull requests, numbers and releases.
  private func day(_ age: Int, _ merged: Int = 1, _ issued: Int = 1, _ releases: Int = 0) -> String
  {
    "{\"age\": \(age), \(totals(merged, issued, releases).dropFirst())"
  }

  private func totals(_ merged: Int, _ issued: Int, _ releases: Int) -> String {
    "{\"pullRequestsMerged\": \(merged), \"numbersIssued\": \(issued), \"releases\": \(releases)}"
  }

  @Test(
    "has every day once, in order",
    arguments: [
      ([0, 29, 30], ["[1]: the days of age 1 to 28 are missing before age 29"]),
      (
        [0, 2, 5],
        [
          "[1]: the day of age 1 is missing before age 2",
          "[2]: the days of age 3 to 4 are missing before age 5",
        ]
      ),
      ([1, 2], ["[0]: the day of age 0 is missing before age 1"]),
      ([30, 29, 0], ["[1]: age 29 stands behind age 30"]),
      ([0, 0, 1], ["[1]: age 0 stands there twice"]),
      ([-1, 0], ["[0].age: expected an integer from 0 to 100000, found the number -1"]),
      ([0, 1, 2], []),
    ] as [([Int], [String])])
  func ages(ages: [Int], expected: [String]) throws {
    let days = ages.map { day($0) }.joined(separator: ",\n")
    let found = try mistakes("{\"perDayAge\": [\n\(days)]}")
    #expect(found.map { String($0.drop { $0 != "[" }) } == expected)
    #expect(found.allSatisfy { $0.hasPrefix("data/w.json:") })
  }

  @Test("agrees with its windows")
  func windows() throws {
    func found(_ window: String) throws -> [String] {
      try mistakes("{\"perDayAge\": [\(day(0, 1, 2)), \(day(1, 1, 2))], \"window\": \(window)}")
        .map { String($0.split(separator: ": ", maxSplits: 1)[1]) }
    }
    let right = totals(2, 4, 0)
    #expect(try found("{\"1\": \(totals(1, 2, 0)), \"2\": \(right), \"30\": \(right)}") == [])
    #expect(
      try found("{\"1\": \(totals(1, 3, 0))}")
        == ["window.1.numbersIssued: 3 numbers issued in 1 day, but perDayAge has 2 up to age 0"])
    #expect(
      try found("{\"30\": \(totals(99, 4, 1))}") == [
        "window.30.pullRequestsMerged: 99 merged pull requests in 30 days, but perDayAge has 2 "
          + "up to age 1",
        "window.30.releases: 1 releases in 30 days, but perDayAge has 0 up to age 1",
      ])
    #expect(try found("{\"7d\": \(right)}") == ["window: \"7d\" is no number of days"])
    #expect(try found("5").count == 1)
  }

  @Test("is part of the whole history")
  func allTime() throws {
    func found(_ days: String, _ allTime: String) throws -> [String] {
      try mistakes("{\"perDayAge\": [\(days)], \"allTime\": \(allTime)}")
        .map { String($0.split(separator: ": ", maxSplits: 1)[1]) }
    }
    #expect(try found(day(0, 10, 12, 1), totals(10, 12, 1)) == [])
    #expect(
      try found(day(0, 10, 12), totals(5, 12, 0))
        == ["allTime.pullRequestsMerged: 5 merged pull requests ever, but perDayAge has 10"])
    #expect(
      try found(day(0, 1, 1), totals(10, 9, 0))
        == ["allTime.numbersIssued: 9 numbers, but 10 of them became merged pull requests"])
  }

  @Test("merges on a day what was opened before")
  func mergedMore() throws {
    let days = "\(day(0, 5, 2, 0)), \(day(1, 0, 4, 0))"
    let repository = try files("{\"perDayAge\": [\(days)]}").scenario().world.repositories[0]
    #expect(repository.items.map(\.count) == [5, 4, 0])
  }

  @Test("is told from any other file, of which nothing is shown")
  func foreign() throws {
    func found(_ text: String, as name: String = "w.json") throws -> [String] {
      try mistakes(text, as: name)
    }
    let place = "main.jsonc:4:25: workload: "
    let other = place + "\"data/w.json\" is no workload file: "
    #expect(
      try found("date,issues\n2026-02-25,3", as: "gh.csv")
        == [place + "\"data/gh.csv\" is no workload file: it is no JSON"])
    #expect(
      try found("{\"total_count\": 1187, \"items\": []}") == [other + "it has no \"perDayAge\""])
    #expect(
      try found("{\"pull_request\": 1187, \"issue\": 433}")
        == [other + "it has counts by entity type instead of days"])
    #expect(try found("[\(day(0))]") == [other + "it holds an array"])
    #expect(try found("") == [other + "it is empty"])
    #expect(try found("\u{FEFF}root:x:0:0") == [other + "it is no JSON"])
    // One that is meant for a workload is shown.
    #expect(try found("{\"perDayAge\": [{\"age\": 0,, }]}")[0].hasPrefix("data/w.json:1:26: "))
    #expect(
      try found("{\"perdayage\": [\(day(0))]}") == ["data/w.json:1:2: unknown key \"perdayage\""])
  }

  @Test("that is not there is told at its name, wherever a key is called workload")
  func names() throws {
    let right = "{\"perDayAge\": [\(day(0))]}"
    let folder = try ScenarioFiles([
      "right.json": right, "wrong.json": "{\"perDayAge\": []}",
      "main.jsonc": """
      {"title": "W", "world": {"organisations": {"o": {}},
       "installations": {"i": {"organisation": "o"}}, "repositories": {
        "workload": {"installation": "i", "items": {"workload": "right.json"}},
        "b": {"installation": "i", "items": {"workload": "wrong.json"}},
        "c": {"installation": "i", "items": {"workload": "wrong.json"}},
        "d": {"installation": "i", "items": {"workload": "none.json"}},
        "e": {"installation": "i", "items": {"workload": "."}}}}}
      """,
      "extending.jsonc": """
      {"extends": "main.jsonc", "world": {"repositories": {
       "b": {"items": {"workload": "right.json"}}, "c": {"items": {"workload": "right.json"}},
       "d": {"items": {"workload": "right.json"}}, "e": {"items": {"workload": "right.json"}}}}}
      """,
    ])
    #expect(
      try folder.mistakes() == [
        "wrong.json:1:15: perDayAge: the array has 0 elements",
        "main.jsonc:6:52: workload: \"none.json\": there is no such file",
        "main.jsonc:7:52: workload: \".\": this is a folder, not a file",
      ])
    #expect(try folder.mistakes("extending.jsonc") == [])
  }

  @Test("does not replace the name of an axis")
  func axis() throws {
    try SweepFolder.with { folder in
      try folder.write("this is no workload", "app")
      try folder.write("{\"perDayAge\": [\(day(0, 4, 6, 1))]}", "small.json")
      let plan = try folder.plan(
        "axes: { from: { workload: \"app\", values: [\"small.json\"] } },")
      let items = try SweepPoint(0, of: plan).scenario.world.repositories[0].items
      #expect(items.map(\.count) == [4, 2, 1])
    }
  }

  @Test("is written about with an example that is right")
  func documented() throws {
    let text = try String(
      contentsOfFile: repositoryFolder + "/docs/scenario-files.md", encoding: .utf8)
    let section = try #require(text.components(separatedBy: "## Workload files\n").last)
    let example = try #require(section.components(separatedBy: "```json\n").dropFirst().first)
      .components(separatedBy: "```")[0]
    let repository = try files(example).scenario().world.repositories[0]
    #expect(repository.items.map(\.count) == [9, 5, 1])
    #expect(repository.firstNumber == 1187 - 12 + 1)
    for key in ["perDayAge", "age", "allTime", "window", "asOf", "source", "repository"] {
      #expect(example.contains("\"\(key)\":") && section.contains("| `\(key)` |"), "\(key)")
    }
  }

  @Test("is right in every shipped case")
  func shipped() throws {
    for name in try RealRepositories.names(root: repositoryFolder) {
      let workload = try Workload.read(
        path: "\(repositoryFolder)/scenarios/workloads/\(name).json")
      #expect(workload.days.count == 90 && workload.allTime != nil)
    }
  }
}
