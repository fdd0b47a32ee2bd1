import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite struct CapacityTests {
  private static let root = #filePath.components(separatedBy: "/Tests/")[0]

  /// A point of a small sweep, to be changed.
  private func template() throws -> PointAnswer {
    var point: PointAnswer?
    try SweepFolder.with { folder in
      point = try Explorer(
        try folder.plan(), profiles: [.asBuilt], measuresEffects: false, threads: 1
      ).exploration().points.first
    }
    return try #require(point)
  }

  /// An effect made of its changes: runs that are stored, items, items with an observation, and time.
  private func effect(
    _ lever: String, runs: Int = 0, undelivered: Double = 0, missing: Double = 0,
    time: (Double, Double)? = nil
  ) throws -> EffectAnswer {
    let pair = { (change: Double) in PairedDifference([(100, 100 + change), (100, 100 + change)]) }
    let before = try JSONEncoder().encode(pair(undelivered))
    func json(_ value: PairedDifference?) throws -> String {
      guard let value else { return "null" }
      return String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }
    let times = time.map { PairedDifference([$0, $0]) }
    let text = """
      { "lever": "\(lever)", "from": "10", "to": "11", "stepPerCent": 10, "storedRuns": \(runs),
        "deliveredRuns": 0, "stored": \(try json(times)), "undelivered": \(String(decoding: before, as: UTF8.self)),
        "missing": \(try json(pair(missing))), "lost": \(try json(pair(missing))) }
      """
    return try JSONDecoder().decode(EffectAnswer.self, from: Data(text.utf8))
  }

  @Test func leversAreRankedByWhatTheyChange() throws {
    var first = try template()
    first.expected.mean = 200
    var second = first
    first.effects = [
      try effect("worker.global", undelivered: -4),
      try effect("worker.retries", missing: -20),
      try effect("capture.retries", missing: 2),
    ]
    second.effects = [
      try effect("worker.global", undelivered: -2), try effect("engine.step-limit", runs: 1),
      try effect("worker.throttle", time: (200, 190)),
    ]
    var other = first
    other.profile = "runbook"
    let ranking = LeverRanking("as-built", [first, other, second], until: .stored)
    #expect(ranking.points == 2)
    #expect(
      ranking.helpful.map(\.lever) == [
        "engine.step-limit", "worker.retries", "worker.global", "worker.throttle",
      ])
    #expect(ranking.useless == ["capture.retries"])
    // 4 and 2 of 200 items are 2 and 1 points of per cent, averaged over two points.
    let global = ranking.helpful[2]
    #expect(global.points == 2 && global.certain == 2 && global.delivered == 1.5)
    #expect(ranking.helpful[1].stored == 5)
    #expect(ranking.helpful[3].time == -2.5)
    #expect(
      LeverRanking("as-built", [first, other, second], until: .delivered).helpful.map(\.lever)
        == ["worker.global", "worker.retries"])
    #expect(global.cells == ["worker.global", "10 → 11", "2", "2", "0", "+1.50 points", "0", "0"])
  }

  @Test func barsAddUp() throws {
    var point = try template()
    point.workerMicroseconds = 1_000
    for place in point.limits.indices { point.limits[place].waitedMicroseconds = 0 }
    func wait(_ name: String, _ time: Int64) throws {
      let place = try #require(point.limits.firstIndex { $0.name == name })
      point.limits[place].waitedMicroseconds = time
    }
    try wait("worker.global", 250)
    try wait("provider.rate-limit", 150)
    try wait("capture.per-workspace", 600)
    let workers = TimeShares.ofWorkers(point)
    #expect(workers.parts.map(\.name) == ["worker.global", "provider.rate-limit", "working"])
    #expect(workers.parts.map(\.microseconds) == [250, 150, 600] && workers.total == 1_000)
    let waiting = TimeShares.ofWaiting(point)
    #expect(waiting.total == 1_000 && waiting.parts.count == 3)
    #expect(Set((workers.parts + waiting.parts).map(\.colour)).count == 4)
    let page = try #require(ParsedPage("<p>\(workers.html)</p>"))
    #expect(page.elements.contains("rect"))
    #expect(workers.html.contains("x=\"400.0\" y=\"0\" width=\"600.0\""))
    #expect(workers.html.contains("worker.global: 25 % ("))
    point.workerMicroseconds = 1_000_000
    let small = TimeShares.ofWorkers(point).html
    #expect(small.contains("worker.global: &lt;0.1 % (") && ParsedPage("<p>\(small)</p>") != nil)
    point.workerMicroseconds = 0
    point.limits = []
    #expect(TimeShares.ofWorkers(point).html.isEmpty)
  }

  @Test func realRepositoriesAreTheirFiles() throws {
    let names = try RealRepositories.names(root: Self.root)
    #expect(names.count == 5)
    let base = try Scenario.load(path: Self.root + "/scenarios/capacity/base.jsonc")
    for name in names {
      let path = "\(Self.root)/\(RealRepositories.folder)/\(name).json"
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let all = try #require(json["allTime"] as? [String: Int])
      let window = try #require((json["window"] as? [String: [String: Int]])?["30"])
      let workload = try Workload.read(path: path)
      let whole = try #require(RealRepositories.scenario(base, workload, "all"))
      let counts = whole.world.repositories[0].items.map(\.count)
      #expect(counts[0] == all["pullRequestsMerged"] && counts[2] == all["releases"])
      #expect(counts[0] + counts[1] == all["numbersIssued"])
      // Numbers may be fewer than pull requests on a day, so issues are not compared.
      let days = try #require(RealRepositories.scenario(base, workload, "30"))
      guard case .perDay(let perDay) = days.world.repositories[0].items[0].ages else {
        Issue.record("a workload has a count for every day")
        continue
      }
      #expect(perDay.prefix(30).reduce(0, +) == window["pullRequestsMerged"])
    }
  }

  @Test func pagesOfARepositorySayWhatFits() throws {
    var point = try template()
    point.values = ["30", "a"]
    let cells = RepositoryPage.cells(point)
    #expect(
      cells[1] == "100 %" && cells[2...3] == ["yes", "yes"] && cells[5...6] == ["yes", "yes"])
    let workload = Workload(repository: "o/<r>", asOf: "2026-01-01", days: [])
    let page = RepositoryPage(name: "o-r", workload: workload, points: [point], seeds: 2).text
    #expect(page.hasPrefix("# o/&lt;r&gt;\n"))
    #expect(page.contains("| 30 | as-built | \(point.expected.short) | 100 % | yes | yes |"))
    #expect(page.contains("\n## 30 days, as-built\n\n- stored: in all 2 seeds: p50 "))
  }

  /// The committed pages are compared by CI; here that they are read by a browser.
  @Test func theCommittedPageIsWellFormed() throws {
    let path = Self.root + "/reports/capacity/pipeline.html"
    let page = try #require(ParsedPage(String(contentsOfFile: path, encoding: .utf8)))
    #expect(page.addresses.allSatisfy { page.ids.contains(String($0.dropFirst())) })
    #expect(Set(page.ids).count == page.ids.count && page.cells.count > 70)
    #expect(page.elements.isDisjoint(with: ["script", "img", "link"]))
  }
}
